//! A column of a table.

use std::borrow::Cow;

use crate::types::{SqlType, Value};

/// What the database supplies when an INSERT leaves a column out.
#[derive(Clone, Debug)]
pub enum ServerDefault {
    /// A value, written as a literal.
    Value(fn() -> Value),
    /// A SQL expression. A dialect puts parentheses around it where its database wants them.
    Sql(Cow<'static, str>),
}

/// What a column becomes when a row is updated by a statement that leaves the column out.
#[derive(Clone, Debug)]
pub enum UpdateDefault {
    /// A value: one for a statement, one for each instance that a session updates.
    Value(fn() -> Value),
    /// A SQL expression.
    Sql(Cow<'static, str>),
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in the database.
    pub name: Cow<'static, str>,
    /// Its type.
    pub sql_type: SqlType,
    /// Whether it takes NULL.
    pub nullable: bool,
    /// Whether the database generates its value as a key.
    pub autoincrement: bool,
    /// The value that an INSERT gives when the statement leaves the column out.
    pub default: Option<fn() -> Value>,
    /// What an UPDATE sets it to when the statement leaves the column out.
    pub update_default: Option<UpdateDefault>,
    /// What the database supplies when an INSERT leaves the column out.
    pub server_default: Option<ServerDefault>,
    /// What the database says about it.
    pub comment: Option<Cow<'static, str>>,
}

/// A column in a constant: what generated code writes.
#[derive(Clone, Copy, Debug)]
pub struct ColumnDefinition {
    /// See [`Column::name`].
    pub name: &'static str,
    /// See [`Column::sql_type`].
    pub sql_type: SqlType,
    /// See [`Column::nullable`].
    pub nullable: bool,
    /// See [`Column::autoincrement`].
    pub autoincrement: bool,
    /// See [`Column::default`].
    pub default: Option<fn() -> Value>,
    /// An update default that is a value.
    pub update_default_value: Option<fn() -> Value>,
    /// An update default that is SQL.
    pub update_default_sql: Option<&'static str>,
    /// A server default that is a value.
    pub server_default_value: Option<fn() -> Value>,
    /// A server default that is SQL.
    pub server_default_sql: Option<&'static str>,
    /// See [`Column::comment`].
    pub comment: Option<&'static str>,
}

impl ColumnDefinition {
    /// A column that takes no NULL and has no default.
    #[must_use]
    pub const fn new(name: &'static str, sql_type: SqlType) -> Self {
        Self {
            name,
            sql_type,
            nullable: false,
            autoincrement: false,
            default: None,
            update_default_value: None,
            update_default_sql: None,
            server_default_value: None,
            server_default_sql: None,
            comment: None,
        }
    }
}

impl Column {
    /// The column of a definition.
    #[must_use]
    pub const fn define(definition: ColumnDefinition) -> Self {
        Self {
            name: Cow::Borrowed(definition.name),
            sql_type: definition.sql_type,
            nullable: definition.nullable,
            autoincrement: definition.autoincrement,
            default: definition.default,
            update_default: match (
                definition.update_default_value,
                definition.update_default_sql,
            ) {
                (Some(value), _) => Some(UpdateDefault::Value(value)),
                (None, Some(sql)) => Some(UpdateDefault::Sql(Cow::Borrowed(sql))),
                (None, None) => None,
            },
            server_default: match (
                definition.server_default_value,
                definition.server_default_sql,
            ) {
                (Some(value), _) => Some(ServerDefault::Value(value)),
                (None, Some(sql)) => Some(ServerDefault::Sql(Cow::Borrowed(sql))),
                (None, None) => None,
            },
            comment: match definition.comment {
                Some(comment) => Some(Cow::Borrowed(comment)),
                None => None,
            },
        }
    }

    /// The name, in a constant.
    #[must_use]
    #[expect(clippy::panic, reason = "in a constant, a panic is a compile error")]
    pub const fn static_name(&self) -> &str {
        match &self.name {
            Cow::Borrowed(name) => name,
            Cow::Owned(_) => panic!("a column made at run time is no constant"),
        }
    }
}

/// Two columns are equal when the database would make the same of them.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.sql_type == other.sql_type
            && self.nullable == other.nullable
            && self.autoincrement == other.autoincrement
            && self.server_default == other.server_default
            && self.comment == other.comment
    }
}

impl PartialEq for ServerDefault {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(a), Self::Value(b)) => a() == b(),
            (Self::Sql(a), Self::Sql(b)) => a == b,
            _ => false,
        }
    }
}
