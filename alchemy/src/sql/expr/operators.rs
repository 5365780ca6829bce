//! The operators of columns and expressions: inherent methods, since a trait's `eq` would clash
//! with `PartialEq`.

use std::borrow::Cow;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::contains::Contains;
use super::in_list::InList;
use super::node::{Arg, Between, BinaryOp, Function, In, Like, Node};
use super::operand::{Operand, by};
use super::order::OrderTerm;
use super::temporal::{Minus, Plus};
use super::{Expr, Labelled};
use crate::sql::column::Column;
use crate::types::{
    ColumnType, ColumnValue, Nullness, Number, Promotes, SqlType, StoredAs, Text, Value,
};

/// `Inner`, or an `Option` of it where one of two operands can be NULL.
type Propagated<A, B, Inner> = <<<A as ColumnValue>::Nullness as Nullness>::Or<
    <B as ColumnValue>::Nullness,
> as Nullness>::Wrap<Inner>;

/// A condition over three operands: an `Option` where one of them can be NULL.
type Within<T, Low, High> = <<<<T as ColumnValue>::Nullness as Nullness>::Or<
    <Low as ColumnValue>::Nullness,
> as Nullness>::Or<<High as ColumnValue>::Nullness> as Nullness>::Wrap<bool>;

/// The result of arithmetic: the wider of both types, an `Option` where one can be NULL.
type Promoted<A, B> = Propagated<
    A,
    B,
    <<A as ColumnValue>::Sql as Promotes<<B as ColumnValue>::Sql>>::Pick<
        <A as ColumnValue>::Type,
        <B as ColumnValue>::Type,
    >,
>;

/// The result of a division: never cut to an integer.
type Quotient<A, B> = Propagated<
    A,
    B,
    <<A as ColumnValue>::Sql as Promotes<<B as ColumnValue>::Sql>>::Quotient<
        <A as ColumnValue>::Type,
        <B as ColumnValue>::Type,
    >,
>;

/// The character that takes the meaning from `%` and `_` where the library escapes a pattern:
/// not a backslash, which MySQL takes for itself in literals.
const ESCAPE: char = '/';

/// A pattern for text that must be found as it is.
fn escaped(prefix: &str, text: &str, suffix: &str) -> Value {
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

fn like(arg: Arg, pattern: Arg, escape: Option<char>, case_insensitive: bool) -> Node {
    Node::Like(Box::new(Like {
        arg,
        pattern,
        escape,
        case_insensitive,
        negated: false,
    }))
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

macro_rules! arithmetic {
    ([$($generics:tt)*] $target:ty, $trait:ident $method:ident $result:ident) => {
        impl<$($generics)*, V> $trait<V> for $target
        where
            V: ArithmeticOperand,
            T::Sql: Promotes<<V::Type as ColumnValue>::Sql>,
        {
            type Output = Expr<$result<T, V::Type>>;

            fn $method(self, other: V) -> Self::Output {
                let (left, right) = (self.operand(), other.into_arithmetic_arg());
                Expr::from_node(Node::Binary(BinaryOp::$trait, left, right))
            }
        }
    };
}

/// `+` and `-`, which moments and intervals have, too.
macro_rules! sums {
    ([$($generics:tt)*] $target:ty, $trait:ident $method:ident $family:ident) => {
        impl<$($generics)*, V> $trait<V> for $target
        where
            V: ArithmeticOperand,
            T::Sql: $family<<V::Type as ColumnValue>::Sql>,
        {
            type Output = Expr<
                Propagated<
                    T,
                    V::Type,
                    <T::Sql as $family<<V::Type as ColumnValue>::Sql>>::Result<
                        T::Type,
                        <V::Type as ColumnValue>::Type,
                    >,
                >,
            >;

            fn $method(self, other: V) -> Self::Output {
                let (left, right) = (self.operand(), other.into_arithmetic_arg());
                Expr::from_node(T::Sql::node(left, right))
            }
        }
    };
}

macro_rules! operators {
    ([$($generics:tt)*] $target:ty, $self:ident => $arg:expr) => {
        impl<$($generics)*> $target {
            #[inline]
            fn operand($self) -> Arg {
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

        impl<$($generics)*> Neg for $target
        where
            T::Sql: Number,
        {
            type Output = Expr<T>;

            fn neg(self) -> Expr<T> {
                Expr::from_node(Node::Negate(self.operand()))
            }
        }

        sums!([$($generics)*] $target, Add add Plus);
        sums!([$($generics)*] $target, Sub sub Minus);
        arithmetic!([$($generics)*] $target, Mul mul Promoted);
        arithmetic!([$($generics)*] $target, Div div Quotient);
        arithmetic!([$($generics)*] $target, Rem rem Promoted);
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

/// A value that arithmetic takes on its right side, with the family it belongs to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to compute with",
    label = "expected a number, a column or an expression"
)]
pub trait ArithmeticOperand {
    /// The Rust type of its values.
    type Type: ColumnValue;

    /// The operand in the tree.
    fn into_arithmetic_arg(self) -> Arg;
}

impl<T: ColumnType> ArithmeticOperand for T {
    type Type = T;

    fn into_arithmetic_arg(self) -> Arg {
        Arg::Bind(self.to_value())
    }
}

impl<T: ColumnValue, Kind> ArithmeticOperand for Expr<T, Kind> {
    type Type = T;

    fn into_arithmetic_arg(self) -> Arg {
        self.operand()
    }
}

impl<M, T: ColumnValue> ArithmeticOperand for Column<M, T> {
    type Type = T;

    fn into_arithmetic_arg(self) -> Arg {
        self.operand()
    }
}

operators!([T: ColumnValue, Kind] Expr<T, Kind>, self => self.into_node().into());
operators!([M, T: ColumnValue] Column<M, T>, self => Arg::Column(self.column_ref()));
