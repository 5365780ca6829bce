//! The structure of a statement as words, and its values beside it: one walk over the tree.
//!
//! It is what a statement costs when its text is known already, so nothing is allocated for an
//! ordinary one. The words are a prefix code (lists begin with their length, nodes with their
//! kind), so that equal words mean equal trees but for the values.

mod dml;
mod operators;
mod repeated;
mod window;

pub(super) use repeated::{compares_order, repeated};

use std::borrow::Cow;

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::dialect::Dialect;
use crate::schema::Table;
use crate::sql::{
    Arg, Between, Case, ColumnRef, CteBody, CteNode, DerivedBody, DerivedTable, FromItem, Function,
    FunctionColumns, GroupingElement, Hint, HintPlace, InSource, Join, JoinKind, JsonTableSource,
    Node, NullsOrder, Occurrence, Operation, OperationKind, OrderTerm, ParameterNode, RowCount,
    SelectClauses, SelectItem, SelectNode, SelectRare, SetOperation, Source, StatementNode,
    TableClauseKind, TableFunction, TableFunctionKind, TextBody, TextNode, TextPart,
};
use crate::types::{SqlType, Value};

/// Structure and values of a statement.
#[derive(Debug, Default)]
pub(super) struct Key<'s> {
    pub(super) words: SmallVec<[u64; 64]>,
    pub(super) values: SmallVec<[&'s Value; 8]>,
    pub(super) lists: SmallVec<[&'s [Arg]; 1]>,
    /// The places whose values aren't known yet.
    pub(super) parameters: Vec<&'s ParameterNode>,
    /// The numbers of the aliases and derived tables that were met.
    sources: SmallVec<[u64; 4]>,
    /// Those of the derived tables whose bodies are in the words.
    bodies: SmallVec<[u64; 1]>,
    /// Whether the kinds of values are part of the structure.
    typed: bool,
}

/// Where each value of a statement is met on the walk, by its address.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    values: HashMap<usize, usize>,
    lists: HashMap<usize, usize>,
}

impl Addresses {
    pub(super) fn value(&self, value: &Value) -> Option<usize> {
        self.values.get(&std::ptr::from_ref(value).addr()).copied()
    }

    pub(super) fn list(&self, list: &[Arg]) -> Option<usize> {
        self.lists.get(&list.as_ptr().addr()).copied()
    }
}

/// What a dialect may know of a value when it says its type: integers count by their width.
fn kind(value: &Value) -> u64 {
    match value {
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Int(value) if i16::try_from(*value).is_ok() => 3,
        Value::Int(value) if i32::try_from(*value).is_ok() => 4,
        Value::Int(_) => 5,
        Value::UInt(_) => 6,
        Value::Float(_) => 7,
        Value::Text(_) => 8,
        Value::Blob(_) => 9,
        Value::Decimal(_) => 10,
        Value::Date(_) => 11,
        Value::Time(_) => 12,
        Value::Timestamp(_) => 13,
        Value::TimestampTz(_) => 14,
        Value::Uuid(_) => 15,
        Value::Json(_) => 16,
        Value::Interval(_) => 17,
        Value::Invalid(_) => 18,
        Value::Array(_) => 19,
        Value::Range(_) => 20,
        Value::Multirange(_) => 21,
        Value::Native(_) => 22,
        Value::Label(..) => 23,
    }
}

/// The type that a value says by itself, where its kind alone doesn't tell.
fn said_type(value: &Value) -> Option<SqlType> {
    match value {
        Value::Array(array) => Some(array.element),
        Value::Range(range) => Some(range.element),
        Value::Multirange(ranges) => Some(ranges.element),
        Value::Native(native) => Some(native.sql_type),
        Value::Label(of, _) => Some(SqlType::Enum(of)),
        _ => None,
    }
}

/// Whether an IN list is made of values only, so that its length doesn't matter.
fn all_binds(list: &[Arg]) -> bool {
    !list.is_empty() && list.iter().all(|arg| matches!(arg, Arg::Bind(_)))
}

impl<'s> Key<'s> {
    /// Walks over a statement.
    pub(super) fn of(node: &'s StatementNode<'s>, dialect: &dyn Dialect) -> Self {
        let mut key = Self {
            typed: dialect.types_binds(),
            ..Self::default()
        };
        match node {
            StatementNode::Select(select) => key.select(select),
            StatementNode::Insert(insert) => key.insert(insert),
            StatementNode::Update(update) => key.update(update),
            StatementNode::Delete(delete) => key.delete(delete),
            StatementNode::Merge(merge) => key.merge(merge),
            StatementNode::Text(text) => {
                key.push(5);
                key.text(text);
            }
        }
        key
    }

    /// A place that has no value.
    pub(super) fn required(&self) -> Option<&'s ParameterNode> {
        let mut parameters = self.parameters.iter().copied();
        parameters.find(|parameter| parameter.is_required())
    }

    /// Where each value was met.
    pub(super) fn addresses(&self) -> Addresses {
        let values = self.values.iter().enumerate();
        let lists = self.lists.iter().enumerate();
        Addresses {
            values: values
                .map(|(number, value)| (std::ptr::from_ref(*value).addr(), number))
                .collect(),
            lists: lists
                .map(|(number, list)| (list.as_ptr().addr(), number))
                .collect(),
        }
    }

    #[inline]
    fn push(&mut self, word: u64) {
        self.words.push(word);
    }

    #[inline]
    fn push_len(&mut self, length: usize) {
        self.words.push(length as u64);
    }

    fn push_str(&mut self, text: &str) {
        self.push_len(text.len());
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word.iter_mut()
                .zip(chunk)
                .for_each(|(to, from)| *to = *from);
            self.push(u64::from_ne_bytes(word));
        }
    }

    #[inline]
    fn push_table(&mut self, table: &'static Table) {
        self.words.push(std::ptr::from_ref(table).addr() as u64);
    }

    /// Aliases count by their first use.
    #[inline]
    fn ordinal(&mut self, source: Source) -> u64 {
        if source.is_table() {
            return 0;
        }
        let id = source.id();
        let known = self.sources.iter().position(|known| *known == id);
        let position = known.unwrap_or_else(|| {
            self.sources.push(id);
            self.sources.len() - 1
        });
        (position as u64 + 1) | source.part() << 20
    }

    fn occurrence(&mut self, occurrence: &Occurrence) {
        self.push_table(occurrence.table);
        let ordinal = self.ordinal(occurrence.source);
        self.push(ordinal);
    }

    fn push_from(&mut self, item: &'s FromItem) {
        self.occurrence(&item.occurrence());
        if let FromItem::Derived(derived) = item {
            self.derived(derived);
        }
    }

    /// The body of a derived table, where it is first met in FROM.
    fn derived(&mut self, derived: &'s DerivedTable) {
        let id = derived.source.id();
        if self.bodies.contains(&id) {
            return self.push(UNSET);
        }
        self.bodies.push(id);
        self.push(1 | u64::from(derived.name.is_some()) << 8);
        derived.name.iter().for_each(|name| self.push_str(name));
        self.names(derived.columns.as_deref());
        self.push_len(derived.entities.len());
        derived
            .entities
            .iter()
            .for_each(|entity| self.push(u64::from(entity.begin)));
        match &derived.body {
            DerivedBody::Select { select, lateral } => {
                self.push(1 | u64::from(*lateral) << 8);
                self.select(select);
            }
            DerivedBody::Values(values) => {
                self.push(4);
                self.push_len(values.types.len());
                values
                    .types
                    .iter()
                    .for_each(|sql_type| self.sql_type(*sql_type));
                self.push_len(values.values.len());
                values.values.iter().for_each(|value| self.bind(value));
            }
            DerivedBody::Text(body) => {
                self.push(5);
                self.text_body(body);
            }
            DerivedBody::Function(function) => {
                self.push(6);
                self.table_function(function);
            }
            DerivedBody::Cte(cte) => {
                self.push(2);
                self.cte(cte);
            }
            DerivedBody::Itself(id) => {
                let ordinal = self.ordinal(*id);
                self.push(3 | ordinal << 8);
            }
        }
    }

    fn names(&mut self, names: Option<&[Cow<'static, str>]>) {
        self.push_len(names.map_or(0, |names| names.len() + 1));
        let names = names.unwrap_or_default();
        names.iter().for_each(|name| self.push_str(name));
    }

    fn text_body(&mut self, body: &'s TextBody) {
        self.push_len(body.width);
        self.push_len(body.text.items.len());
        self.items(&body.text.items);
        self.text(&body.text);
    }

    fn table_function(&mut self, function: &'s TableFunction) {
        self.push_len(function.width);
        self.names(Some(&function.names));
        self.args(&function.args);
        match &function.kind {
            TableFunctionKind::Named {
                name,
                columns,
                ordinality,
            } => {
                self.push(1 | u64::from(*ordinality) << 8);
                self.push_str(name);
                match columns {
                    FunctionColumns::Own => self.push(0),
                    FunctionColumns::Listed => self.push(1),
                    FunctionColumns::Defined(types) => {
                        self.push(2 | (types.len() as u64) << 8);
                        types.iter().for_each(|sql_type| self.sql_type(*sql_type));
                    }
                }
            }
            TableFunctionKind::GenerateSeries(sql_type) => {
                self.push(2);
                self.sql_type(*sql_type);
            }
            TableFunctionKind::JsonTable { path, columns } => {
                self.push(3 | (columns.len() as u64) << 8);
                self.push_str(path);
                for (source, sql_type) in columns {
                    match source {
                        JsonTableSource::Ordinality => self.push(0),
                        JsonTableSource::Path(path) => {
                            self.push(1);
                            self.push_str(path);
                        }
                        JsonTableSource::Exists(path) => {
                            self.push(2);
                            self.push_str(path);
                        }
                    }
                    self.sql_type(*sql_type);
                }
            }
        }
    }

    /// A common table expression: its body where it is first met.
    fn cte(&mut self, cte: &'s CteNode) {
        let ordinal = self.ordinal(cte.id);
        self.push(ordinal);
        if self.bodies.contains(&cte.id.id()) {
            return self.push(UNSET);
        }
        self.bodies.push(cte.id.id());
        let materialized = match cte.materialized {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        self.push(1 | materialized << 8 | u64::from(cte.nesting) << 16);
        self.push_str(&cte.name);
        self.names(cte.columns.as_deref());
        match &cte.body {
            CteBody::Text(body) => {
                self.push(5);
                self.text_body(body);
            }
            CteBody::Select(select) => {
                self.push(1);
                self.select(select);
            }
            CteBody::Recursive { seed, step, all } => {
                self.push(6 | u64::from(*all) << 8);
                self.select(seed);
                self.select(step);
            }
            CteBody::Insert(insert) => self.insert(insert),
            CteBody::Update(update) => self.update(update),
            CteBody::Delete(delete) => self.delete(delete),
        }
    }

    fn select(&mut self, select: &'s SelectNode) {
        self.push(1 | (select.items.len() as u64) << 8);
        let begin = self.place();
        self.items(&select.items);
        let end = self.place();
        self.push(select.from.len() as u64 | (select.joins.len() as u64) << 32);
        select.from.iter().for_each(|item| self.push_from(item));
        select.joins.iter().for_each(|join| self.join(join));
        self.push(
            u64::from(select.filter.is_some())
                | u64::from(select.limit.is_some()) << 1
                | u64::from(select.offset.is_some()) << 2
                | u64::from(select.rare.is_some()) << 3
                | (select.order_by.len() as u64) << 8,
        );
        select.filter.iter().for_each(|node| self.node(node));
        let rest = self.place();
        if let Some(rare) = &select.rare {
            self.rare(rare);
        }
        for term in &select.order_by {
            self.order_term(term);
        }
        self.equalities(select, [begin, end, rest]);
        self.row_count(select.limit.as_ref());
        self.row_count(select.offset.as_ref());
    }

    fn rare(&mut self, rare: &'s SelectRare) {
        let operation = match rare.operation {
            None => 0,
            Some((SetOperation::Union, all)) => 2 | u64::from(all),
            Some((SetOperation::Intersect, all)) => 4 | u64::from(all),
            Some((SetOperation::Except, all)) => 6 | u64::from(all),
        };
        self.push(
            operation
                | u64::from(rare.distinct) << 4
                | u64::from(rare.having.is_some()) << 5
                | (rare.windows.len() as u64) << 8,
        );
        self.clauses(&rare.clauses);
        rare.windows.iter().for_each(|window| self.named(window));
        self.push_len(rare.group_by.len());
        rare.group_by
            .iter()
            .for_each(|element| self.grouping(element));
        rare.having.iter().for_each(|node| self.node(node));
        self.push_len(rare.operands.len());
        rare.operands
            .iter()
            .for_each(|operand| self.select(operand));
        self.push_len(rare.correlate.len());
        rare.correlate.iter().for_each(|item| self.push_from(item));
        let except = rare.correlate_except.as_deref();
        self.push_len(except.map_or(0, |except| except.len() + 1));
        except
            .unwrap_or_default()
            .iter()
            .for_each(|item| self.push_from(item));
        self.push_len(rare.ctes.len());
        rare.ctes.iter().for_each(|cte| self.cte(cte));
        self.push_len(rare.criteria.len());
        for criteria in &rare.criteria {
            self.push(u64::from(criteria.includes_aliases()));
            self.occurrence(&criteria.occurrence());
            self.occurrence(&criteria.stand_in());
            self.node(criteria.condition());
        }
    }

    fn clauses(&mut self, clauses: &'s SelectClauses) {
        self.push(
            u64::from(clauses.with_ties)
                | u64::from(clauses.lock.is_some()) << 1
                | (clauses.distinct_on.len() as u64) << 2
                | (clauses.hints.len() as u64) << 32,
        );
        clauses.distinct_on.iter().for_each(|arg| self.arg(arg));
        if let Some(lock) = &clauses.lock {
            let wait = (lock.wait as u64) << 4;
            self.push(lock.strength as u64 | wait | (lock.of.len() as u64) << 8);
            lock.of.iter().for_each(|item| self.push_from(item));
        }
        self.push_len(clauses.tables.len());
        for clause in &clauses.tables {
            self.push_from(&clause.item);
            match &clause.kind {
                TableClauseKind::Only => self.push(0),
                TableClauseKind::Sample(sample) => {
                    self.push(1 | u64::from(sample.seed.is_some()) << 8);
                    self.push_str(&sample.method);
                    self.bind(&sample.argument);
                    sample.seed.iter().for_each(|seed| self.bind(seed));
                }
            }
        }
        self.hints(&clauses.hints);
    }

    fn hints(&mut self, hints: &'s [Hint]) {
        for hint in hints {
            self.push(match hint.place {
                HintPlace::Prefix => 0,
                HintPlace::Suffix => 1,
                HintPlace::Statement => 2,
                HintPlace::Table(_) => 3,
            });
            if let HintPlace::Table(item) = &hint.place {
                self.push_from(item);
            }
            self.push_str(hint.dialect.as_str());
            self.push_str(hint.sql);
        }
    }

    fn grouping(&mut self, element: &'s GroupingElement) {
        match element {
            GroupingElement::Expression(arg) => {
                self.push(UNSET);
                self.arg(arg);
            }
            GroupingElement::Sets(kind, sets) => {
                self.push(1 | (*kind as u64) << 8 | (sets.len() as u64) << 16);
                sets.iter().for_each(|set| self.args(set));
            }
        }
    }

    /// A term of an order.
    fn order_term(&mut self, term: &'s OrderTerm) {
        let nulls = match term.nulls {
            None => 0,
            Some(NullsOrder::First) => 1,
            Some(NullsOrder::Last) => 2,
        };
        self.push(u64::from(term.descending) | nulls << 1);
        self.arg(&term.arg);
    }

    fn items(&mut self, items: &'s [SelectItem]) {
        for item in items {
            match item {
                SelectItem::Entity {
                    table,
                    source,
                    optional,
                } => {
                    let ordinal = self.ordinal(*source);
                    self.push(u64::from(*optional) << 1 | ordinal << 8);
                    self.push_table(table);
                }
                SelectItem::Expr {
                    arg,
                    label,
                    nullable,
                } => {
                    self.push(1 | u64::from(*nullable) << 1 | u64::from(label.is_some()) << 2);
                    label.iter().for_each(|label| self.push_str(label));
                    self.arg(arg);
                }
            }
        }
    }

    fn join(&mut self, join: &'s Join) {
        let kind = match join.kind {
            JoinKind::Inner => 0,
            JoinKind::LeftOuter => 1,
            JoinKind::Cross => 2,
            JoinKind::FullOuter => 3,
            JoinKind::Nested => 4,
            JoinKind::Implied => 5,
        };
        self.push(kind | u64::from(join.left.is_some()) << 3 | u64::from(join.on.is_some()) << 4);
        self.push_from(&join.item);
        join.left.iter().for_each(|left| self.occurrence(left));
        join.on.iter().for_each(|on| self.node(on));
    }

    fn text(&mut self, text: &'s TextNode) {
        self.push_str(&text.sql);
        self.push_len(text.parts.len());
        for (name, part) in &text.parts {
            self.push_str(name);
            match part {
                TextPart::Arg(arg) => {
                    self.push(0);
                    self.arg(arg);
                }
                TextPart::From(item) => {
                    self.push(1);
                    self.push_from(item);
                }
            }
        }
    }

    #[inline]
    fn column(&mut self, column: &ColumnRef) {
        let ordinal = self.ordinal(column.source);
        self.push(COLUMN | u64::from(column.index) << 8 | ordinal << 24);
        self.push_table(column.table);
    }

    #[inline]
    fn bind(&mut self, value: &'s Value) {
        // These are written in ways of their own, whoever the dialect is.
        let kind = match value {
            Value::Json(_) | Value::Interval(_) | Value::Date(_) | Value::Blob(_) => kind(value),
            value if self.typed => kind(value),
            _ => 0,
        };
        self.push(BIND | kind << 8);
        if kind >= FIRST_SAID
            && let Some(sql_type) = said_type(value)
        {
            self.sql_type(sql_type);
        }
        self.values.push(value);
    }

    #[inline]
    fn arg(&mut self, arg: &'s Arg) {
        match arg {
            Arg::Column(column) => self.column(column),
            Arg::Bind(value) => self.bind(value),
            Arg::Node(node) => self.node(node),
        }
    }

    fn args(&mut self, args: &'s [Arg]) {
        self.push_len(args.len());
        args.iter().for_each(|arg| self.arg(arg));
    }

    fn nodes(&mut self, kind: u64, nodes: &'s [Node]) {
        self.push(kind | (nodes.len() as u64) << 8);
        nodes.iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &'s Node) {
        match node {
            Node::Column(column) => self.column(column),
            Node::Bind(value) => self.bind(value),
            Node::Binary(op, left, right) => {
                self.push(3 | (*op as u64) << 8);
                self.arg(left);
                self.arg(right);
            }
            Node::Not(arg) => self.unary(4, arg),
            Node::Negate(arg) => self.unary(5, arg),
            Node::All(list) => self.nodes(6, list),
            Node::Any(list) => self.nodes(7, list),
            Node::IsNull { arg, negated } => self.unary(8 | u64::from(*negated) << 8, arg),
            Node::Between(between) => self.between(between),
            Node::In(node) => {
                self.unary(10 | u64::from(node.negated) << 8, &node.arg);
                self.in_source(&node.source);
            }
            Node::Like(like) => {
                self.unary(11 | u64::from(like.negated) << 8, &like.arg);
                let escape = like
                    .escape
                    .map_or(0, |escape| u64::from(u32::from(escape)) + 1);
                self.push(u64::from(like.case_insensitive) | escape << 1);
                self.arg(&like.pattern);
            }
            Node::Regexp(regexp) => self.regexp(regexp),
            Node::Collate(collate) => {
                self.unary(23, &collate.arg);
                self.push_str(&collate.name);
            }
            Node::Tuple(items) => {
                self.push(24);
                self.args(items);
            }
            Node::Custom(custom) => self.custom(custom),
            Node::Label(name) => {
                self.push(27);
                self.push_str(name);
            }
            Node::Quantified(node) => {
                self.push(26 | u64::from(node.all) << 8);
                self.select(&node.select);
            }
            Node::Function(function) => {
                self.push(12);
                self.function(function);
            }
            Node::Aggregate(node) => self.aggregate(node),
            Node::Json(node) => self.operation(40, node),
            Node::Array(node) => self.operation(41, node),
            Node::Range(node) => self.operation(42, node),
            Node::Temporal(node) => self.operation(43, node),
            Node::Search(node) => self.operation(44, node),

            Node::Over(over) => self.over(over),
            Node::Cast(arg, sql_type) => {
                self.unary(13, arg);
                self.sql_type(*sql_type);
            }
            Node::Extract(part, arg) => self.unary(30 | (*part as u64) << 8, arg),
            Node::Case(case) => self.case(case),
            Node::Scalar(select) => {
                self.push(15);
                self.select(select);
            }
            Node::Exists { select, negated } => {
                self.push(16 | u64::from(*negated) << 8);
                self.select(select);
            }
            Node::Element(element) => {
                self.push(ELEMENT);
                self.push_str(element.name());
                self.push_str(&element.key());
                self.args(element.operands());
            }
            Node::Parameter(parameter) => {
                self.push(PARAMETER);
                self.parameter(parameter);
            }
            Node::Text(text) => {
                self.push(17);
                self.text(text);
            }
        }
    }

    fn function(&mut self, function: &'s Function) {
        self.push(u64::from(function.distinct) | u64::from(function.star) << 1);
        self.push_str(&function.name);
        self.args(&function.args);
    }

    fn operation<Op: OperationKind>(&mut self, kind: u64, operation: &'s Operation<Op>) {
        let op = u64::from(operation.op.number());
        self.push(kind | u64::from(operation.constant.is_some()) << 8 | op << 16);
        operation
            .constant
            .iter()
            .for_each(|text| self.push_str(text));
        self.args(&operation.args);
    }

    fn unary(&mut self, word: u64, arg: &'s Arg) {
        self.push(word);
        self.arg(arg);
    }

    fn between(&mut self, between: &'s Between) {
        let negated = u64::from(between.negated) << 8;
        let symmetric = u64::from(between.symmetric) << 9;
        self.unary(9 | negated | symmetric, &between.arg);
        self.arg(&between.low);
        self.arg(&between.high);
    }

    fn in_source(&mut self, source: &'s InSource) {
        match source {
            InSource::List(list) if all_binds(list) => {
                self.push(IN_VALUES);
                self.lists.push(list);
            }
            InSource::List(list) => {
                self.push(IN_LIST);
                self.args(list);
            }
            InSource::Select(select) => {
                self.push(IN_SELECT);
                self.select(select);
            }
            InSource::Parameter(parameter) => {
                self.push(IN_PARAMETER);
                self.parameter(parameter);
            }
        }
    }

    fn parameter(&mut self, parameter: &'s ParameterNode) {
        self.bind(&parameter.stand_in);
        self.parameters.push(parameter);
    }

    fn row_count(&mut self, rows: Option<&'s RowCount>) {
        self.values.extend(rows.map(RowCount::value));
        if let Some(RowCount::Parameter(parameter)) = rows {
            self.parameters.push(parameter);
        }
    }

    fn case(&mut self, case: &'s Case) {
        self.push(
            14 | u64::from(case.otherwise.is_some()) << 8
                | u64::from(case.operand.is_some()) << 9
                | (case.whens.len() as u64) << 16,
        );
        case.operand.iter().for_each(|arg| self.arg(arg));
        for (when, then) in &case.whens {
            self.node(when);
            self.arg(then);
        }
        case.otherwise.iter().for_each(|arg| self.arg(arg));
    }

    fn sql_type_of(&mut self, word: u64, element: SqlType) {
        self.push(word);
        self.sql_type(element);
    }

    fn sql_type(&mut self, sql_type: SqlType) {
        match sql_type {
            SqlType::Boolean => self.push(0),
            SqlType::SmallInt => self.push(1),
            SqlType::Integer => self.push(2),
            SqlType::BigInt => self.push(3),
            SqlType::BigUnsigned => self.push(4),
            SqlType::Real => self.push(5),
            SqlType::Double => self.push(6),
            SqlType::Decimal { precision, scale } => {
                self.push(7 | u64::from(precision) << 8 | u64::from(scale) << 16);
            }
            SqlType::Text => self.push(8),
            SqlType::Varchar(length) => self.push(9 | u64::from(length) << 8),
            SqlType::Blob => self.push(10),
            SqlType::Date => self.push(11),
            SqlType::Time => self.push(12),
            SqlType::Timestamp => self.push(13),
            SqlType::TimestampTz => self.push(14),
            SqlType::Uuid => self.push(15),
            SqlType::Json => self.push(16),
            SqlType::Interval => self.push(18),
            SqlType::Enum(of) => {
                self.push(19 | (of.labels.len() as u64) << 8);
                self.push_str(of.name);
                of.labels.iter().for_each(|label| self.push_str(label));
            }
            SqlType::Array { element } => self.sql_type_of(20, *element),
            SqlType::Range { element } => self.sql_type_of(21, *element),
            SqlType::Multirange { element } => self.sql_type_of(22, *element),
            SqlType::Inet => self.push(23),
            SqlType::Cidr => self.push(24),
            SqlType::MacAddr => self.push(25),
            SqlType::BitVarying => self.push(26),
            SqlType::Hstore => self.push(27),
            SqlType::TsVector => self.push(28),
            SqlType::TsQuery => self.push(29),
            SqlType::CiText => self.push(30),
            SqlType::Other(name) => {
                self.push(17);
                self.push_str(name);
            }
        }
    }
}

/// From here on a value's kind is followed by a type that it says.
const FIRST_SAID: u64 = 19;

const UNSET: u64 = 0;
const COLUMN: u64 = 1;
const BIND: u64 = 2;
const ELEMENT: u64 = 0xff;
const PARAMETER: u64 = 0xfe;

const IN_VALUES: u64 = 0;
const IN_LIST: u64 = 1;
const IN_SELECT: u64 = 2;
const IN_PARAMETER: u64 = 3;
