//! Windows: OVER, its partitions, order and frame, and the WINDOW clause.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::node::{Arg, Node};
use super::operand::Literal;
use super::order::{IntoOrder, OrderTerm};
use super::{Expr, Windowed};
use crate::types::Value;

/// A function over a window.
#[derive(Clone, Debug)]
pub struct OverNode {
    /// A [`Function`](super::Function) or an [`AggregateNode`](super::AggregateNode).
    pub function: Node,
    /// Over which rows.
    pub window: WindowNode,
}

/// The rows that a window function sees.
#[derive(Clone, Debug, Default)]
pub struct WindowNode {
    /// The named window that this one refines, or is.
    pub base: Option<Cow<'static, str>>,
    /// PARTITION BY.
    pub partition_by: Vec<Arg>,
    /// ORDER BY.
    pub order_by: Vec<OrderTerm>,
    /// Which of the partition's rows.
    pub frame: Option<FrameNode>,
}

/// In what a frame counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameUnit {
    /// `ROWS`
    Rows,
    /// `RANGE`: by the distance of the value that the window is ordered by.
    Range,
    /// `GROUPS`: groups of rows that the order doesn't tell apart.
    Groups,
}

/// What a frame leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameExclusion {
    /// `EXCLUDE CURRENT ROW`
    CurrentRow,
    /// `EXCLUDE GROUP`: the row and its peers.
    Group,
    /// `EXCLUDE TIES`: its peers, but not the row.
    Ties,
}

/// The rows around the current one.
#[derive(Clone, Debug)]
pub struct FrameNode {
    /// In what it counts.
    pub unit: FrameUnit,
    /// Where it starts.
    pub start: FrameBound,
    /// Where it ends.
    pub end: FrameBound,
    /// What it leaves out.
    pub exclude: Option<FrameExclusion>,
}

/// Where a frame starts or ends.
#[derive(Clone, Debug)]
pub enum FrameBound {
    /// With the partition.
    Unbounded,
    /// `… PRECEDING`
    Preceding(FrameOffset),
    /// `CURRENT ROW`
    CurrentRow,
    /// `… FOLLOWING`
    Following(FrameOffset),
}

/// How far from the current row.
#[derive(Clone, Debug)]
pub enum FrameOffset {
    /// A number. It stands in the text, since MariaDB takes no bound value here, and so it is part
    /// of the statement's structure.
    Number(u64),
    /// A bound value: an interval, a fraction.
    Value(Value),
}

impl FrameOffset {
    fn of(value: Value) -> Self {
        match &value {
            Value::Int(number) => u64::try_from(*number).map_or(Self::Value(value), Self::Number),
            Value::UInt(number) => Self::Number(*number),
            _ => Self::Value(value),
        }
    }
}

/// The bound before all rows. See [`unbounded_preceding`].
#[derive(Clone, Copy, Debug)]
pub struct UnboundedPreceding;
/// A bound before the current row. See [`preceding`].
#[derive(Clone, Copy, Debug)]
pub struct Preceding<V>(V);
/// The current row as a bound. See [`current_row`].
#[derive(Clone, Copy, Debug)]
pub struct CurrentRow;
/// A bound after the current row. See [`following`].
#[derive(Clone, Copy, Debug)]
pub struct Following<V>(V);
/// The bound after all rows. See [`unbounded_following`].
#[derive(Clone, Copy, Debug)]
pub struct UnboundedFollowing;

/// The first row of the partition, as the start of a frame.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::{current_row, unbounded_preceding};
///
/// let so_far = func::sum(Post.views)
///     .over()
///     .order_by(Post.id)
///     .rows(unbounded_preceding().to(current_row()));
/// assert_sql!(
///     select(so_far),
///     all: "SELECT sum(views) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT \
///         ROW) FROM posts",
/// );
/// ```
#[must_use]
pub const fn unbounded_preceding() -> UnboundedPreceding {
    UnboundedPreceding
}

/// A bound before the current row: so many rows, so many groups, or so far by value.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::{following, preceding};
///
/// let around = func::sum(Post.views)
///     .over()
///     .order_by(Post.id)
///     .rows(preceding(2).to(following(2)));
/// assert_sql!(
///     select(around),
///     all: "SELECT sum(views) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) FROM \
///         posts",
/// );
/// ```
#[must_use]
pub const fn preceding<V>(offset: V) -> Preceding<V> {
    Preceding(offset)
}

/// The current row; in RANGE and GROUPS also the rows that the order doesn't tell from it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::{current_row, preceding};
///
/// let last_three = func::sum(Post.views)
///     .over()
///     .order_by(Post.id)
///     .rows(preceding(2).to(current_row()));
/// assert_sql!(
///     select(last_three),
///     all: "SELECT sum(views) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM \
///         posts",
/// );
/// ```
#[must_use]
pub const fn current_row() -> CurrentRow {
    CurrentRow
}

/// A bound after the current row: so many rows, so many groups, or so far by value.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::{current_row, following};
///
/// let next = func::max(Post.views).over().order_by(Post.id).rows(current_row().to(following(1)));
/// assert_sql!(
///     select(next),
///     all: "SELECT max(views) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM \
///         posts",
/// );
/// ```
#[must_use]
pub const fn following<V>(offset: V) -> Following<V> {
    Following(offset)
}

/// The last row of the partition, as the end of a frame.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::{current_row, unbounded_following};
///
/// let left = func::count_all()
///     .over()
///     .order_by(Post.id)
///     .rows(current_row().to(unbounded_following()));
/// assert_sql!(
///     select(left),
///     all: "SELECT count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) \
///         FROM posts",
/// );
/// ```
#[must_use]
pub const fn unbounded_following() -> UnboundedFollowing {
    UnboundedFollowing
}

/// A frame from one bound to another, made by `to`: `preceding(2).to(current_row())`.
#[derive(Clone, Copy, Debug)]
pub struct Frame<Start, End> {
    start: Start,
    end: End,
}

/// Says that a frame that starts at `Start` can end here.
#[diagnostic::on_unimplemented(
    message = "a frame that starts at `{Start}` can't end at `{Self}`",
    label = "this is no end for a frame that starts at `{Start}`",
    note = "a frame runs forwards: `unbounded_preceding`, `preceding(n)`, `current_row`, \
            `following(n)`, `unbounded_following`"
)]
pub trait FrameEnd<Start> {}

macro_rules! ends {
    ($([$($generics:tt)*] $start:ty => $end:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> FrameEnd<$start> for $end {}
    )*};
}

ends! {
    [V] UnboundedPreceding => Preceding<V>;
    [] UnboundedPreceding => CurrentRow;
    [V] UnboundedPreceding => Following<V>;
    [] UnboundedPreceding => UnboundedFollowing;
    [V] Preceding<V> => Preceding<V>;
    [V] Preceding<V> => CurrentRow;
    [V] Preceding<V> => Following<V>;
    [V] Preceding<V> => UnboundedFollowing;
    [] CurrentRow => CurrentRow;
    [V] CurrentRow => Following<V>;
    [] CurrentRow => UnboundedFollowing;
    [V] Following<V> => Following<V>;
    [V] Following<V> => UnboundedFollowing;
}

macro_rules! starts {
    ($([$($generics:tt)*] $start:ty;)*) => {$(
        impl<$($generics)*> $start {
            /// The frame from here to there.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// use alchemy::sql::{current_row, unbounded_preceding};
            ///
            /// let frame = unbounded_preceding().to(current_row());
            /// assert_sql!(
            ///     select(func::sum(Post.views).over().order_by(Post.id).rows(frame)),
            ///     all: "SELECT sum(views) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND \
            ///         CURRENT ROW) FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn to<End: FrameEnd<Self>>(self, end: End) -> Frame<Self, End> {
                Frame { start: self, end }
            }
        }
    )*};
}

starts! {
    [] UnboundedPreceding;
    [V] Preceding<V>;
    [] CurrentRow;
    [V] Following<V>;
}

/// A bound that counts rows or groups.
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't count rows",
    label = "rows and groups are counted by a `u64`",
    note = "for a distance by value use `.range(…)`"
)]
pub trait RowsBound {
    /// The bound in the tree.
    fn into_bound(self) -> FrameBound;
}

/// A bound by value, which is added to what the window is ordered by or taken from it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no distance between values",
    label = "expected a number or an interval"
)]
pub trait RangeBound {
    /// The bound in the tree.
    fn into_bound(self) -> FrameBound;
}

macro_rules! plain_bounds {
    ($($bound:ident $node:ident)*) => {$(
        impl RowsBound for $bound {
            fn into_bound(self) -> FrameBound {
                FrameBound::$node
            }
        }

        impl RangeBound for $bound {
            fn into_bound(self) -> FrameBound {
                FrameBound::$node
            }
        }
    )*};
}

plain_bounds! { UnboundedPreceding Unbounded CurrentRow CurrentRow UnboundedFollowing Unbounded }

macro_rules! offset_bounds {
    ($($bound:ident)*) => {$(
        impl RowsBound for $bound<u64> {
            fn into_bound(self) -> FrameBound {
                FrameBound::$bound(FrameOffset::Number(self.0))
            }
        }

        impl<V: Literal> RangeBound for $bound<V> {
            fn into_bound(self) -> FrameBound {
                FrameBound::$bound(FrameOffset::of(self.0.into_value()))
            }
        }
    )*};
}

offset_bounds! { Preceding Following }

/// The parts that windows have, under OVER and in the WINDOW clause.
macro_rules! window_parts {
    () => {
        /// `PARTITION BY …`: the window has only rows that are equal in these. More are added.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let number = func::row_number().over().partition_by(Post.author_id).order_by(Post.id);
        /// assert_sql!(
        ///     select(number),
        ///     all: "SELECT row_number() OVER (PARTITION BY author_id ORDER BY id) FROM posts",
        /// );
        /// ```
        #[must_use]
        pub fn partition_by(self, terms: impl IntoOrder) -> Self {
            let mut list = Vec::new();
            terms.append_to(&mut list);
            let list = list.into_iter().map(|term| term.arg);
            self.change(|window| window.partition_by.extend(list))
        }

        /// `ORDER BY …` within the window. More terms are added.
        ///
        /// With an order and no frame, the window ends with the current row and those that the
        /// order doesn't tell from it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// assert_sql!(
        ///     select(func::rank().over().order_by((Post.views.desc(), Post.title))),
        ///     all: "SELECT rank() OVER (ORDER BY views DESC, title) FROM posts",
        /// );
        /// ```
        #[must_use]
        pub fn order_by(self, terms: impl IntoOrder) -> Self {
            self.change(|window| terms.append_to(&mut window.order_by))
        }

        /// `ROWS BETWEEN … AND …`: the frame counts rows.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::{following, unbounded_following};
        ///
        /// let rest = func::sum(Post.views)
        ///     .over()
        ///     .order_by(Post.id)
        ///     .rows(following(1).to(unbounded_following()));
        /// assert_sql!(
        ///     select(rest),
        ///     all: "SELECT sum(views) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED \
        ///         FOLLOWING) FROM posts",
        /// );
        /// ```
        #[must_use]
        pub fn rows<S: RowsBound, E: RowsBound>(self, frame: Frame<S, E>) -> Self {
            let (start, end) = (frame.start.into_bound(), frame.end.into_bound());
            self.frame(FrameUnit::Rows, start, end)
        }

        /// `RANGE BETWEEN … AND …`: the frame has rows whose value is so near to the current one's.
        /// The window must be ordered, by one number, date or time where there is an offset.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::{following, preceding};
        ///
        /// let near = func::count_all()
        ///     .over()
        ///     .order_by(User.age)
        ///     .range(preceding(5).to(following(5)));
        /// assert_sql!(
        ///     select(near),
        ///     all: "SELECT count(*) OVER (ORDER BY age RANGE BETWEEN 5 PRECEDING AND 5 \
        ///         FOLLOWING) FROM users",
        /// );
        /// ```
        #[must_use]
        pub fn range<S: RangeBound, E: RangeBound>(self, frame: Frame<S, E>) -> Self {
            let (start, end) = (frame.start.into_bound(), frame.end.into_bound());
            self.frame(FrameUnit::Range, start, end)
        }

        /// `GROUPS BETWEEN … AND …`: the frame counts groups of rows that the order doesn't tell
        /// apart. Not in MySQL and MariaDB.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::{current_row, preceding};
        ///
        /// let recent = func::sum(Post.views)
        ///     .over()
        ///     .order_by(Post.views)
        ///     .groups(preceding(1).to(current_row()));
        /// assert_sql!(
        ///     select(recent),
        ///     sqlite | postgres: "SELECT sum(views) OVER (ORDER BY views GROUPS BETWEEN 1 \
        ///         PRECEDING AND CURRENT ROW) FROM posts",
        ///     mysql: refused,
        /// );
        /// ```
        #[must_use]
        pub fn groups<S: RowsBound, E: RowsBound>(self, frame: Frame<S, E>) -> Self {
            let (start, end) = (frame.start.into_bound(), frame.end.into_bound());
            self.frame(FrameUnit::Groups, start, end)
        }

        /// Leaves the current row out of the frame, or its peers. Not in MySQL and MariaDB.
        ///
        /// Without a frame this is from the default one: up to the current row and its peers.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::{FrameExclusion, unbounded_following, unbounded_preceding};
        ///
        /// let others = func::sum(Post.views)
        ///     .over()
        ///     .rows(unbounded_preceding().to(unbounded_following()))
        ///     .exclude(FrameExclusion::CurrentRow);
        /// assert_sql!(
        ///     select(others),
        ///     sqlite | postgres: "SELECT sum(views) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND \
        ///         UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM posts",
        ///     mysql: refused,
        /// );
        /// ```
        #[must_use]
        pub fn exclude(self, exclusion: FrameExclusion) -> Self {
            self.change(|window| {
                let frame = window.frame.get_or_insert(FrameNode {
                    unit: FrameUnit::Range,
                    start: FrameBound::Unbounded,
                    end: FrameBound::CurrentRow,
                    exclude: None,
                });
                frame.exclude = Some(exclusion);
            })
        }

        fn frame(self, unit: FrameUnit, start: FrameBound, end: FrameBound) -> Self {
            self.change(|window| {
                let exclude = window.frame.as_ref().and_then(|frame| frame.exclude);
                window.frame = Some(FrameNode {
                    unit,
                    start,
                    end,
                    exclude,
                });
            })
        }
    };
}

impl<T> Expr<T, Windowed> {
    fn change(self, change: impl FnOnce(&mut WindowNode)) -> Self {
        let mut node = self.into_node();
        if let Node::Over(over) = &mut node {
            change(&mut over.window);
        }
        Self::of_kind(node)
    }

    window_parts!();

    /// The named window, which the statement must have: see [`window`](fn@crate::sql::window). What
    /// else is said here refines it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::window;
    ///
    /// let w = window("w").partition_by(Post.author_id);
    /// let place = func::rank().over().window(&w).order_by(Post.views);
    /// assert_sql!(
    ///     select((place, func::count_all().over().window(&w))).window(&w),
    ///     all: "SELECT rank() OVER (w ORDER BY views), count(*) OVER w FROM posts WINDOW w AS \
    ///         (PARTITION BY author_id)",
    /// );
    /// ```
    #[must_use]
    pub fn window(self, window: &Window) -> Self {
        self.change(|node| node.base = Some(window.name.clone()))
    }
}

/// A window with a name, for several functions of one statement.
#[derive(Clone, Debug)]
pub struct Window {
    /// The name.
    pub name: Cow<'static, str>,
    /// What it is.
    pub window: WindowNode,
}

/// A window with a name: functions are `over().window(&w)`, and the statement has it by
/// `select(…).window(&w)`.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::window;
///
/// let w = window("w").partition_by(Post.author_id).order_by(Post.views);
/// let ranks = (func::rank().over().window(&w), func::cume_dist().over().window(&w));
/// assert_sql!(
///     select(ranks).window(&w),
///     all: "SELECT rank() OVER w, cume_dist() OVER w FROM posts WINDOW w AS (PARTITION BY \
///         author_id ORDER BY views)",
/// );
/// ```
pub fn window(name: impl Into<Cow<'static, str>>) -> Window {
    Window {
        name: name.into(),
        window: WindowNode::default(),
    }
}

impl Window {
    fn change(mut self, change: impl FnOnce(&mut WindowNode)) -> Self {
        change(&mut self.window);
        self
    }

    window_parts!();
}

/// A function that there is only over a window: `over` makes an expression of it.
#[derive(Clone, Debug)]
#[must_use = "call `.over()` on it"]
pub struct WindowFunction<T> {
    node: Node,
    types: PhantomData<fn() -> T>,
}

impl<T> WindowFunction<T> {
    pub(crate) const fn new(node: Node) -> Self {
        Self {
            node,
            types: PhantomData,
        }
    }

    /// The function over a window: all rows, until `partition_by`, `order_by` or a frame say more.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let rank = func::rank().over().order_by(Post.views.desc()).label("place");
    /// assert_sql!(
    ///     select((Post.id, rank)),
    ///     all: "SELECT posts.id, rank() OVER (ORDER BY posts.views DESC) AS place FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn over(self) -> Expr<T, Windowed> {
        Expr::of_kind(Node::Over(Box::new(OverNode {
            function: self.node,
            window: WindowNode::default(),
        })))
    }
}
