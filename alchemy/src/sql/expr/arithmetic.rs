//! `+ - * / %` and what their results are.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

#[cfg(feature = "decimal")]
use rust_decimal::Decimal;

use super::Expr;
use super::node::{Arg, BinaryOp, Node};
use super::temporal::{Minus, Plus};
use crate::sql::column::Column;
use crate::types::{
    ColumnType, ColumnValue, NotNull, Nullable, Nullness, Number, SqlType, Text, Value,
};

/// Arithmetic between this Rust type on the left and another: what `+`, `-`, `*`, `/` and `%` of
/// columns, expressions and values give.
///
/// Of two integers the result is the wider one; with a decimal it is a decimal, and with a floating
/// point number an `f64`, since that is what databases compute with. A type of your own computes
/// where you implement this for it.
///
/// A quotient is never cut to an integer ([`floor_div`](crate::sql::Column::floor_div) does that).
/// Division by zero is NULL on SQLite, MySQL and MariaDB, and an error on PostgreSQL: by a column
/// or an expression it gives an `Option`.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select((User.age + 1, 100 - User.age, User.age * 2, User.age % 2, -User.age)),
///     sqlite | mysql: "SELECT age + ?, ? - age, age * ?, age % ?, -age FROM users",
///     postgres: "SELECT age + $1, $2 - age, age * $3, age % $4, -age FROM users",
/// );
/// assert_sql!(
///     select((User.age / 2, User.age / User.id)),
///     sqlite: "SELECT age / (? + 0.0), age / (id + 0.0) FROM users",
///     postgres: "SELECT age / ($1::bigint + 0.0), age / (id + 0.0) FROM users",
///     mysql: "SELECT age / (? + 0e0), age / (id + 0e0) FROM users",
/// );
///
/// fn wider<L, R>() -> &'static str
/// where
///     L: alchemy::sql::Arithmetic<R>,
/// {
///     std::any::type_name::<L::Output>()
/// }
///
/// assert_eq!(wider::<i32, i64>(), "i64");
/// assert_eq!(wider::<i64, i32>(), "i64");
/// assert_eq!(wider::<i32, f32>(), "f64");
/// ```
#[diagnostic::on_unimplemented(
    message = "can't compute with `{Self}` and `{Right}`",
    label = "no arithmetic between `{Self}` and `{Right}`",
    note = "for a text and what isn't one use `func::concat`"
)]
pub trait Arithmetic<Right> {
    /// The type of a sum, a difference, a product and a remainder.
    type Output: ColumnType;
    /// The type of a quotient, which is never cut to an integer.
    type Quotient: ColumnType;
}

macro_rules! sums {
    ($($name:ident $by:ident $doc:literal)*) => {$(
        #[doc = $doc]
        #[diagnostic::on_unimplemented(
            message = "can't compute with `{Self}` and `{Right}`",
            label = "no arithmetic between `{Self}` and `{Right}`",
            note = "for a text and what isn't one use `func::concat`"
        )]
        pub trait $name<Right> {
            /// The type of the result.
            type Output: ColumnType;

            /// The node in the tree.
            #[doc(hidden)]
            fn node(left: Arg, right: Arg) -> Node;
        }

        #[diagnostic::do_not_recommend]
        impl<Left: ColumnType, Right: ColumnType> $name<Right> for Left
        where
            Left::Sql: $by<Right::Sql>,
            <Left::Sql as $by<Right::Sql>>::Result<Left, Right>: ColumnType,
        {
            type Output = <Left::Sql as $by<Right::Sql>>::Result<Left, Right>;

            fn node(left: Arg, right: Arg) -> Node {
                <Left::Sql as $by<Right::Sql>>::node(left, right)
            }
        }
    )*};
}

sums! {
    Adds Plus "What `+` does with this Rust type on the left: numbers, moments and intervals."
    Subtracts Minus "What `-` does with this Rust type on the left: numbers, moments and intervals."
}

macro_rules! pairs {
    ($($left:ty, $right:ty => $output:ty, $quotient:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Arithmetic<$right> for $left {
            type Output = $output;
            type Quotient = $quotient;
        }

        #[diagnostic::do_not_recommend]
        impl Adds<$right> for $left {
            type Output = $output;

            fn node(left: Arg, right: Arg) -> Node {
                Node::Binary(BinaryOp::Add, left, right)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Subtracts<$right> for $left {
            type Output = $output;

            fn node(left: Arg, right: Arg) -> Node {
                Node::Binary(BinaryOp::Sub, left, right)
            }
        }
    )*};
}

macro_rules! integers {
    ($($left:ident: $i8:ident $i16:ident $i32:ident $i64:ident
        $u8:ident $u16:ident $u32:ident $u64:ident;)*) => {$(
        pairs! {
            $left, i8 => $i8, f64;
            $left, i16 => $i16, f64;
            $left, i32 => $i32, f64;
            $left, i64 => $i64, f64;
            $left, u8 => $u8, f64;
            $left, u16 => $u16, f64;
            $left, u32 => $u32, f64;
            $left, u64 => $u64, f64;
            $left, f32 => f64, f64;
            $left, f64 => f64, f64;
            f32, $left => f64, f64;
            f64, $left => f64, f64;
        }

        #[cfg(feature = "decimal")]
        pairs! {
            $left, Decimal => Decimal, Decimal;
            Decimal, $left => Decimal, Decimal;
        }
    )*};
}

// The right side: i8 i16 i32 i64, u8 u16 u32 u64.
integers! {
    i8: i8 i16 i32 i64 i16 i32 i64 u64;
    i16: i16 i16 i32 i64 i16 i32 i64 u64;
    i32: i32 i32 i32 i64 i32 i32 i64 u64;
    i64: i64 i64 i64 i64 i64 i64 i64 u64;
    u8: i16 i16 i32 i64 u8 u16 u32 u64;
    u16: i32 i32 i32 i64 u16 u16 u32 u64;
    u32: i64 i64 i64 i64 u32 u32 u32 u64;
    u64: u64 u64 u64 u64 u64 u64 u64 u64;
}

pairs! {
    f32, f32 => f64, f64;
    f32, f64 => f64, f64;
    f64, f32 => f64, f64;
    f64, f64 => f64, f64;
}

#[cfg(feature = "decimal")]
pairs! {
    f32, Decimal => f64, f64;
    f64, Decimal => f64, f64;
    Decimal, f32 => f64, f64;
    Decimal, f64 => f64, f64;
    Decimal, Decimal => Decimal, Decimal;
}

/// NULL where an operand can be.
type OrNull<A, B> = <<A as ColumnValue>::Nullness as Nullness>::Or<<B as ColumnValue>::Nullness>;

type Output<A, B> = <<A as ColumnValue>::Type as Arithmetic<<B as ColumnValue>::Type>>::Output;

type Quotient<A, B> = <<A as ColumnValue>::Type as Arithmetic<<B as ColumnValue>::Type>>::Quotient;

/// A result that is NULL where an operand is.
type Computed<A, V> = <OrNull<A, <V as ArithmeticOperand>::Type> as Nullness>::Wrap<
    Output<A, <V as ArithmeticOperand>::Type>,
>;

/// NULL where an operand is, or where the divisor is 0.
pub(super) type OrByZero<A, V> =
    <OrNull<A, <V as ArithmeticOperand>::Type> as Nullness>::Or<<V as ArithmeticOperand>::ByZero>;

type TypeOf<V> = <<V as ArithmeticOperand>::Type as ColumnValue>::Type;

type Added<A, V> = <OrNull<A, <V as ArithmeticOperand>::Type> as Nullness>::Wrap<
    <<A as ColumnValue>::Type as Adds<TypeOf<V>>>::Output,
>;

type Subtracted<A, V> = <OrNull<A, <V as ArithmeticOperand>::Type> as Nullness>::Wrap<
    <<A as ColumnValue>::Type as Subtracts<TypeOf<V>>>::Output,
>;

type Divided<A, V> =
    <OrByZero<A, V> as Nullness>::Wrap<Quotient<A, <V as ArithmeticOperand>::Type>>;

type Remainder<A, V> =
    <OrByZero<A, V> as Nullness>::Wrap<Output<A, <V as ArithmeticOperand>::Type>>;

/// A value, a column or an expression that arithmetic takes on its right side.
///
/// Division by zero is NULL on SQLite, MySQL and MariaDB, and an error on PostgreSQL. So a quotient
/// by a column or an expression is an `Option`; one by a value is not, since the program knows that
/// it isn't 0.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to compute with",
    label = "expected a number, a column or an expression"
)]
pub trait ArithmeticOperand {
    /// The Rust type of its values.
    type Type: ColumnValue;
    /// What a quotient by it can be for its own sake.
    type ByZero: Nullness;

    /// The operand in the tree.
    fn into_arithmetic_arg(self) -> Arg;
}

impl<T: ColumnValue> ArithmeticOperand for T {
    type Type = T;
    type ByZero = NotNull;

    fn into_arithmetic_arg(self) -> Arg {
        Arg::Bind(self.to_value())
    }
}

/// A text that is put behind another one.
impl ArithmeticOperand for &str {
    type Type = String;
    type ByZero = NotNull;

    fn into_arithmetic_arg(self) -> Arg {
        Arg::Bind(Value::Text(self.to_owned()))
    }
}

impl<T: ColumnValue, Kind> ArithmeticOperand for Expr<T, Kind> {
    type Type = T;
    type ByZero = Nullable;

    fn into_arithmetic_arg(self) -> Arg {
        self.operand()
    }
}

impl<M, T: ColumnValue> ArithmeticOperand for Column<M, T> {
    type Type = T;
    type ByZero = Nullable;

    fn into_arithmetic_arg(self) -> Arg {
        self.operand()
    }
}

/// The operator as databases have to know it: where quotient or remainder have a fraction, they
/// compute it in ways of their own.
fn operator_on<A: ColumnValue, B: ColumnValue>(op: BinaryOp) -> BinaryOp
where
    A::Type: Arithmetic<B::Type>,
{
    let output = <Output<A, B> as ColumnType>::SQL_TYPE;
    let quotient = <Quotient<A, B> as ColumnType>::SQL_TYPE;
    match (op, output, quotient) {
        (BinaryOp::Div, _, SqlType::Decimal { .. }) => BinaryOp::DecimalDiv,
        (BinaryOp::Rem, SqlType::Decimal { .. }, _) => BinaryOp::DecimalRem,
        (BinaryOp::Rem, SqlType::Real | SqlType::Double, _) => BinaryOp::FloatRem,
        (op, ..) => op,
    }
}

macro_rules! operator {
    ([$($generics:tt)*] $target:ty, $trait:ident $method:ident $result:ident) => {
        impl<$($generics)*, V> $trait<V> for $target
        where
            V: ArithmeticOperand,
            T::Type: Arithmetic<<V::Type as ColumnValue>::Type>,
        {
            type Output = Expr<$result<T, V>>;

            fn $method(self, other: V) -> Self::Output {
                let (left, right) = (self.operand(), other.into_arithmetic_arg());
                let op = operator_on::<T, V::Type>(BinaryOp::$trait);
                Expr::from_node(Node::Binary(op, left, right))
            }
        }
    };
}

macro_rules! sum {
    ([$($generics:tt)*] $target:ty, $trait:ident $method:ident $by:ident $result:ident) => {
        impl<$($generics)*, V> $trait<V> for $target
        where
            V: ArithmeticOperand,
            T::Type: $by<<V::Type as ColumnValue>::Type>,
        {
            type Output = Expr<$result<T, V>>;

            fn $method(self, other: V) -> Self::Output {
                let (left, right) = (self.operand(), other.into_arithmetic_arg());
                Expr::from_node(T::Type::node(left, right))
            }
        }
    };
}

macro_rules! operators {
    ([$($generics:tt)*] $target:ty) => {
        impl<$($generics)*> Neg for $target
        where
            T::Sql: Number,
        {
            type Output = Expr<T>;

            fn neg(self) -> Expr<T> {
                Expr::from_node(Node::Negate(self.operand()))
            }
        }

        sum!([$($generics)*] $target, Add add Adds Added);
        sum!([$($generics)*] $target, Sub sub Subtracts Subtracted);
        operator!([$($generics)*] $target, Mul mul Computed);
        operator!([$($generics)*] $target, Div div Divided);
        operator!([$($generics)*] $target, Rem rem Remainder);
    };
}

operators!([T: ColumnValue, Kind] Expr<T, Kind>);
operators!([M, T: ColumnValue] Column<M, T>);

/// Texts one behind the other: `User.email + "!"`.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select("<" + User.email + ">"),
///     sqlite: "SELECT ? || email || ? FROM users",
///     postgres: "SELECT $1 || email || $2::text FROM users",
///     mysql: "SELECT concat(concat(?, email), ?) FROM users",
/// );
/// ```
impl Plus<Self> for Text {
    type Result<L, R> = String;

    fn node(left: Arg, right: Arg) -> Node {
        Node::Binary(BinaryOp::Concat, left, right)
    }
}

macro_rules! text_on_the_left {
    ([$($generics:tt)*] $operand:ty) => {
        impl<$($generics)*> Add<$operand> for &str
        where
            T: ColumnValue<Sql = Text>,
        {
            type Output = Expr<<T::Nullness as Nullness>::Wrap<String>>;

            fn add(self, other: $operand) -> Self::Output {
                let left = Arg::Bind(Value::Text(self.to_owned()));
                Expr::from_node(Node::Binary(BinaryOp::Concat, left, other.operand()))
            }
        }
    };
}

text_on_the_left!([T, Kind] Expr<T, Kind>);
text_on_the_left!([M, T] Column<M, T>);

/// Values on the left: `100 - User.age`.
macro_rules! value_on_the_left {
    ([$($generics:tt)*] $operand:ty, $value:ty, $trait:ident $method:ident $result:ident) => {
        impl<$($generics)*> $trait<$operand> for $value
        where
            $value: Arithmetic<T::Type>,
        {
            type Output = Expr<$result<$value, $operand>>;

            fn $method(self, other: $operand) -> Self::Output {
                let (left, right) = (Arg::Bind(ColumnValue::to_value(&self)), other.operand());
                let op = operator_on::<$value, T>(BinaryOp::$trait);
                Expr::from_node(Node::Binary(op, left, right))
            }
        }
    };
    ([$($generics:tt)*] $operand:ty, $value:ty) => {
        value_on_the_left!([$($generics)*] $operand, $value, Add add Computed);
        value_on_the_left!([$($generics)*] $operand, $value, Sub sub Computed);
        value_on_the_left!([$($generics)*] $operand, $value, Mul mul Computed);
        value_on_the_left!([$($generics)*] $operand, $value, Div div Divided);
        value_on_the_left!([$($generics)*] $operand, $value, Rem rem Remainder);
    };
    ($value:ty) => {
        value_on_the_left!([T: ColumnValue, Kind] Expr<T, Kind>, $value);
        value_on_the_left!([M, T: ColumnValue] Column<M, T>, $value);
    };
}

value_on_the_left! { i8 }
value_on_the_left! { i16 }
value_on_the_left! { i32 }
value_on_the_left! { i64 }
value_on_the_left! { u8 }
value_on_the_left! { u16 }
value_on_the_left! { u32 }
value_on_the_left! { u64 }
value_on_the_left! { f32 }
value_on_the_left! { f64 }
#[cfg(feature = "decimal")]
value_on_the_left! { Decimal }
