//! Expressions.

use alchemy::prelude::*;
use alchemy::sql::{DatePart, case_value};
use rust_decimal::Decimal;

use crate::cases::cases;
use crate::models::{Customer, Employee, Genre, Invoice, Message, Stock};

cases! {
    in expression;
    queries:
        case_of_value case_without_else nullif bitwise precedence conditions_selected three_valued
        literals decimal_quotient cast_boolean absolute coalesce_three unicode_length
        nested_functions concat_number case_in_arithmetic extract_second custom_operator power;
}

type Conditions = (i32, Option<bool>, bool, Option<bool>, bool);
type ThreeValued = (i32, Option<bool>, Option<bool>, Option<bool>);
type Rounded = (i32, Option<f64>, Option<f64>, Option<f64>);

fn case_of_value() -> Select<(i32, String)> {
    let word = case_value(Genre.genre_id)
        .when(1, "one")
        .when(2, "two")
        .otherwise("many");
    select((Genre.genre_id, word.label("w")))
        .filter(Genre.genre_id.lt(4))
        .order_by(Genre.genre_id)
}

fn case_without_else() -> Select<(i32, Option<String>)> {
    let word = case(Message.score.gt(100), "high")
        .when(Message.score.gt(2), "some")
        .end();
    select((Message.message_id, word.label("w")))
        .filter(Message.message_id.lt(10))
        .order_by(Message.message_id)
}

fn nullif() -> Select<(i32, Option<i32>)> {
    select((Stock.sku, func::nullif(Stock.qty, 0).label("n")))
        .filter(Stock.warehouse.eq("A"))
        .order_by(Stock.sku)
}

fn bitwise() -> Select<(i32, i32, i32, i32, i32)> {
    select((
        Genre.genre_id,
        Genre.genre_id.bitwise_and(6).label("a"),
        Genre.genre_id.bitwise_or(8).label("o"),
        Genre.genre_id.bitwise_xor(3).label("x"),
        Genre.genre_id.shift_left(2).label("l"),
    ))
    .filter(Genre.genre_id.in_([3, 5, 10]))
    .order_by(Genre.genre_id)
}

fn precedence() -> Select<(i32, i32, i32)> {
    select((
        ((Stock.qty + 2) * 3 - (Stock.sku - 1)).label("a"),
        (-(Stock.qty + Stock.sku)).label("b"),
        (Stock.qty - (Stock.sku - 1)).label("c"),
    ))
    .filter(Stock.warehouse.eq("B"))
    .order_by(Stock.sku)
}

fn conditions_selected() -> Select<Conditions> {
    select((
        Employee.employee_id,
        Employee.reports_to.eq(2).label("a"),
        Employee.employee_id.in_([1, 4]).label("b"),
        Employee.title.like("IT%").label("c"),
        Employee.reports_to.is_null().label("dd"),
    ))
    .filter(Employee.employee_id.in_([1, 4, 7]))
    .order_by(Employee.employee_id)
}

fn three_valued() -> Select<ThreeValued> {
    let high = || Message.score.gt(1);
    select((
        Message.message_id,
        (high() & Message.is_read).label("a"),
        (high() | Message.is_read).label("o"),
        (!high()).label("n"),
    ))
    .filter(Message.message_id.in_([2, 11, 12]))
    .order_by(Message.message_id)
}

fn literals() -> Select<(i32, String, Decimal, bool, Option<String>)> {
    select((
        literal(7).label("i"),
        literal("x'y").label("t"),
        literal(Decimal::new(250, 2)).label("dd"),
        literal(true).label("b"),
        literal(None::<String>).label("n"),
    ))
}

fn decimal_quotient() -> Select<(i32, Decimal, Decimal)> {
    select((
        Invoice.invoice_id,
        func::round_to(Invoice.total / 3, 2).label("third"),
        (Invoice.total - Decimal::new(98, 2)).label("less"),
    ))
    .filter(Invoice.invoice_id.lt(6))
    .order_by(Invoice.invoice_id)
}

fn cast_boolean() -> Select<(i32, i32)> {
    select((Message.message_id, Message.is_read.cast::<i32>().label("n")))
        .filter(Message.message_id.lt(5))
        .order_by(Message.message_id)
}

fn absolute() -> Select<Rounded> {
    select((
        Message.message_id,
        func::abs(Message.score).label("a"),
        func::ceil(Message.score).label("c"),
        func::floor(Message.score).label("f"),
    ))
    .filter(Message.message_id.in_([1, 3, 6, 7]))
    .order_by(Message.message_id)
}

fn coalesce_three() -> Select<(i32, String)> {
    let manager = Employee.reports_to.cast::<String>();
    let first = func::coalesce(manager, func::coalesce(Employee.title, "-"));
    select((Employee.employee_id, first.label("c")))
        .filter(Employee.employee_id.lt(4))
        .order_by(Employee.employee_id)
}

fn unicode_length() -> Select<(i32, i64)> {
    select((
        Customer.customer_id,
        func::char_length(Customer.first_name).label("n"),
    ))
    .filter(Customer.customer_id.in_([1, 2, 4, 5]))
    .order_by(Customer.customer_id)
}

fn nested_functions() -> Select<(Option<String>, Option<i64>)> {
    let start = func::substr(Genre.name, 1, 3).upper();
    let length = func::length(func::replace(Genre.name, " ", ""));
    select((start.label("u"), length.label("n")))
        .filter(Genre.genre_id.in_([5, 11, 20]))
        .order_by(Genre.genre_id)
}

fn concat_number() -> Select<String> {
    let key = Stock
        .warehouse
        .concat("-")
        .concat(Stock.sku.cast::<String>());
    select(key.label("k")).order_by((Stock.warehouse, Stock.sku))
}

fn case_in_arithmetic() -> Select<(i32, i32)> {
    let factor = case(Stock.qty.gt(5), 2).otherwise(10);
    select((Stock.sku, (Stock.qty * factor).label("n")))
        .filter(Stock.warehouse.eq("A"))
        .order_by(Stock.sku)
}

fn extract_second() -> Select<(i32, i64)> {
    let part = |part| func::extract(part, Message.sent_at);
    let minutes = part(DatePart::Minute) + part(DatePart::Hour) * 60;
    select((Message.message_id, minutes.label("m")))
        .filter(Message.message_id.in_([2, 6, 7]))
        .order_by(Message.message_id)
}

fn custom_operator() -> Select<i32> {
    select(Genre.genre_id.op::<i32, _, _>("%", 4).label("m"))
        .filter(Genre.genre_id.in_([5, 8]))
        .order_by(Genre.genre_id)
}

fn power() -> Select<(i32, i32, i32)> {
    let square = func::power(Genre.genre_id, 2).cast::<i32>();
    select((
        Genre.genre_id,
        (Genre.genre_id % 4).label("m"),
        square.label("p"),
    ))
    .filter(Genre.genre_id.in_([3, 7]))
    .order_by(Genre.genre_id)
}
