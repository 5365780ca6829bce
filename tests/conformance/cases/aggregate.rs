//! Aggregates, GROUP BY and HAVING.

use alchemy::prelude::*;
use alchemy::sql::{DatePart, rollup};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use super::cases;
use crate::models::{Album, Customer, Invoice, InvoiceLine, Track};

cases! {
    queries:
        agg_avg_decimal agg_empty agg_group_expression agg_having agg_having_two agg_min_max_types
        agg_of_agg agg_rollup agg_strings agg_sum_case agg_sum_min_max agg_top_customers;
}

type Sums = (Option<i64>, Option<i32>, Option<i32>, Option<i64>);
type Ends = (
    Option<NaiveDateTime>,
    Option<NaiveDateTime>,
    Option<String>,
    Option<String>,
);

fn rounded(sum: Expr<Option<Decimal>>) -> Expr<Option<Decimal>> {
    func::call::<Option<Decimal>>("round", (sum, 2))
}

fn agg_avg_decimal() -> Select<Option<Decimal>> {
    let average = func::call::<Option<Decimal>>("avg", (Invoice.total,));
    select(rounded(average).label("a"))
}

fn agg_empty() -> Select<(Option<i64>, i64, Option<String>)> {
    select((
        func::sum(Track.milliseconds),
        func::count_all(),
        func::max(Track.name),
    ))
    .filter(Track.track_id.lt(0))
}

fn agg_group_expression() -> Select<(i64, i64, Option<Decimal>)> {
    let year = || func::extract(DatePart::Year, Invoice.invoice_date);
    select((
        year().label("y"),
        func::count_all().label("n"),
        func::sum(Invoice.total).label("t"),
    ))
    .group_by(year())
    .order_by(year())
}

fn agg_having() -> Select<(i32, i64)> {
    let n = || func::count(Album.album_id);
    select((Album.artist_id, n().label("n")))
        .group_by(Album.artist_id)
        .having(n().ge(6))
        .order_by((n().desc(), Album.artist_id))
}

fn agg_having_two() -> Select<(i32, Option<i64>)> {
    select((InvoiceLine.track_id, func::sum(InvoiceLine.quantity)))
        .filter(InvoiceLine.unit_price.eq(Decimal::new(99, 2)))
        .group_by(InvoiceLine.track_id)
        .having(func::count_all().gt(1) & func::min(InvoiceLine.invoice_id).lt(8))
        .order_by(InvoiceLine.track_id)
}

fn agg_min_max_types() -> Select<Ends> {
    select((
        func::min(Invoice.invoice_date),
        func::max(Invoice.invoice_date),
        func::min(Invoice.billing_city),
        func::max(Invoice.billing_state),
    ))
}

fn agg_of_agg() -> Select<(Option<i64>, Option<Decimal>, i64)> {
    let counts = select((Album.artist_id, func::count_all().label("n")))
        .group_by(Album.artist_id)
        .subquery();
    let (_, n) = counts.columns();
    let mean = func::call::<Option<Decimal>>("avg", (n,));
    select((
        func::max(n).label("hi"),
        func::call::<Option<Decimal>>("round", (mean, 3)).label("mean"),
        func::count_all().label("artists"),
    ))
    .select_from(&counts)
}

fn agg_rollup() -> Select<(Option<i32>, i64)> {
    select((Track.media_type_id.optional(), func::count_all().label("n")))
        .group_by(rollup(Track.media_type_id))
}

fn agg_strings() -> Select<(i32, Option<String>)> {
    let titles = func::aggregate_strings(Album.title, " | ").order_by(Album.album_id);
    select((Album.artist_id, titles.label("titles")))
        .filter(Album.artist_id.in_([1, 2, 8]))
        .group_by(Album.artist_id)
        .order_by(Album.artist_id)
}

fn agg_sum_case() -> Select<(i32, Option<i64>, i64)> {
    let dear = case(Track.unit_price.gt(1), 1).otherwise(0);
    let anonymous = case(Track.composer.is_null(), 1).end();
    select((
        Track.media_type_id,
        func::sum(dear).label("dear"),
        func::count(anonymous).label("anon"),
    ))
    .group_by(Track.media_type_id)
    .order_by(Track.media_type_id)
}

fn agg_sum_min_max() -> Select<Sums> {
    select((
        func::sum(Track.milliseconds),
        func::min(Track.milliseconds),
        func::max(Track.milliseconds),
        func::sum(Track.bytes),
    ))
}

fn agg_top_customers() -> Select<(i32, String, Option<Decimal>)> {
    let total = || rounded(func::sum(Invoice.total).expr());
    select((Customer.customer_id, Customer.last_name, total().label("t")))
        .join(Customer.invoices)
        .group_by((Customer.customer_id, Customer.last_name))
        .order_by((total().desc(), Customer.customer_id))
        .limit(6)
}
