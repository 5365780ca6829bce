//! What a database can do, as plain data: the compiler decides by it, and tests are picked by it.

/// What a database can do and how it writes things. One constant a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Capability {
    /// The character around identifiers.
    pub quote: char,
    /// Words that are quoted as identifiers: lower case, sorted.
    pub reserved_words: &'static [&'static str],
    /// How long an identifier may be.
    pub identifier_length: IdentifierLength,
    /// Whether identifiers take characters of Unicode's Basic Multilingual Plane only, and don't
    /// end with a space.
    pub narrow_identifiers: bool,
    /// How a bound value stands in the text.
    pub placeholder: Placeholder,
    /// How many values one statement can bind.
    pub bind_limit: usize,
    /// Where RETURNING is understood.
    pub returning: Returning,
    /// Whether the connection tells the key that an INSERT of one row generated.
    pub last_insert_id: bool,
    /// `VALUES (…), (…)`
    pub multi_row_insert: bool,
    /// Whether an INSERT of many rows is faster than one that is prepared and run for each.
    pub batches_rows: bool,
    /// The query that tells by how much the keys of one INSERT of several rows differ, where they
    /// are certain to and the connection tells the first.
    pub insert_id_step: Option<&'static str>,
    /// What stands between INSERT and INTO to drop the rows which the database refuses, if it can.
    pub insert_ignore: Option<&'static str>,
    /// What an upsert calls the row that was to be inserted.
    pub proposed_row: &'static str,
    /// Where UPDATE and DELETE name other tables.
    pub other_tables: OtherTables,
    /// Whether UPDATE and DELETE of one table take ORDER BY and LIMIT.
    pub modify_limit: bool,
    /// `MERGE`
    pub merge: bool,
    /// `SAVEPOINT`
    pub savepoints: bool,
    /// Whether a rolled back transaction takes CREATE TABLE with it.
    pub transactional_ddl: bool,
    /// `TRUE` and `FALSE`; otherwise `1 = 1` and `1 = 0`.
    pub boolean_literals: bool,
    /// What aggregates take.
    pub aggregates: Aggregates,
    /// What frames of windows there are.
    pub frames: Frames,
    /// What GROUP BY takes beside expressions.
    pub grouping_sets: GroupingSupport,
    /// Whether an expression with bound values is known again where it is repeated beside GROUP BY:
    /// because placeholders have numbers, or because nothing is compared.
    pub repeated_binds: bool,
    /// Where a table's primary key groups by its other columns as well.
    pub grouped_by_key: GroupedByKey,
    /// `BETWEEN SYMMETRIC`; otherwise both orders of the ends are tried.
    pub between_symmetric: bool,
    /// `NULLS FIRST` and `NULLS LAST`; otherwise emulated.
    pub nulls_order: bool,
    /// Whether a backslash in a literal takes the meaning from what follows.
    pub backslash_escapes: bool,
    /// `E'…'`, in which a backslash takes the meaning from what follows, whatever it does elsewhere.
    pub escape_strings: bool,
    /// Whether `$tag$ … $tag$` is a text.
    pub dollar_quotes: bool,
    /// Whether `#` begins a comment, and two dashes only before white space.
    pub hash_comments: bool,
    /// Whether comments can stand in comments.
    pub nested_comments: bool,
    /// `DISTINCT ON`
    pub distinct_on: bool,
    /// `FETCH FIRST … ROWS WITH TIES`
    pub with_ties: bool,
    /// `FOR UPDATE`; otherwise a transaction that writes has the database for itself, and nothing
    /// is written.
    pub row_locks: bool,
    /// Whether operands of a set operation may stand in parentheses.
    pub compound_parentheses: bool,
    /// Whether a set operation in parentheses may be an operand of another one; otherwise it is
    /// written as a derived table.
    pub nested_compounds: bool,
    /// `INTERSECT ALL` and `EXCEPT ALL`
    pub intersect_all: bool,
    /// Before which statements `WITH` may stand. Else it stands before the SELECTs within them.
    pub with: With,
    /// INSERT, UPDATE and DELETE in WITH.
    pub modifying_cte: bool,
    /// Whether a derived table or WITH in a subquery may refer to the statement around the subquery.
    pub correlated_derived_table: bool,
    /// `AS MATERIALIZED` in WITH.
    pub materialized_cte: bool,
    /// How rows that the program gives stand in FROM.
    pub values_table: ValuesTable,
    /// `(SELECT …) AS q (a, b)`: names for the columns of a subquery; otherwise in a WITH of its own.
    pub derived_columns: bool,
    /// Which functions stand in FROM.
    pub table_functions: TableFunctions,
    /// `JSON_TABLE`
    pub json_table: bool,
    /// `TABLESAMPLE`
    pub table_sample: bool,
    /// `FROM ONLY`
    pub only: bool,
    /// `FULL JOIN`
    pub full_join: bool,
    /// `LATERAL` before a subquery in FROM.
    pub lateral: bool,
    /// Whether the subquery of `IN`, `ANY` or `ALL` takes a LIMIT.
    pub limited_in: bool,
    /// The LIMIT that means none, where OFFSET can't stand alone.
    pub unlimited: Option<&'static str>,
    /// Whether `ALTER TABLE` can add and drop a foreign key.
    pub alter_foreign_key: bool,
    /// `CREATE INDEX IF NOT EXISTS`; otherwise indexes stand in CREATE TABLE.
    pub index_if_not_exists: bool,
    /// Where an enum's labels stand.
    pub enums: Enums,
    /// `INSERT INTO … DEFAULT VALUES`; otherwise `() VALUES ()`, which takes several rows.
    pub default_values: bool,
}

/// How long an identifier may be, in the database's own measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierLength {
    /// No limit.
    Unlimited,
    /// So many bytes.
    Bytes(usize),
    /// So many characters.
    Characters(usize),
}

/// Where an enum's labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enums {
    /// In a CHECK of the column, which is text.
    Checked,
    /// In the column's type.
    Inline,
    /// In a type of its own, to be created before the table.
    Named,
}

/// Where UPDATE and DELETE name other tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherTables {
    /// `UPDATE … FROM`, `DELETE … USING`
    Clause,
    /// `UPDATE … FROM`; a DELETE looks at them in a subquery.
    Subquery,
    /// Beside the table: `UPDATE … JOIN …`, `DELETE … FROM … JOIN …`
    Joined,
}

/// How a bound value stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// `?`
    Question,
    /// `$1`, `$2`, one for each occurrence.
    Numbered,
}

/// What aggregates take beside their arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aggregates {
    /// `FILTER (WHERE …)`; otherwise emulated by CASE.
    pub filter: bool,
    /// `ORDER BY` among the arguments, for every aggregate.
    pub order_by: bool,
    /// `WITHIN GROUP (ORDER BY …)`
    pub within_group: bool,
    /// An aggregate over the groups of the statement around a subquery, in the subquery's WHERE.
    pub outer: bool,
    /// `array_agg`
    pub arrays: bool,
    /// Whether what is ordered by beside DISTINCT has to be among the arguments.
    pub distinct_order: bool,
}

impl Aggregates {
    /// Everything.
    pub const ALL: Self = Self {
        filter: true,
        order_by: true,
        within_group: true,
        outer: true,
        arrays: true,
        distinct_order: true,
    };
}

/// What frames of windows there are, beside ROWS and RANGE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frames {
    /// `GROUPS`
    pub groups: bool,
    /// `EXCLUDE …`
    pub exclude: bool,
    /// RANGE with a bound value, such as an interval.
    pub range_values: bool,
}

impl Frames {
    /// All.
    pub const ALL: Self = Self {
        groups: true,
        exclude: true,
        range_values: true,
    };
}

/// Where a table's primary key groups by its other columns as well. Where it doesn't, GROUP BY names
/// those that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupedByKey {
    /// Everywhere.
    Everywhere,
    /// Everywhere but in HAVING.
    ExceptHaving,
    /// Nowhere.
    Nowhere,
}

/// What GROUP BY takes beside expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupingSupport {
    /// `ROLLUP`, `CUBE` and `GROUPING SETS`, and the function that tells totals.
    All,
    /// `WITH ROLLUP` behind all expressions.
    WithRollup {
        /// Whether there is the function that tells totals.
        function: bool,
        /// Whether ORDER BY can stand beside it.
        order_by: bool,
    },
    /// Nothing.
    None,
}

impl GroupingSupport {
    /// Whether there is `ROLLUP` in one form or another.
    #[must_use]
    pub const fn has_rollup(self) -> bool {
        !matches!(self, Self::None)
    }

    /// Whether there are `CUBE` and `GROUPING SETS`.
    #[must_use]
    pub const fn has_sets(self) -> bool {
        matches!(self, Self::All)
    }

    /// Whether there is `grouping(…)`.
    #[must_use]
    pub const fn has_function(self) -> bool {
        matches!(self, Self::All | Self::WithRollup { function: true, .. })
    }
}

/// How rows that the program gives stand in FROM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValuesTable {
    /// `(VALUES (…), (…)) AS v`, whose columns are `column1`, `column2` by themselves.
    Plain,
    /// `(VALUES (…), (…)) AS v (column1, column2)`
    Listed,
    /// `(VALUES ROW(…), ROW(…)) AS v (column1, column2)`
    Rows,
    /// `(SELECT … UNION ALL SELECT …) AS v`
    Union,
}

/// Which functions stand in FROM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFunctions {
    /// None.
    None,
    /// Functions whose columns have names of their own: `f(…) AS t`.
    Own,
    /// Any, and the statement may name their columns and number their rows: `f(…) WITH ORDINALITY
    /// AS t (a, b)`.
    Listed,
}

/// Before which statements other than SELECT `WITH` may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct With {
    /// `WITH … INSERT`
    pub insert: bool,
    /// `WITH … UPDATE`
    pub update: bool,
    /// `WITH … DELETE`
    pub delete: bool,
}

impl With {
    /// Before all.
    pub const ALL: Self = Self {
        insert: true,
        update: true,
        delete: true,
    };
    /// Before none.
    pub const NONE: Self = Self {
        insert: false,
        update: false,
        delete: false,
    };
}

/// Where RETURNING is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returning {
    /// `INSERT … RETURNING`
    pub insert: bool,
    /// `UPDATE … RETURNING`
    pub update: bool,
    /// `DELETE … RETURNING`
    pub delete: bool,
    /// Whether it may look at the other tables of an UPDATE or DELETE.
    pub other_tables: bool,
}

impl Returning {
    /// Everywhere.
    pub const ALL: Self = Self {
        insert: true,
        update: true,
        delete: true,
        other_tables: true,
    };
    /// Nowhere.
    pub const NONE: Self = Self {
        insert: false,
        update: false,
        delete: false,
        other_tables: false,
    };
}

impl Capability {
    /// What standard SQL has: a base to start a dialect's own constant from.
    pub const ANSI: Self = Self {
        quote: '"',
        reserved_words: super::ansi::RESERVED_WORDS,
        identifier_length: IdentifierLength::Characters(128),
        narrow_identifiers: false,
        placeholder: Placeholder::Question,
        bind_limit: 32_766,
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
        escape_strings: false,
        dollar_quotes: false,
        hash_comments: false,
        nested_comments: false,
        distinct_on: false,
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
        json_table: true,
        table_sample: true,
        only: true,
        full_join: true,
        lateral: true,
        limited_in: true,
        unlimited: None,
        alter_foreign_key: true,
        index_if_not_exists: true,
        enums: Enums::Checked,
        default_values: true,
    };
}
