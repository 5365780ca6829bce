//! How SQLite speaks SQL.

use alchemy::Result;
use alchemy::compiler::ansi::{dml, expression};
use alchemy::compiler::{
    Aggregates, Capability, Context, Dialect, Enums, Frames, GroupedByKey, GroupingSupport,
    IdentifierLength, OtherTables, Placeholder, Returning, TableFunctions, ValuesTable, With,
};
use alchemy::schema::{Column, Table};
use alchemy::sql::{
    AggregateNode, Arg, BinaryOp, ConflictNode, ConflictTarget, DatePart, Function, In, InsertNode,
    JsonOp, Operation, QuantifiedNode, SearchOp, SelectNode, TemporalOp,
};
use alchemy::types::{SqlType, Value};

use super::{aggregate, ddl, extract, operators, renamed, types};

/// SQLite, 3.35 or later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SqliteDialect;

impl SqliteDialect {
    /// What SQLite can do.
    pub const CAPABILITY: Capability = Capability {
        quote: '"',
        reserved_words: RESERVED_WORDS,
        identifier_length: IdentifierLength::Unlimited,
        narrow_identifiers: false,
        placeholder: Placeholder::Question,
        bind_limit: 32_766,
        returning: Returning {
            other_tables: false,
            ..Returning::ALL
        },
        last_insert_id: true,
        multi_row_insert: true,
        batches_rows: false,
        insert_id_step: None,
        insert_ignore: Some("OR IGNORE "),
        proposed_row: "excluded",
        other_tables: OtherTables::Subquery,
        modify_limit: false,
        merge: false,
        savepoints: true,
        transactional_ddl: true,
        boolean_literals: false,
        aggregates: Aggregates {
            within_group: false,
            outer: false,
            arrays: false,
            distinct_order: false,
            ..Aggregates::ALL
        },
        frames: Frames::ALL,
        grouping_sets: GroupingSupport::None,
        repeated_binds: true,
        grouped_by_key: GroupedByKey::Everywhere,
        between_symmetric: false,
        nulls_order: true,
        backslash_escapes: false,
        escape_strings: false,
        dollar_quotes: false,
        hash_comments: false,
        nested_comments: false,
        distinct_on: false,
        with_ties: false,
        row_locks: false,
        compound_parentheses: false,
        nested_compounds: false,
        intersect_all: false,
        with: With::ALL,
        modifying_cte: false,
        correlated_derived_table: true,
        materialized_cte: true,
        values_table: ValuesTable::Plain,
        derived_columns: false,
        table_functions: TableFunctions::Own,
        json_table: false,
        table_sample: false,
        only: false,
        full_join: true,
        lateral: false,
        limited_in: true,
        unlimited: Some("-1"),
        alter_foreign_key: false,
        index_if_not_exists: true,
        enums: Enums::Checked,
        default_values: true,
    };
}

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        crate::SQLITE.as_str()
    }

    fn capability(&self) -> &Capability {
        &Self::CAPABILITY
    }

    /// Infinity is written as a number beyond the range; NaN doesn't exist.
    fn visit_literal(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        match value {
            Value::Float(value) if *value == f64::INFINITY => cx.push("9e999"),
            Value::Float(value) if *value == f64::NEG_INFINITY => cx.push("-9e999"),
            value => return expression::literal(cx, value),
        }
        Ok(())
    }

    /// By `strftime`.
    fn visit_extract(&self, cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
        extract::extract(cx, part, arg)
    }

    fn visit_binary(
        &self,
        cx: &mut Context<'_>,
        op: BinaryOp,
        left: &Arg,
        right: &Arg,
    ) -> Result<()> {
        renamed::binary(cx, op, left, right)
    }

    fn visit_in(&self, cx: &mut Context<'_>, node: &In) -> Result<()> {
        renamed::in_(cx, node)
    }

    fn visit_function(&self, cx: &mut Context<'_>, function: &Function) -> Result<()> {
        renamed::function(cx, function)
    }

    fn visit_quantified(&self, cx: &mut Context<'_>, node: &QuantifiedNode) -> Result<()> {
        Err(cx.unsupported(if node.all {
            "ALL over a subquery"
        } else {
            "ANY over a subquery"
        }))
    }

    fn visit_aggregate(&self, cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
        aggregate::aggregate(cx, node)
    }

    /// A conflict clause right behind FROM would be taken for the condition of a join.
    fn visit_insert_select(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        select: &SelectNode,
    ) -> Result<()> {
        if insert.conflict().is_none() {
            return dml::insert_select(cx, select);
        }
        cx.push(" SELECT * FROM (");
        cx.dialect().visit_select(cx, select)?;
        cx.push(") WHERE 1");
        Ok(())
    }

    /// Constraints have no names here that a conflict could be told by.
    fn visit_conflict(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        conflict: &ConflictNode,
    ) -> Result<()> {
        if matches!(conflict.target, ConflictTarget::Constraint(_)) {
            return Err(cx
                .unsupported("ON CONFLICT ON CONSTRAINT")
                .with_help("name the columns of the key: `.on_conflict(…)`"));
        }
        dml::on_conflict(cx, insert, conflict)
    }

    fn visit_json(&self, cx: &mut Context<'_>, operation: &Operation<JsonOp>) -> Result<()> {
        operators::json(cx, operation)
    }

    fn visit_temporal(
        &self,
        cx: &mut Context<'_>,
        operation: &Operation<TemporalOp>,
    ) -> Result<()> {
        operators::temporal(cx, operation)
    }

    fn visit_search(&self, cx: &mut Context<'_>, operation: &Operation<SearchOp>) -> Result<()> {
        operators::search(cx, operation)
    }

    fn visit_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::column_type(cx, sql_type)
    }

    fn visit_cast_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::cast_type(cx, sql_type)
    }

    fn visit_column_definition(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        column: &Column,
    ) -> Result<()> {
        ddl::column_definition(cx, table, column)
    }

    fn inlines_primary_key(&self, table: &Table) -> bool {
        ddl::inlines_primary_key(table)
    }
}

/// The keywords that SQLite doesn't take as names everywhere.
const RESERVED_WORDS: &[&str] = &[
    "add",
    "all",
    "alter",
    "and",
    "as",
    "autoincrement",
    "between",
    "case",
    "cast",
    "check",
    "collate",
    "commit",
    "constraint",
    "create",
    "cross",
    "current",
    "current_date",
    "current_time",
    "current_timestamp",
    "default",
    "deferrable",
    "delete",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "filter",
    "foreign",
    "from",
    "full",
    "glob",
    "group",
    "having",
    "if",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "left",
    "like",
    "limit",
    "match",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "primary",
    "raise",
    "references",
    "regexp",
    "returning",
    "right",
    "rowid",
    "select",
    "set",
    "table",
    "then",
    "to",
    "transaction",
    "true",
    "union",
    "unique",
    "update",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
];
