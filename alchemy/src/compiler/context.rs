//! What a dialect's visits write into: the text, and where in the statement they are.

mod change;
mod groups;
mod in_from;
mod naming;
mod windows;
mod with;

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

pub use change::{Change, Checkpoint};
use groups::Repeated;
use windows::NamedWindow;

use super::buffer::{BindSlot, SqlBuffer};
use super::capability::Capability;
use super::criteria::ActiveCriteria;
use super::dialect::Dialect;
use super::grouped::{self, Grouped};
use super::key::Addresses;
use super::place::{self, Place};
use super::precedence::Level;
use super::quote;
use super::schemas::SchemaTranslateMap;
use super::scope::{Names, Scopes};
use super::walk::Walk;
use crate::schema::Table;
use crate::sql::{Arg, CteNode, Node, ParameterNode, Source, StatementNode};
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
            with::nested(select, &[], &mut own);
        }
        // Nobody knows which tables stand in a text beside those that it was given.
        let text = matches!(statement, StatementNode::Text(_));
        let mut scopes = Scopes::default();
        if text {
            scopes.enter(walk.found.clone());
        }
        Self {
            binds,
            names: Names::new(&walk, dialect.capability()),
            scopes,
            // A label may have a column's name and would win over it in ORDER BY.
            qualified: walk.found.len() > 1 || walk.subquery || walk.label || text,
            ctes: with::standing(&walk, &own, true),
            nested: own,
            modifies: walk.ctes.iter().any(|cte| cte.modifies()),
            ..Self::for_ddl(dialect)
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

    /// Writes as DDL does: values as literals, columns by their names alone.
    pub(super) fn as_in_ddl(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let binds = std::mem::replace(&mut self.binds, BindMode::Literals);
        let result = self.unqualified(write);
        self.binds = binds;
        result
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
            Node::Function(function) if place::is_aggregate_for_certain(function) => {
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

    /// The error for a construct that the database doesn't have.
    #[must_use]
    pub fn unsupported(&self, construct: &str) -> Error {
        let message = format!("{construct} can't be expressed in {}", self.dialect.name());
        Error::new(ErrorKind::Compile, message)
    }
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
