//! How PostgreSQL speaks SQL.

use alchemy::Result;
use alchemy::compiler::ansi::{dml, expression};
use alchemy::compiler::{
    Aggregates, Capability, Context, Dialect, Enums, Frames, GroupedByKey, GroupingSupport,
    IdentifierLength, Level, OtherTables, Placeholder, Returning, TableFunctions, ValuesTable,
    With, ddl as ansi_ddl,
};
use alchemy::schema::{Column, Table};
use alchemy::sql::{
    Arg, ArrayOp, Between, BinaryOp, ConflictAction, ConflictNode, ConflictTarget, DatePart,
    Function, In, InsertNode, JsonOp, Like, Lock, Operation, RangeOp, Regexp, SearchOp, SelectNode,
    TemporalOp,
};
use alchemy::types::{EnumType, SqlType, Value};

use super::{bind_types, clauses, ddl, extract, literal, operators, ordered_rows, types};

/// PostgreSQL, 12 or later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostgresDialect;

impl PostgresDialect {
    /// What PostgreSQL can do.
    pub const CAPABILITY: Capability = Capability {
        quote: '"',
        reserved_words: RESERVED_WORDS,
        identifier_length: IdentifierLength::Bytes(63),
        narrow_identifiers: false,
        placeholder: Placeholder::Numbered,
        bind_limit: 65_535,
        returning: Returning::ALL,
        last_insert_id: false,
        multi_row_insert: true,
        batches_rows: true,
        insert_id_step: None,
        insert_ignore: None,
        proposed_row: "excluded",
        other_tables: OtherTables::Clause,
        modify_limit: false,
        merge: true,
        savepoints: true,
        transactional_ddl: true,
        boolean_literals: true,
        aggregates: Aggregates::ALL,
        frames: Frames::ALL,
        grouping_sets: GroupingSupport::All,
        repeated_binds: true,
        grouped_by_key: GroupedByKey::Everywhere,
        between_symmetric: true,
        nulls_order: true,
        backslash_escapes: false,
        escape_strings: true,
        dollar_quotes: true,
        hash_comments: false,
        nested_comments: true,
        distinct_on: true,
        with_ties: true,
        row_locks: true,
        compound_parentheses: true,
        nested_compounds: true,
        intersect_all: true,
        with: With::ALL,
        modifying_cte: true,
        correlated_derived_table: true,
        materialized_cte: true,
        values_table: ValuesTable::Listed,
        derived_columns: true,
        table_functions: TableFunctions::Listed,
        json_table: false,
        table_sample: true,
        only: true,
        full_join: true,
        lateral: true,
        limited_in: true,
        unlimited: None,
        alter_foreign_key: true,
        index_if_not_exists: true,
        enums: Enums::Named,
        default_values: true,
    };
}

impl Dialect for PostgresDialect {
    fn name(&self) -> &'static str {
        crate::POSTGRESQL.as_str()
    }

    fn capability(&self) -> &Capability {
        &Self::CAPABILITY
    }

    fn types_binds(&self) -> bool {
        true
    }

    /// With its type, since the server sees a parameter alone: `SELECT $1` would be text.
    fn visit_bind(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        bind_types::typed(cx, value, bind_types::Integers::Wide)
    }

    fn visit_ordered_rows(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        rows: &[Vec<Option<Arg>>],
    ) -> Result<()> {
        ordered_rows::ordered_rows(cx, insert, rows)
    }

    /// As a value for its column.
    fn visit_assigned(&self, cx: &mut Context<'_>, _: &Column, arg: &Arg) -> Result<()> {
        match arg {
            Arg::Bind(value) => cx.bind(value),
            arg => cx.arg(arg),
        }
    }

    fn visit_binary(
        &self,
        cx: &mut Context<'_>,
        op: BinaryOp,
        left: &Arg,
        right: &Arg,
    ) -> Result<()> {
        bind_types::binary(cx, op, left, right)
    }

    fn visit_between(&self, cx: &mut Context<'_>, between: &Between) -> Result<()> {
        bind_types::between(cx, between)
    }

    /// A `numeric` here, so it is cast.
    fn visit_extract(&self, cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
        extract::extract(cx, part, arg)
    }

    fn visit_in(&self, cx: &mut Context<'_>, node: &In) -> Result<()> {
        bind_types::in_(cx, node)
    }

    fn visit_regexp(&self, cx: &mut Context<'_>, regexp: &Regexp) -> Result<()> {
        bind_types::regexp(cx, regexp)
    }

    fn visit_function(&self, cx: &mut Context<'_>, function: &Function) -> Result<()> {
        bind_types::function(cx, function)
    }

    fn visit_literal(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        literal::literal(cx, value)
    }

    /// `ILIKE` where case is ignored.
    fn visit_like(&self, cx: &mut Context<'_>, like: &Like) -> Result<()> {
        let operator = match (like.case_insensitive, like.negated) {
            (false, false) => " LIKE ",
            (false, true) => " NOT LIKE ",
            (true, false) => " ILIKE ",
            (true, true) => " NOT ILIKE ",
        };
        cx.operand(&like.arg, Level::Concat)?;
        cx.push(operator);
        bind_types::beside(cx, &like.arg, &like.pattern, |cx| {
            cx.operand(&like.pattern, Level::Concat)
        })?;
        expression::escape(cx, like)
    }

    fn visit_lock(&self, cx: &mut Context<'_>, select: &SelectNode, lock: &Lock) -> Result<()> {
        clauses::lock(cx, select, lock)
    }

    fn visit_bulk_load(&self, cx: &mut Context<'_>, insert: &InsertNode) -> Result<bool> {
        cx.push("COPY ");
        cx.table_name(insert.table)?;
        cx.push(" (");
        cx.list(&insert.columns, ", ", |cx, index| {
            cx.identifier(insert.table.column_name(*index))
        })?;
        cx.push(") FROM STDIN (FORMAT binary)");
        // Without a column there is nothing that COPY could be told.
        Ok(!insert.columns.is_empty())
    }

    /// An update has to know its key.
    fn visit_conflict(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        conflict: &ConflictNode,
    ) -> Result<()> {
        if let (ConflictTarget::Any, ConflictAction::Update { .. }) =
            (&conflict.target, &conflict.action)
        {
            return Err(cx
                .unsupported("an upsert that updates the row of any key")
                .with_help("name the columns of the key: `.on_conflict(…)`"));
        }
        dml::on_conflict(cx, insert, conflict)
    }

    fn visit_json(&self, cx: &mut Context<'_>, operation: &Operation<JsonOp>) -> Result<()> {
        operators::json(cx, operation)
    }

    fn visit_array(&self, cx: &mut Context<'_>, operation: &Operation<ArrayOp>) -> Result<()> {
        operators::array(cx, operation)
    }

    fn visit_range(&self, cx: &mut Context<'_>, operation: &Operation<RangeOp>) -> Result<()> {
        operators::range(cx, operation)
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

    fn visit_column_definition(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        column: &Column,
    ) -> Result<()> {
        ddl::column_definition(cx, table, column)
    }

    fn visit_create_enum(
        &self,
        cx: &mut Context<'_>,
        of: &EnumType,
        if_not_exists: bool,
    ) -> Result<()> {
        ddl::create_enum(cx, of, if_not_exists)
    }

    fn visit_comments(&self, table: &Table) -> Result<Vec<String>> {
        ansi_ddl::comment_statements(table, self)
    }
}

/// What `pg_get_keywords()` calls reserved, or reserved but for functions and types.
const RESERVED_WORDS: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];
