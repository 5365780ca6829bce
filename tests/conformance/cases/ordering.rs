//! ORDER BY, DISTINCT, LIMIT and OFFSET.

use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::cases;
use crate::models::{Customer, Employee, Genre, Invoice, Message, Track};

cases! {
    queries:
        order_by_string_label order_codepoints order_distinct order_distinct_limit
        order_distinct_pair order_null_default order_nulls_last order_nulls_last_case
        order_offset_only order_slice order_two_keys;
}

fn order_by_string_label() -> Select<(i32, Option<i64>)> {
    select((Genre.genre_id, func::length(Genre.name).label("len")))
        .order_by((label("len").desc(), Genre.genre_id))
        .limit(5)
}

fn order_codepoints() -> Select<(i32, Option<String>)> {
    select((Customer.customer_id, Customer.city))
        .filter(Customer.customer_id.in_([1, 3, 10, 29, 30, 53, 54, 36]))
        .order_by((Customer.city, Customer.customer_id))
}

fn order_distinct() -> Select<Option<String>> {
    select(Invoice.billing_country)
        .distinct()
        .filter(Invoice.invoice_id.lt(40))
        .order_by(Invoice.billing_country)
}

fn order_distinct_limit() -> Select<Option<String>> {
    select(Customer.country)
        .distinct()
        .order_by(Customer.country)
        .limit(4)
        .offset(2)
}

fn order_distinct_pair() -> Select<(i32, Decimal)> {
    select((Track.media_type_id, Track.unit_price)).distinct()
}

fn order_null_default() -> Select<(i32, Option<i32>)> {
    select((Employee.employee_id, Employee.reports_to))
        .order_by((Employee.reports_to, Employee.employee_id))
}

fn order_nulls_last() -> Select<(i32, Option<f64>)> {
    select((Message.message_id, Message.score))
        .order_by((Message.score.asc().nulls_last(), Message.message_id))
}

fn order_nulls_last_case() -> Select<(i32, Option<f64>)> {
    let last = case(Message.score.is_null(), 1).otherwise(0);
    select((Message.message_id, Message.score)).order_by((last, Message.score, Message.message_id))
}

fn order_offset_only() -> Select<i32> {
    select(Genre.genre_id).order_by(Genre.genre_id).offset(20)
}

fn order_slice() -> Select<i32> {
    select(Genre.genre_id)
        .order_by(Genre.genre_id)
        .offset(2)
        .limit(3)
}

fn order_two_keys() -> Select<(Option<String>, String)> {
    select((Customer.country, Customer.last_name))
        .filter(Customer.country.in_(["USA", "Canada"]))
        .order_by((Customer.country.desc(), Customer.last_name))
}
