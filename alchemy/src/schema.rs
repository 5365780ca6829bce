//! Tables and what belongs to them, as data: the same types for derived and for reflected tables.

mod column;
mod constraint;
mod fit;
mod metadata;
mod sort;
mod table;

pub use column::{Column, ColumnDefinition, ServerDefault, UpdateDefault};
pub use constraint::{Check, ForeignKey, ForeignKeyTarget, Index, ReferentialAction, Unique};
pub use metadata::{MetaData, TableRef};
pub use sort::{SortedTables, sort_tables};
pub use table::{Table, TableDefinition};
