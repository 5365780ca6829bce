//! The expression language: an untyped tree ([`Node`], [`SelectNode`], …) under a typed shell
//! ([`Column`], [`Expr`], [`Select`], …).
//!
//! The shell is what an application calls; it builds the tree and keeps track of Rust types. The
//! [compiler](crate::compiler) visits the tree only.

mod column;
mod dialect_name;
mod dml;
mod entity;
mod expr;
pub mod func;
mod parameterized;
mod row;
mod select;
mod source;
mod statement;
mod text;

pub use column::{Column, ColumnRef};
pub use dialect_name::DialectName;
pub(crate) use dml::sql_arg;
pub use dml::{
    Assignable, Assignment, ConflictAction, ConflictNode, ConflictTarget, Delete, DeleteNode,
    Insert, InsertColumns, InsertNode, InsertRare, InsertRow, InsertSource, InsertTuple,
    InsertValues, IntoAssignments, Merge, MergeAction, MergeInto, MergeNode, MergeWhen, ModifyRare,
    OnConflict, OnConflictFiltered, Record, Update, UpdateNode, WhenMatched, WhenNotMatched,
    delete, insert, merge_into, update,
};
pub use entity::{Entity, EntityExt, Optional, aliased};
#[cfg(feature = "json")]
pub use expr::JsonPath;
pub use expr::{
    Adds, Arithmetic, ArithmeticOperand, Collate, Custom, IntoTuple, Quantified, QuantifiedNode,
    Regexp, SimpleCase, Subtracts, Tuple, TupleList, TupleOperand, TupleTypes, all_, any_,
    case_value, false_, true_, tuple,
};
pub use expr::{
    Aggregate, AggregateNode, Arg, Between, BinaryOp, Case, CaseBuilder, Condition, Expr, Function,
    In, InList, InSource, Interpolated, IntoOrder, Labelled, Like, Literal, Node, NullsOrder,
    Operand, OrderTerm, Plain, Windowed, case, literal,
};
pub use expr::{Append, Keyset, KeysetType, KeysetValues, keyset};
pub use expr::{
    ArrayFamily, ArrayOp, Bounds, Contained, Contains, Elements, JsonOp, Minus, Operation,
    OperationKind, Overlaps, Plus, RangeFamily, RangeOp, Search, SearchMode, SearchOp, Searched,
    TemporalOp, array, search,
};
pub use expr::{
    BoundParameter, DefaultParameter, IntoRowCount, ListParameter, Parameter, ParameterDefault,
    ParameterNode, RowCount, bindparam,
};
pub(crate) use expr::{BoundValue, one_of};
pub use expr::{Calendar, DatePart};
pub use expr::{
    CurrentRow, Following, Frame, FrameBound, FrameEnd, FrameExclusion, FrameNode, FrameOffset,
    FrameUnit, OverNode, Preceding, RangeBound, RowsBound, UnboundedFollowing, UnboundedPreceding,
    Window, WindowFunction, WindowNode, current_row, following, preceding, unbounded_following,
    unbounded_preceding, window,
};
pub use expr::{Element, ElementWriter, element, operand};
pub use expr::{LabelReference, label};
#[doc(hidden)]
pub use expr::{in_list_of, operand_by, range_of};
pub use parameterized::Parameterized;
pub(crate) use parameterized::{check_names, no_parameter};
pub use row::{Row, RowReader};
pub(crate) use select::numbered_columns;
pub use select::{
    ColumnCursor, Cte, CteBody, CteNode, Derived, DerivedBody, DerivedColumn, DerivedEntity,
    DerivedRow, DerivedTable, FromItem, FunctionColumns, GroupingElement, GroupingKind,
    GroupingSet, GroupingSets, GroupingTerm, Hint, HintPlace, IntoFrom, IntoGrouping,
    IntoGroupingSets, Join, JoinKind, JoinTarget, JsonTableSource, LoaderCriteria, Lock,
    LockStrength, LockWait, OnCondition, RecursiveCte, Sample, Select, SelectClauses, SelectItem,
    SelectNode, SelectRare, Selectable, SetOperation, Subquery, TableClause, TableClauseKind,
    TableFunction, TableFunctionKind, TextBody, ValuesNode, ValuesRow, cube, exists, grouping_sets,
    rollup, select, values, with_loader_criteria,
};
pub use source::{Occurrence, Source};
pub use statement::{Query, Statement, StatementNode, StatementOption};
pub use text::{Text, TextNode, TextPart, TextQuery, text};
