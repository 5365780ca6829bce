//! What models compute, in Rust and in SQL.

use alchemy::Result;
use alchemy::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use crate::answer::Answer;
use crate::cases::cases;
use crate::models::{Customer, Employee, Invoice, InvoiceLine, Playlist, Track};

cases! {
    in hybrid;
    queries:
        method order aggregate group_bucket like negated correlated_filter correlated_alias
        through_join two_aliases_compared in_case in_subquery in_any window having;
    scenarios: both_sides update;
}

fn method() -> Select<i32> {
    select(Track.track_id)
        .filter(Track.longer_than(2800))
        .order_by(Track.track_id)
}

fn order() -> Select<(i32, String)> {
    select((Track.track_id, Track.display_name()))
        .filter(Track.album_id.eq(3))
        .order_by((Track.seconds().desc(), Track.display_name()))
}

fn aggregate() -> Select<(Option<i32>, Option<i64>, Option<i32>)> {
    select((
        Track.genre_id,
        func::sum(Track.seconds()),
        func::max(Track.seconds()),
    ))
    .filter(Track.genre_id.gt(23))
    .group_by(Track.genre_id)
    .order_by(Track.genre_id)
}

fn group_bucket() -> Select<(i32, i64)> {
    let minutes = Track.seconds().floor_div(60).label("m");
    select((minutes.clone(), func::count_all()))
        .filter(Track.genre_id.eq(3) & Track.milliseconds.lt(240_000))
        .group_by(minutes.clone())
        .order_by(minutes)
}

fn like() -> Select<i32> {
    select(Track.track_id)
        .filter(Track.display_name().like("%(unknown)"))
        .filter(Track.album_id.lt(12))
        .order_by(Track.track_id)
}

fn negated() -> Select<i64> {
    select(func::count_all())
        .select_from(Track)
        .filter(!Track.is_long() & Track.is_long().eq(false) & Track.milliseconds.gt(550_000))
}

fn correlated_filter() -> Select<i32> {
    select(Customer.customer_id)
        .filter(Customer.total_spent().gt(45))
        .order_by(Customer.customer_id)
}

fn correlated_alias() -> Select<(i32, Option<Decimal>)> {
    let customer = aliased(Customer);
    let spent = func::round_to(customer.total_spent(), 2);
    select((customer.customer_id, spent.label("t"))).filter(customer.country.eq("Norway"))
}

fn through_join() -> Select<(i32, Option<Decimal>)> {
    select((
        Invoice.invoice_id,
        func::sum(InvoiceLine.amount()).label("a"),
    ))
    .join(Invoice.lines)
    .filter(Invoice.customer_id.eq(2))
    .group_by(Invoice.invoice_id)
    .order_by(Invoice.invoice_id)
}

fn two_aliases_compared() -> Select<(String, String)> {
    let (a, b) = (aliased(Employee), aliased(Employee));
    let pair = a.city.eq(b.city) & a.full_name().lt(b.full_name());
    select((a.full_name(), b.full_name()))
        .select_from(a)
        .join(b.on(pair))
        .filter(a.title.eq("IT Staff"))
        .order_by(a.full_name())
}

fn in_case() -> Select<(i32, String)> {
    let word = case(Track.is_long(), "long").otherwise(Track.display_name());
    select((Track.track_id, word.label("w")))
        .filter(Track.track_id.in_([1, 77, 620]))
        .order_by(Track.track_id)
}

fn in_subquery() -> Select<(Option<i32>, Option<i32>)> {
    let long = select((Track.album_id, Track.seconds().label("sec")))
        .filter(Track.is_long())
        .subquery();
    let (album, seconds) = long.columns();
    select((album, func::max(seconds)))
        .select_from(&long)
        .group_by(album)
        .having(func::max(seconds).gt(2950))
        .order_by(album)
}

fn in_any() -> Select<i32> {
    select(Playlist.playlist_id)
        .filter(Playlist.tracks.any(|track| track.is_long()))
        .order_by(Playlist.playlist_id)
}

fn window() -> Select<(i32, i64)> {
    let rank = func::rank().over().order_by(Track.seconds().desc());
    select((Track.track_id, rank.label("r")))
        .filter(Track.album_id.eq(4))
        .order_by(Track.track_id)
}

fn having() -> Select<i32> {
    select(InvoiceLine.invoice_id)
        .group_by(InvoiceLine.invoice_id)
        .having(func::sum(InvoiceLine.amount()).gt(21))
        .order_by(InvoiceLine.invoice_id)
}

fn both_sides(session: &mut Session) -> Result<Answer> {
    let customer = session.one(select(Customer).filter(Customer.customer_id.eq(2)))?;
    session.load(customer, Customer.invoices)?;
    let in_memory = session.view(customer)?.many(Customer.invoices)?;
    let in_memory: Decimal = in_memory.map(|invoice| invoice.total).sum();
    let spent = select(Customer.total_spent()).filter(Customer.customer_id.eq(2));
    let in_sql = session.one(spent)?.map(|spent| spent.round_dp(2));
    Ok(Answer::Result(json!({
        "in_memory": in_memory.to_string(),
        "in_sql": in_sql.map(|spent| spent.to_string()),
    })))
}

fn update(session: &mut Session) -> Result<Answer> {
    let statement = alchemy::prelude::update(Employee)
        .filter(Employee.full_name().eq("Jane Peacock"))
        .set(Employee.title, Employee.full_name());
    let rows = session.connection()?.execute(statement)?.rows_affected;
    Ok(Answer::Result(json!({ "rowcount": rows })))
}
