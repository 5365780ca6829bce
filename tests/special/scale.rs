//! A decimal with more digits after the point than its column has is refused, on every way into
//! the column, and not rounded by the database.

use alchemy::prelude::*;
use alchemy::{Error, ErrorKind};
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "prices")]
struct Price {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 12, scale = 2)]
    amount: Decimal,
    #[column(precision = 12)]
    whole: Option<Decimal>,
    #[column(precision = 12, scale = 2, default = decimal("1.25"))]
    by_default: Decimal,
    plain: Option<Decimal>,
}

fn decimal(digits: &str) -> Decimal {
    digits.parse().unwrap()
}

fn price(id: i64, amount: &str) -> Price {
    Price {
        id,
        amount: decimal(amount),
        whole: None,
        by_default: decimal("1"),
        plain: None,
    }
}

/// Says the table, the column, its digits and the value's.
#[track_caller]
fn refuses(error: Error, column: &str, most: u8, found: u8) {
    assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
    let expected =
        format!("`prices.{column}` has {most} digits after the point, and the value has {found}");
    assert!(error.message().contains(&expected), "{}", error.message());
}

#[test]
fn statements(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Price]).unwrap();
    let mut conn = engine.connect().unwrap();
    // What fits, with zeros at the end too.
    for (id, amount) in (1..).zip(["1", "-1.25", "1.2500", "0.000", "9999999999.99"]) {
        conn.execute(insert(Price).values([&price(id, amount)]))
            .unwrap();
        let found: Decimal = conn
            .one(select(Price.amount).filter(Price.id.eq(id)))
            .unwrap();
        assert_eq!(found, decimal(amount));
    }
    let bad = decimal("1.005");
    let row = price(9, "1.005");
    let good = price(9, "1");
    let refused = [
        conn.execute(insert(Price).values([&row])),
        conn.execute(insert(Price).values([&good, &row])),
        conn.execute(insert(Price).set(Price.id, 9).set(Price.amount, bad)),
        conn.execute(
            insert(Price)
                .columns((Price.id, Price.amount))
                .values([(9, bad)]),
        ),
        conn.execute(insert(Price).columns(Price.amount).values([bad])),
        conn.execute(update(Price).set(Price.amount, bad)),
        conn.execute(update(Price).set_all([Price.amount.assign(bad)])),
        conn.execute(
            update(Price)
                .set(Price.plain, decimal("1"))
                .set(Price.amount, -bad),
        ),
        conn.execute(
            insert(Price)
                .values([&good])
                .on_conflict(Price.id)
                .do_update(|old, _| old.amount.assign(bad)),
        ),
    ];
    for refused in refused {
        refuses(refused.unwrap_err(), "amount", 2, 3);
    }
    for rows in [1, 40] {
        let mut many: Vec<Price> = (10..10 + rows).map(|id| price(id, "1")).collect();
        many.push(price(9, "1.005"));
        refuses(conn.insert_many(Price, &many).unwrap_err(), "amount", 2, 3);
    }
    let error = conn
        .execute(update(Price).set(Price.whole, decimal("1.5")))
        .unwrap_err();
    refuses(error, "whole", 0, 1);
    let error = conn
        .execute(update(Price).set(Price.plain, decimal("0.12345678901")))
        .unwrap_err();
    refuses(error, "plain", 10, 11);
    // Comparing and computing take any number, and the database rounds what it computes.
    let none: Vec<i64> = conn
        .all(select(Price.id).filter(Price.amount.eq(bad)))
        .unwrap();
    assert_eq!(none, Vec::<i64>::new());
    conn.execute(update(Price).set(Price.amount, Price.amount * decimal("0.5")))
        .unwrap();
    // The transaction goes on, and nothing of what was refused was stored.
    let ids: Vec<i64> = conn.all(select(Price.id).order_by(Price.id)).unwrap();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
}

/// The text of a statement is remembered for what fits and for what doesn't.
#[test]
fn the_statement_is_the_same(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Price]).unwrap();
    let mut conn = engine.connect().unwrap();
    for (amount, fits) in [("1.25", true), ("1.255", false), ("2.50", true)] {
        let set = update(Price).set(Price.amount, decimal(amount));
        assert_eq!(conn.execute(&set).is_ok(), fits, "{amount}");
    }
}

#[test]
fn a_session(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Price]).unwrap();
    let mut session = Session::new(&engine);
    for rows in [1, 2, 50] {
        for id in 1..rows {
            session.add(price(id, "1"));
        }
        session.add(price(rows, "1.005"));
        refuses(session.flush().unwrap_err(), "amount", 2, 3);
        session.rollback().unwrap();
    }

    let handle = session.add(price(1, "1.00"));
    session.commit().unwrap();
    session[handle].amount = decimal("1.001");
    refuses(session.flush().unwrap_err(), "amount", 2, 3);
    session.rollback().unwrap();
    let found = session.one(select(Price.amount)).unwrap();
    assert_eq!(found, decimal("1"));

    session[handle].amount = decimal("1.250");
    session[handle].plain = Some(decimal("0.0123456789"));
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let found: (Decimal, Option<Decimal>) = conn.one(select((Price.amount, Price.plain))).unwrap();
    assert_eq!(found, (decimal("1.25"), Some(decimal("0.0123456789"))));
}
