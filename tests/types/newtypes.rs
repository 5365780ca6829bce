//! Structs of one field as columns.

use alchemy::prelude::*;
use alchemy::types::{ColumnType as _, SqlType};
use alchemy_test_support::TestDatabase;

#[derive(ColumnType, Clone, Debug, Default, PartialEq)]
#[column_type(length = 200)]
struct Email(String);

#[derive(ColumnType, Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd)]
struct UserId(i64);

#[derive(ColumnType, Clone, Copy, Debug, Default, PartialEq)]
#[column_type(precision = 12, scale = 2)]
struct Money {
    amount: rust_decimal::Decimal,
}

#[derive(ColumnType, Clone, Debug, Default, PartialEq)]
#[column_type(type = "CITEXT")]
struct Name(Email);

#[derive(Model, Debug, Default)]
#[model(table = "users")]
struct User {
    #[column(primary_key)]
    id: Auto<UserId>,
    #[column(unique)]
    email: Email,
    other: Option<Email>,
    money: Option<Money>,
    #[column(foreign_key = User.id)]
    friend_id: Option<UserId>,
}

#[test]
fn the_sql_type_is_the_fields() {
    assert_eq!(Email::SQL_TYPE, SqlType::Varchar(200));
    assert_eq!(UserId::SQL_TYPE, SqlType::BigInt);
    assert_eq!(
        Money::SQL_TYPE,
        SqlType::Decimal {
            precision: 12,
            scale: 2
        }
    );
    assert_eq!(Name::SQL_TYPE, SqlType::Other("CITEXT"));
}

#[test]
fn stored_compared_and_read(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![User]).unwrap();
    let mut session = Session::new(&engine);
    let first = session.add(User {
        email: Email("a@b.c".into()),
        money: Some(Money {
            amount: "10.5".parse().unwrap(),
        }),
        ..User::default()
    });
    session.commit().unwrap();
    assert_eq!(session.key(first).unwrap(), UserId(1));
    session.add(User {
        email: Email("d@e.f".into()),
        other: Some(Email("a@b.c".into())),
        friend_id: Some(UserId(1)),
        ..User::default()
    });
    session.commit().unwrap();
    session.clear();

    let found = session.get(User, UserId(1)).unwrap().unwrap();
    assert_eq!(session[found].email, Email("a@b.c".into()));
    assert_eq!(
        session[found].money.unwrap().amount,
        "10.5".parse().unwrap()
    );
    let mut count = |condition: Expr<Option<bool>>| -> i64 {
        session
            .one(select(func::count(User.id)).filter(condition))
            .unwrap()
    };
    assert_eq!(count(User.other.eq(Email("a@b.c".into()))), 1);
    assert_eq!(count(User.other.eq(&Email("x".into()))), 0);
    assert_eq!(count(User.other.eq(User.email)), 0);
    assert_eq!(count(User.friend_id.eq(UserId(1))), 1);
    assert_eq!(count(User.other.stored().like("a@%")), 1);
    assert_eq!(count((User.money.stored() * 2).eq(21)), 1);
    let emails: Vec<Email> = session
        .all(select(User.email).order_by(User.email))
        .unwrap();
    assert_eq!(emails, [Email("a@b.c".into()), Email("d@e.f".into())]);
    let stored: Vec<Option<String>> = session
        .all(select(User.other.stored()).order_by(User.id))
        .unwrap();
    assert_eq!(stored, [None, Some("a@b.c".to_owned())]);
}
