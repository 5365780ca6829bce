//! Finds the tables that a tree uses. Called once a compilation, never on a cache hit.

mod dml;

use std::sync::Arc;

use super::grouped::is_aggregate;
use crate::sql::{
    Arg, ColumnRef, CteBody, CteNode, DerivedBody, DerivedTable, FromItem, GroupingElement,
    InSource, Join, LoaderCriteria, Node, Occurrence, SelectItem, SelectNode, StatementNode,
    TextNode, TextPart, WindowNode,
};

/// Appends an occurrence, once.
pub(super) fn note(list: &mut Vec<Occurrence>, found: Occurrence) {
    if !list.iter().any(|known| known.is(&found)) {
        list.push(found);
    }
}

/// What a text names in FROM.
pub(super) fn from_of(text: &TextNode) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for (_, part) in &text.parts {
        if let TextPart::From(item) = part {
            note(&mut found, item.occurrence());
        }
    }
    found
}

/// What has columns whose names the statement gives.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named<'s> {
    /// A derived table in FROM.
    Derived(&'s DerivedTable),
    /// A common table expression.
    Cte(&'s CteNode),
}

/// Walks over a tree and collects the occurrences in it, in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Walk<'s> {
    /// Whether to look into subqueries.
    pub(super) deep: bool,
    /// What was found.
    pub(super) found: Vec<Occurrence>,
    /// The derived tables in FROM lists and the common table expressions, each after those that
    /// the names of its columns come from.
    pub(super) named: Vec<Named<'s>>,
    /// The common table expressions, each after those that it uses.
    pub(super) ctes: Vec<&'s Arc<CteNode>>,
    /// Whether a subquery was met.
    pub(super) subquery: bool,
    /// Whether something selected has a name of its own.
    pub(super) label: bool,
    /// Whether an aggregate was met that is over no window.
    pub(super) aggregate: bool,
    /// Whether a window was met.
    pub(super) window: bool,
    /// The columns, where they are asked for.
    pub(super) columns: Option<Vec<ColumnRef>>,
}

impl<'s> Walk<'s> {
    pub(super) fn deep() -> Self {
        Self {
            deep: true,
            ..Self::default()
        }
    }

    /// Collects columns, outside of subqueries.
    pub(super) fn for_columns() -> Self {
        Self {
            columns: Some(Vec::new()),
            ..Self::default()
        }
    }

    fn column(&mut self, column: &ColumnRef) {
        note(&mut self.found, column.occurrence());
        self.columns.iter_mut().for_each(|list| list.push(*column));
    }

    pub(super) fn statement(&mut self, node: &'s StatementNode<'_>) {
        match node {
            StatementNode::Select(select) => self.select(select),
            StatementNode::Insert(insert) => self.insert(insert),
            StatementNode::Update(update) => self.update(update),
            StatementNode::Delete(delete) => self.delete(delete),
            StatementNode::Merge(merge) => self.merge(merge),
            StatementNode::Text(text) => self.text(text),
        }
    }

    /// Everything that a SELECT uses, its operands where it is a set operation.
    pub(super) fn select(&mut self, select: &'s SelectNode) {
        self.items(&select.items);
        for item in &select.from {
            self.in_from(item);
        }
        for join in &select.joins {
            self.join(join);
        }
        self.optional(select.filter.as_ref());
        if let Some(rare) = &select.rare {
            rare.clauses
                .distinct_on
                .iter()
                .for_each(|arg| self.arg(arg));
            rare.group_by
                .iter()
                .flat_map(GroupingElement::expressions)
                .for_each(|arg| self.arg(arg));
            self.optional(rare.having.as_ref());
            for window in &rare.windows {
                self.window(&window.window);
            }
            rare.operands
                .iter()
                .for_each(|operand| self.select(operand));
        }
        select.order_by.iter().for_each(|term| self.arg(&term.arg));
        if self.deep {
            let rare = select.rare.iter();
            self.added(rare.flat_map(|rare| &rare.ctes));
            for criteria in select.criteria() {
                self.criteria(criteria);
            }
        }
    }

    /// What a condition on an entity uses beside that entity.
    fn criteria(&mut self, criteria: &'s LoaderCriteria) {
        self.node(criteria.condition());
        let stand_in = criteria.stand_in();
        self.found.retain(|found| !found.is(&stand_in));
    }

    pub(super) fn items(&mut self, items: &'s [SelectItem]) {
        for item in items {
            match item {
                SelectItem::Entity { table, source, .. } => {
                    let (table, source) = (*table, *source);
                    note(&mut self.found, Occurrence { table, source });
                    if let Some(list) = &mut self.columns {
                        let columns = (0..).zip(table.columns.iter());
                        list.extend(columns.map(|(index, _)| ColumnRef {
                            table,
                            source,
                            index,
                        }));
                    }
                }
                SelectItem::Expr { arg, label, .. } => {
                    self.label |= label.is_some();
                    self.arg(arg);
                }
            }
        }
    }

    fn join(&mut self, join: &'s Join) {
        if let Some(left) = &join.left {
            note(&mut self.found, *left);
        }
        self.in_from(&join.item);
        self.optional(join.on.as_ref());
    }

    fn in_from(&mut self, item: &'s FromItem) {
        note(&mut self.found, item.occurrence());
        if let FromItem::Derived(derived) = item {
            self.subquery = true;
            match &derived.body {
                _ if self.deep => self.derived(derived),
                // What it looks at stands in the same FROM.
                DerivedBody::Function(function) => {
                    function.args.iter().for_each(|arg| self.arg(arg));
                }
                _ => {}
            }
        }
    }

    /// What a derived table uses, and the table itself.
    pub(super) fn derived(&mut self, derived: &'s DerivedTable) {
        match &derived.body {
            DerivedBody::Select { select, .. } => self.select(select),
            DerivedBody::Cte(cte) => self.cte(cte),
            DerivedBody::Text(body) => self.text(&body.text),
            DerivedBody::Function(function) => function.args.iter().for_each(|arg| self.arg(arg)),
            DerivedBody::Itself(_) | DerivedBody::Values(_) => {}
        }
        self.named.push(Named::Derived(derived));
    }

    /// The common table expressions that were added to a statement.
    pub(super) fn added(&mut self, ctes: impl IntoIterator<Item = &'s Arc<CteNode>>) {
        ctes.into_iter().for_each(|cte| self.cte(cte));
    }

    /// What a common table expression uses, where it is first met, and the expression itself.
    fn cte(&mut self, cte: &'s Arc<CteNode>) {
        if self.ctes.iter().any(|known| known.id == cte.id) {
            return;
        }
        self.subquery = true;
        match &cte.body {
            CteBody::Select(select) => {
                self.select(select);
                self.named.push(Named::Cte(cte));
            }
            CteBody::Text(body) => {
                self.text(&body.text);
                self.named.push(Named::Cte(cte));
            }
            CteBody::Recursive { seed, step, .. } => {
                self.select(seed);
                self.named.push(Named::Cte(cte));
                self.select(step);
            }
            CteBody::Insert(insert) => {
                self.insert(insert);
                self.named.push(Named::Cte(cte));
            }
            CteBody::Update(update) => {
                self.update(update);
                self.named.push(Named::Cte(cte));
            }
            CteBody::Delete(delete) => {
                self.delete(delete);
                self.named.push(Named::Cte(cte));
            }
        }
        self.ctes.push(cte);
    }

    fn optional(&mut self, node: Option<&'s Node>) {
        if let Some(node) = node {
            self.node(node);
        }
    }

    fn window(&mut self, window: &'s WindowNode) {
        window.partition_by.iter().for_each(|arg| self.arg(arg));
        window.order_by.iter().for_each(|term| self.arg(&term.arg));
    }

    fn subselect(&mut self, select: &'s SelectNode) {
        self.subquery = true;
        if self.deep {
            self.select(select);
        }
    }

    /// What a text names in FROM is its own, as in a subquery.
    fn text(&mut self, text: &'s TextNode) {
        let own = from_of(text);
        let mut inner = Self {
            deep: self.deep,
            named: std::mem::take(&mut self.named),
            ctes: std::mem::take(&mut self.ctes),
            columns: self.columns.take(),
            ..Self::default()
        };
        for (_, part) in &text.parts {
            match part {
                TextPart::Arg(arg) => inner.arg(arg),
                TextPart::From(item) if self.deep => inner.in_from(item),
                TextPart::From(_) => {}
            }
        }
        self.subquery |= inner.subquery || !own.is_empty();
        self.named = inner.named;
        self.ctes = inner.ctes;
        self.columns = inner.columns;
        for found in inner.found {
            if self.deep || !own.iter().any(|known| known.is(&found)) {
                note(&mut self.found, found);
            }
        }
    }

    pub(super) fn arg(&mut self, arg: &'s Arg) {
        match arg {
            Arg::Column(column) => self.column(column),
            Arg::Bind(_) => {}
            Arg::Node(node) => self.node(node),
        }
    }

    pub(super) fn node(&mut self, node: &'s Node) {
        match node {
            Node::Column(column) => self.column(column),
            Node::Bind(_) | Node::Parameter(_) | Node::Label(_) => {}
            Node::Element(element) => element.operands().iter().for_each(|arg| self.arg(arg)),
            Node::Text(text) => self.text(text),
            Node::Binary(_, left, right) => {
                self.arg(left);
                self.arg(right);
            }
            Node::Not(arg)
            | Node::Negate(arg)
            | Node::IsNull { arg, .. }
            | Node::Cast(arg, _)
            | Node::Extract(_, arg) => {
                self.arg(arg);
            }
            Node::All(list) | Node::Any(list) => list.iter().for_each(|node| self.node(node)),
            Node::Between(between) => {
                self.arg(&between.arg);
                self.arg(&between.low);
                self.arg(&between.high);
            }
            Node::In(node) => {
                self.arg(&node.arg);
                match &node.source {
                    InSource::List(list) => list.iter().for_each(|arg| self.arg(arg)),
                    InSource::Select(select) => self.subselect(select),
                    InSource::Parameter(_) => {}
                }
            }
            Node::Like(like) => {
                self.arg(&like.arg);
                self.arg(&like.pattern);
            }
            Node::Regexp(regexp) => {
                self.arg(&regexp.arg);
                self.arg(&regexp.pattern);
            }
            Node::Collate(collate) => self.arg(&collate.arg),
            Node::Tuple(items) => items.iter().for_each(|arg| self.arg(arg)),
            Node::Custom(custom) => {
                custom.left.iter().for_each(|arg| self.arg(arg));
                custom.right.iter().for_each(|arg| self.arg(arg));
            }
            Node::Quantified(node) => self.subselect(&node.select),
            Node::Function(function) => {
                self.aggregate |= is_aggregate(function);
                function.args.iter().for_each(|arg| self.arg(arg));
            }
            Node::Json(node) => node.args.iter().for_each(|arg| self.arg(arg)),
            Node::Array(node) => node.args.iter().for_each(|arg| self.arg(arg)),
            Node::Range(node) => node.args.iter().for_each(|arg| self.arg(arg)),
            Node::Temporal(node) => node.args.iter().for_each(|arg| self.arg(arg)),
            Node::Search(node) => node.args.iter().for_each(|arg| self.arg(arg)),
            Node::Aggregate(node) => {
                self.aggregate = true;
                node.function.args.iter().for_each(|arg| self.arg(arg));
                node.order_by.iter().for_each(|term| self.arg(&term.arg));
                self.optional(node.filter.as_ref());
            }
            Node::Over(over) => {
                let aggregate = self.aggregate;
                self.node(&over.function);
                self.aggregate = aggregate;
                self.window = true;
                self.window(&over.window);
            }
            Node::Case(case) => {
                case.operand.iter().for_each(|arg| self.arg(arg));
                for (when, then) in &case.whens {
                    self.node(when);
                    self.arg(then);
                }
                case.otherwise.iter().for_each(|arg| self.arg(arg));
            }
            Node::Scalar(select) | Node::Exists { select, .. } => self.subselect(select),
        }
    }
}
