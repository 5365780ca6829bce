//! Arithmetic with dates and times, and their parts.

use alchemy::sql::{DatePart, Selectable, func, select};
use alchemy::types::Interval;
use chrono::{NaiveDateTime, TimeDelta};
use insta::assert_snapshot;

use crate::product::Product;
use crate::show::show_unprepared;

fn shown(what: impl Selectable) -> String {
    show_unprepared(&select(what))
}

#[test]
fn sums_and_differences() {
    let month = Interval {
        months: 1,
        ..Interval::default()
    };
    assert_snapshot!(shown(Product.added_at + month), @"
    sqlite: SELECT alchemy_add_interval(added_at, ?) FROM products
    postgresql: SELECT (added_at + $1::interval) FROM products
    mysql: SELECT (added_at + INTERVAL ? MONTH + INTERVAL ? DAY + INTERVAL ? MICROSECOND) FROM products
    ");
    assert_snapshot!(shown(Product.added_at - TimeDelta::hours(1)), @"
    sqlite: SELECT alchemy_subtract_interval(added_at, ?) FROM products
    postgresql: SELECT (added_at - $1::interval) FROM products
    mysql: SELECT (added_at - INTERVAL ? MONTH - INTERVAL ? DAY - INTERVAL ? MICROSECOND) FROM products
    ");
    assert_snapshot!(shown(func::now::<NaiveDateTime>() - Product.added_at), @"
    sqlite: SELECT alchemy_difference(CURRENT_TIMESTAMP, added_at) FROM products
    postgresql: SELECT (LOCALTIMESTAMP - added_at) FROM products
    mysql: SELECT CONCAT('P', TIMESTAMPDIFF(MICROSECOND, added_at, LOCALTIMESTAMP(6)) DIV 86400000000, 'DT', CAST(TIMESTAMPDIFF(MICROSECOND, added_at, LOCALTIMESTAMP(6)) % 86400000000 * 0.000001 AS DECIMAL(20, 6)), 'S') FROM products
    ");
    assert_snapshot!(shown((Product.added_on + 7, Product.added_on - 7)), @"
    sqlite: SELECT date(added_on, CAST(? AS INTEGER) || ' days'), date(added_on, -CAST(? AS INTEGER) || ' days') FROM products
    postgresql: SELECT (added_on + CAST($1 AS INTEGER)), (added_on - CAST($2 AS INTEGER)) FROM products
    mysql: SELECT CAST((added_on + INTERVAL ? DAY) AS DATE), CAST((added_on - INTERVAL ? DAY) AS DATE) FROM products
    ");
    assert_snapshot!(shown(Product.added_on - Product.added_on), @"
    sqlite: SELECT CAST(julianday(added_on) - julianday(added_on) AS INTEGER) FROM products
    postgresql: SELECT (added_on - added_on) FROM products
    mysql: SELECT DATEDIFF(added_on, added_on) FROM products
    ");
    assert_snapshot!(shown(func::now::<NaiveDateTime>().seconds_since(Product.added_at) / 60), @"
    sqlite: SELECT (CAST(strftime('%s', CURRENT_TIMESTAMP) AS INTEGER) - CAST(strftime('%s', added_at) AS INTEGER)) / (? + 0.0) FROM products
    postgresql: SELECT (CAST(floor(EXTRACT(EPOCH FROM LOCALTIMESTAMP)) AS bigint) - CAST(floor(EXTRACT(EPOCH FROM added_at)) AS bigint)) / ($1::bigint + 0.0) FROM products
    mysql: SELECT (CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', LOCALTIMESTAMP(6)) * 0.000001) AS SIGNED) - CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', added_at) * 0.000001) AS SIGNED)) / (? + 0e0) FROM products
    ");
}

#[test]
fn cut_to_a_part() {
    assert_snapshot!(shown(Product.added_at.truncate(DatePart::Year)), @"
    sqlite: SELECT alchemy_truncate('year', added_at) FROM products
    postgresql: SELECT date_trunc('year', added_at) FROM products
    mysql: SELECT CAST(DATE_FORMAT(added_at, '%Y-01-01') AS DATETIME(6)) FROM products
    ");
    assert_snapshot!(shown(Product.added_at.truncate(DatePart::Quarter)), @"
    sqlite: SELECT alchemy_truncate('quarter', added_at) FROM products
    postgresql: SELECT date_trunc('quarter', added_at) FROM products
    mysql: SELECT CAST(MAKEDATE(YEAR(added_at), 1) + INTERVAL QUARTER(added_at) - 1 QUARTER AS DATETIME(6)) FROM products
    ");
    assert_snapshot!(shown(Product.added_at.truncate(DatePart::Week)), @"
    sqlite: SELECT alchemy_truncate('week', added_at) FROM products
    postgresql: SELECT date_trunc('week', added_at) FROM products
    mysql: SELECT CAST(DATE(added_at) - INTERVAL WEEKDAY(added_at) DAY AS DATETIME(6)) FROM products
    ");
    assert_snapshot!(shown(Product.added_at.truncate(DatePart::Minute)), @"
    sqlite: SELECT alchemy_truncate('minute', added_at) FROM products
    postgresql: SELECT date_trunc('minute', added_at) FROM products
    mysql: SELECT CAST(DATE_FORMAT(added_at, '%Y-%m-%d %H:%i:00') AS DATETIME(6)) FROM products
    ");
    assert_snapshot!(shown(Product.added_at.truncate(DatePart::Epoch)), @"
    sqlite: error: cutting to EPOCH can't be expressed in sqlite
    postgresql: error: cutting to EPOCH can't be expressed in postgresql
    mysql: error: cutting to EPOCH can't be expressed in mysql
    ");
}
