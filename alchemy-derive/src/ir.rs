//! The description of a model: what is to be expanded, with nothing left to interpret.
//!
//! [`lower`] makes it of the raw attributes; [`check`] has the rules that need no compiler. What
//! breaks a rule is left out of the description and reported, so that the rest can be expanded.

mod check;
mod column;
mod keys;
mod lower;
mod model;
mod names;
mod relationship;

pub(crate) use column::{Adapter, Column, DefaultForm, DefaultSource, DefaultValue, SqlTypeSpec};
pub(crate) use lower::lower;
pub(crate) use model::{Action, Check, FieldIndex, ForeignKey, Index, Model};
pub(crate) use names::snake_case;
pub(crate) use relationship::{Cascade, Key, Kind, Relationship, Secondary, SecondaryColumns};

#[cfg(test)]
mod tests;
