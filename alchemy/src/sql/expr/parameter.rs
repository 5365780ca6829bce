//! Parameters: places in a statement whose values come when it runs.

use std::marker::PhantomData;

use super::Expr;
use super::node::{Arg, Node};
use super::operand::{Typed, by};
use crate::types::{ColumnValue, SqlType, Value};
use crate::{Error, ErrorKind};

/// A parameter in the tree.
#[derive(Clone, Debug)]
pub struct ParameterNode {
    /// Its name, for messages.
    pub name: &'static str,
    /// A value of its type, which it is compiled with.
    pub stand_in: Value,
}

impl ParameterNode {
    /// The error of a statement that runs without the value.
    #[must_use]
    pub fn without_value(&self) -> Error {
        let message = format!("the parameter `{}` has no value", self.name);
        Error::new(ErrorKind::Compile, message).with_help(
            "`execute_many` takes values for parameters; elsewhere give the value itself",
        )
    }
}

/// A place in a statement whose value comes when it runs. Made by [`bindparam`].
pub struct Parameter<T> {
    name: &'static str,
    types: PhantomData<fn() -> T>,
}

/// The value of a parameter for one run. Made by [`Parameter::bind`].
#[derive(Clone, Debug)]
pub struct BoundParameter {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
}

/// A place of this type in a statement, whose value comes when the statement runs: once for each
/// row that [`execute_many`](crate::engine::Connection::execute_many) gets.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::bindparam;
///
/// let (email, age) = (bindparam::<String>("email"), bindparam::<i32>("age"));
/// let statement = update(User).set(User.age, age).filter(User.email.eq(email));
/// assert_sql!(
///     statement,
///     sqlite | mysql: "UPDATE users SET age = ? WHERE email = ?",
///     postgres: "UPDATE users SET age = $1 WHERE email = $2::text",
/// );
/// ```
#[must_use]
pub const fn bindparam<T: ColumnValue>(name: &'static str) -> Parameter<T> {
    Parameter {
        name,
        types: PhantomData,
    }
}

impl<T> Clone for Parameter<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Parameter<T> {}

impl<T> std::fmt::Debug for Parameter<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, ":{}", self.name)
    }
}

impl<T: ColumnValue> Parameter<T> {
    /// The place as an expression, to compute with it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::bindparam;
    ///
    /// let years = bindparam::<i32>("years");
    /// assert_sql!(
    ///     update(User).set(User.age, User.age + years.expr()),
    ///     sqlite | mysql: "UPDATE users SET age = age + ?",
    ///     postgres: "UPDATE users SET age = age + $1::bigint",
    /// );
    /// ```
    #[must_use]
    pub fn expr(self) -> Expr<T> {
        Expr::from_node(Typed::into_arg(self).into())
    }

    /// Its value for one run: what [`execute_many`](crate::engine::Connection::execute_many) takes
    /// for each row.
    #[must_use]
    pub fn bind(self, value: impl Into<T>) -> BoundParameter {
        BoundParameter {
            name: self.name,
            value: value.into().to_value(),
        }
    }
}

impl<T: ColumnValue> Typed<by::Parameter> for Parameter<T> {
    type Type = T;

    fn into_arg(self) -> Arg {
        Node::Parameter(Box::new(ParameterNode {
            name: self.name,
            stand_in: stand_in(T::SQL_TYPE),
        }))
        .into()
    }
}

/// A value that says the type where a database wants to be told; NULL where the place tells.
fn stand_in(sql_type: SqlType) -> Value {
    match sql_type {
        SqlType::Boolean => Value::Bool(false),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Value::Int(i64::MAX),
        SqlType::Real | SqlType::Double => Value::Float(0.0),
        SqlType::Text | SqlType::Varchar(_) => Value::Text(String::new()),
        SqlType::Blob => Value::Blob(Vec::new()),
        _ => Value::Null,
    }
}
