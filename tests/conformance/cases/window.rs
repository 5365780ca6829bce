//! Window functions.

use alchemy::prelude::*;
use alchemy::sql::{current_row, following, preceding, unbounded_following, unbounded_preceding};
use rust_decimal::Decimal;

use super::cases;
use crate::models::{Genre, Invoice, MediaType, Message, Track};

cases! {
    queries:
        win_filter win_first_last win_over_aggregate win_over_empty win_range_offset win_range_peers
        win_row_number win_rows_ahead win_running_sum win_top_n;
}

fn win_filter() -> Select<(i32, i64)> {
    let reads = func::count_all()
        .filter(Message.is_read)
        .over()
        .order_by(Message.message_id);
    select((Message.message_id, reads.label("reads"))).order_by(Message.message_id)
}

fn win_first_last() -> Select<(i32, Option<String>, Option<String>)> {
    let whole = || unbounded_preceding().to(unbounded_following());
    let first = func::first_value(Track.name)
        .over()
        .partition_by(Track.album_id)
        .order_by(Track.track_id)
        .rows(whole());
    let last = func::last_value(Track.name)
        .over()
        .partition_by(Track.album_id)
        .order_by(Track.track_id)
        .rows(whole());
    select((Track.track_id, first.label("f"), last.label("l")))
        .filter(Track.album_id.in_([3, 5]) & Track.milliseconds.gt(250_000))
        .order_by(Track.track_id)
}

type Shares = (Option<String>, Option<Decimal>, i64, Option<Decimal>);

fn win_over_aggregate() -> Select<Shares> {
    let total = || func::call::<Option<Decimal>>("round", (func::sum(Invoice.total), 2));
    let rank = || func::rank().over().order_by(total().desc());
    select((
        Invoice.billing_country,
        total().label("t"),
        rank().label("r"),
        func::sum(total()).over().label("grand"),
    ))
    .group_by(Invoice.billing_country)
    .order_by((rank(), Invoice.billing_country))
    .limit(8)
}

fn win_over_empty() -> Select<(i32, i64, Option<String>)> {
    select((
        MediaType.media_type_id,
        func::count_all().over().label("n"),
        func::max(MediaType.name).over().label("m"),
    ))
    .order_by(MediaType.media_type_id)
}

fn win_range_offset() -> Select<(i32, i64)> {
    let near = func::count_all()
        .over()
        .order_by(Genre.genre_id)
        .range(preceding(3).to(following(1)));
    select((Genre.genre_id, near.label("n")))
        .filter(Genre.genre_id.in_([1, 2, 4, 8, 9, 10, 20]))
        .order_by(Genre.genre_id)
}

fn win_range_peers() -> Select<(i32, i64, i64)> {
    let range = func::count_all()
        .over()
        .order_by(Message.sent_at)
        .range(unbounded_preceding().to(current_row()));
    let rows = func::count_all()
        .over()
        .order_by((Message.sent_at, Message.message_id))
        .rows(unbounded_preceding().to(current_row()));
    select((Message.message_id, range.label("rng"), rows.label("rws"))).order_by(Message.message_id)
}

fn win_row_number() -> Select<(Option<i32>, i32, i64)> {
    let number = || {
        func::row_number()
            .over()
            .partition_by(Track.album_id)
            .order_by((Track.milliseconds.desc(), Track.track_id))
    };
    select((Track.album_id, Track.track_id, number().label("rn")))
        .filter(Track.album_id.in_([2, 3, 4]))
        .order_by((Track.album_id, number()))
}

fn win_rows_ahead() -> Select<(i32, Option<i64>)> {
    let ahead = func::sum(Genre.genre_id)
        .over()
        .order_by(Genre.genre_id)
        .rows(following(1).to(following(3)));
    select((Genre.genre_id, ahead.label("s")))
        .filter(Genre.genre_id.gt(19))
        .order_by(Genre.genre_id)
}

fn win_running_sum() -> Select<(i32, Option<Decimal>)> {
    let running = func::sum(Invoice.total).over().order_by(Invoice.invoice_id);
    select((Invoice.invoice_id, running.label("running")))
        .filter(Invoice.customer_id.eq(2))
        .order_by(Invoice.invoice_id)
}

fn win_top_n() -> Select<(Option<String>, i32, Decimal)> {
    let number = func::row_number()
        .over()
        .partition_by(Invoice.billing_country)
        .order_by((Invoice.total.desc(), Invoice.invoice_id));
    let numbered = select((
        Invoice.billing_country,
        Invoice.invoice_id,
        Invoice.total,
        number.label("rn"),
    ))
    .filter(Invoice.billing_country.in_(["Chile", "Norway", "USA"]))
    .subquery();
    let (country, invoice_id, total, number) = numbered.columns();
    select((country, invoice_id, total))
        .select_from(&numbered)
        .filter(number.le(2))
        .order_by((country, number))
}
