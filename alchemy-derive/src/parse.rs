//! From the user's tokens to raw attributes: what is there, each in the right shape.

mod attribute;
mod column;
mod input;
mod model;
mod path;
mod relationship;

pub(crate) use attribute::{Items, Keys, krate};
pub(crate) use column::{RawAdapter, RawColumn, RawDefault};
pub(crate) use input::{RawField, RawInput, input};
pub(crate) use model::{RawForeignKey, RawIndex, RawModel};
pub(crate) use path::ColumnPath;
pub(crate) use relationship::{RawKey, RawRelationship, RawSecondary};
