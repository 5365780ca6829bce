//! What can stand on the right side of an operator.

use super::Expr;
use super::node::{Arg, Node};
use crate::sql::column::Column;
use crate::sql::select::Select;
use crate::types::{Adapter, Auto, ColumnType, ColumnValue, ComparesWith, Marker, Value, With};

/// How an [`Operand`] came about. Inferred; nobody writes these.
pub mod by {
    /// A value.
    #[derive(Debug)]
    pub struct Value;
    /// An optional value.
    #[derive(Debug)]
    pub struct OptionalValue;
    /// A value by reference.
    #[derive(Debug)]
    pub struct Reference;
    /// Text by reference.
    #[derive(Debug)]
    pub struct Str;
    /// Bytes by reference.
    #[derive(Debug)]
    pub struct Bytes;
    /// An expression or a column.
    #[derive(Debug)]
    pub struct Expression;
    /// SQL as written by hand.
    #[derive(Debug)]
    pub struct Text;
    /// What stands in FROM.
    #[derive(Debug)]
    pub struct From;
    /// Any or all rows of a subquery.
    #[derive(Debug)]
    pub struct Quantified;
    /// A parameter.
    #[derive(Debug)]
    pub struct Parameter;
    /// Something that has a type of its own.
    #[derive(Debug)]
    pub struct Its<By>(std::marker::PhantomData<By>);
    /// One operand where several may stand.
    #[derive(Debug)]
    pub struct Alone<By>(std::marker::PhantomData<By>);
    /// A tuple of operands.
    #[derive(Debug)]
    pub struct Several<By>(std::marker::PhantomData<By>);
    /// A value that the column's adapter stores.
    #[derive(Debug)]
    pub struct Adapted;
    /// An optional value that the column's adapter stores.
    #[derive(Debug)]
    pub struct OptionalAdapted;
    /// A value by reference that the column's adapter stores.
    #[derive(Debug)]
    pub struct AdaptedReference;
}

/// A value, a reference to one, a column, an expression or a scalar subquery that can be compared
/// with or assigned to SQL type `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be used where SQL type `{S}` is expected",
    label = "expected a value or an expression of SQL type `{S}`",
    note = "give a value of the column's own type, another column or an expression of that type"
)]
pub trait Operand<S: Marker, By> {
    /// The Rust type of its values.
    type Type: ColumnValue;

    /// The operand in the tree.
    fn into_arg(self) -> Arg;
}

/// A value, a reference to one, a column, an expression or a scalar subquery of any type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a value nor an expression",
    label = "expected a value or an expression"
)]
pub trait Typed<By> {
    /// The Rust type of its values.
    type Type: ColumnValue;

    /// The operand in the tree.
    fn into_arg(self) -> Arg;
}

/// One impl for all, so that a message says what is expected and not which impl would do for
/// another type.
#[diagnostic::do_not_recommend]
impl<S: Marker, By, V: Typed<By>> Operand<S, by::Its<By>> for V
where
    <V::Type as ColumnValue>::Sql: ComparesWith<S>,
{
    type Type = V::Type;

    #[inline]
    fn into_arg(self) -> Arg {
        Typed::into_arg(self)
    }
}

#[diagnostic::do_not_recommend]
impl<A: Adapter> Operand<With<A>, by::Adapted> for A::Rust {
    type Type = With<A>;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(With::<A>::value_of(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<A: Adapter> Operand<With<A>, by::OptionalAdapted> for Option<A::Rust> {
    type Type = Option<With<A>>;

    #[inline]
    fn into_arg(self) -> Arg {
        let value = self.as_ref().map(With::<A>::value_of);
        Arg::Bind(value.unwrap_or_default())
    }
}

#[diagnostic::do_not_recommend]
impl<A: Adapter> Operand<With<A>, by::AdaptedReference> for &A::Rust {
    type Type = With<A>;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(With::<A>::value_of(self))
    }
}

impl<T: ColumnType> Typed<by::Value> for T {
    type Type = T;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(self.to_value())
    }
}

impl<T: ColumnType> Typed<by::OptionalValue> for Option<T> {
    type Type = Self;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(self.as_ref().map_or(Value::Null, ColumnType::to_value))
    }
}

impl<T: ColumnValue> Typed<by::Reference> for &T {
    type Type = T;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(self.to_value())
    }
}

impl Typed<by::Str> for &str {
    type Type = String;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(Value::Text(self.to_owned()))
    }
}

/// What iterating over a slice of texts gives.
impl Typed<by::Str> for &&str {
    type Type = String;

    #[inline]
    fn into_arg(self) -> Arg {
        Typed::<by::Str>::into_arg(*self)
    }
}

impl Typed<by::Bytes> for &[u8] {
    type Type = Vec<u8>;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(Value::Blob(self.to_owned()))
    }
}

impl Typed<by::Str> for Option<&str> {
    type Type = Option<String>;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(self.map_or(Value::Null, |text| Value::Text(text.to_owned())))
    }
}

impl<T: ColumnValue> Typed<by::OptionalValue> for Auto<T> {
    type Type = T;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Bind(self.as_ref().map_or(Value::Null, ColumnValue::to_value))
    }
}

impl<T: ColumnValue, Kind> Typed<by::Expression> for Expr<T, Kind> {
    type Type = T;

    #[inline]
    fn into_arg(self) -> Arg {
        self.into_node().into()
    }
}

impl<M, T: ColumnValue> Typed<by::Expression> for Column<M, T> {
    type Type = T;

    #[inline]
    fn into_arg(self) -> Arg {
        Arg::Column(self.column_ref())
    }
}

/// A statement of one column is a scalar subquery: NULL where it gives no row.
impl<T: ColumnValue> Typed<by::Expression> for Select<T> {
    type Type = Option<T::Type>;

    fn into_arg(self) -> Arg {
        Node::Scalar(Box::new(self.into_select_node())).into()
    }
}

/// A value that is bound by itself, its type not given by a column: what `literal` and
/// `Text::bind` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that can be bound",
    label = "no SQL type is known for `{Self}`",
    note = "give a type that a column can have, or text as `&str`"
)]
pub trait Literal {
    /// The Rust type that it is read back as.
    type Type: ColumnValue;

    /// The value to bind.
    fn into_value(self) -> Value;
}

impl<T: ColumnValue> Literal for T {
    type Type = T;

    fn into_value(self) -> Value {
        self.to_value()
    }
}

impl Literal for &str {
    type Type = String;

    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Literal for &String {
    type Type = String;

    fn into_value(self) -> Value {
        Value::Text(self.clone())
    }
}

/// A value as an expression of its own, to select it or to compute with it.
///
/// NULL says its type, which no value does: a database takes one that is alone for a text, and with
/// it the column of a set operation that it stands in.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select((User.email, literal(1), literal("a"))),
///     sqlite | mysql: "SELECT email, ?, ? FROM users",
///     postgres: "SELECT email, $1::bigint, $2::text FROM users",
/// );
/// assert_sql!(
///     select(literal(None::<i64>)),
///     sqlite: "SELECT CAST(? AS INTEGER)",
///     postgres: "SELECT CAST($1 AS BIGINT)",
///     mysql: "SELECT CAST(? AS SIGNED)",
/// );
/// ```
pub fn literal<V: Literal>(value: V) -> Expr<V::Type> {
    let value = value.into_value();
    Expr::from_node(match value {
        Value::Null => Node::Cast(Arg::Bind(value), V::Type::SQL_TYPE),
        value => Node::Bind(value),
    })
}
