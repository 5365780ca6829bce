//! How MySQL and MariaDB speak SQL.

use alchemy::Result;
use alchemy::compiler::ansi::{expression, table_function};
use alchemy::compiler::{
    Aggregates, Capability, Context, Dialect, Enums, Frames, GroupedByKey, GroupingSupport,
    IdentifierLength, OtherTables, Placeholder, Returning, SubqueryPlace, TableFunctions,
    ValuesTable, With,
};
use alchemy::schema::{Column, Table};
use alchemy::sql::{
    AggregateNode, Arg, BinaryOp, Case, ColumnRef, ConflictNode, DatePart, DerivedTable, Function,
    InsertNode, JsonOp, Lock, Operation, OverNode, Regexp, SearchOp, SelectNode, Source,
    TableFunction, TableFunctionKind, TemporalOp,
};
use alchemy::types::{SqlType, Value};

use super::{
    aggregate, clauses, conflict, ddl, extract, functions, operators, series, subquery, types,
};

/// Which of the two a server is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MySqlFlavour {
    /// MySQL, 8.0 or later.
    #[default]
    MySql,
    /// MariaDB, 10.5 or later.
    MariaDb,
}

/// MySQL and MariaDB.
///
/// Literals are escaped for a server without `NO_BACKSLASH_ESCAPES`, which the driver sees to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MySqlDialect {
    flavour: MySqlFlavour,
}

impl MySqlDialect {
    /// What MySQL can do.
    pub const MYSQL: Capability = Capability {
        quote: '`',
        reserved_words: RESERVED_WORDS,
        identifier_length: IdentifierLength::Characters(64),
        narrow_identifiers: true,
        placeholder: Placeholder::Question,
        bind_limit: 65_535,
        returning: Returning::NONE,
        last_insert_id: true,
        multi_row_insert: true,
        batches_rows: true,
        // Rows that are counted beforehand get consecutive keys, whatever innodb_autoinc_lock_mode
        // is; how far they are apart is a setting of the session.
        insert_id_step: Some("SELECT @@auto_increment_increment"),
        insert_ignore: Some("IGNORE "),
        proposed_row: "new",
        other_tables: OtherTables::Joined,
        modify_limit: true,
        merge: false,
        savepoints: true,
        transactional_ddl: false,
        boolean_literals: true,
        aggregates: Aggregates {
            filter: false,
            order_by: false,
            within_group: false,
            outer: true,
            arrays: false,
            distinct_order: false,
        },
        frames: Frames {
            groups: false,
            exclude: false,
            range_values: false,
        },
        grouping_sets: GroupingSupport::WithRollup {
            function: true,
            order_by: true,
        },
        repeated_binds: false,
        grouped_by_key: GroupedByKey::ExceptHaving,
        between_symmetric: false,
        nulls_order: false,
        backslash_escapes: true,
        escape_strings: false,
        dollar_quotes: false,
        hash_comments: true,
        nested_comments: false,
        distinct_on: false,
        with_ties: false,
        row_locks: true,
        compound_parentheses: true,
        // MySQL 9.7 loses rows of `a EXCEPT (b UNION c)` where the column of `a` takes no NULL and
        // the others do: it filters the NULLs out and one row more. `(a UNION b) INTERSECT c` takes
        // a NULL of the left side for 0 where the column of `c` takes none.
        nested_compounds: false,
        intersect_all: true,
        with: With {
            insert: false,
            ..With::ALL
        },
        modifying_cte: false,
        correlated_derived_table: true,
        materialized_cte: false,
        values_table: ValuesTable::Rows,
        derived_columns: true,
        table_functions: TableFunctions::None,
        json_table: true,
        table_sample: false,
        only: false,
        full_join: false,
        lateral: true,
        limited_in: false,
        unlimited: Some("18446744073709551615"),
        alter_foreign_key: true,
        index_if_not_exists: false,
        enums: Enums::Inline,
        default_values: false,
    };

    /// What MariaDB can do.
    pub const MARIADB: Capability = Capability {
        grouping_sets: GroupingSupport::WithRollup {
            function: false,
            order_by: false,
        },
        grouped_by_key: GroupedByKey::Nowhere,
        with_ties: true,
        returning: Returning {
            insert: true,
            update: false,
            delete: true,
            other_tables: false,
        },
        with: With::NONE,
        correlated_derived_table: false,
        nested_compounds: true,
        values_table: ValuesTable::Union,
        derived_columns: false,
        lateral: false,
        index_if_not_exists: true,
        ..Self::MYSQL
    };

    /// The dialect of a flavour.
    #[must_use]
    pub const fn new(flavour: MySqlFlavour) -> Self {
        Self { flavour }
    }

    /// Which of the two it is.
    #[must_use]
    pub const fn flavour(&self) -> MySqlFlavour {
        self.flavour
    }
}

impl Dialect for MySqlDialect {
    fn name(&self) -> &'static str {
        match self.flavour {
            MySqlFlavour::MySql => crate::MYSQL.as_str(),
            MySqlFlavour::MariaDb => crate::MARIADB.as_str(),
        }
    }

    fn capability(&self) -> &Capability {
        match self.flavour {
            MySqlFlavour::MySql => &Self::MYSQL,
            MySqlFlavour::MariaDb => &Self::MARIADB,
        }
    }

    fn visit_column(&self, cx: &mut Context<'_>, column: &ColumnRef) -> Result<()> {
        if self.flavour == MySqlFlavour::MariaDb && column.source == Source::PROPOSED {
            return conflict::proposed_column(cx, column);
        }
        cx.column(column)
    }

    fn visit_table_function(
        &self,
        cx: &mut Context<'_>,
        derived: &DerivedTable,
        function: &TableFunction,
    ) -> Result<()> {
        match function.kind {
            TableFunctionKind::GenerateSeries(_) => {
                series::generate_series(cx, derived, &function.args)
            }
            _ => table_function::table_function(cx, derived, function),
        }
    }

    /// A date and time is without a zone, in UTC.
    fn visit_literal(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        match value {
            Value::TimestampTz(micros) => expression::literal(cx, &Value::Timestamp(*micros)),
            // With `NO_BACKSLASH_ESCAPES` the server reads the escaped form as it stands.
            Value::Text(text) | Value::Json(text) if text.contains(['\\', '\0', '\u{1a}']) => {
                cx.push("_utf8mb4 X'");
                cx.hex_digits(text.as_bytes());
                cx.push("'");
                Ok(())
            }
            value => expression::literal(cx, value),
        }
    }

    fn visit_binary(
        &self,
        cx: &mut Context<'_>,
        op: BinaryOp,
        left: &Arg,
        right: &Arg,
    ) -> Result<()> {
        functions::binary(cx, op, left, right, self.flavour)
    }

    fn visit_regexp(&self, cx: &mut Context<'_>, regexp: &Regexp) -> Result<()> {
        functions::regexp(cx, regexp, self.flavour)
    }

    /// Parts that EXTRACT lacks are functions.
    fn visit_extract(&self, cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
        extract::part(cx, part, arg)
    }

    /// A bound number is cast: MySQL takes one that nothing gives a type for text, and computes
    /// with the CASE as with a floating point number.
    fn visit_case(&self, cx: &mut Context<'_>, case: &Case) -> Result<()> {
        let result = |cx: &mut Context<'_>, arg: &Arg| {
            let sql_type = match arg {
                Arg::Bind(Value::Int(_)) => " AS SIGNED)",
                // As many digits after the point as there can be: the server cuts them off else.
                Arg::Bind(Value::Decimal(_)) => " AS DECIMAL(65, 28))",
                arg => return cx.arg(arg),
            };
            cx.push("CAST(");
            cx.arg(arg)?;
            cx.push(sql_type);
            Ok(())
        };
        cx.push("CASE");
        if let Some(operand) = &case.operand {
            cx.push(" ");
            cx.arg(operand)?;
        }
        for (when, then) in &case.whens {
            cx.push(" WHEN ");
            cx.node(when)?;
            cx.push(" THEN ");
            result(cx, then)?;
        }
        if let Some(otherwise) = &case.otherwise {
            cx.push(" ELSE ");
            result(cx, otherwise)?;
        }
        cx.push(" END");
        Ok(())
    }

    fn visit_function(&self, cx: &mut Context<'_>, function: &Function) -> Result<()> {
        functions::function(cx, function, self.flavour)
    }

    fn visit_subquery(
        &self,
        cx: &mut Context<'_>,
        select: &SelectNode,
        place: SubqueryPlace,
    ) -> Result<()> {
        subquery::subquery(cx, select, place, self.flavour)
    }

    fn visit_lock(&self, cx: &mut Context<'_>, _: &SelectNode, lock: &Lock) -> Result<()> {
        clauses::lock(cx, lock, self.flavour)
    }

    fn visit_aggregate(&self, cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
        aggregate::aggregate(cx, node)
    }

    fn visit_over(&self, cx: &mut Context<'_>, over: &OverNode) -> Result<()> {
        aggregate::over(cx, over, self.flavour)
    }

    fn visit_insert_select(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        select: &SelectNode,
    ) -> Result<()> {
        conflict::insert_select(cx, insert, select, self.flavour)
    }

    fn visit_conflict(
        &self,
        cx: &mut Context<'_>,
        insert: &InsertNode,
        conflict: &ConflictNode,
    ) -> Result<()> {
        conflict::on_conflict(cx, insert, conflict, self.flavour)
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

    fn visit_json(&self, cx: &mut Context<'_>, operation: &Operation<JsonOp>) -> Result<()> {
        operators::json(cx, operation, self.flavour)
    }

    fn visit_bind(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        match value {
            Value::Json(_) => operators::document(cx, value, self.flavour),
            value => operators::typed(cx, value),
        }
    }

    fn visit_text_bind(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        operators::typed(cx, value)
    }

    fn visit_assigned(&self, cx: &mut Context<'_>, _: &Column, arg: &Arg) -> Result<()> {
        match arg {
            Arg::Bind(value) => cx.bind(value),
            arg => cx.arg(arg),
        }
    }

    fn visit_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::column_type(cx, sql_type)
    }

    fn visit_cast_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::cast_type(cx, sql_type, self.flavour)
    }

    fn visit_column_definition(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        column: &Column,
    ) -> Result<()> {
        ddl::column_definition(cx, table, column)
    }

    fn visit_table_options(&self, cx: &mut Context<'_>, table: &Table) -> Result<()> {
        ddl::table_options(cx, table)
    }

    fn visit_drop_foreign_key(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        name: &str,
        if_exists: bool,
    ) -> Result<()> {
        ddl::drop_foreign_key(cx, table, name, if_exists, self.flavour)
    }
}

/// The reserved words of MySQL 8 and of MariaDB.
const RESERVED_WORDS: &[&str] = &[
    "accessible",
    "add",
    "all",
    "alter",
    "analyze",
    "and",
    "as",
    "asc",
    "asensitive",
    "before",
    "between",
    "bigint",
    "binary",
    "blob",
    "both",
    "by",
    "call",
    "cascade",
    "case",
    "change",
    "char",
    "character",
    "check",
    "collate",
    "column",
    "condition",
    "constraint",
    "continue",
    "convert",
    "create",
    "cross",
    "cube",
    "cume_dist",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "databases",
    "day_hour",
    "day_microsecond",
    "day_minute",
    "day_second",
    "dec",
    "decimal",
    "declare",
    "default",
    "delayed",
    "delete",
    "delete_domain_id",
    "dense_rank",
    "desc",
    "describe",
    "deterministic",
    "distinct",
    "distinctrow",
    "div",
    "do_domain_ids",
    "double",
    "drop",
    "dual",
    "each",
    "else",
    "elseif",
    "empty",
    "enclosed",
    "escaped",
    "except",
    "exists",
    "exit",
    "explain",
    "external",
    "false",
    "fetch",
    "first_value",
    "float",
    "float4",
    "float8",
    "for",
    "force",
    "foreign",
    "from",
    "fulltext",
    "function",
    "general",
    "generated",
    "get",
    "grant",
    "group",
    "grouping",
    "groups",
    "having",
    "high_priority",
    "hour_microsecond",
    "hour_minute",
    "hour_second",
    "if",
    "ignore",
    "ignore_domain_ids",
    "ignore_server_ids",
    "in",
    "index",
    "infile",
    "inner",
    "inout",
    "insensitive",
    "insert",
    "int",
    "int1",
    "int2",
    "int3",
    "int4",
    "int8",
    "integer",
    "intersect",
    "interval",
    "into",
    "io_after_gtids",
    "io_before_gtids",
    "is",
    "iterate",
    "join",
    "json_table",
    "key",
    "keys",
    "kill",
    "lag",
    "last_value",
    "lateral",
    "lead",
    "leading",
    "leave",
    "left",
    "library",
    "like",
    "limit",
    "linear",
    "lines",
    "load",
    "localtime",
    "localtimestamp",
    "lock",
    "long",
    "longblob",
    "longtext",
    "loop",
    "low_priority",
    "manual",
    "master_bind",
    "master_demote_to_replica",
    "master_demote_to_slave",
    "master_heartbeat_period",
    "master_ssl_verify_server_cert",
    "match",
    "maxvalue",
    "mediumblob",
    "mediumint",
    "mediumtext",
    "middleint",
    "minute_microsecond",
    "minute_second",
    "mod",
    "modifies",
    "natural",
    "no_write_to_binlog",
    "not",
    "nth_value",
    "ntile",
    "null",
    "numeric",
    "of",
    "offset",
    "on",
    "optimize",
    "optimizer_costs",
    "option",
    "optionally",
    "or",
    "order",
    "out",
    "outer",
    "outfile",
    "over",
    "page_checksum",
    "parallel",
    "parse_vcol_expr",
    "partition",
    "percent_rank",
    "portion",
    "precision",
    "primary",
    "procedure",
    "purge",
    "qualify",
    "range",
    "rank",
    "read",
    "read_write",
    "reads",
    "real",
    "recursive",
    "ref_system_id",
    "references",
    "regexp",
    "release",
    "rename",
    "repeat",
    "replace",
    "require",
    "resignal",
    "restrict",
    "return",
    "returning",
    "revoke",
    "right",
    "rlike",
    "row",
    "row_number",
    "rows",
    "schema",
    "schemas",
    "second_microsecond",
    "select",
    "sensitive",
    "separator",
    "set",
    "show",
    "signal",
    "slow",
    "smallint",
    "spatial",
    "specific",
    "sql",
    "sql_big_result",
    "sql_calc_found_rows",
    "sql_small_result",
    "sqlexception",
    "sqlstate",
    "sqlwarning",
    "ssl",
    "starting",
    "stats_auto_recalc",
    "stats_persistent",
    "stats_sample_pages",
    "stored",
    "straight_join",
    "system",
    "table",
    "tablesample",
    "terminated",
    "then",
    "tinyblob",
    "tinyint",
    "tinytext",
    "to",
    "trailing",
    "trigger",
    "true",
    "undo",
    "union",
    "unique",
    "unlock",
    "unsigned",
    "update",
    "usage",
    "use",
    "using",
    "utc_date",
    "utc_time",
    "utc_timestamp",
    "value",
    "values",
    "varbinary",
    "varchar",
    "varcharacter",
    "varying",
    "virtual",
    "when",
    "where",
    "while",
    "window",
    "with",
    "write",
    "xor",
    "year_month",
    "zerofill",
];
