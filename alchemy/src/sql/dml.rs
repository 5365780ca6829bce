//! INSERT, UPDATE, DELETE and MERGE.

mod assign;
mod conflict;
mod cte;
mod delete;
mod hints;
mod insert;
mod insert_columns;
mod merge;
mod modify;
mod update;

pub use assign::{Assignable, Assignment, IntoAssignments};
pub use conflict::{ConflictAction, ConflictNode, ConflictTarget, OnConflict, OnConflictFiltered};
pub use delete::{Delete, DeleteNode, delete};
pub use insert::{Insert, InsertNode, InsertRare, InsertSource, InsertValues, Record, insert};
pub use insert_columns::{InsertColumns, InsertRow, InsertTuple};
pub use merge::{
    Merge, MergeAction, MergeInto, MergeNode, MergeWhen, WhenMatched, WhenNotMatched, merge_into,
};
pub use modify::ModifyRare;
pub(crate) use update::sql_arg;
pub use update::{Update, UpdateNode, update};
