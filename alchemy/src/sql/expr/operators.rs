//! The operators of columns and expressions: inherent methods, since a trait's `eq` would clash
//! with `PartialEq`.

use std::borrow::Cow;

use super::contains::Contains;
use super::in_list::InList;
use super::node::{Arg, Between, BinaryOp, Function, In, Like, Node};
use super::operand::{Operand, by};
use super::order::OrderTerm;
use super::{Expr, Labelled};
use crate::sql::column::Column;
use crate::types::{ColumnType, ColumnValue, Nullness, SqlType, StoredAs, Text, Value};

/// `Inner`, or an `Option` of it where one of two operands can be NULL.
pub(super) type Propagated<A, B, Inner> = <<<A as ColumnValue>::Nullness as Nullness>::Or<
    <B as ColumnValue>::Nullness,
> as Nullness>::Wrap<Inner>;

/// A condition over three operands: an `Option` where one of them can be NULL.
type Within<T, Low, High> = <<<<T as ColumnValue>::Nullness as Nullness>::Or<
    <Low as ColumnValue>::Nullness,
> as Nullness>::Or<<High as ColumnValue>::Nullness> as Nullness>::Wrap<bool>;

/// The character that takes the meaning from `%` and `_` where the library escapes a pattern:
/// not a backslash, which MySQL takes for itself in literals.
pub(super) const ESCAPE: char = '/';

/// A pattern for text that must be found as it is.
pub(super) fn escaped(prefix: &str, text: &str, suffix: &str) -> Value {
    let mut pattern = String::with_capacity(text.len() + 4);
    pattern.push_str(prefix);
    for char in text.chars() {
        if matches!(char, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(char);
    }
    pattern.push_str(suffix);
    Value::Text(pattern)
}

/// `=` and `<>` with NULL are IS NULL and IS NOT NULL.
fn equality(op: BinaryOp, left: Arg, right: Arg) -> Node {
    match right {
        Arg::Bind(Value::Null) => Node::IsNull {
            arg: left,
            negated: op == BinaryOp::Ne,
        },
        right => Node::Binary(op, left, right),
    }
}

pub(super) fn like(arg: Arg, pattern: Arg, escape: Option<char>, case_insensitive: bool) -> Node {
    Node::Like(Box::new(Like {
        arg,
        pattern,
        escape,
        case_insensitive,
        negated: false,
    }))
}

fn distinct(op: BinaryOp, left: Arg, right: Arg) -> Expr<bool> {
    Expr::from_node(match right {
        Arg::Bind(Value::Null) => Node::IsNull {
            arg: left,
            negated: op == BinaryOp::IsDistinctFrom,
        },
        right => Node::Binary(op, left, right),
    })
}

macro_rules! comparisons {
    ($($method:ident $make:expr, $doc:literal)*) => {$(
        #[doc = $doc]
        #[must_use]
        #[inline]
        pub fn $method<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, bool>>
        where
            V: Operand<T::Sql, By>,
        {
            Expr::from_node($make(self.operand(), other.into_arg()))
        }
    )*};
}

macro_rules! operators {
    ([$($generics:tt)*] $target:ty, $self:ident => $arg:expr) => {
        impl<$($generics)*> $target {
            #[inline]
            pub(super) fn operand($self) -> Arg {
                $arg
            }

            comparisons! {
                eq |a, b| equality(BinaryOp::Eq, a, b),
                    "`self = other`; `IS NULL` where `other` is `None`."
                ne |a, b| equality(BinaryOp::Ne, a, b),
                    "`self <> other`; `IS NOT NULL` where `other` is `None`."
                lt |a, b| Node::Binary(BinaryOp::Lt, a, b), "`self < other`"
                le |a, b| Node::Binary(BinaryOp::Le, a, b), "`self <= other`"
                gt |a, b| Node::Binary(BinaryOp::Gt, a, b), "`self > other`"
                ge |a, b| Node::Binary(BinaryOp::Ge, a, b), "`self >= other`"
            }

            /// Whether both differ, where NULL is a value like others: never NULL itself.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_eq!(
            ///     select(User.id).filter(User.name.is_distinct_from("Ada")).to_string(),
            ///     "SELECT id FROM users WHERE name IS DISTINCT FROM ?"
            /// );
            /// ```
            #[must_use]
            pub fn is_distinct_from<V, By>(self, other: V) -> Expr<bool>
            where
                V: Operand<T::Sql, By>,
            {
                distinct(BinaryOp::IsDistinctFrom, self.operand(), other.into_arg())
            }

            /// Whether both are the same, where NULL is a value like others: never NULL itself.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let same = User.manager_id.is_not_distinct_from(User.id);
            /// assert_eq!(
            ///     select(User.id).filter(same).to_string(),
            ///     "SELECT id FROM users WHERE manager_id IS NOT DISTINCT FROM id"
            /// );
            /// ```
            #[must_use]
            pub fn is_not_distinct_from<V, By>(self, other: V) -> Expr<bool>
            where
                V: Operand<T::Sql, By>,
            {
                distinct(BinaryOp::IsNotDistinctFrom, self.operand(), other.into_arg())
            }

            /// `self IS NULL`
            #[must_use]
            pub fn is_null(self) -> Expr<bool> {
                Expr::from_node(Node::IsNull { arg: self.operand(), negated: false })
            }

            /// `self IS NOT NULL`
            #[must_use]
            pub fn is_not_null(self) -> Expr<bool> {
                Expr::from_node(Node::IsNull { arg: self.operand(), negated: true })
            }

            /// `self IN (…)`: a list of values, or a `select` of one column. An empty list is
            /// valid and never true.
            #[must_use]
            pub fn in_<L, Of>(self, list: L) -> Expr<Propagated<T, L::Type, bool>>
            where
                L: InList<T::Sql, Of>,
            {
                let (arg, source) = (self.operand(), list.into_source());
                Expr::from_node(Node::In(Box::new(In { arg, source, negated: false })))
            }

            /// `self NOT IN (…)`. An empty list is valid and always true; a NULL among the values
            /// makes it never true, as SQL says.
            #[must_use]
            pub fn not_in<L, Of>(self, list: L) -> Expr<Propagated<T, L::Type, bool>>
            where
                L: InList<T::Sql, Of>,
            {
                let (arg, source) = (self.operand(), list.into_source());
                Expr::from_node(Node::In(Box::new(In { arg, source, negated: true })))
            }

            /// `self BETWEEN low AND high`, both ends included.
            #[must_use]
            pub fn between<L, LowBy, H, HighBy>(
                self,
                low: L,
                high: H,
            ) -> Expr<Within<T, L::Type, H::Type>>
            where
                L: Operand<T::Sql, LowBy>,
                H: Operand<T::Sql, HighBy>,
            {
                let (arg, low, high) = (self.operand(), low.into_arg(), high.into_arg());
                Expr::from_node(Node::Between(Box::new(Between { arg, low, high, negated: false })))
            }

            /// The expression in rising order.
            #[must_use]
            pub fn asc(self) -> OrderTerm {
                OrderTerm::new(self.operand().into())
            }

            /// The expression in falling order.
            #[must_use]
            pub fn desc(self) -> OrderTerm {
                self.asc().desc()
            }

            /// A name of its own in the result.
            #[must_use]
            pub fn label(self, name: impl Into<Cow<'static, str>>) -> Labelled<T> {
                Labelled { expr: self.expr(), name: name.into() }
            }

            /// The same as an expression.
            #[must_use]
            pub fn expr(self) -> Expr<T> {
                Expr::from_node(self.operand().into())
            }

            /// The same, NULL where it stands on the optional side of an outer join.
            #[must_use]
            pub fn optional(self) -> Expr<Option<T::Type>> {
                Expr::from_node(self.operand().into())
            }

            /// The same as what the database has: for a column with an adapter, or of a newtype.
            #[must_use]
            pub fn stored(
                self,
            ) -> Expr<<T::Nullness as Nullness>::Wrap<<T::Type as StoredAs>::Stored>>
            where
                T::Type: StoredAs,
            {
                Expr::from_node(self.operand().into())
            }

            /// `CAST(self AS …)`, to the SQL type that Rust type `U` has.
            #[must_use]
            pub fn cast<U: ColumnType>(
                self,
            ) -> Expr<<T::Nullness as Nullness>::Wrap<U>> {
                Expr::from_node(Node::Cast(self.operand(), U::SQL_TYPE))
            }

            /// `CAST(self AS …)`, to a SQL type that is given, read as Rust type `U`.
            #[must_use]
            pub fn cast_as<U: ColumnType>(
                self,
                sql_type: SqlType,
            ) -> Expr<<T::Nullness as Nullness>::Wrap<U>> {
                Expr::from_node(Node::Cast(self.operand(), sql_type))
            }
        }

        impl<$($generics)*> $target
        where
            T: ColumnValue<Sql = Text>,
        {
            /// `self LIKE pattern`: `%` stands for any text, `_` for any character. Whether case
            /// counts is the database's affair; `ilike` ignores it everywhere.
            #[must_use]
            pub fn like<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), None, false))
            }

            /// `self NOT LIKE pattern`
            #[must_use]
            pub fn not_like<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), None, false).negated())
            }

            /// `LIKE` that ignores case.
            #[must_use]
            pub fn ilike<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), None, true))
            }

            /// Whether it begins with the text; `%` and `_` in it mean themselves.
            #[must_use]
            pub fn starts_with(self, text: &str) -> Expr<Propagated<T, T, bool>> {
                let pattern = Arg::Bind(escaped("", text, "%"));
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), false))
            }

            /// Whether it ends with the text; `%` and `_` in it mean themselves.
            #[must_use]
            pub fn ends_with(self, text: &str) -> Expr<Propagated<T, T, bool>> {
                let pattern = Arg::Bind(escaped("%", text, ""));
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), false))
            }

            /// Both texts, one after the other.
            #[must_use]
            pub fn concat<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, String>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(Node::Binary(BinaryOp::Concat, self.operand(), other.into_arg()))
            }

            /// `lower(self)`
            #[must_use]
            pub fn lower(self) -> Expr<T> {
                Expr::from_node(call("lower", self.operand()))
            }

            /// `upper(self)`
            #[must_use]
            pub fn upper(self) -> Expr<T> {
                Expr::from_node(call("upper", self.operand()))
            }
        }
    };
}

/// `LIKE '%…%'`: `%` and `_` in the text mean themselves.
impl Contains<&str, by::Str> for Text {
    type Other = String;

    fn contains(this: Arg, other: &str) -> Node {
        let pattern = Arg::Bind(escaped("%", other, "%"));
        like(this, pattern, Some(ESCAPE), false)
    }
}

impl Contains<&String, by::Reference> for Text {
    type Other = String;

    fn contains(this: Arg, other: &String) -> Node {
        <Self as Contains<&str, by::Str>>::contains(this, other)
    }
}

fn call(name: &'static str, arg: Arg) -> Node {
    Node::Function(Box::new(Function {
        name: name.into(),
        args: vec![arg],
        distinct: false,
        star: false,
    }))
}

operators!([T: ColumnValue, Kind] Expr<T, Kind>, self => self.into_node().into());
operators!([M, T: ColumnValue] Column<M, T>, self => Arg::Column(self.column_ref()));
