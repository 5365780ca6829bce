//! The visitor that turns a tree into a database's SQL.

use std::fmt::Debug;
use std::sync::Arc;

use super::ansi::{
    clauses, derived, dml, expression, extract, operation, operators, select, table_function,
    types, window,
};
use super::capability::Capability;
use super::context::Context;
use super::ddl;
use crate::Result;
use crate::schema::{Column, Table};
use crate::sql::{
    AggregateNode, Arg, ArrayOp, Between, BinaryOp, Case, Collate, ColumnRef, ConflictNode,
    CteNode, Custom, DatePart, DeleteNode, DerivedTable, Element, FrameNode, Function, In,
    InsertNode, JsonOp, Like, Lock, MergeNode, Node, Operation, OrderTerm, OverNode,
    QuantifiedNode, RangeOp, Regexp, Sample, SearchOp, SelectItem, SelectNode, TableFunction,
    TemporalOp, TextNode, UpdateNode,
};
use crate::types::{EnumType, SqlType, Value};

/// Where the SELECT of an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubqueryPlace {
    /// Alone, as a value.
    Scalar,
    /// In EXISTS.
    Exists,
    /// Behind IN, ANY or ALL.
    Compared,
}

/// How a database speaks SQL: one `visit_…` a kind of node, standard SQL by default. A dialect
/// overrides what differs, and calls [`ansi`](super::ansi) for what doesn't.
///
/// A visit goes down the tree through the [`Context`], never through `self`: where a dialect wraps
/// another, the context holds the outermost, and its overrides hold all the way down.
///
/// ```
/// use alchemy::compiler::{Capability, Dialect, ToSql};
/// use alchemy::sql::{literal, select};
///
/// #[derive(Debug)]
/// struct Shouting;
///
/// impl Dialect for Shouting {
///     fn name(&self) -> &'static str {
///         "shouting"
///     }
///
///     fn capability(&self) -> &Capability {
///         &Capability::ANSI
///     }
/// }
///
/// let statement = select(literal(1_i64) + 1_i64);
/// assert_eq!(statement.to_sql(&Shouting).unwrap(), "SELECT ? + ?");
/// ```
#[expect(
    clippy::missing_errors_doc,
    reason = "every visit answers `ErrorKind::Compile` for what the database can't do"
)]
pub trait Dialect: Send + Sync + Debug {
    /// The name in messages and URLs: `sqlite`.
    fn name(&self) -> &'static str;

    /// What the database can do.
    fn capability(&self) -> &Capability;

    /// Whether the text depends on the kinds of the bound values, because the database has to be
    /// told their types. Each combination of kinds is compiled on its own then.
    fn types_binds(&self) -> bool {
        false
    }

    // Expressions, in the order of `Node`.

    /// A column.
    fn visit_column(&self, cx: &mut Context<'_>, column: &ColumnRef) -> Result<()> {
        cx.column(column)
    }

    /// A bound value.
    fn visit_bind(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        cx.bind(value)
    }

    /// A bound value within SQL that is written by hand, which says its type if it has to.
    fn visit_text_bind(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        cx.bind(value)
    }

    /// What a column is set to, in INSERT and UPDATE.
    fn visit_assigned(&self, cx: &mut Context<'_>, column: &Column, arg: &Arg) -> Result<()> {
        let _ = column;
        cx.arg(arg)
    }

    /// A value written as a literal, in DDL and for reading.
    fn visit_literal(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        expression::literal(cx, value)
    }

    /// An infix operator.
    fn visit_binary(
        &self,
        cx: &mut Context<'_>,
        op: BinaryOp,
        left: &Arg,
        right: &Arg,
    ) -> Result<()> {
        expression::binary(cx, op, left, right)
    }

    /// `NOT …`
    fn visit_not(&self, cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
        expression::not(cx, arg)
    }

    /// `-…`
    fn visit_negate(&self, cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
        expression::negate(cx, arg)
    }

    /// `… AND …`
    fn visit_all(&self, cx: &mut Context<'_>, list: &[Node]) -> Result<()> {
        expression::all(cx, list)
    }

    /// `… OR …`
    fn visit_any(&self, cx: &mut Context<'_>, list: &[Node]) -> Result<()> {
        expression::any(cx, list)
    }

    /// `… IS [NOT] NULL`
    fn visit_is_null(&self, cx: &mut Context<'_>, arg: &Arg, negated: bool) -> Result<()> {
        expression::is_null(cx, arg, negated)
    }

    /// `… [NOT] BETWEEN … AND …`
    fn visit_between(&self, cx: &mut Context<'_>, between: &Between) -> Result<()> {
        expression::between(cx, between)
    }

    /// `… [NOT] IN (…)`
    fn visit_in(&self, cx: &mut Context<'_>, node: &In) -> Result<()> {
        expression::in_(cx, node)
    }

    /// `… [NOT] LIKE …`
    fn visit_like(&self, cx: &mut Context<'_>, like: &Like) -> Result<()> {
        expression::like(cx, like)
    }

    /// A match of a regular expression.
    fn visit_regexp(&self, cx: &mut Context<'_>, regexp: &Regexp) -> Result<()> {
        operators::regexp(cx, regexp)
    }

    /// `… COLLATE …`
    fn visit_collate(&self, cx: &mut Context<'_>, collate: &Collate) -> Result<()> {
        operators::collate(cx, collate)
    }

    /// `(…, …)`, compared as one.
    fn visit_tuple(&self, cx: &mut Context<'_>, items: &[Arg]) -> Result<()> {
        operators::tuple(cx, items)
    }

    /// An operator that the library doesn't know.
    fn visit_custom(&self, cx: &mut Context<'_>, custom: &Custom) -> Result<()> {
        operators::custom(cx, custom)
    }

    /// `ANY (…)` or `ALL (…)`
    fn visit_quantified(&self, cx: &mut Context<'_>, node: &QuantifiedNode) -> Result<()> {
        operators::quantified(cx, node)
    }

    /// A function call.
    fn visit_function(&self, cx: &mut Context<'_>, function: &Function) -> Result<()> {
        expression::function(cx, function)
    }

    /// An operator on documents.
    fn visit_json(&self, cx: &mut Context<'_>, operation: &Operation<JsonOp>) -> Result<()> {
        operation::refuse(cx, operation)
    }

    /// An operator on arrays.
    fn visit_array(&self, cx: &mut Context<'_>, operation: &Operation<ArrayOp>) -> Result<()> {
        operation::refuse(cx, operation)
    }

    /// An operator on ranges.
    fn visit_range(&self, cx: &mut Context<'_>, operation: &Operation<RangeOp>) -> Result<()> {
        operation::refuse(cx, operation)
    }

    /// An operator on dates and times.
    fn visit_temporal(
        &self,
        cx: &mut Context<'_>,
        operation: &Operation<TemporalOp>,
    ) -> Result<()> {
        operation::refuse(cx, operation)
    }

    /// Full-text search.
    fn visit_search(&self, cx: &mut Context<'_>, operation: &Operation<SearchOp>) -> Result<()> {
        operation::refuse(cx, operation)
    }

    /// A call of an aggregate with FILTER or an order.
    fn visit_aggregate(&self, cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
        window::aggregate(cx, node)
    }

    /// `… OVER …`
    fn visit_over(&self, cx: &mut Context<'_>, over: &OverNode) -> Result<()> {
        window::over(cx, over)
    }

    /// `ROWS BETWEEN … AND …`, with the space before it.
    fn visit_frame(&self, cx: &mut Context<'_>, frame: &FrameNode) -> Result<()> {
        window::frame(cx, frame)
    }

    /// `CAST(… AS …)`
    fn visit_cast(&self, cx: &mut Context<'_>, arg: &Arg, sql_type: SqlType) -> Result<()> {
        expression::cast(cx, arg, sql_type)
    }

    /// `EXTRACT(… FROM …)`, an integer.
    fn visit_extract(&self, cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
        extract::extract(cx, part, arg)
    }

    /// `CASE … END`
    fn visit_case(&self, cx: &mut Context<'_>, case: &Case) -> Result<()> {
        expression::case(cx, case)
    }

    /// A scalar subquery.
    fn visit_scalar(&self, cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
        expression::scalar(cx, select)
    }

    /// `[NOT] EXISTS (…)`
    fn visit_exists(&self, cx: &mut Context<'_>, select: &SelectNode, negated: bool) -> Result<()> {
        expression::exists(cx, select, negated)
    }

    /// An expression of an application's own, which knows how to write itself.
    fn visit_element(&self, cx: &mut Context<'_>, element: &dyn Element) -> Result<()> {
        super::element::element(cx, element)
    }

    /// SQL as written.
    fn visit_text(&self, cx: &mut Context<'_>, text: &TextNode) -> Result<()> {
        super::text::text(cx, text)
    }

    // Statements and their parts.

    /// A SELECT or a set operation.
    fn visit_select(&self, cx: &mut Context<'_>, node: &SelectNode) -> Result<()> {
        select::select(cx, node)
    }

    /// The SELECT of an expression, between its parentheses.
    fn visit_subquery(
        &self,
        cx: &mut Context<'_>,
        select: &SelectNode,
        place: SubqueryPlace,
    ) -> Result<()> {
        expression::subquery(cx, select, place)
    }

    /// `WITH …` with the space after it; nothing where there are no common table expressions.
    fn visit_with(&self, cx: &mut Context<'_>, ctes: &[Arc<CteNode>]) -> Result<()> {
        derived::with(cx, ctes)
    }

    /// A subquery or another derived table in FROM, with its name.
    fn visit_derived(&self, cx: &mut Context<'_>, derived: &DerivedTable) -> Result<()> {
        derived::derived(cx, derived)
    }

    /// A function in FROM, with the name of the table that it gives.
    fn visit_table_function(
        &self,
        cx: &mut Context<'_>,
        derived: &DerivedTable,
        function: &TableFunction,
    ) -> Result<()> {
        table_function::table_function(cx, derived, function)
    }

    /// `TABLESAMPLE …`, with the space before it.
    fn visit_sample(&self, cx: &mut Context<'_>, sample: &Sample) -> Result<()> {
        clauses::sample(cx, sample)
    }

    /// A term of ORDER BY.
    fn visit_order_term(&self, cx: &mut Context<'_>, term: &OrderTerm) -> Result<()> {
        select::order_term(cx, term)
    }

    /// LIMIT and OFFSET, with the space before them.
    fn visit_limit(
        &self,
        cx: &mut Context<'_>,
        limit: Option<&Value>,
        offset: Option<&Value>,
    ) -> Result<()> {
        select::limit(cx, limit, offset)
    }

    /// A LIMIT that takes the rows equal to the last one, with the space before it.
    fn visit_limit_with_ties(
        &self,
        cx: &mut Context<'_>,
        limit: &Value,
        offset: Option<&Value>,
    ) -> Result<()> {
        clauses::limit_with_ties(cx, limit, offset)
    }

    /// `DISTINCT ON (…)`, with the space after it.
    fn visit_distinct_on(&self, cx: &mut Context<'_>, args: &[Arg]) -> Result<()> {
        clauses::distinct_on(cx, args)
    }

    /// FOR UPDATE and its kin, with the space before it.
    fn visit_lock(&self, cx: &mut Context<'_>, select: &SelectNode, lock: &Lock) -> Result<()> {
        let _ = select;
        clauses::lock(cx, lock)
    }

    /// INSERT.
    fn visit_insert(&self, cx: &mut Context<'_>, insert: &InsertNode) -> Result<()> {
        dml::insert(cx, insert)
    }

    /// What the driver's [`bulk_load`](crate::driver::DriverConnection::bulk_load) runs for the rows
    /// of an INSERT. Answers whether there is such a thing.
    fn visit_bulk_load(&self, cx: &mut Context<'_>, insert: &InsertNode) -> Result<bool> {
        let _ = (cx, insert);
        Ok(false)
    }

    /// The rows of an INSERT whose keys, where the database counts them, must count up in the
    /// order of the rows: how the unit of work knows which key is whose.
    fn visit_ordered_rows(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        rows: &[Vec<Option<Arg>>],
    ) -> Result<()> {
        dml::ordered_rows(cx, insert, rows)
    }

    /// The SELECT that an INSERT takes its rows from, with the space before it.
    fn visit_insert_select(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        select: &SelectNode,
    ) -> Result<()> {
        let _ = insert;
        dml::insert_select(cx, select)
    }

    /// What an INSERT does where a row's key is there already, with the space before it.
    fn visit_conflict(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        conflict: &ConflictNode,
    ) -> Result<()> {
        dml::on_conflict(cx, insert, conflict)
    }

    /// UPDATE.
    fn visit_update(&self, cx: &mut Context<'_>, update: &UpdateNode) -> Result<()> {
        dml::update(cx, update)
    }

    /// DELETE.
    fn visit_delete(&self, cx: &mut Context<'_>, delete: &DeleteNode) -> Result<()> {
        dml::delete(cx, delete)
    }

    /// MERGE.
    fn visit_merge(&self, cx: &mut Context<'_>, merge: &MergeNode) -> Result<()> {
        dml::merge(cx, merge)
    }

    /// `RETURNING …`, with the space before it.
    fn visit_returning(&self, cx: &mut Context<'_>, items: &[SelectItem]) -> Result<()> {
        dml::returning(cx, items)
    }

    // Types and DDL.

    /// A column's type in DDL.
    fn visit_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::column_type(cx, sql_type)
    }

    /// The type in a CAST.
    fn visit_cast_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        cx.dialect().visit_type(cx, sql_type)
    }

    /// The statement that creates an enum as a type of its own.
    fn visit_create_enum(
        &self,
        cx: &mut Context<'_>,
        of: &EnumType,
        if_not_exists: bool,
    ) -> Result<()> {
        if if_not_exists {
            return Err(cx.unsupported("CREATE TYPE IF NOT EXISTS"));
        }
        ddl::create_enum(cx, of)
    }

    /// A column in CREATE TABLE.
    fn visit_column_definition(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        column: &Column,
    ) -> Result<()> {
        ddl::column_definition(cx, table, column)
    }

    /// Whether the column's definition says that it is the primary key, so that the table's
    /// doesn't.
    fn inlines_primary_key(&self, table: &Table) -> bool {
        let _ = table;
        false
    }

    /// What follows the parentheses of CREATE TABLE.
    fn visit_table_options(&self, cx: &mut Context<'_>, table: &Table) -> Result<()> {
        let _ = (cx, table);
        Ok(())
    }

    /// `ALTER TABLE … DROP CONSTRAINT …`, for a foreign key.
    fn visit_drop_foreign_key(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        name: &str,
        if_exists: bool,
    ) -> Result<()> {
        ddl::drop_foreign_key(cx, table, name, if_exists)
    }

    /// What the database needs to be told about a table's comments after CREATE TABLE, one
    /// string a statement.
    fn visit_comments(&self, table: &Table) -> Result<Vec<String>> {
        let _ = table;
        Ok(Vec::new())
    }
}
