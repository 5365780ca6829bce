//! Totals over children: in memory over what is loaded, or in the database.

use alchemy::Result;
use alchemy::orm::View;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::orders::{Order, OrderLine};

use crate::setup::session;

/// What an order costs, in cents.
fn total(order: View<'_, Order>) -> Result<i64> {
    let lines = order.many(Order.lines)?;
    Ok(lines.map(|line| line.quantity * line.price).sum())
}

/// The orders of a customer with what each costs, most expensive first.
fn invoices(session: &mut Session, customer: &str) -> Result<Vec<(Handle<Order>, i64)>> {
    let orders = session.all(
        select(Order)
            .filter(Order.customer.eq(customer))
            .options(selectinload(Order.lines)),
    )?;
    let mut invoices = Vec::new();
    for order in orders {
        invoices.push((order, total(session.view(order)?)?));
    }
    invoices.sort_by_key(|(_, total)| -total);
    Ok(invoices)
}

/// How many things each customer ordered, counted by the database.
fn ordered(session: &mut Session) -> Result<Vec<(String, i64)>> {
    session.all(
        select((
            Order.customer,
            func::coalesce(func::sum(OrderLine.quantity), 0_i64),
        ))
        .outer_join(Order.lines)
        .group_by(Order.customer)
        .order_by(Order.customer),
    )
}

fn order(customer: &str, lines: &[(&str, i64, i64)]) -> Order {
    let line = |((product, quantity, price), position): (&(&str, i64, i64), i32)| OrderLine {
        product: (*product).to_owned(),
        quantity: *quantity,
        price: *price,
        position,
        ..OrderLine::default()
    };
    Order {
        customer: customer.to_owned(),
        lines: lines.iter().zip(0..).map(line).collect(),
        ..Order::default()
    }
}

fn shop(database: &TestDatabase) -> Session {
    let mut session = session(database, &metadata![Order, OrderLine]);
    session.add(order("alice", &[("pen", 2, 150), ("ink", 1, 700)]));
    session.add(order("alice", &[("desk", 1, 20_000)]));
    session.add(order("bob", &[]));
    session.commit().unwrap();
    session
}

#[test]
fn a_customers_invoices(database: &TestDatabase) {
    let shop = shop(database);
    let mut session = Session::new(shop.engine());
    let invoices = invoices(&mut session, "alice").unwrap();
    let totals: Vec<i64> = invoices.iter().map(|(_, total)| *total).collect();
    assert_eq!(totals, [20_000, 1_000]);
    assert_eq!(session[invoices[0].0].customer, "alice");
}

#[test]
fn things_ordered_a_customer(database: &TestDatabase) {
    let counts = ordered(&mut shop(database)).unwrap();
    assert_eq!(counts, [("alice".to_owned(), 4), ("bob".to_owned(), 0)]);
}
