//! How many rows a statement gives.

use std::sync::Arc;

use super::derived::{DerivedBody, DerivedTable};
use super::node::{FromItem, SelectItem, SelectNode};
use super::{Select, Selectable as _};
use crate::sql::expr::Arg;
use crate::sql::func;
use crate::sql::source::{Occurrence, Source};

impl<R> Select<R> {
    /// How many rows the statement gives, as a statement of its own. What it selects and its order
    /// are left out where they don't matter.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User).filter(User.age.ge(18)).order_by(User.email);
    /// assert_sql!(
    ///     adults.count(),
    ///     sqlite | mysql: "SELECT count(*) FROM users WHERE age >= ?",
    ///     postgres: "SELECT count(*) FROM users WHERE age >= $1",
    /// );
    /// ```
    ///
    /// Where they do, or where there is a limit, the statement becomes a subquery:
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.age).distinct().count(),
    ///     all: "SELECT count(*) FROM (SELECT DISTINCT users.age FROM users) AS subquery_1",
    /// );
    /// assert_sql!(
    ///     select(Post.author_id).group_by(Post.author_id).count(),
    ///     all: "SELECT count(*) FROM (SELECT posts.author_id FROM posts GROUP BY \
    ///         posts.author_id) AS subquery_1",
    /// );
    /// ```
    ///
    /// It is one statement more: a page and the count of all rows are of one state of the data
    /// only in a transaction that keeps it (REPEATABLE READ).
    ///
    /// To ask only whether there is a row, select [`exists`](Self::exists), which stops at the
    /// first one:
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User.id).filter(User.age.ge(18));
    /// assert_sql!(
    ///     select(adults.exists()),
    ///     sqlite | mysql: "SELECT EXISTS (SELECT users.id FROM users WHERE users.age >= ?)",
    ///     postgres: "SELECT EXISTS (SELECT users.id FROM users WHERE users.age >= $1)",
    /// );
    /// ```
    #[must_use]
    pub fn count(&self) -> Select<i64> {
        let mut node = match plain(&self.node) {
            Some(node) => node,
            None => around(self.node.clone()),
        };
        func::count_all().append_to(&mut node.items);
        Select::from_node(node)
    }
}

/// The statement without what it selects and without its order, where as many rows are left.
fn plain(select: &SelectNode) -> Option<SelectNode> {
    if select.rare.is_some() || select.limit.is_some() || select.offset.is_some() {
        return None;
    }
    // Aggregates make one row of many, and some functions many of one: only of columns it is
    // known that they do neither.
    let tables: Option<Vec<Occurrence>> = select.items.iter().map(table_of).collect();
    let mut node = SelectNode {
        from: select.from.clone(),
        joins: select.joins.clone(),
        filter: select.filter.clone(),
        ..SelectNode::default()
    };
    // FROM was inferred from the items too.
    for table in tables? {
        node.keep_in_from(table);
    }
    Some(node)
}

/// The table of which something is selected that makes a row of each of its rows.
fn table_of(item: &SelectItem) -> Option<Occurrence> {
    let occurrence = match item {
        SelectItem::Entity { .. } => item.entity()?,
        SelectItem::Expr { arg, .. } => match arg {
            Arg::Column(column) => column.occurrence(),
            Arg::Bind(_) | Arg::Node(_) => return None,
        },
    };
    (!occurrence.is_derived()).then_some(occurrence)
}

/// A statement of the rows of another one.
fn around(mut select: SelectNode) -> SelectNode {
    let chosen_by_order = select.limit.is_some()
        || select.offset.is_some()
        || select
            .rare
            .as_ref()
            .is_some_and(|rare| !rare.clauses.distinct_on.is_empty());
    if !chosen_by_order {
        select.order_by.clear();
    }
    let mut node = SelectNode::default();
    // They reach common table expressions from the whole statement only.
    if !select.criteria().is_empty() {
        node.rare_mut().criteria = std::mem::take(&mut select.rare_mut().criteria);
    }
    node.from.push(FromItem::Derived(Arc::new(DerivedTable {
        source: Source::alias(),
        name: None,
        columns: None,
        entities: smallvec::SmallVec::new(),
        body: DerivedBody::Select {
            select: Box::new(select),
            lateral: false,
        },
    })));
    node
}
