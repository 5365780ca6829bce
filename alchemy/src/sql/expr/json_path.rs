//! Reading and changing parts of documents.

use super::Expr;
use super::json::{JsonOp, node};
use super::node::Arg;
use super::operation::{Wrapped, on_expressions};
use crate::types::{ArrayValue, ColumnType, ColumnValue, JsonMarker, SqlType, Value};

/// A place in a document: what `get` and `item` give. What is read there is said by `as_text`,
/// `as_i64`, `as_f64`, `as_bool` or `as_json`.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let width = Product.details.get("size").get("width");
/// assert_sql!(
///     select(Product.id).filter(width.as_i64().gt(10)),
///     sqlite: "SELECT id FROM products WHERE CASE WHEN json_type(details, ?) IN ('integer', \
///         'real') THEN CAST((details ->> ?) AS INTEGER) END > ?",
///     postgres: "SELECT id FROM products WHERE CASE jsonb_typeof(details #> $1::TEXT[]) WHEN \
///         'number' THEN CAST(trunc(CAST((details #>> $2::TEXT[]) AS NUMERIC)) AS BIGINT) END > \
///         $3::bigint",
///     mysql: "SELECT id FROM products WHERE CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) IN \
///         ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN \
///         CAST(TRUNCATE(CAST(JSON_EXTRACT(details, ?) AS DECIMAL(65, 30)), 0) AS SIGNED) END > ?",
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
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("size").get("width").as_text()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN \
    ///         'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products",
    ///     postgres: "SELECT (details #>> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn get(mut self, key: &str) -> Self {
        self.path.push('.');
        self.path
            .push_str(&serde_json::Value::from(key).to_string());
        self.keys.push(Value::Text(key.to_owned()));
        self
    }

    /// What an array has at a position, counted from zero.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("colours").item(0).as_text()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN \
    ///         'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products",
    ///     postgres: "SELECT (details #>> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products",
    /// );
    /// ```
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

    /// What an operator on several keys of one document takes: the keys, and the path of each.
    fn of_keys<'k>(document: Expr<T>, keys: impl IntoIterator<Item = &'k str>) -> Vec<Arg> {
        let paths = keys
            .into_iter()
            .map(|key| Self::root(document.clone()).get(key));
        let mut args = vec![document.clone().into_node().into()];
        let (mut values, mut texts) = (Vec::new(), Vec::new());
        for path in paths {
            values.extend(path.keys);
            texts.push(Arg::Bind(Value::Text(format!("${}", path.path))));
        }
        let element = SqlType::Text;
        args.push(Arg::Bind(Value::Array(Box::new(ArrayValue {
            element,
            values,
        }))));
        args.extend(texts);
        args
    }

    fn read<U>(self, op: JsonOp) -> Expr<Option<U>> {
        Expr::from_node(node(op, self.args()))
    }

    /// The part as a document: NULL where there is none, and the document `null` where that is what
    /// is there.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("size").as_json()),
    ///     sqlite: "SELECT (details -> ?) FROM products",
    ///     postgres: "SELECT (details #> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT JSON_EXTRACT(details, ?) FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn as_json(self) -> Expr<Option<serde_json::Value>> {
        self.read(JsonOp::Get)
    }

    /// The part as text: a string without its quotes, anything else as JSON has it. NULL where
    /// there is nothing or `null`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("colour").as_text()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN \
    ///         'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products",
    ///     postgres: "SELECT (details #>> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn as_text(self) -> Expr<Option<String>> {
        self.read(JsonOp::Text)
    }

    /// The part as an integer, without a fraction. NULL where it isn't a number.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("width").as_i64()),
    ///     sqlite: "SELECT CASE WHEN json_type(details, ?) IN ('integer', 'real') THEN \
    ///         CAST((details ->> ?) AS INTEGER) END FROM products",
    ///     postgres: "SELECT CASE jsonb_typeof(details #> $1::TEXT[]) WHEN 'number' THEN \
    ///         CAST(trunc(CAST((details #>> $2::TEXT[]) AS NUMERIC)) AS BIGINT) END FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) IN ('INTEGER', 'UNSIGNED \
    ///         INTEGER', 'DOUBLE', 'DECIMAL') THEN CAST(TRUNCATE(CAST(JSON_EXTRACT(details, ?) AS \
    ///         DECIMAL(65, 30)), 0) AS SIGNED) END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn as_i64(self) -> Expr<Option<i64>> {
        self.read(JsonOp::Integer)
    }

    /// The part as a number. NULL where it isn't one.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("weight").as_f64()),
    ///     sqlite: "SELECT CASE WHEN json_type(details, ?) IN ('integer', 'real') THEN \
    ///         CAST((details ->> ?) AS REAL) END FROM products",
    ///     postgres: "SELECT CASE jsonb_typeof(details #> $1::TEXT[]) WHEN 'number' THEN \
    ///         CAST((details #>> $2::TEXT[]) AS DOUBLE PRECISION) END FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) IN ('INTEGER', 'UNSIGNED \
    ///         INTEGER', 'DOUBLE', 'DECIMAL') THEN CAST(JSON_EXTRACT(details, ?) AS DOUBLE) END \
    ///         FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn as_f64(self) -> Expr<Option<f64>> {
        self.read(JsonOp::Float)
    }

    /// The part as a boolean. NULL where it is neither `true` nor `false`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("new").as_bool()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END \
    ///         FROM products",
    ///     postgres: "SELECT CASE jsonb_typeof(details #> $1::TEXT[]) WHEN 'boolean' THEN \
    ///         CAST((details #>> $2::TEXT[]) AS BOOLEAN) END FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) = 'BOOLEAN' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) = 'true' END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn as_bool(self) -> Expr<Option<bool>> {
        self.read(JsonOp::Boolean)
    }

    /// Whether there is something, if only `null`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.get("size").exists()),
    ///     sqlite: "SELECT id FROM products WHERE json_type(details, ?) IS NOT NULL",
    ///     postgres: "SELECT id FROM products WHERE (details #> $1::TEXT[]) IS NOT NULL",
    ///     mysql: "SELECT id FROM products WHERE JSON_CONTAINS_PATH(details, 'one', ?)",
    /// );
    /// ```
    #[must_use]
    pub fn exists(self) -> Expr<bool> {
        Expr::from_node(node(JsonOp::Exists, self.args()))
    }

    /// The whole document with a value at this place, which is made where there is none in an
    /// object that is there: for `.set(User.settings, …)` of an UPDATE.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let changed = Product.details.get("width").with(12);
    /// assert_sql!(
    ///     update(Product).set(Product.details, changed),
    ///     sqlite: "UPDATE products SET details = json_set(details, ?, json(?))",
    ///     postgres: "UPDATE products SET details = jsonb_set(details, $1::TEXT[], $2::jsonb)",
    ///     mysql: "UPDATE products SET details = JSON_SET(details, ?, CAST(? AS JSON))",
    ///     mariadb: "UPDATE products SET details = JSON_SET(details, ?, JSON_EXTRACT(?, '$'))",
    /// );
    /// ```
    #[must_use]
    pub fn with(self, value: impl Into<serde_json::Value>) -> Expr<T> {
        let mut args = self.args();
        args.push(Arg::Bind(ColumnType::to_value(&value.into())));
        Expr::from_node(node(JsonOp::Set, args))
    }

    /// The whole document without what is at this place.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let changed = Product.details.get("width").removed();
    /// assert_sql!(
    ///     update(Product).set(Product.details, changed),
    ///     sqlite: "UPDATE products SET details = json_remove(details, ?)",
    ///     postgres: "UPDATE products SET details = (details #- $1::TEXT[])",
    ///     mysql: "UPDATE products SET details = JSON_REMOVE(details, ?)",
    /// );
    /// ```
    #[must_use]
    pub fn removed(self) -> Expr<T> {
        Expr::from_node(node(JsonOp::Remove, self.args()))
    }
}

on_expressions! { [T: ColumnValue<Sql = JsonMarker>] [] {
    /// What an object has at a key, to go on from or to read.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.get("size").as_text()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN \
    ///         'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products",
    ///     postgres: "SELECT (details #>> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn get(self, key: &str) -> JsonPath<T> {
        JsonPath::root(self.expr()).get(key)
    }

    /// Whether an object has one of these keys; never, where none is given. An index on the document
    /// answers it on PostgreSQL, which also finds the elements of an array of texts.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.has_any_key(["size", "width"])),
    ///     sqlite: "SELECT id FROM products WHERE CASE WHEN details IS NOT NULL THEN \
    ///         json_type(details, ?) IS NOT NULL OR json_type(details, ?) IS NOT NULL END",
    ///     postgres: "SELECT id FROM products WHERE details ?| $1::TEXT[]",
    ///     mysql: "SELECT id FROM products WHERE JSON_CONTAINS_PATH(details, 'one', ?, ?)",
    /// );
    /// ```
    #[must_use]
    pub fn has_any_key<'k>(self, keys: impl IntoIterator<Item = &'k str>) -> Expr<Wrapped<T, bool>> {
        let args = JsonPath::of_keys(self.expr(), keys);
        Expr::from_node(node(JsonOp::HasAnyKey, args))
    }

    /// Whether an object has all of these keys; always, where none is given. An index on the
    /// document answers it on PostgreSQL, which also finds the elements of an array of texts.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.has_all_keys(["size", "width"])),
    ///     sqlite: "SELECT id FROM products WHERE CASE WHEN details IS NOT NULL THEN \
    ///         json_type(details, ?) IS NOT NULL AND json_type(details, ?) IS NOT NULL END",
    ///     postgres: "SELECT id FROM products WHERE details ?& $1::TEXT[]",
    ///     mysql: "SELECT id FROM products WHERE JSON_CONTAINS_PATH(details, 'all', ?, ?)",
    /// );
    /// ```
    #[must_use]
    pub fn has_all_keys<'k>(self, keys: impl IntoIterator<Item = &'k str>) -> Expr<Wrapped<T, bool>> {
        let args = JsonPath::of_keys(self.expr(), keys);
        Expr::from_node(node(JsonOp::HasAllKeys, args))
    }

    /// Whether a path of SQL/JSON leads to something in the document: `self @? path`. NULL where the
    /// document is NULL.
    ///
    /// PostgreSQL has such paths; elsewhere it is an error when the statement is compiled. What is no
    /// path is an error of the server.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.path_exists("$.parts[*] ? (@.price > 9)")),
    ///     postgres: "SELECT id FROM products WHERE details @? CAST($1::text AS JSONPATH)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn path_exists(self, path: &str) -> Expr<Wrapped<T, bool>> {
        let args = vec![self.expr().into_node().into(), Arg::Bind(Value::Text(path.to_owned()))];
        Expr::from_node(node(JsonOp::PathExists, args))
    }

    /// Whether a predicate of SQL/JSON holds for the document: `self @@ predicate`. NULL where it is
    /// neither true nor false.
    ///
    /// PostgreSQL has such predicates; elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.path_matches("$.size.width > 9")),
    ///     postgres: "SELECT id FROM products WHERE details @@ CAST($1::text AS JSONPATH)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn path_matches(self, predicate: &str) -> Expr<Option<bool>> {
        let predicate = Arg::Bind(Value::Text(predicate.to_owned()));
        let args = vec![self.expr().into_node().into(), predicate];
        Expr::from_node(node(JsonOp::PathMatches, args))
    }

    /// What an array has at a position, counted from zero, to go on from or to read.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.item(0).as_text()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN \
    ///         'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products",
    ///     postgres: "SELECT (details #>> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn item(self, position: u32) -> JsonPath<T> {
        JsonPath::root(self.expr()).item(position)
    }

    /// The document itself, to read it as a text, a number or a boolean.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.details.document().as_text()),
    ///     sqlite: "SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN \
    ///         'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products",
    ///     postgres: "SELECT (details #>> $1::TEXT[]) FROM products",
    ///     mysql: "SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN \
    ///         JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn document(self) -> JsonPath<T> {
        JsonPath::root(self.expr())
    }
} }
