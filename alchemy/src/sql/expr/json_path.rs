//! Reading and changing parts of documents.

use super::Expr;
use super::json::{JsonOp, node};
use super::node::Arg;
use super::operation::on_expressions;
use crate::types::{ArrayValue, ColumnType, ColumnValue, JsonMarker, SqlType, Value};

/// A place in a document: what `get` and `item` give. What is read there is said by `as_text`,
/// `as_i64`, `as_f64`, `as_bool` or `as_json`.
///
/// ```
/// # use alchemy_documentation::assert_sql;
/// use alchemy::prelude::*;
/// # use alchemy::ErrorKind;
///
/// #[derive(Model)]
/// #[model(table = "users")]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     settings: serde_json::Value,
/// }
///
/// let dark = select(User.id).filter(User.settings.get("theme").get("dark").as_json().is_not_null());
/// assert_sql!(
///     dark,
///     sqlite: "SELECT id FROM users WHERE (settings -> ?) IS NOT NULL",
///     postgres: "SELECT id FROM users WHERE (settings #> $1::TEXT[]) IS NOT NULL",
///     mysql: "SELECT id FROM users WHERE JSON_EXTRACT(settings, ?) IS NOT NULL"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct JsonPath<T> {
    document: Expr<T>,
    path: String,
    keys: Vec<Value>,
}

impl<T: ColumnValue<Sql = JsonMarker>> JsonPath<T> {
    const fn root(document: Expr<T>) -> Self {
        let path = String::new();
        let keys = Vec::new();
        Self {
            document,
            path,
            keys,
        }
    }

    /// What an object has at a key.
    #[must_use]
    pub fn get(mut self, key: &str) -> Self {
        self.path.push('.');
        self.path
            .push_str(&serde_json::Value::from(key).to_string());
        self.keys.push(Value::Text(key.to_owned()));
        self
    }

    /// What an array has at a position, counted from zero.
    #[must_use]
    pub fn item(mut self, position: u32) -> Self {
        let position = position.to_string();
        self.path.push('[');
        self.path.push_str(&position);
        self.path.push(']');
        self.keys.push(Value::Text(position));
        self
    }

    fn args(self) -> Vec<Arg> {
        let (element, values) = (SqlType::Text, self.keys);
        let keys = Value::Array(Box::new(ArrayValue { element, values }));
        vec![
            self.document.into_node().into(),
            Arg::Bind(Value::Text(format!("${}", self.path))),
            Arg::Bind(keys),
        ]
    }

    fn read<U>(self, op: JsonOp) -> Expr<Option<U>> {
        Expr::from_node(node(op, self.args()))
    }

    /// The part as a document: NULL where there is none, and the document `null` where that is
    /// what is there.
    #[must_use]
    pub fn as_json(self) -> Expr<Option<serde_json::Value>> {
        self.read(JsonOp::Get)
    }

    /// The part as text: a string without its quotes, anything else as JSON has it. NULL where
    /// there is nothing or `null`.
    #[must_use]
    pub fn as_text(self) -> Expr<Option<String>> {
        self.read(JsonOp::Text)
    }

    /// The part as an integer, without a fraction. NULL where it isn't a number.
    #[must_use]
    pub fn as_i64(self) -> Expr<Option<i64>> {
        self.read(JsonOp::Integer)
    }

    /// The part as a number. NULL where it isn't one.
    #[must_use]
    pub fn as_f64(self) -> Expr<Option<f64>> {
        self.read(JsonOp::Float)
    }

    /// The part as a boolean. NULL where it is neither `true` nor `false`.
    #[must_use]
    pub fn as_bool(self) -> Expr<Option<bool>> {
        self.read(JsonOp::Boolean)
    }

    /// Whether there is something, if only `null`.
    #[must_use]
    pub fn exists(self) -> Expr<bool> {
        Expr::from_node(node(JsonOp::Exists, self.args()))
    }

    /// The whole document with a value at this place, which is made where there is none in an
    /// object that is there: for `.set(User.settings, …)` of an UPDATE.
    #[must_use]
    pub fn with(self, value: impl Into<serde_json::Value>) -> Expr<T> {
        let mut args = self.args();
        args.push(Arg::Bind(ColumnType::to_value(&value.into())));
        Expr::from_node(node(JsonOp::Set, args))
    }

    /// The whole document without what is at this place.
    #[must_use]
    pub fn removed(self) -> Expr<T> {
        Expr::from_node(node(JsonOp::Remove, self.args()))
    }
}

on_expressions! { [T: ColumnValue<Sql = JsonMarker>] [] {
    /// What an object has at a key, to go on from or to read.
    #[must_use]
    pub fn get(self, key: &str) -> JsonPath<T> {
        JsonPath::root(self.expr()).get(key)
    }

    /// What an array has at a position, counted from zero, to go on from or to read.
    #[must_use]
    pub fn item(self, position: u32) -> JsonPath<T> {
        JsonPath::root(self.expr()).item(position)
    }

    /// The document itself, as text, a number or a boolean.
    #[must_use]
    pub fn document(self) -> JsonPath<T> {
        JsonPath::root(self.expr())
    }
} }
