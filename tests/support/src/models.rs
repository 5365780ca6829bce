//! The models that tests share, named by what they are about.

pub mod accounts;
pub mod blog;
pub mod company;
pub mod geography;
pub mod library;
pub mod orders;
pub mod school;
pub mod teams;
pub mod tree;
pub mod warehouse;
