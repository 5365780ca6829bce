//! Aggregates, GROUP BY and HAVING.

use alchemy::prelude::*;
use alchemy::sql::DatePart;
use rust_decimal::Decimal;

use crate::cases::cases;
use crate::models::{
    City, Customer, Employee, Genre, Invoice, InvoiceLine, MediaItem, Message, Shelf, Stock, Track,
};

cases! {
    in aggregate;
    queries:
        count_distinct sum_distinct having_alone outer_zero by_case null_group arithmetic
        two_extracts filtered average having_subquery max_of_boolean_case entity_grouped
        by_joined_alias;
}

fn count_distinct() -> Select<(i64, i64, i64)> {
    select((
        func::count_distinct(Customer.country),
        func::count(Customer.country).distinct(),
        func::count(Customer.state),
    ))
}

fn sum_distinct() -> Select<Option<Decimal>> {
    select(func::sum(InvoiceLine.unit_price).distinct().label("s"))
}

fn having_alone() -> Select<i64> {
    let n = || func::count(Genre.genre_id);
    select(n()).having(n().gt(20))
}

fn outer_zero() -> Select<(String, i64)> {
    select((Shelf.name, func::count(MediaItem.item_id)))
        .outer_join(Shelf.items)
        .group_by((Shelf.shelf_id, Shelf.name))
        .order_by(Shelf.shelf_id)
}

fn by_case() -> Select<(String, i64)> {
    let length = case(Track.milliseconds.lt(120_000), "short")
        .when(Track.milliseconds.lt(600_000), "song")
        .otherwise("long")
        .label("c");
    select((length.clone(), func::count_all()))
        .group_by(length)
        .order_by(func::count_all())
}

fn null_group() -> Select<(Option<String>, i64)> {
    select((City.country_code, func::count(City.city_id)))
        .group_by(City.country_code)
        .order_by(func::coalesce(City.country_code, "-"))
}

fn arithmetic() -> Select<(Option<i32>, Option<f64>, Option<i32>)> {
    let average = func::sum(Track.milliseconds) / func::count(Track.track_id);
    let range = func::max(Track.milliseconds) - func::min(Track.milliseconds);
    select((
        Track.genre_id,
        func::round_to(average, 2).label("a"),
        range.label("r"),
    ))
    .filter(Track.genre_id.in_([8, 11, 25]))
    .group_by(Track.genre_id)
    .order_by(Track.genre_id)
}

fn two_extracts() -> Select<(i64, i64, i64)> {
    let part = |part| func::extract(part, Invoice.invoice_date);
    let (year, month) = (
        part(DatePart::Year).label("y"),
        part(DatePart::Month).label("m"),
    );
    select((year.clone(), month.clone(), func::count_all()))
        .filter(Invoice.invoice_id.lt(40))
        .group_by((year.clone(), month.clone()))
        .order_by((year, month))
}

fn filtered() -> Select<(i64, Option<i64>)> {
    select((
        func::count_all().filter(Message.is_read),
        func::sum(Message.message_id).filter(Message.score.gt(1)),
    ))
}

fn average() -> Select<Option<f64>> {
    select(func::round_to(func::avg(Stock.qty), 2).label("a"))
}

fn having_subquery() -> Select<(Option<String>, i64)> {
    let average = select(func::avg(Invoice.total)).scalar_subquery();
    select((Invoice.billing_country, func::count_all()))
        .group_by(Invoice.billing_country)
        .having(func::avg(Invoice.total).gt(average * 1.05))
        .order_by(Invoice.billing_country)
}

fn max_of_boolean_case() -> Select<(i32, Option<i32>)> {
    let read = case(Message.is_read, 1).otherwise(0);
    select((Message.sender_id, func::max(read).label("m")))
        .group_by(Message.sender_id)
        .order_by(Message.sender_id)
}

fn entity_grouped() -> Select<(Genre, i64)> {
    select((Genre, func::count(Track.track_id)))
        .join(Genre.tracks)
        .group_by((Genre.genre_id, Genre.name))
        .having(func::count(Track.track_id).lt(20))
        .order_by(Genre.genre_id)
}

fn by_joined_alias() -> Select<(String, i64)> {
    let manager = aliased(Employee);
    select((manager.last_name, func::count(Employee.employee_id)))
        .join(Employee.manager.of(manager))
        .group_by((manager.employee_id, manager.last_name))
        .order_by(manager.employee_id)
}
