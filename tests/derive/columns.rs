//! Column attributes and model attributes.

use alchemy::prelude::*;
use alchemy::schema::{ReferentialAction, ServerDefault, Table};
use alchemy::types::{ColumnType, DecodeError, SqlType, Text, Value, ValueRef};

use crate::support::foreign_keys;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
    Active,
    Banned,
}

impl ColumnType for Status {
    type Sql = Text;
    const SQL_TYPE: SqlType = SqlType::Varchar(10);

    fn to_value(&self) -> Value {
        Value::Text(format!("{self:?}"))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Text("Active") => Ok(Self::Active),
            ValueRef::Text("Banned") => Ok(Self::Banned),
            _ => Err(DecodeError::mismatch("a status", value)),
        }
    }
}

fn now() -> i64 {
    1_700_000_000
}

#[derive(Model, Debug)]
#[model(
    table = "accounts",
    schema = "bank",
    comment = "who has money",
    unique(email, status, name = "uq_email_status"),
    index(status, created_at),
    index(email, unique, name = "ux_email"),
    check = "balance >= 0",
    check("id > 0", name = "ck_id"),
    entity = Accounts
)]
struct Account {
    #[column(primary_key)]
    id: Auto<i32>,
    #[column(name = "e-mail", type = "CITEXT", comment = "how to reach them")]
    email: String,
    #[column(default = Status::Active, index = "ix_status")]
    status: Status,
    #[column(precision = 12, scale = 2, server_default = 0)]
    balance: rust_decimal::Decimal,
    #[column(default = now())]
    created_at: i64,
    #[column(default = 3)]
    level: Option<i16>,
    #[column(default = 1)]
    rating: f64,
    #[column(default = -1, check = "small < 10", check = "small > -10")]
    small: i8,
    #[column(server_default = text("CURRENT_TIMESTAMP"))]
    updated_at: Auto<Option<chrono::NaiveDateTime>>,
    #[column(server_default = true, unique = "uq_verified")]
    verified: bool,
    #[column(default = "none", server_default = "someone")]
    nickname: Option<String>,
    #[column(foreign_key = Account.id, on_delete = "set null", on_update = "no action")]
    parent_id: Option<i32>,
}

fn column(name: &str) -> &'static alchemy::schema::Column {
    let table: &'static Table = Account.table();
    let position = table.position(name).unwrap_or(u16::MAX);
    &table.columns[usize::from(position)]
}

fn default(name: &str) -> Option<Value> {
    column(name).default.map(|make| make())
}

#[test]
fn the_table() {
    let table = Account.table();
    assert_eq!(table.key(), (Some("bank"), "accounts"));
    assert_eq!(table.comment.as_deref(), Some("who has money"));
    assert_eq!(table.position("e-mail"), Some(1));
    assert_eq!(
        column("e-mail").comment.as_deref(),
        Some("how to reach them")
    );
    let _: Accounts = Account;
}

#[test]
fn types() {
    assert_eq!(column("id").sql_type, SqlType::Integer);
    assert_eq!(column("e-mail").sql_type, SqlType::Other("CITEXT"));
    assert_eq!(column("status").sql_type, SqlType::Varchar(10));
    let decimal = SqlType::Decimal {
        precision: 12,
        scale: 2,
    };
    assert_eq!(column("balance").sql_type, decimal);
    assert!(column("updated_at").nullable && !column("verified").nullable);
}

#[test]
fn defaults() {
    assert_eq!(default("status"), Some(Value::Text("Active".into())));
    assert_eq!(default("created_at"), Some(Value::Int(1_700_000_000)));
    assert_eq!(default("level"), Some(Value::Int(3)));
    assert_eq!(default("rating"), Some(Value::Float(1.0)));
    assert_eq!(default("small"), Some(Value::Int(-1)));
    assert_eq!(default("nickname"), Some(Value::Text("none".into())));
    assert!(column("id").default.is_none());
}

#[test]
fn server_defaults() {
    let value = |name: &str| match column(name).server_default.clone().unwrap() {
        ServerDefault::Value(value) => value(),
        ServerDefault::Sql(sql) => panic!("{sql}"),
    };
    assert_eq!(value("balance"), Value::Decimal("0".into()));
    assert_eq!(value("verified"), Value::Bool(true));
    assert_eq!(value("nickname"), Value::Text("someone".into()));
    assert_eq!(
        column("updated_at").server_default,
        Some(ServerDefault::Sql("CURRENT_TIMESTAMP".into()))
    );
}

#[test]
fn constraints() {
    let table = Account.table();
    let uniques: Vec<_> = table
        .uniques
        .iter()
        .map(|u| (u.name.as_deref(), &*u.columns))
        .collect();
    assert_eq!(
        uniques,
        [
            (Some("uq_verified"), &[9][..]),
            (Some("uq_email_status"), &[1, 2])
        ]
    );
    let indexes: Vec<_> = table
        .indexes
        .iter()
        .map(|i| (i.name.as_deref(), &*i.columns, i.unique))
        .collect();
    assert_eq!(
        indexes,
        [
            (Some("ix_status"), &[2][..], false),
            (None, &[2, 4], false),
            (Some("ux_email"), &[1], true),
        ]
    );
    let checks: Vec<_> = table
        .checks
        .iter()
        .map(|c| (c.name.as_deref(), &*c.condition))
        .collect();
    assert_eq!(
        checks,
        [
            (None, "small < 10"),
            (None, "small > -10"),
            (None, "balance >= 0"),
            (Some("ck_id"), "id > 0"),
        ]
    );
    assert_eq!(
        table.foreign_keys[0].on_update,
        Some(ReferentialAction::NoAction)
    );
    assert_eq!(
        foreign_keys(table),
        ["parent_id -> accounts(id) on delete SetNull on update NoAction"]
    );
}
