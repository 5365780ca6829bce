//! Parameters: places in a statement whose values come when it runs.

use std::marker::PhantomData;

use super::Expr;
use super::in_list::{InList, InSource, of};
use super::node::{Arg, Node};
use super::operand::{Typed, by};
use crate::schema::Table;
use crate::types::{ColumnValue, ComparesWith, Interval, Marker, SqlType, Value};
use crate::{Error, ErrorKind};

/// A parameter in the tree.
#[derive(Clone, Debug)]
pub struct ParameterNode {
    /// Its name, for messages.
    pub name: &'static str,
    /// The type of its values.
    pub sql_type: SqlType,
    /// A value of its type, which it is compiled with.
    pub stand_in: Value,
    /// Whether it is the list of an IN.
    pub list: bool,
    /// What it is where no value is given.
    pub default: ParameterDefault,
    /// The column that it is assigned to, which its values have to fit.
    pub column: Option<(&'static Table, u16)>,
}

/// What a parameter is where no value is given.
#[derive(Clone, Copy, Debug)]
pub enum ParameterDefault {
    /// Nothing: a value has to be given.
    Required,
    /// The stand-in.
    StandIn,
    /// What a function answers, anew for each run. Nobody gives it a value: it is a column's
    /// default.
    Computed(fn() -> Value),
}

impl ParameterNode {
    fn new<T: ColumnValue>(name: &'static str) -> Self {
        Self {
            name,
            sql_type: T::SQL_TYPE,
            stand_in: stand_in(T::SQL_TYPE),
            list: false,
            default: ParameterDefault::Required,
            column: None,
        }
    }

    /// The default of a column, anew for each run.
    pub(crate) fn computed(sql_type: SqlType, default: fn() -> Value) -> Self {
        Self {
            name: "",
            sql_type,
            stand_in: default(),
            list: false,
            default: ParameterDefault::Computed(default),
            column: None,
        }
    }

    /// Whether a statement can't run without a value for it.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        matches!(self.default, ParameterDefault::Required)
    }

    /// The error of a statement that runs without the value.
    #[must_use]
    pub fn without_value(&self) -> Error {
        let message = format!("the parameter `{}` has no value", self.name);
        Error::new(ErrorKind::Compile, message).with_help(
            "give it by `statement.params([…])`, for many rows by `execute_many`, or give the \
             parameter a default",
        )
    }

    /// Whether the parameter takes what is given for its name.
    pub(crate) fn check(&self, bound: &BoundParameter) -> Result<(), Error> {
        let name = self.name;
        let message = match (&bound.value, self.list) {
            (BoundValue::One(_), true) => {
                format!("the parameter `{name}` takes a list, and one value is given")
            }
            (BoundValue::List(_), false) => {
                format!("the parameter `{name}` takes one value, and a list is given")
            }
            _ if self.sql_type != bound.sql_type => format!(
                "the parameter `{name}` has the type {:?} in the statement, and {:?} where its \
                 value is given",
                self.sql_type, bound.sql_type
            ),
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("make it once by `bindparam`, and use that in the statement and to bind"))
    }

    /// A value for the place, as the column takes it that it is assigned to.
    pub(crate) fn fitted(&self, mut value: Value) -> Value {
        if let Some((table, index)) = self.column {
            table.fit(index, &mut value);
        }
        value
    }
}

/// A place in a statement whose value comes when it runs. Made by [`bindparam`].
pub struct Parameter<T> {
    name: &'static str,
    types: PhantomData<fn() -> T>,
}

/// A parameter with a value for when none is given. Made by [`Parameter::with_default`].
#[derive(Clone, Debug)]
pub struct DefaultParameter<T> {
    parameter: Parameter<T>,
    default: Value,
}

/// The list of an IN that comes when the statement runs. Made by [`Parameter::expanding`].
pub struct ListParameter<T> {
    name: &'static str,
    types: PhantomData<fn() -> T>,
}

/// The value of a parameter for one run. Made by [`Parameter::bind`].
#[derive(Clone, Debug)]
pub struct BoundParameter {
    pub(crate) name: &'static str,
    pub(crate) sql_type: SqlType,
    pub(crate) value: BoundValue,
}

/// What a parameter is for one run.
#[derive(Clone, Debug)]
pub(crate) enum BoundValue {
    One(Value),
    List(Vec<Value>),
}

/// A place of this type in a statement, whose value comes when the statement runs: by
/// [`params`](crate::sql::Parameterized::params), or once for each row that
/// [`execute_many`](crate::engine::Connection::execute_many) gets. A parameter that stands twice has
/// one value.
///
/// It can stand where a value can: in conditions, in what is selected, in SET and VALUES, in
/// [`text`](crate::sql::text), as LIMIT and OFFSET; [`expanding`](Parameter::expanding) makes it the
/// list of an IN.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let (email, age) = (bindparam::<String>("email"), bindparam::<i32>("age"));
/// let statement = update(User).set(User.age, age).filter(User.email.eq(email));
/// assert_sql!(
///     statement,
///     sqlite | mysql: "UPDATE users SET age = ? WHERE email = ?",
///     postgres: "UPDATE users SET age = $1 WHERE email = $2::text",
/// );
/// let grown = statement.params([email.bind("a@b.c"), age.bind(18)])?;
/// assert_sql!(
///     grown,
///     sqlite | mysql: "UPDATE users SET age = ? WHERE email = ?",
///     postgres: "UPDATE users SET age = $1 WHERE email = $2",
/// );
/// # Ok::<(), alchemy::Error>(())
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

impl<T> Clone for ListParameter<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ListParameter<T> {}

impl<T> std::fmt::Debug for ListParameter<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, ":{}", self.name)
    }
}

impl<T: ColumnValue> Parameter<T> {
    /// The place as an expression, to compute with it: `User.age + years.expr()`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let years = bindparam::<i32>("years");
    /// assert_sql!(
    ///     select(User.age + years.expr()),
    ///     sqlite | mysql: "SELECT age + ? FROM users",
    ///     postgres: "SELECT age + $1::bigint FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn expr(self) -> Expr<T> {
        Expr::from_node(Typed::into_arg(self).into())
    }

    /// The place with a value for when none is given.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let age = bindparam::<i32>("age");
    /// let statement = select(User.email).filter(User.age.ge(age.with_default(18)));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT email FROM users WHERE age >= ?",
    ///     postgres: "SELECT email FROM users WHERE age >= $1::bigint",
    /// );
    /// ```
    #[must_use]
    pub fn with_default(self, value: impl Into<T>) -> DefaultParameter<T> {
        DefaultParameter {
            parameter: self,
            default: value.into().to_value(),
        }
    }

    /// The place as the list of an IN, of any length.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = bindparam::<i32>("ages").expanding();
    /// let statement = select(User.email).filter(User.age.in_(ages));
    /// assert_sql!(
    ///     statement.params([ages.bind([18, 21])])?,
    ///     sqlite | mysql: "SELECT email FROM users WHERE age IN (?, ?)",
    ///     postgres: "SELECT email FROM users WHERE age IN ($1, $2)",
    /// );
    /// // As with a list that is known, an empty one holds nothing.
    /// assert_sql!(
    ///     statement.params([ages.bind([0; 0])])?,
    ///     sqlite: "SELECT email FROM users WHERE 1 = 0",
    ///     postgres | mysql: "SELECT email FROM users WHERE FALSE",
    /// );
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    #[must_use]
    pub const fn expanding(self) -> ListParameter<T> {
        ListParameter {
            name: self.name,
            types: PhantomData,
        }
    }

    /// Its value for one run: what [`params`](crate::sql::Parameterized::params) takes, and
    /// [`execute_many`](crate::engine::Connection::execute_many) for each row.
    #[must_use]
    pub fn bind(self, value: impl Into<T>) -> BoundParameter {
        BoundParameter {
            name: self.name,
            sql_type: T::SQL_TYPE,
            value: BoundValue::One(value.into().to_value()),
        }
    }
}

impl<T: ColumnValue> ListParameter<T> {
    /// Its values for one run.
    #[must_use]
    pub fn bind<V: Into<T>>(self, values: impl IntoIterator<Item = V>) -> BoundParameter {
        let values = values.into_iter().map(|value| value.into().to_value());
        BoundParameter {
            name: self.name,
            sql_type: T::SQL_TYPE,
            value: BoundValue::List(values.collect()),
        }
    }
}

impl<T: ColumnValue> Typed<by::Parameter> for Parameter<T> {
    type Type = T;

    fn into_arg(self) -> Arg {
        Node::Parameter(Box::new(ParameterNode::new::<T>(self.name))).into()
    }
}

impl<T: ColumnValue> Typed<by::Parameter> for DefaultParameter<T> {
    type Type = T;

    fn into_arg(self) -> Arg {
        Node::Parameter(Box::new(ParameterNode {
            stand_in: self.default,
            default: ParameterDefault::StandIn,
            ..ParameterNode::new::<T>(self.parameter.name)
        }))
        .into()
    }
}

impl<S: Marker, T: ColumnValue> InList<S, of::Parameter> for ListParameter<T>
where
    T::Sql: ComparesWith<S>,
{
    type Type = T;

    fn into_source(self) -> InSource {
        InSource::Parameter(Box::new(ParameterNode {
            list: true,
            ..ParameterNode::new::<T>(self.name)
        }))
    }
}

/// LIMIT or OFFSET: a number of rows, or a parameter of it.
#[derive(Clone, Debug)]
pub enum RowCount {
    /// A number.
    Number(Value),
    /// A number that comes when the statement runs.
    Parameter(Box<ParameterNode>),
}

impl RowCount {
    /// What stands in the statement.
    #[must_use]
    pub const fn value(&self) -> &Value {
        match self {
            Self::Number(value) => value,
            Self::Parameter(parameter) => &parameter.stand_in,
        }
    }
}

/// A number of rows, none, or a parameter of it: what `limit` and `offset` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number of rows",
    label = "expected a `u64`, an `Option` of it, or a parameter: `bindparam::<i64>(…)`"
)]
pub trait IntoRowCount {
    /// The number in the tree.
    fn into_row_count(self) -> Option<RowCount>;
}

impl IntoRowCount for u64 {
    fn into_row_count(self) -> Option<RowCount> {
        // SQL counts rows in signed integers; beyond that a limit is none.
        let rows = i64::try_from(self).unwrap_or(i64::MAX);
        Some(RowCount::Number(Value::Int(rows)))
    }
}

impl IntoRowCount for Option<u64> {
    fn into_row_count(self) -> Option<RowCount> {
        self.and_then(IntoRowCount::into_row_count)
    }
}

impl IntoRowCount for Parameter<i64> {
    fn into_row_count(self) -> Option<RowCount> {
        let parameter = ParameterNode::new::<i64>(self.name);
        Some(RowCount::Parameter(Box::new(parameter)))
    }
}

impl IntoRowCount for DefaultParameter<i64> {
    fn into_row_count(self) -> Option<RowCount> {
        Some(RowCount::Parameter(Box::new(ParameterNode {
            stand_in: self.default,
            default: ParameterDefault::StandIn,
            ..ParameterNode::new::<i64>(self.parameter.name)
        })))
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
        SqlType::Decimal { .. } => Value::Decimal("0".to_owned()),
        SqlType::Date => Value::Date(0),
        SqlType::Time => Value::Time(0),
        SqlType::Timestamp => Value::Timestamp(0),
        SqlType::TimestampTz => Value::TimestampTz(0),
        SqlType::Uuid => Value::Uuid([0; 16]),
        SqlType::Json => Value::Json("null".to_owned()),
        SqlType::Interval => Value::Interval(Interval::default()),
        _ => Value::Null,
    }
}
