//! What aggregates take beside their arguments.

use std::borrow::Cow;

use super::node::{Function, Node};
use super::order::{IntoOrder, OrderTerm};
use super::window::{OverNode, WindowNode};
use super::{Aggregate, Condition, Expr, Windowed};

/// A call of an aggregate with more than its arguments.
#[derive(Clone, Debug)]
pub struct AggregateNode {
    /// The call.
    pub function: Function,
    /// What stands between the texts that it puts together. It stands in the text, since MySQL
    /// takes no bound value here, and so it is part of the statement's structure.
    pub separator: Option<Cow<'static, str>>,
    /// The order in which it takes the rows.
    pub order_by: Vec<OrderTerm>,
    /// Whether the order stands in `WITHIN GROUP (…)` rather than among the arguments.
    pub within_group: bool,
    /// `FILTER (WHERE …)`
    pub filter: Option<Node>,
    /// Whether it computes floating point numbers, where a database would compute decimals of
    /// few digits of integers.
    pub float: bool,
}

impl AggregateNode {
    /// A call without anything beside.
    #[must_use]
    pub const fn new(function: Function) -> Self {
        Self {
            function,
            separator: None,
            order_by: Vec::new(),
            within_group: false,
            filter: None,
            float: false,
        }
    }
}

impl<T> Expr<T, Aggregate> {
    /// An aggregate over a node of the tree: a [`Function`] or an [`AggregateNode`]. The caller
    /// answers for its type.
    pub(crate) const fn aggregate(node: Node) -> Self {
        Self::of_kind(node)
    }

    fn change(self, change: impl FnOnce(&mut AggregateNode)) -> Self {
        let mut node = match self.into_node() {
            Node::Function(function) => AggregateNode::new(*function),
            Node::Aggregate(node) => *node,
            other => return Self::of_kind(other),
        };
        change(&mut node);
        Self::of_kind(Node::Aggregate(Box::new(node)))
    }

    /// Only the rows for which the condition holds. Several filters must hold together.
    ///
    /// MySQL and MariaDB have no FILTER: the argument becomes a CASE there, which comes to the same
    /// for aggregates that pass over NULL, as all of [`func`](crate::sql::func) do.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = func::count_all().filter(User.age.ge(18));
    /// assert_sql!(
    ///     select(adults),
    ///     sqlite: "SELECT count(*) FILTER (WHERE age >= ?) FROM users",
    ///     postgres: "SELECT count(*) FILTER (WHERE age >= $1) FROM users",
    ///     mysql: "SELECT count(CASE WHEN age >= ? THEN 1 END) FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn filter(self, condition: impl Condition) -> Self {
        let condition = condition.into_node();
        self.change(|node| Node::narrow(&mut node.filter, condition))
    }

    /// Each different value once.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(func::sum(Post.views).distinct()),
    ///     all: "SELECT sum(DISTINCT views) FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn distinct(self) -> Self {
        match self.into_node() {
            Node::Function(mut function) => {
                function.distinct = true;
                Self::of_kind(Node::Function(function))
            }
            other => Self::of_kind(other).change(|node| node.function.distinct = true),
        }
    }

    /// The order in which the aggregate takes the rows: for those that put them together.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let titles = func::aggregate_strings(Post.title, ", ").order_by(Post.id.desc());
    /// assert_sql!(
    ///     select(titles),
    ///     sqlite: "SELECT group_concat(title, ', ' ORDER BY id DESC) FROM posts",
    ///     postgres: "SELECT string_agg(title, ', ' ORDER BY id DESC) FROM posts",
    ///     mysql: "SELECT group_concat(title ORDER BY id DESC SEPARATOR ', ') FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn order_by(self, terms: impl IntoOrder) -> Self {
        self.change(|node| terms.append_to(&mut node.order_by))
    }

    /// The order as WITHIN GROUP, for an ordered-set aggregate that is called by name. PostgreSQL has
    /// these: [`percentile_cont`](crate::sql::func::percentile_cont),
    /// [`mode`](crate::sql::func::mode) and, to ask which place a value would have, `rank`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let place = func::aggregate::<i64>("rank", (100_i64,)).within_group(Post.views.desc());
    /// assert_sql!(
    ///     select(place),
    ///     postgres: "SELECT rank($1::bigint) WITHIN GROUP (ORDER BY views DESC) FROM posts",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn within_group(self, terms: impl IntoOrder) -> Self {
        self.change(|node| {
            node.within_group = true;
            terms.append_to(&mut node.order_by);
        })
    }

    /// The aggregate over a window of rows around each row, instead of one for all.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let running = func::sum(Post.views).over().partition_by(Post.author_id).order_by(Post.id);
    /// assert_sql!(
    ///     select((Post.id, running)),
    ///     all: "SELECT id, sum(views) OVER (PARTITION BY author_id ORDER BY id) FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn over(self) -> Expr<T, Windowed> {
        Expr::of_kind(Node::Over(Box::new(OverNode {
            function: self.into_node(),
            window: WindowNode::default(),
        })))
    }
}
