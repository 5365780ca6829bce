//! What a dialect's visits write into: the text, and where in the statement they are.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::buffer::{BindSlot, SqlBuffer};
use super::capability::{Capability, GroupedByKey, Placeholder};
use super::criteria::ActiveCriteria;
use super::dialect::Dialect;
use super::from::{From, not_named};
use super::grouped::{self, Grouped, Term};
use super::key::Addresses;
use super::output;
use super::place::{self, Place};
use super::precedence::Level;
use super::quote;
use super::schemas::SchemaTranslateMap;
use super::scope::{Names, Scopes};
use super::walk::Walk;
use crate::schema::Table;
use crate::sql::{
    AggregateNode, Arg, ColumnRef, CteNode, DerivedBody, DerivedTable, FromItem, Function,
    GroupingElement, InsertSource, Node, Occurrence, ParameterNode, SelectNode, Source,
    StatementNode, Window, WindowNode,
};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// How bound values are written.
pub(super) enum BindMode<'c> {
    /// As placeholders.
    Placeholders(&'c Addresses),
    /// As literals, for DDL and for reading.
    Literals,
}

/// The state of one compilation. A dialect's `visit_…` methods write into it.
///
/// Going down the tree means calling [`node`](Self::node), [`arg`](Self::arg) or
/// [`operand`](Self::operand) here, never a `visit_…` of the dialect itself.
pub struct Context<'c> {
    dialect: &'c dyn Dialect,
    pub(super) buffer: SqlBuffer,
    binds: BindMode<'c>,
    names: Names,
    pub(super) scopes: Scopes,
    qualified: bool,
    /// Which schemas are written for those of tables.
    pub(super) schemas: Option<&'c SchemaTranslateMap>,
    /// The named windows of the SELECTs around this place.
    windows: Vec<Vec<NamedWindow>>,
    /// What the columns of the SELECT that is visited next are called, where it is a derived table.
    output: Option<Rc<[String]>>,
    /// The common table expressions that are to be written, each after those that it uses.
    ctes: Vec<Arc<CteNode>>,
    /// Whether they stand before a SELECT within the statement, since they can't before it.
    ctes_within: bool,
    /// Those of them that the statement doesn't use, until they were written.
    added: Vec<Arc<CteNode>>,
    /// Those that were written before a SELECT around this place, because they are to nest.
    nested: Vec<Source>,
    /// Whether one of them changes a table.
    pub(super) modifies: bool,
    /// Whether a label of what is selected can stand here.
    label: bool,
    /// The conditions on entities that hold here, and what stands for whom in the one that is
    /// written.
    pub(super) criteria: ActiveCriteria,
    /// The part of the statement that is being written.
    pub(super) place: Place,
    /// What the SELECTs around this place group by.
    grouped: Vec<Grouped>,
    /// The numbers of values and lists that are written as others, which are equal.
    repeated: Repeated,
    /// The table that the statement changes, and by what.
    target: Option<(&'static Table, Change)>,
    /// The occurrences of that table that were written in FROM.
    target_reads: Vec<Source>,
}

/// Which values and lists are written as which others.
#[derive(Debug, Default)]
struct Repeated {
    values: HashMap<usize, usize>,
    lists: HashMap<usize, usize>,
}

/// What a statement does to a table, in the part of it that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The rows of an INSERT.
    Insert,
    /// The update of an upsert.
    Upsert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
    /// DELETE in the form that takes joins and aliases.
    JoinedDelete,
}

/// A place in the text that [`Context::rewind`] goes back to.
#[derive(Debug)]
pub struct Checkpoint {
    end: (usize, usize),
    reads: usize,
}

/// What a reference to a named window has to know of it.
struct NamedWindow {
    name: String,
    ordered: bool,
    framed: bool,
}

impl<'c> Context<'c> {
    pub(super) fn new(
        statement: &StatementNode<'_>,
        dialect: &'c dyn Dialect,
        binds: BindMode<'c>,
    ) -> Self {
        let mut walk = Walk::deep();
        walk.statement(statement);
        let mut own = Vec::new();
        if let StatementNode::Select(select) = statement {
            nested(select, &[], &mut own);
        }
        // Nobody knows which tables stand in a text beside those that it was given.
        let text = matches!(statement, StatementNode::Text(_));
        let mut scopes = Scopes::default();
        if text {
            scopes.enter(walk.found.clone());
        }
        Self {
            dialect,
            buffer: SqlBuffer::default(),
            binds,
            names: Names::new(&walk, dialect.capability()),
            scopes,
            windows: Vec::new(),
            // A label may have a column's name and would win over it in ORDER BY.
            qualified: walk.found.len() > 1 || walk.subquery || walk.label || text,
            schemas: None,
            output: None,
            ctes: standing(&walk, &own, true),
            added: Vec::new(),
            nested: own,
            modifies: walk.ctes.iter().any(|cte| cte.modifies()),
            ctes_within: false,
            label: false,
            place: Place::ANYWHERE,
            grouped: Vec::new(),
            repeated: Repeated::default(),
            criteria: ActiveCriteria::default(),
            target: None,
            target_reads: Vec::new(),
        }
    }

    /// A context without a statement, for DDL.
    pub(super) fn for_ddl(dialect: &'c dyn Dialect) -> Self {
        Self {
            dialect,
            buffer: SqlBuffer::default(),
            binds: BindMode::Literals,
            names: Names::default(),
            scopes: Scopes::default(),
            qualified: false,
            schemas: None,
            windows: Vec::new(),
            output: None,
            ctes: Vec::new(),
            added: Vec::new(),
            nested: Vec::new(),
            modifies: false,
            ctes_within: false,
            label: false,
            place: Place::ANYWHERE,
            grouped: Vec::new(),
            repeated: Repeated::default(),
            criteria: ActiveCriteria::default(),
            target: None,
            target_reads: Vec::new(),
        }
    }

    /// The dialect, outermost first where dialects wrap each other.
    #[must_use]
    pub const fn dialect(&self) -> &'c dyn Dialect {
        self.dialect
    }

    /// What the database can do.
    #[must_use]
    pub fn capability(&self) -> &'c Capability {
        self.dialect.capability()
    }

    /// Whether values are written as literals.
    #[must_use]
    pub const fn writes_literals(&self) -> bool {
        matches!(self.binds, BindMode::Literals)
    }

    /// Writes SQL.
    pub fn push(&mut self, sql: &'static str) {
        self.buffer.push(sql);
    }

    /// Writes a number, as in `VARCHAR(40)`.
    pub fn push_number(&mut self, number: impl Into<u64>) {
        self.buffer.push_number(number.into());
    }

    /// Writes an identifier, quoted when needed.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn identifier(&mut self, name: &str) -> Result<()> {
        let dialect = self.dialect;
        quote::identifier(&mut self.buffer, name, dialect.capability(), dialect.name())
    }

    /// Writes a list with something between its elements.
    ///
    /// # Errors
    /// What writing an element answers.
    pub fn list<T>(
        &mut self,
        elements: impl IntoIterator<Item = T>,
        between: &'static str,
        mut each: impl FnMut(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        for (position, element) in elements.into_iter().enumerate() {
            if position > 0 {
                self.push(between);
            }
            each(self, element)?;
        }
        Ok(())
    }

    /// Writes a table's name, with its schema.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when a name can't be an identifier.
    pub fn table_name(&mut self, table: &Table) -> Result<()> {
        let schema = table.schema.as_deref();
        let schema = match self.schemas {
            Some(schemas) => schemas.translate(schema),
            None => schema,
        };
        if let Some(schema) = schema {
            self.identifier(schema)?;
            self.push(".");
        }
        self.identifier(&table.name)
    }

    /// Writes an occurrence of a table as FROM names it: `users`, or `users AS users_1`.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when a name can't be an identifier.
    pub fn from_table(&mut self, table: &'static Table, source: Source) -> Result<()> {
        if self.target.is_some_and(|(target, _)| target.is(table)) {
            self.target_reads.push(source);
        }
        self.table_name(table)?;
        if let Some(alias) = self.names.alias(&Occurrence { table, source }) {
            let alias = alias.to_owned();
            self.push(" AS ");
            self.identifier(&alias)?;
        }
        Ok(())
    }

    /// Writes the name by which the statement knows what stands in FROM: its alias, or its table
    /// without the schema.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn from_name(&mut self, item: &FromItem) -> Result<()> {
        let occurrence = item.occurrence();
        match self.names.alias(&occurrence).map(str::to_owned) {
            Some(alias) => self.identifier(&alias),
            None => self.identifier(&occurrence.table.name),
        }
    }

    /// Writes what the statement calls an occurrence of a table: its alias, or its name.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when a name can't be an identifier.
    pub fn occurrence_name(&mut self, table: &'static Table, source: Source) -> Result<()> {
        match self.names.alias(&Occurrence { table, source }) {
            Some(alias) => {
                let alias = alias.to_owned();
                self.identifier(&alias)
            }
            None => self.table_name(table),
        }
    }

    /// Writes a column, with its table where the statement has more than one.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when no FROM list around it has its table.
    pub fn column(&mut self, column: &ColumnRef) -> Result<()> {
        let column = &self.criteria.resolve(column);
        let occurrence = column.occurrence();
        if !self.scopes.sees(&occurrence) {
            return Err(self.out_of_scope(column));
        }
        if self.scopes.is_barred(&occurrence) {
            return Err(self.barred(column));
        }
        let Some(name) = self.names.column(column) else {
            return Err(not_selected(column));
        };
        if self.qualified {
            self.occurrence_name(column.table, column.source)?;
            self.push(".");
        }
        self.identifier(&name)
    }

    /// Writes what stands in FROM, with its name.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn from_item(&mut self, item: &FromItem) -> Result<()> {
        match item {
            FromItem::Table { table, source } => self.from_table(table, *source),
            FromItem::Derived(derived) => self.dialect.visit_derived(self, derived),
        }
    }

    /// Writes the SELECT that is a derived table. It sees the FROM lists around it only where it
    /// is lateral.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn derived_select(
        &mut self,
        source: Source,
        select: &SelectNode,
        lateral: bool,
    ) -> Result<()> {
        self.derived(source, lateral, |cx| cx.dialect.visit_select(cx, select))
    }

    /// Writes the SELECT of `IN`, `ANY` or `ALL`: one with a LIMIT in FROM of another, where the
    /// database doesn't take it as it is.
    pub(super) fn compared_select(&mut self, select: &SelectNode) -> Result<()> {
        let dialect = self.dialect;
        let capability = self.capability();
        if capability.limited_in || !is_limited(select) {
            return dialect.visit_select(self, select);
        }
        if !capability.lateral && From::is_correlated(select, &self.scopes)? {
            return Err(self
                .unsupported(
                    "a subquery of IN, ANY or ALL that has a LIMIT and uses the tables around it",
                )
                .with_help("leave out the limit, or count in it: `exists(…)`, `row_number()`"));
        }
        self.push("SELECT * FROM (");
        self.output = Some(output::names(&select.items, &self.names, capability).into());
        dialect.visit_select(self, select)?;
        self.push(") AS limited");
        Ok(())
    }

    /// Writes what is a derived table: its first SELECT gives the columns their names, and it sees
    /// the FROM lists around it only where it is lateral.
    fn derived(
        &mut self,
        source: Source,
        lateral: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.in_from(lateral, |cx| {
            cx.output = cx.names.columns(source);
            write(cx)
        })
    }

    /// Writes what stands in FROM and sees the FROM lists around it only where it is lateral.
    ///
    /// # Errors
    /// What writing it answers.
    pub fn in_from(
        &mut self,
        lateral: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let hidden = (!lateral).then(|| self.scopes.hide());
        write(self)?;
        if let Some(hidden) = hidden {
            self.scopes = hidden;
        }
        Ok(())
    }

    /// Writes the body of a common table expression. One that nests sees what stands around it,
    /// where the database has that.
    pub(super) fn cte_body(
        &mut self,
        cte: &CteNode,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let target = self.target.take();
        let bars = cte.is_nested() && !self.capability().correlated_derived_table;
        let barred = bars.then(|| self.scopes.bar());
        let result = self.derived(cte.id, cte.is_nested(), write);
        if let Some(barred) = barred {
            self.scopes.unbar(barred);
        }
        self.target = target;
        result
    }

    /// The names of the columns of a derived table or a common table expression.
    #[must_use]
    pub fn column_names(&self, source: Source) -> Vec<String> {
        self.names
            .columns(source)
            .map_or_else(Vec::new, |names| names.to_vec())
    }

    /// Writes the name of a common table expression.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn cte_name(&mut self, id: Source) -> Result<()> {
        let name = self.names.cte_name(id).unwrap_or_default().to_owned();
        self.identifier(&name)
    }

    /// Whether an occurrence of a common table expression needs no name beside that one's.
    #[must_use]
    pub fn goes_by_plain_name(&self, source: Source) -> bool {
        self.names.is_plain(source)
    }

    /// Writes the name of a derived table.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn derived_name(&mut self, derived: &DerivedTable) -> Result<()> {
        let occurrence = Occurrence::derived(derived.source);
        let name = self.names.alias(&occurrence).unwrap_or_default().to_owned();
        self.identifier(&name)
    }

    /// Writes the common table expressions that stand before this SELECT: those that are to nest,
    /// and all that it uses where they can't stand before the statement that it is a part of.
    pub(super) fn with_within(&mut self, select: &SelectNode) -> Result<Within> {
        let within = Within {
            ctes_within: self.ctes_within,
            nested: self.nested.len(),
        };
        let mut own = Vec::new();
        nested(select, &self.nested, &mut own);
        if !self.ctes_within && own.is_empty() {
            return Ok(within);
        }
        let added = std::mem::take(&mut self.added);
        let mut walk = Walk::deep();
        walk.added(&added);
        walk.select(select);
        let ctes = standing(&walk, &own, self.ctes_within);
        self.nested.extend(&own);
        self.ctes_within = self.ctes_within && ctes.is_empty();
        if !ctes.is_empty() {
            self.dialect.visit_with(self, &ctes)?;
        }
        Ok(within)
    }

    /// Begins a SELECT: its conditions on entities hold within it.
    pub(super) fn enter_criteria(&mut self, select: &SelectNode) -> Result<usize> {
        let before = self.criteria.enter(select);
        if self.criteria.entered_since(before) && !self.ctes_within {
            let mut own = Vec::new();
            nested(select, &self.nested, &mut own);
            let mut walk = Walk::deep();
            walk.select(select);
            if walk.ctes.iter().any(|cte| !own.contains(&cte.id)) {
                return Err(criteria_of_a_part());
            }
        }
        Ok(before)
    }

    /// Ends what [`with_within`](Self::with_within) began.
    pub(super) fn end_with_within(&mut self, within: &Within) {
        self.ctes_within = within.ctes_within;
        self.nested.truncate(within.nested);
    }

    /// Writes a common table expression in FROM as a subquery with those that it is made of before
    /// it, where they can't stand before the statement. Whether it did.
    pub(super) fn derived_with(&mut self, derived: &DerivedTable, cte: &CteNode) -> Result<bool> {
        if !self.ctes_within {
            return Ok(false);
        }
        let mut walk = Walk::deep();
        walk.derived(derived);
        let ctes = standing(&walk, &[cte.id], true);
        self.ctes_within = false;
        self.push("(");
        self.dialect.visit_with(self, &ctes)?;
        self.push("SELECT * FROM ");
        self.cte_name(cte.id)?;
        self.push(")");
        self.ctes_within = true;
        Ok(true)
    }

    /// Takes the names that the columns of this SELECT must have, where it is a derived table.
    pub(super) fn take_output(&mut self) -> Option<Rc<[String]>> {
        self.output.take()
    }

    /// The SELECT that is visited next has columns of these names.
    pub(super) fn set_output(&mut self, names: Option<Rc<[String]>>) {
        self.output = names;
    }

    /// The names of aliases and derived tables.
    pub(super) const fn names(&self) -> &Names {
        &self.names
    }

    fn out_of_scope(&self, column: &ColumnRef) -> Error {
        let occurrence = column.occurrence();
        if occurrence.is_derived() && self.names.columns(column.source).is_none() {
            return not_named(&occurrence);
        }
        let (name, table) = (column.described(), occurrence.described());
        let message = format!("{name} of {table} is used where {table} isn't in FROM");
        Error::new(ErrorKind::Compile, message)
            .with_table(column.table.name.as_ref())
            .with_column(column.name())
            .with_help("use it in a subquery: `exists(…)`, or `.in_(select(…))`")
    }

    #[cold]
    fn barred(&self, column: &ColumnRef) -> Error {
        let what = format!(
            "a subquery that has to become a derived table and refers to {} of the statement \
             around it",
            column.described()
        );
        self.unsupported(&what)
            .with_help("join an alias of what it selects from, or a `.subquery()` of that")
    }

    /// Writes a part of a statement that changes a table.
    pub(super) fn changing(
        &mut self,
        table: &'static Table,
        change: Change,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let before = self.target.replace((table, change));
        let result = write(self);
        self.target = before;
        result
    }

    /// What the statement does to a table, where this is a part of it that may not read the table
    /// on every database.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        self.target.map(|(_, change)| change)
    }

    /// Where the text ends now.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            end: self.buffer.end(),
            reads: self.target_reads.len(),
        }
    }

    /// An occurrence of the table that the statement changes in a FROM list that was written since.
    #[must_use]
    pub fn target_read_since(&self, checkpoint: &Checkpoint) -> Option<Source> {
        self.target_reads.get(checkpoint.reads).copied()
    }

    /// Takes back what was written since.
    pub fn rewind(&mut self, checkpoint: &Checkpoint) {
        self.buffer.truncate(checkpoint.end);
        self.target_reads.truncate(checkpoint.reads);
    }

    /// Writes a SELECT that is a derived table although the statement doesn't have it as one: each
    /// of its columns gets a name of its own, and it may not refer to what stands around it.
    ///
    /// # Errors
    /// What the SELECT's visit answers, and [`ErrorKind::Compile`] where it does.
    pub fn made_derived(&mut self, select: &SelectNode) -> Result<()> {
        let target = self.target.take();
        self.output =
            Some(output::names(&select.items, &self.names, self.dialect.capability()).into());
        let barred = self.scopes.bar();
        let result = self.dialect.visit_select(self, select);
        self.scopes.unbar(barred);
        self.target = target;
        result
    }

    /// Writes a term that is a label of what is selected.
    pub(super) fn with_label(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.label = true;
        let result = write(self);
        self.label = false;
        result
    }

    fn label(&mut self, name: &str) -> Result<()> {
        if self.label {
            return self.identifier(name);
        }
        let message = format!("label `{name}` is used where a label can't stand");
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("order or group a SELECT by it, or repeat the expression here"))
    }

    /// Writes a bound value: a placeholder, or a literal where literals are asked for.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when the value isn't part of the statement, or can't be a literal.
    pub fn bind(&mut self, value: &Value) -> Result<()> {
        match self.binds {
            BindMode::Literals => self.dialect.visit_literal(self, value),
            BindMode::Placeholders(addresses) => match addresses.value(value) {
                Some(number) => {
                    let number = *self.repeated.values.get(&number).unwrap_or(&number);
                    self.buffer.push_bind(BindSlot::Value(number));
                    Ok(())
                }
                None => Err(foreign_value()),
            },
        }
    }

    /// Writes the place of a value that comes when the statement runs.
    pub(super) fn parameter(&mut self, parameter: &ParameterNode) -> Result<()> {
        if self.writes_literals() && parameter.is_required() {
            return Err(parameter.without_value());
        }
        self.dialect.visit_bind(self, &parameter.stand_in)
    }

    /// Writes columns by their names alone.
    pub(super) fn unqualified(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let qualified = std::mem::replace(&mut self.qualified, false);
        let result = write(self);
        self.qualified = qualified;
        result
    }

    /// Writes as DDL does: values as literals, columns by their names alone.
    pub(super) fn as_in_ddl(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let binds = std::mem::replace(&mut self.binds, BindMode::Literals);
        let result = self.unqualified(write);
        self.binds = binds;
        result
    }

    /// Writes what the statement calls the row that an INSERT proposes.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn proposed_row(&mut self, table: &'static Table) -> Result<()> {
        self.occurrence_name(table, Source::PROPOSED)
    }

    /// Writes the elements of an IN list. Values are expanded when the statement runs, so that
    /// lists of many lengths are one statement here.
    ///
    /// # Errors
    /// What writing an element answers.
    pub fn in_list(&mut self, list: &[Arg]) -> Result<()> {
        if let BindMode::Placeholders(addresses) = self.binds
            && let Some(number) = addresses.list(list)
        {
            let number = *self.repeated.lists.get(&number).unwrap_or(&number);
            self.buffer.push_bind(BindSlot::List(number));
            return Ok(());
        }
        self.list(list, ", ", Self::arg)
    }

    /// Writes a literal text in quotes.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when the database can't have it as a literal.
    pub fn text_literal(&mut self, text: &str) -> Result<()> {
        let dialect = self.dialect;
        quote::text_literal(&mut self.buffer, text, dialect.capability(), dialect.name())
    }

    /// Writes bytes as hexadecimal digits.
    pub fn hex_digits(&mut self, bytes: &[u8]) {
        quote::hex_digits(&mut self.buffer, bytes);
    }

    /// Writes an operator that the library doesn't know: signs, or words.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it is anything more, such as the begin of a comment.
    pub fn operator_symbol(&mut self, symbol: &'static str) -> Result<()> {
        let signs = |symbol: &str| {
            symbol
                .chars()
                .all(|char| "+-*/<>=~!@#%^&|?:".contains(char))
        };
        let comment = symbol.contains("--") || symbol.contains("/*");
        let word = |word: &str| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|char| char.is_ascii_alphabetic() || char == '_')
        };
        let words = symbol.split(' ').all(word);
        if !symbol.is_empty() && (words || signs(symbol) && !comment) {
            self.push(symbol);
            return Ok(());
        }
        let message = format!("`{}` can't be an operator", symbol.escape_debug());
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("an operator is made of signs or of words"))
    }

    /// Writes the function's name.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it is made of anything but letters, digits, `_` and `.`.
    pub fn function_name(&mut self, name: &str) -> Result<()> {
        let part = |part: &str| {
            part.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
                && part
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || char == '_')
        };
        if name.split('.').all(part) {
            self.buffer.push_verbatim(name);
            return Ok(());
        }
        let message = format!("`{}` can't be a function's name", name.escape_debug());
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("a name is made of letters, digits, `_` and `.`"))
    }

    /// Writes an operand.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn arg(&mut self, arg: &Arg) -> Result<()> {
        let dialect = self.dialect;
        match arg {
            Arg::Column(column) => dialect.visit_column(self, column),
            Arg::Bind(value) => dialect.visit_bind(self, value),
            Arg::Node(node) => self.node(node),
        }
    }

    /// Writes an operand, in parentheses if it holds together less tightly than this level.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn operand(&mut self, arg: &Arg, level: Level) -> Result<()> {
        match arg {
            Arg::Node(node) => self.node_within(node, level),
            leaf => self.arg(leaf),
        }
    }

    /// Writes a node, in parentheses if it holds together less tightly than this level.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn node_within(&mut self, node: &Node, level: Level) -> Result<()> {
        if Level::of(node) >= level {
            return self.node(node);
        }
        self.push("(");
        self.node(node)?;
        self.push(")");
        Ok(())
    }

    /// Writes a node: calls the dialect's visit for its kind.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn node(&mut self, node: &Node) -> Result<()> {
        let grouped = self.grouped.last();
        if let Some(term) = grouped.and_then(|grouped| grouped.repeated(node)) {
            let term = term.clone();
            return self.repetition(node, &term);
        }
        match node {
            Node::Aggregate(aggregate) => self.aggregate(&aggregate.function, |cx| {
                cx.ordered_aggregate(node, aggregate)
            }),
            Node::Function(function) if place::is_aggregate(function) => {
                self.aggregate(function, |cx| cx.outside_groups(|cx| cx.visit(node)))
            }
            Node::Over(_) => self.over_window(|cx| cx.visit(node)),
            Node::Function(function) if grouped::is_aggregate(function) => {
                self.check_arrays(function)?;
                self.outside_groups(|cx| cx.visit(node))
            }
            Node::Function(function) if function.name == "grouping" => {
                grouped::check_grouping(self, self.grouped.last(), function)?;
                self.visit(node)
            }
            node => self.visit(node),
        }
    }

    /// Writes an aggregate. What it is ordered by is the same as its arguments to the database.
    fn ordered_aggregate(&mut self, node: &Node, aggregate: &AggregateNode) -> Result<()> {
        self.check_arrays(&aggregate.function)?;
        let addresses = match self.binds {
            BindMode::Placeholders(addresses) => Some(addresses),
            BindMode::Literals => None,
        };
        let arguments = Grouped::of_aggregate(aggregate, addresses);
        self.grouped.push(arguments);
        let result = self.visit(node);
        self.grouped.pop();
        result
    }

    fn check_arrays(&self, function: &Function) -> Result<()> {
        if function.name == "array_agg" && !self.capability().aggregates.arrays {
            return Err(self
                .unsupported("`array_agg`")
                .with_help("put texts together by `func::aggregate_strings`"));
        }
        Ok(())
    }

    /// Writes the function of a window, whose arguments are of the group though it may be an
    /// aggregate.
    pub(super) fn window_function(&mut self, node: &Node) -> Result<()> {
        self.visit(node)
    }

    /// Writes again what the SELECT groups by or is distinct by.
    fn repetition(&mut self, node: &Node, term: &Term) -> Result<()> {
        let BindMode::Placeholders(addresses) = self.binds else {
            return self.outside_groups(|cx| cx.visit(node));
        };
        let capability = self.capability();
        if capability.placeholder == Placeholder::Numbered {
            let [values, lists] = term.pairs(node, addresses);
            self.repeated.values.extend(values);
            self.repeated.lists.extend(lists);
        } else if term.is_grouped() && !capability.repeated_binds {
            if self.has_totals() {
                return Err(self
                    .unsupported("an expression with bound values that ROLLUP and another part of the statement have in common")
                    .with_help("compute the expression in a subquery, and group by its column"));
            }
            self.push("min(");
            self.outside_groups(|cx| cx.visit(node))?;
            self.push(")");
            return Ok(());
        }
        self.outside_groups(|cx| cx.visit(node))
    }

    /// What stands at several places with placeholders of the same numbers.
    pub(super) fn shared_slots(&self) -> HashSet<BindSlot> {
        let values = self.repeated.values.values().copied().map(BindSlot::Value);
        let lists = self.repeated.lists.values().copied().map(BindSlot::List);
        values.chain(lists).collect()
    }

    /// Begins a SELECT that may group.
    pub(super) fn enter_groups(&mut self, select: &SelectNode) -> Result<()> {
        let addresses = match self.binds {
            BindMode::Placeholders(addresses) => Some(addresses),
            BindMode::Literals => None,
        };
        self.grouped.push(Grouped::of(select, addresses)?);
        Ok(())
    }

    /// Ends it.
    pub(super) fn leave_groups(&mut self) {
        self.grouped.pop();
    }

    /// Writes a part of a SELECT where what it groups by can be repeated.
    pub(super) fn among_groups(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.with_groups(true, write)
    }

    /// Writes what isn't of the group: the arguments of an aggregate.
    fn outside_groups(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.with_groups(false, write)
    }

    fn with_groups(
        &mut self,
        active: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let Some(grouped) = self.grouped.last_mut() else {
            return write(self);
        };
        let before = std::mem::replace(&mut grouped.active, active);
        let result = write(self);
        if let Some(grouped) = self.grouped.last_mut() {
            grouped.active = before;
        }
        result
    }

    /// Whether the SELECT around this place has rows of totals.
    pub(super) fn has_totals(&self) -> bool {
        self.grouped.last().is_some_and(Grouped::has_totals)
    }

    /// The columns that an entity's primary key groups by, where GROUP BY has to name them.
    pub(super) fn grouped_by_key(
        &self,
        select: &SelectNode,
        elements: &[GroupingElement],
    ) -> Vec<ColumnRef> {
        let known = self.capability().grouped_by_key;
        if known == GroupedByKey::Everywhere || self.has_totals() {
            return Vec::new();
        }
        grouped::by_key(select, elements, known == GroupedByKey::Nowhere)
    }

    /// Writes what is selected at a position. What GROUP BY names by its position stands as it is,
    /// unless its placeholders have numbers.
    pub(super) fn selected(&mut self, position: u64, arg: &Arg) -> Result<()> {
        let named = self
            .grouped
            .last()
            .is_some_and(|grouped| grouped.names(position));
        if named && self.capability().placeholder == Placeholder::Question {
            return self.outside_groups(|cx| cx.arg(arg));
        }
        self.arg(arg)
    }

    fn visit(&mut self, node: &Node) -> Result<()> {
        let dialect = self.dialect;
        match node {
            Node::Column(column) => dialect.visit_column(self, column),
            Node::Bind(value) => dialect.visit_bind(self, value),
            Node::Binary(op, left, right) => dialect.visit_binary(self, *op, left, right),
            Node::Not(arg) => dialect.visit_not(self, arg),
            Node::Negate(arg) => dialect.visit_negate(self, arg),
            Node::All(list) => dialect.visit_all(self, list),
            Node::Any(list) => dialect.visit_any(self, list),
            Node::IsNull { arg, negated } => dialect.visit_is_null(self, arg, *negated),
            Node::Between(between) => dialect.visit_between(self, between),
            Node::In(node) => dialect.visit_in(self, node),
            Node::Like(like) => dialect.visit_like(self, like),
            Node::Regexp(regexp) => dialect.visit_regexp(self, regexp),
            Node::Collate(collate) => dialect.visit_collate(self, collate),
            Node::Tuple(items) => dialect.visit_tuple(self, items),
            Node::Custom(custom) => dialect.visit_custom(self, custom),
            Node::Label(name) => self.label(name),
            Node::Quantified(quantified) => dialect.visit_quantified(self, quantified),
            Node::Function(function) => dialect.visit_function(self, function),
            Node::Aggregate(node) => dialect.visit_aggregate(self, node),
            Node::Json(node) => dialect.visit_json(self, node),
            Node::Array(node) => dialect.visit_array(self, node),
            Node::Range(node) => dialect.visit_range(self, node),
            Node::Temporal(node) => dialect.visit_temporal(self, node),
            Node::Search(node) => dialect.visit_search(self, node),

            Node::Over(over) => dialect.visit_over(self, over),
            Node::Cast(arg, sql_type) => dialect.visit_cast(self, arg, *sql_type),
            Node::Extract(part, arg) => dialect.visit_extract(self, *part, arg),
            Node::Case(case) => dialect.visit_case(self, case),
            Node::Scalar(select) => dialect.visit_scalar(self, select),
            Node::Exists { select, negated } => dialect.visit_exists(self, select, *negated),
            Node::Element(element) => dialect.visit_element(self, element.as_ref()),
            Node::Parameter(parameter) => self.parameter(parameter),
            Node::Text(text) => dialect.visit_text(self, text),
        }
    }

    /// Writes a statement.
    pub(super) fn statement(&mut self, node: &StatementNode<'_>) -> Result<()> {
        if let Some(clash) = self.names.clash.take() {
            return Err(clash);
        }
        let dialect = self.dialect;
        if let StatementNode::Select(select) = node {
            self.criteria.enter(select);
        }
        let with = dialect.capability().with;
        let before = match node {
            StatementNode::Select(_) | StatementNode::Merge(_) | StatementNode::Text(_) => true,
            StatementNode::Insert(_) => with.insert,
            StatementNode::Update(_) => with.update,
            StatementNode::Delete(_) => with.delete,
        };
        if before {
            let ctes = std::mem::take(&mut self.ctes);
            dialect.visit_with(self, &ctes)?;
        } else {
            self.ctes_within = !self.ctes.is_empty();
            self.added = self.added_to(node)?;
        }
        match node {
            StatementNode::Select(select) => dialect.visit_select(self, select),
            StatementNode::Insert(insert) => dialect.visit_insert(self, insert),
            StatementNode::Update(update) => dialect.visit_update(self, update),
            StatementNode::Delete(delete) => dialect.visit_delete(self, delete),
            StatementNode::Merge(merge) => dialect.visit_merge(self, merge),
            StatementNode::Text(text) => dialect.visit_text(self, text),
        }
    }

    /// What was added to a statement that nothing can stand before. Only the SELECT of an INSERT
    /// has a place for it.
    fn added_to(&self, node: &StatementNode<'_>) -> Result<Vec<Arc<CteNode>>> {
        let (ctes, name) = match node {
            StatementNode::Insert(insert) => {
                let ctes = insert.rare.as_ref().map(|rare| &rare.ctes);
                (ctes, "INSERT")
            }
            StatementNode::Update(update) => {
                let ctes = update.rare.as_ref().map(|rare| &rare.ctes);
                (ctes, "UPDATE")
            }
            StatementNode::Delete(delete) => {
                let ctes = delete.rare.as_ref().map(|rare| &rare.ctes);
                (ctes, "DELETE")
            }
            StatementNode::Select(_) | StatementNode::Merge(_) | StatementNode::Text(_) => {
                (None, "")
            }
        };
        let ctes = ctes.cloned().unwrap_or_default();
        let has_place = matches!(
            node,
            StatementNode::Insert(insert) if matches!(insert.source, InsertSource::Select(_))
        );
        if ctes.is_empty() || has_place {
            return Ok(ctes);
        }
        Err(self
            .unsupported(&format!("WITH before {name}"))
            .with_help("those that a SELECT of the statement names in FROM come by themselves"))
    }

    /// Begins the part of a statement where these windows can be named.
    pub(super) fn enter_windows(&mut self, windows: &[Window]) -> Result<()> {
        let mut list: Vec<NamedWindow> = Vec::with_capacity(windows.len());
        for window in windows {
            let name = window.name.to_string();
            if list.iter().any(|known| known.name == name) {
                let message = format!("the statement has two windows named `{name}`");
                return Err(Error::new(ErrorKind::Compile, message));
            }
            list.push(NamedWindow {
                name,
                ordered: !window.window.order_by.is_empty(),
                framed: window.window.frame.is_some(),
            });
        }
        self.windows.push(list);
        Ok(())
    }

    /// Ends it.
    pub(super) fn leave_windows(&mut self) {
        self.windows.pop();
    }

    /// Whether a window of the SELECT around this place has the name and can be refined so.
    pub(super) fn check_window(&self, name: &str, refined: &WindowNode) -> Result<()> {
        let mut list = self.windows.last().into_iter().flatten();
        let Some(base) = list.find(|window| window.name == name) else {
            let message = format!("the statement has no window named `{name}`");
            return Err(Error::new(ErrorKind::Compile, message)
                .with_help("name it in the statement: `select(…).window(&w)`"));
        };
        let refines = !refined.order_by.is_empty() || refined.frame.is_some();
        let message = if !refined.partition_by.is_empty() {
            format!("window `{name}` can't be partitioned where a function refers to it")
        } else if base.ordered && !refined.order_by.is_empty() {
            format!("window `{name}` has an order already")
        } else if base.framed && refines {
            format!("window `{name}` has a frame and can't be refined")
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("give the function a window of its own: `.over().partition_by(…)`"))
    }

    /// The error for a construct that the database doesn't have.
    #[must_use]
    pub fn unsupported(&self, construct: &str) -> Error {
        let message = format!("{construct} can't be expressed in {}", self.dialect.name());
        Error::new(ErrorKind::Compile, message)
    }
}

/// Whether a SELECT or an operand of a set operation has a LIMIT.
fn is_limited(select: &SelectNode) -> bool {
    let mut rare = select.rare.iter();
    select.limit.is_some()
        || select.offset.is_some()
        || rare.any(|rare| rare.operands.iter().any(is_limited))
}

/// What is to be done when a SELECT ends.
#[derive(Debug)]
pub(super) struct Within {
    ctes_within: bool,
    nested: usize,
}

/// The common table expressions that stand before a statement or a SELECT, each after those that it
/// uses: those that nest in it, and with `hoisted` all that don't nest.
fn standing(walk: &Walk<'_>, own: &[Source], hoisted: bool) -> Vec<Arc<CteNode>> {
    let stands = |cte: &&&Arc<CteNode>| match cte.is_nested() {
        true => own.contains(&cte.id),
        false => hoisted,
    };
    let here = walk.ctes.iter().filter(stands);
    here.map(|cte| Arc::clone(cte)).collect()
}

/// The common table expressions that are to nest in a SELECT or a set operation, but for those that
/// stand around it already.
fn nested(select: &SelectNode, known: &[Source], found: &mut Vec<Source>) {
    let rare = select.rare.as_deref();
    let joined = select.joins.iter().map(|join| &join.item);
    let in_from = select
        .from
        .iter()
        .chain(joined)
        .filter_map(|item| match item {
            FromItem::Derived(derived) => match &derived.body {
                DerivedBody::Cte(cte) => Some(cte),
                _ => None,
            },
            FromItem::Table { .. } => None,
        });
    for cte in in_from.chain(rare.into_iter().flat_map(|rare| &rare.ctes)) {
        if cte.is_nested() && !known.contains(&cte.id) && !found.contains(&cte.id) {
            found.push(cte.id);
        }
    }
    for operand in rare.into_iter().flat_map(|rare| &rare.operands) {
        nested(operand, known, found);
    }
}

fn not_selected(column: &ColumnRef) -> Error {
    let name = column.described();
    let part = u16::try_from(column.source.part()).unwrap_or_default();
    let (message, help) = match part {
        Source::SEVERAL_PARTS => (
            format!("{name} is used of a subquery that selects several columns which it became"),
            "take the one that is meant from `subquery.columns()`",
        ),
        Source::OPTIONAL_PART => (
            format!("{name} is used of a subquery that selects it as `.optional()`"),
            "take it as one that may be NULL: `subquery.optional_column(…)`",
        ),
        _ => (
            format!("{name} is used of a subquery that doesn't select it"),
            "select it in the subquery, and take it from `subquery.columns()`",
        ),
    };
    Error::new(ErrorKind::Compile, message)
        .with_table(column.table.name.as_ref())
        .with_help(help)
}

/// Common table expressions stand before the whole statement, out of reach of a part of it.
fn criteria_of_a_part() -> Error {
    let message = "loader criteria stand on a part of the statement, and don't reach the common \
                   table expressions that it uses";
    Error::new(ErrorKind::Compile, message)
        .with_help("give them to the whole statement: `.options(with_loader_criteria(…))`")
}

fn foreign_value() -> Error {
    Error::new(
        ErrorKind::Compile,
        "a dialect visited a value that isn't part of the statement",
    )
    .with_help("a dialect visits parts of the tree it was given, not copies of them")
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("dialect", &self.dialect.name())
            .field("buffer", &self.buffer)
            .finish_non_exhaustive()
    }
}
