//! INSERT, UPDATE and DELETE.

mod assign;
mod delete;
mod insert;
mod update;

pub use assign::Assignable;
pub use delete::{Delete, DeleteNode, delete};
pub use insert::{Insert, InsertColumns, InsertNode, InsertSource, InsertValues, Record, insert};
pub use update::{Update, UpdateNode, update};
