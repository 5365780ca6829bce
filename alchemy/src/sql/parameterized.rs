//! Statements whose parameters get their values: the walk that puts them into the tree.

use std::sync::Arc;

use super::dml::{
    ConflictAction, ConflictTarget, Delete, DeleteNode, Insert, InsertNode, InsertSource, Merge,
    MergeAction, MergeNode, ModifyRare, Update, UpdateNode,
};
use super::expr::{
    Arg, BoundParameter, BoundValue, InSource, Node, OrderTerm, ParameterNode, RowCount, WindowNode,
};
use super::select::{
    CteBody, CteNode, DerivedBody, DerivedTable, FromItem, GroupingElement, Join, Select,
    SelectItem, SelectNode,
};
use super::text::{Text, TextNode, TextPart, TextQuery};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// A statement that is written once and run with other values each time: its
/// [parameters](super::bindparam) are given theirs by name.
pub trait Parameterized: Clone {
    /// The statement with values for its parameters. Those that are left out stay parameters, to be
    /// given by another call; the statement says which one is missing when it runs. What no call
    /// gives is the parameter's [default](super::Parameter::with_default), where it has one.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # fn main() -> alchemy::Result<()> {
    /// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
    /// # metadata![User, Post].create_all(&engine)?;
    /// # let mut conn = engine.connect()?;
    /// # let users = [10, 20, 30].map(|age| User { email: format!("{age}"), age, ..User::default() });
    /// # conn.insert_many(User, &users)?;
    /// let (least, rows) = (bindparam::<i32>("least"), bindparam::<i64>("rows"));
    /// let statement = select(User.age)
    ///     .filter(User.age.ge(least))
    ///     .order_by(User.age)
    ///     .limit(rows.with_default(100));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT age FROM users WHERE age >= ? ORDER BY age LIMIT ?",
    ///     postgres: "SELECT age FROM users WHERE age >= $1::bigint ORDER BY age LIMIT $2",
    /// );
    /// assert_eq!(conn.all(statement.params([least.bind(18)])?)?, [20, 30]);
    /// assert_eq!(conn.all(statement.params([least.bind(5), rows.bind(1)])?)?, [10]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A comparison stays what it is: `eq` with a parameter that is NULL finds nothing, where `eq`
    /// with `None` is IS NULL. [`is_not_distinct_from`](super::Column::is_not_distinct_from) finds
    /// both.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] where a value has no parameter of its name in the statement, where two
    /// values have one name, and where a value's type is not the parameter's.
    fn params<I>(&self, values: I) -> Result<Self>
    where
        I: IntoIterator<Item = BoundParameter>,
    {
        let values: Vec<BoundParameter> = values.into_iter().collect();
        let mut binder = Binder::new(&values)?;
        let mut statement = self.clone();
        statement.bind_parameters(&mut binder);
        binder.finish()?;
        Ok(statement)
    }

    /// Puts values in the place of parameters.
    #[doc(hidden)]
    fn bind_parameters(&mut self, binder: &mut Binder<'_>);
}

impl<R> Parameterized for Select<R> {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.select(self.select_node_mut());
    }
}

impl<M, R> Parameterized for Insert<M, R> {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.insert(self.insert_node_mut());
    }
}

impl<M, R> Parameterized for Update<M, R> {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.update(self.update_node_mut());
    }
}

impl<R> Parameterized for Delete<R> {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.delete(self.delete_node_mut());
    }
}

impl<M> Parameterized for Merge<M> {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.merge(self.merge_node_mut());
    }
}

impl Parameterized for Text {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.text(self.text_node_mut());
    }
}

impl<R> Parameterized for TextQuery<R> {
    fn bind_parameters(&mut self, binder: &mut Binder<'_>) {
        binder.text(self.text_node_mut());
    }
}

/// Says that no value is given twice.
pub(crate) fn check_names(values: &[BoundParameter]) -> Result<()> {
    for (position, bound) in values.iter().enumerate() {
        let mut before = values.iter().take(position);
        if before.any(|other| other.name == bound.name) {
            let message = format!("two values are given for the parameter `{}`", bound.name);
            return Err(Error::new(ErrorKind::Compile, message));
        }
    }
    Ok(())
}

/// The error of a value that no parameter takes.
pub(crate) fn no_parameter(name: &str) -> Error {
    let message = format!("a value is given for `{name}`, which is no parameter of the statement");
    Error::new(ErrorKind::Compile, message)
}

/// Puts values in the place of parameters.
#[derive(Debug)]
pub struct Binder<'v> {
    values: &'v [BoundParameter],
    used: Vec<bool>,
    failure: Option<Error>,
}

impl<'v> Binder<'v> {
    fn new(values: &'v [BoundParameter]) -> Result<Self> {
        check_names(values)?;
        Ok(Self {
            values,
            used: vec![false; values.len()],
            failure: None,
        })
    }

    fn finish(self) -> Result<()> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        match self.values.iter().zip(self.used).find(|(_, used)| !used) {
            Some((bound, _)) => Err(no_parameter(bound.name)),
            None => Ok(()),
        }
    }

    /// What is given for a parameter, if it is.
    fn given(&mut self, parameter: &ParameterNode) -> Option<&'v BoundValue> {
        let position = self
            .values
            .iter()
            .position(|bound| bound.name == parameter.name)?;
        let bound = self.values.get(position)?;
        if let Some(used) = self.used.get_mut(position) {
            *used = true;
        }
        match parameter.check(bound) {
            Ok(()) => Some(&bound.value),
            Err(error) => {
                self.failure.get_or_insert(error);
                None
            }
        }
    }

    fn value(&mut self, parameter: &ParameterNode) -> Option<Value> {
        match self.given(parameter)? {
            BoundValue::One(value) => Some(parameter.fitted(value.clone())),
            BoundValue::List(_) => None,
        }
    }

    fn arg(&mut self, arg: &mut Arg) {
        match arg {
            Arg::Column(_) | Arg::Bind(_) => {}
            Arg::Node(node) => {
                if let Node::Parameter(parameter) = &**node {
                    if let Some(value) = self.value(parameter) {
                        *arg = Arg::Bind(value);
                    }
                } else {
                    self.node(node);
                }
            }
        }
    }

    fn args(&mut self, args: &mut [Arg]) {
        args.iter_mut().for_each(|arg| self.arg(arg));
    }

    fn nodes<'n>(&mut self, nodes: impl IntoIterator<Item = &'n mut Node>) {
        nodes.into_iter().for_each(|node| self.node(node));
    }

    fn order(&mut self, terms: &mut [OrderTerm]) {
        terms.iter_mut().for_each(|term| self.arg(&mut term.arg));
    }

    fn window(&mut self, window: &mut WindowNode) {
        self.args(&mut window.partition_by);
        self.order(&mut window.order_by);
    }

    fn node(&mut self, node: &mut Node) {
        match node {
            Node::Parameter(parameter) => {
                if let Some(value) = self.value(parameter) {
                    *node = Node::Bind(value);
                }
            }
            // An expression of an application's own keeps its operands to itself: a parameter among
            // them stays one, and says so when the statement runs.
            Node::Column(_) | Node::Bind(_) | Node::Label(_) | Node::Element(_) => {}
            Node::Binary(_, left, right) => {
                self.arg(left);
                self.arg(right);
            }
            Node::Not(arg)
            | Node::Negate(arg)
            | Node::IsNull { arg, .. }
            | Node::Cast(arg, _)
            | Node::Extract(_, arg) => self.arg(arg),
            Node::All(list) | Node::Any(list) => self.nodes(list),
            Node::Between(between) => {
                self.arg(&mut between.arg);
                self.arg(&mut between.low);
                self.arg(&mut between.high);
            }
            Node::In(node) => {
                self.arg(&mut node.arg);
                self.in_source(&mut node.source);
            }
            Node::Like(like) => {
                self.arg(&mut like.arg);
                self.arg(&mut like.pattern);
            }
            Node::Regexp(regexp) => {
                self.arg(&mut regexp.arg);
                self.arg(&mut regexp.pattern);
            }
            Node::Collate(collate) => self.arg(&mut collate.arg),
            Node::Tuple(items) => self.args(items),
            Node::Custom(custom) => {
                let operands = custom.left.iter_mut().chain(&mut custom.right);
                operands.for_each(|arg| self.arg(arg));
            }
            Node::Quantified(node) => self.select(&mut node.select),
            Node::Function(function) => self.args(&mut function.args),
            Node::Json(node) => self.args(&mut node.args),
            Node::Array(node) => self.args(&mut node.args),
            Node::Range(node) => self.args(&mut node.args),
            Node::Temporal(node) => self.args(&mut node.args),
            Node::Search(node) => self.args(&mut node.args),
            Node::Aggregate(node) => {
                self.args(&mut node.function.args);
                self.order(&mut node.order_by);
                self.nodes(&mut node.filter);
            }
            Node::Over(over) => {
                self.node(&mut over.function);
                self.window(&mut over.window);
            }
            Node::Case(case) => {
                let leaves = case.operand.iter_mut().chain(&mut case.otherwise);
                leaves.for_each(|arg| self.arg(arg));
                for (when, then) in &mut case.whens {
                    self.node(when);
                    self.arg(then);
                }
            }
            Node::Scalar(select) | Node::Exists { select, .. } => self.select(select),
            Node::Text(text) => self.text(text),
        }
    }

    fn in_source(&mut self, source: &mut InSource) {
        match source {
            InSource::List(list) => self.args(list),
            InSource::Select(select) => self.select(select),
            InSource::Parameter(parameter) => {
                if let Some(BoundValue::List(values)) = self.given(parameter) {
                    *source = InSource::List(values.iter().cloned().map(Arg::Bind).collect());
                }
            }
        }
    }

    fn rows(&mut self, rows: &mut Option<RowCount>) {
        if let Some(RowCount::Parameter(parameter)) = rows
            && let Some(value) = self.value(parameter)
        {
            // Databases differ in what a negative number means.
            if matches!(value, Value::Int(..0) | Value::Null) {
                let message = format!(
                    "the parameter `{}` is {value}, which is no number of rows",
                    parameter.name
                );
                self.failure
                    .get_or_insert_with(|| Error::new(ErrorKind::Compile, message));
            }
            *rows = Some(RowCount::Number(value));
        }
    }

    fn items(&mut self, items: &mut [SelectItem]) {
        for item in items {
            if let SelectItem::Expr { arg, .. } = item {
                self.arg(arg);
            }
        }
    }

    fn in_from(&mut self, item: &mut FromItem) {
        if let FromItem::Derived(derived) = item {
            self.derived(Arc::make_mut(derived));
        }
    }

    fn derived(&mut self, derived: &mut DerivedTable) {
        match &mut derived.body {
            DerivedBody::Select { select, .. } => self.select(select),
            DerivedBody::Cte(cte) => self.cte(Arc::make_mut(cte)),
            DerivedBody::Text(body) => self.text(&mut body.text),
            DerivedBody::Function(function) => self.args(&mut function.args),
            DerivedBody::Values(_) | DerivedBody::Itself(_) => {}
        }
    }

    fn cte(&mut self, cte: &mut CteNode) {
        match &mut cte.body {
            CteBody::Text(body) => self.text(&mut body.text),
            CteBody::Select(select) => self.select(select),
            CteBody::Recursive { seed, step, .. } => {
                self.select(seed);
                self.select(step);
            }
            CteBody::Insert(insert) => self.insert(insert),
            CteBody::Update(update) => self.update(update),
            CteBody::Delete(delete) => self.delete(delete),
        }
    }

    fn ctes(&mut self, ctes: &mut [Arc<CteNode>]) {
        ctes.iter_mut().for_each(|cte| self.cte(Arc::make_mut(cte)));
    }

    fn join(&mut self, join: &mut Join) {
        self.in_from(&mut join.item);
        self.nodes(&mut join.on);
    }

    fn select(&mut self, select: &mut SelectNode) {
        self.items(&mut select.items);
        select.from.iter_mut().for_each(|item| self.in_from(item));
        select.joins.iter_mut().for_each(|join| self.join(join));
        self.nodes(&mut select.filter);
        self.order(&mut select.order_by);
        self.rows(&mut select.limit);
        self.rows(&mut select.offset);
        let Some(rare) = &mut select.rare else {
            return;
        };
        self.args(&mut rare.clauses.distinct_on);
        for element in &mut rare.group_by {
            match element {
                GroupingElement::Expression(arg) => self.arg(arg),
                GroupingElement::Sets(_, sets) => sets.iter_mut().for_each(|set| self.args(set)),
            }
        }
        self.nodes(&mut rare.having);
        for window in &mut rare.windows {
            self.window(&mut window.window);
        }
        rare.operands
            .iter_mut()
            .for_each(|operand| self.select(operand));
        self.ctes(&mut rare.ctes);
    }

    fn assignments(&mut self, assignments: &mut [(u16, Arg)]) {
        assignments.iter_mut().for_each(|(_, arg)| self.arg(arg));
    }

    fn insert(&mut self, insert: &mut InsertNode) {
        match &mut insert.source {
            InsertSource::Rows(rows) => {
                let args = rows.iter_mut().flatten().flatten();
                args.for_each(|arg| self.arg(arg));
            }
            InsertSource::Select(select) => self.select(select),
        }
        self.items(&mut insert.returning);
        let Some(rare) = insert.rare.as_mut() else {
            return;
        };
        self.ctes(&mut rare.ctes);
        let Some(conflict) = rare.conflict.as_mut() else {
            return;
        };
        if let ConflictTarget::Columns { filter, .. } = &mut conflict.target {
            self.nodes(filter);
        }
        if let ConflictAction::Update {
            assignments,
            filter,
        } = &mut conflict.action
        {
            self.assignments(assignments);
            self.nodes(filter);
        }
    }

    fn modify(&mut self, rare: &mut ModifyRare) {
        rare.from.iter_mut().for_each(|item| self.in_from(item));
        rare.joins.iter_mut().for_each(|join| self.join(join));
        self.order(&mut rare.order_by);
        self.ctes(&mut rare.ctes);
    }

    fn update(&mut self, update: &mut UpdateNode) {
        self.assignments(&mut update.assignments);
        self.nodes(&mut update.filter);
        self.items(&mut update.returning);
        update.rare.iter_mut().for_each(|rare| self.modify(rare));
    }

    fn delete(&mut self, delete: &mut DeleteNode) {
        self.nodes(&mut delete.filter);
        self.items(&mut delete.returning);
        delete.rare.iter_mut().for_each(|rare| self.modify(rare));
    }

    fn merge(&mut self, merge: &mut MergeNode) {
        self.in_from(&mut merge.using);
        self.node(&mut merge.on);
        for when in &mut merge.whens {
            self.nodes(&mut when.filter);
            if let MergeAction::Update(list) | MergeAction::Insert(list) = &mut when.action {
                self.assignments(list);
            }
        }
        self.ctes(&mut merge.ctes);
    }

    fn text(&mut self, text: &mut TextNode) {
        for (_, part) in &mut text.parts {
            match part {
                TextPart::Arg(arg) => self.arg(arg),
                TextPart::From(item) => self.in_from(item),
            }
        }
    }
}
