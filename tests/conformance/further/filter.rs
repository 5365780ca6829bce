//! Conditions.

use alchemy::prelude::*;
use alchemy::sql::false_;
use rust_decimal::Decimal;

use crate::cases::cases;
use crate::models::{Artist, Customer, Employee, Genre, Invoice, Message, Stock, Track};

cases! {
    in filter;
    queries:
        starts_with_escaped starts_with_any_case not_ilike distinct_from_columns
        not_distinct_from_null boolean_column boolean_is conditions_equal modulo bitwise_and
        regexp_not decimal_range any_of_none columns_of_two_tables not_in_strings length coalesced;
}

fn starts_with_escaped() -> Select<i32> {
    select(Message.message_id)
        .filter(Message.body.contains("80_") | Message.body.ends_with("0% of plan"))
        .order_by(Message.message_id)
}

fn starts_with_any_case() -> Select<i32> {
    select(Artist.artist_id)
        .filter(Artist.name.istarts_with("THE BLACK") | Artist.name.iends_with("PARK"))
        .order_by(Artist.artist_id)
}

fn not_ilike() -> Select<i32> {
    select(Customer.customer_id)
        .filter(!Customer.company.ilike("%A%"))
        .order_by(Customer.customer_id)
}

fn distinct_from_columns() -> Select<i32> {
    select(Message.message_id)
        .filter(Message.sender_id.is_distinct_from(Message.recipient_id))
        .filter(Message.message_id.gt(8))
        .order_by(Message.message_id)
}

fn not_distinct_from_null() -> Select<i32> {
    select(Message.message_id)
        .filter(Message.score.is_not_distinct_from(None::<f64>))
        .order_by(Message.message_id)
}

fn boolean_column() -> Select<i32> {
    let read = Message.is_read & Message.score.gt(3);
    let unread = !Message.is_read & Message.score.is_null();
    select(Message.message_id)
        .filter(read | unread)
        .order_by(Message.message_id)
}

fn boolean_is() -> Select<i32> {
    select(Message.message_id)
        .filter(Message.is_read.eq(true) & Message.is_read.ne(false))
        .order_by(Message.message_id)
}

fn conditions_equal() -> Select<i32> {
    select(Track.track_id)
        .filter(Track.album_id.in_([1, 2, 3, 4]))
        .filter(Track.milliseconds.gt(250_000).eq(Track.genre_id.eq(1)))
        .order_by(Track.track_id)
}

fn modulo() -> Select<i32> {
    select(Track.track_id)
        .filter((Track.track_id % 500).eq(7))
        .order_by(Track.track_id)
}

fn bitwise_and() -> Select<i32> {
    select(Genre.genre_id)
        .filter(Genre.genre_id.bitwise_and(5).eq(5))
        .order_by(Genre.genre_id)
}

fn regexp_not() -> Select<i32> {
    select(Employee.employee_id)
        .filter(!Employee.title.regexp_match("^(Sales|IT)"))
        .order_by(Employee.employee_id)
}

fn decimal_range() -> Select<(i32, Decimal)> {
    let (low, high) = (Decimal::new(1586, 2), Decimal::new(1886, 2));
    select((Invoice.invoice_id, Invoice.total))
        .filter(Invoice.total.between(low, high))
        .order_by(Invoice.invoice_id)
}

fn any_of_none() -> Select<i32> {
    let names: [&str; 0] = [];
    let any = names
        .into_iter()
        .fold(false_().optional(), |any, name| any | Genre.name.eq(name));
    select(Genre.genre_id).filter(any)
}

fn columns_of_two_tables() -> Select<(i32, i32)> {
    select((Customer.customer_id, Employee.employee_id))
        .filter(Customer.city.eq(Employee.city))
        .order_by((Customer.customer_id, Employee.employee_id))
}

fn not_in_strings() -> Select<i32> {
    select(Customer.customer_id)
        .filter(Customer.state.not_in(["SP", "CA", "RJ", "ON"]))
        .order_by(Customer.customer_id)
}

fn length() -> Select<i32> {
    select(Genre.genre_id)
        .filter(func::length(Genre.name).gt(12))
        .order_by(Genre.genre_id)
}

fn coalesced() -> Select<(String, i32)> {
    select((Stock.warehouse, Stock.sku))
        .filter(func::coalesce(Stock.note, "-").eq("-"))
        .order_by((Stock.warehouse, Stock.sku))
}
