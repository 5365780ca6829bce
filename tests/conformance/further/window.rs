//! Window functions.

use alchemy::prelude::*;
use alchemy::sql::{current_row, preceding, unbounded_following, unbounded_preceding};
use rust_decimal::Decimal;

use crate::cases::cases;
use crate::models::{Customer, Employee, Genre, Invoice, Message, Stock, Track};

cases! {
    in window;
    queries:
        ranks relative_ranks ntile lag_lead nth_value moving_average share ordered_by_window
        of_a_case groups difference two_partitions over_joined;
}

fn ranks() -> Select<(i32, i64, i64)> {
    select((
        Message.message_id,
        func::rank().over().order_by(Message.sent_at),
        func::dense_rank().over().order_by(Message.sent_at),
    ))
    .filter(Message.message_id.lt(8))
    .order_by(Message.message_id)
}

fn relative_ranks() -> Select<(String, i32, f64, f64)> {
    select((
        Stock.warehouse,
        Stock.sku,
        func::percent_rank().over().order_by(Stock.qty).label("p"),
        func::cume_dist().over().order_by(Stock.qty).label("c"),
    ))
    .order_by((Stock.warehouse, Stock.sku))
}

fn ntile() -> Select<(i32, i64)> {
    select((
        Genre.genre_id,
        func::ntile(4).over().order_by(Genre.genre_id),
    ))
    .filter(Genre.genre_id.lt(11))
    .order_by(Genre.genre_id)
}

fn lag_lead() -> Select<(i32, Option<String>, i32)> {
    let before = func::lag(Genre.name).over().order_by(Genre.genre_id);
    let after = func::lead_or(Genre.genre_id, 2, 0)
        .over()
        .order_by(Genre.genre_id);
    select((Genre.genre_id, before.label("a"), after.label("b")))
        .filter(Genre.genre_id.lt(5))
        .order_by(Genre.genre_id)
}

fn nth_value() -> Select<(i32, Option<String>)> {
    let second = func::nth_value(Track.name, 2)
        .over()
        .partition_by(Track.album_id)
        .order_by(Track.track_id)
        .rows(unbounded_preceding().to(unbounded_following()));
    select((Track.track_id, second.label("n")))
        .filter(Track.album_id.in_([2, 3]))
        .order_by(Track.track_id)
}

fn moving_average() -> Select<(i32, Option<Decimal>)> {
    let moving = func::sum(Invoice.total)
        .over()
        .order_by(Invoice.invoice_id)
        .rows(preceding(2).to(current_row()));
    select((Invoice.invoice_id, moving.label("m")))
        .filter(Invoice.invoice_id.lt(8))
        .order_by(Invoice.invoice_id)
}

fn share() -> Select<(String, i32, Option<f64>)> {
    let all = func::sum(Stock.qty).over().partition_by(Stock.warehouse);
    let share = func::round_to(Stock.qty * 100 / all, 1);
    select((Stock.warehouse, Stock.sku, share.label("p"))).order_by((Stock.warehouse, Stock.sku))
}

fn ordered_by_window() -> Select<(String, i32)> {
    let number = func::row_number()
        .over()
        .partition_by(Stock.warehouse)
        .order_by(Stock.qty.desc());
    select((Stock.warehouse, Stock.sku)).order_by((number, Stock.warehouse))
}

fn of_a_case() -> Select<(i32, Option<i64>)> {
    let read = case(Message.is_read, 1).otherwise(0);
    let running = func::sum(read).over().order_by(Message.message_id);
    select((Message.message_id, running.label("n")))
        .filter(Message.message_id.lt(7))
        .order_by(Message.message_id)
}

fn groups() -> Select<(i32, i64)> {
    let near = func::count_all()
        .over()
        .order_by(Message.sent_at)
        .groups(preceding(1).to(current_row()));
    select((Message.message_id, near.label("n")))
        .filter(Message.message_id.lt(8))
        .order_by(Message.message_id)
}

fn difference() -> Select<(i32, Option<Decimal>)> {
    let before = func::lag(Invoice.total)
        .over()
        .partition_by(Invoice.customer_id)
        .order_by(Invoice.invoice_id);
    select((Invoice.invoice_id, (Invoice.total - before).label("n")))
        .filter(Invoice.customer_id.eq(2))
        .order_by(Invoice.invoice_id)
}

fn two_partitions() -> Select<(String, i32, i64, Option<i32>)> {
    select((
        Stock.warehouse,
        Stock.sku,
        func::count_all().over().partition_by(Stock.warehouse),
        func::max(Stock.qty).over().partition_by(Stock.sku),
    ))
    .order_by((Stock.warehouse, Stock.sku))
}

fn over_joined() -> Select<(String, i32)> {
    let rank = func::rank()
        .over()
        .partition_by(Employee.employee_id)
        .order_by(func::sum(Invoice.total).desc());
    let ranked = select((
        Employee.last_name,
        Customer.customer_id,
        func::sum(Invoice.total).label("t"),
        rank.label("r"),
    ))
    .join(Employee.customers)
    .join(Customer.invoices)
    .group_by((
        Employee.employee_id,
        Employee.last_name,
        Customer.customer_id,
    ))
    .subquery();
    let (name, customer, _, rank) = ranked.columns();
    select((name, customer))
        .select_from(&ranked)
        .filter(rank.eq(1))
        .order_by((name, customer))
}
