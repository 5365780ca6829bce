//! Expressions.

use alchemy::prelude::*;
use alchemy::sql::DatePart;
use alchemy::types::Interval;
use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use super::cases;
use crate::models::{Artist, Customer, Employee, Genre, Invoice, InvoiceLine, Message, Track};

cases! {
    queries:
        expr_case_where expr_cast expr_coalesce expr_concat_null expr_date_add expr_decimal_product
        expr_duplicate_columns expr_extract expr_extract_time expr_func_concat expr_quoted_labels
        expr_substr_replace expr_text_columns expr_trim expr_upper_unicode expr_floor_division
        expr_floor_division_negative expr_greatest expr_label_order expr_true_division expr_type_coerce;
}

fn expr_case_where() -> Select<i32> {
    select(Message.message_id)
        .filter(case(Message.score.is_null(), 1).otherwise(0).eq(1))
        .order_by(Message.message_id)
}

fn expr_cast() -> Select<(String, i32)> {
    select((Genre.genre_id.cast::<String>(), literal("42").cast::<i32>()))
        .filter(Genre.genre_id.eq(25))
}

fn expr_coalesce() -> Select<(i32, String)> {
    let place = func::coalesce(Customer.company, func::coalesce(Customer.state, "n/a"));
    select((Customer.customer_id, place.label("x")))
        .filter(Customer.customer_id.le(6))
        .order_by(Customer.customer_id)
}

fn expr_concat_null() -> Select<(i32, Option<String>)> {
    let place = Customer.city.concat(", ").concat(Customer.state);
    select((Customer.customer_id, place.label("place")))
        .filter(Customer.customer_id.le(5))
        .order_by(Customer.customer_id)
}

fn expr_date_add() -> Select<(i32, NaiveDateTime)> {
    let month = Interval {
        days: 30,
        ..Interval::default()
    };
    let due = Invoice.invoice_date + month;
    select((Invoice.invoice_id, due.label("due")))
        .filter(Invoice.invoice_id.lt(4))
        .order_by(Invoice.invoice_id)
}

fn expr_decimal_product() -> Select<(i32, Decimal)> {
    let product = InvoiceLine.unit_price * InvoiceLine.quantity * 3;
    select((InvoiceLine.invoice_line_id, product.label("x")))
        .filter(InvoiceLine.invoice_id.in_([1, 88]))
        .order_by(InvoiceLine.invoice_line_id)
}

fn expr_duplicate_columns() -> Select<(i32, i32, Option<String>)> {
    select((Genre.genre_id, Genre.genre_id, Genre.name)).filter(Genre.genre_id.eq(3))
}

fn expr_extract() -> Select<(i32, i64, i64, i64)> {
    let part = |part| func::extract(part, Invoice.invoice_date);
    select((
        Invoice.invoice_id,
        part(DatePart::Year).label("y"),
        part(DatePart::Month).label("m"),
        part(DatePart::Day).label("dd"),
    ))
    .filter(Invoice.invoice_id.in_([1, 100, 412]))
    .order_by(Invoice.invoice_id)
}

fn expr_extract_time() -> Select<(i32, i64, i64)> {
    let part = |part| func::extract(part, Message.sent_at);
    select((
        Message.message_id,
        part(DatePart::Hour).label("h"),
        part(DatePart::Minute).label("mi"),
    ))
    .filter(part(DatePart::Year).eq(2024) & part(DatePart::Hour).lt(9))
    .order_by(Message.message_id)
}

fn expr_func_concat() -> Select<String> {
    let key = (Employee.first_name, "-", Employee.employee_id);
    select(func::call::<String>("concat", key))
        .filter(Employee.employee_id.lt(4))
        .order_by(Employee.employee_id)
}

fn expr_quoted_labels() -> Select<(i32, Option<String>, Option<String>)> {
    select((
        Genre.genre_id.label("Mixed Case"),
        Genre.name.label("select"),
        Genre.name.label("a.b"),
    ))
    .filter(Genre.genre_id.eq(1))
}

fn expr_substr_replace() -> Select<(Option<String>, Option<String>)> {
    let part = func::call::<Option<String>>("substr", (Artist.name, 2, 3));
    let replaced = func::call::<Option<String>>("replace", (Artist.name, "C", "k"));
    select((part, replaced))
        .filter(Artist.artist_id.le(2))
        .order_by(Artist.artist_id)
}

fn expr_text_columns() -> alchemy::sql::TextQuery<(i32, Decimal)> {
    text("SELECT track_id, unit_price FROM track WHERE album_id = :album ORDER BY track_id")
        .bind("album", 2)
        .columns()
}

fn expr_trim() -> Select<(Option<String>, Option<String>, Option<String>)> {
    let trimmed = || func::call::<Option<String>>("trim", (Customer.city,));
    select((trimmed(), trimmed().concat("|"), Customer.city.concat("|")))
        .filter(Customer.customer_id.eq(54))
}

fn expr_upper_unicode() -> Select<Option<String>> {
    select(Customer.city.upper()).filter(Customer.customer_id.eq(3))
}

fn expr_floor_division_negative() -> Select<(i32, i32)> {
    select((
        Genre.genre_id,
        (Genre.genre_id - 10).floor_div(4).label("q"),
    ))
    .filter(Genre.genre_id.in_([3, 9, 15]))
    .order_by(Genre.genre_id)
}

fn expr_floor_division() -> Select<(i32, i32, i32)> {
    select((
        Track.track_id,
        Track.milliseconds.floor_div(1000).label("sec"),
        Track.milliseconds.floor_div(60_000).label("mins"),
    ))
    .filter(Track.track_id.between(10, 14))
    .order_by(Track.track_id)
}

fn expr_greatest() -> Select<(i32, Option<i32>, Option<i32>)> {
    let greatest = func::greatest(Message.sender_id, Message.recipient_id);
    let least = func::least(Message.sender_id, Message.recipient_id);
    select((Message.message_id, greatest.label("g"), least.label("l")))
        .filter(Message.recipient_id.is_not_null())
        .order_by(Message.message_id)
}

fn expr_label_order() -> Select<(i32, Option<f64>)> {
    let rate = func::round_to(Track.bytes / Track.milliseconds, 1).label("rate");
    select((Track.track_id, rate.clone()))
        .filter(Track.album_id.eq(3))
        .order_by((rate.desc(), Track.track_id))
}

fn expr_true_division() -> Select<(i32, f64)> {
    let seconds = func::round_to(Track.milliseconds / 1000, 2);
    select((Track.track_id, seconds.label("sec")))
        .filter(Track.track_id.le(5))
        .order_by(Track.track_id)
}

fn expr_type_coerce() -> Select<(i32, Option<String>)> {
    select((Genre.genre_id, Genre.name.type_coerce::<String>())).filter(Genre.genre_id.eq(7))
}
