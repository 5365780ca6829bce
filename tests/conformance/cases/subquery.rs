//! Subqueries.

use alchemy::prelude::*;
use alchemy::sql::all_;

use rust_decimal::Decimal;

use super::cases;
use crate::models::{Album, Artist, Customer, Employee, Genre, Invoice, MediaItem, Shelf, Track};

cases! {
    queries:
        sub_aliased_entity sub_correlated sub_exists_select sub_from sub_lateral sub_lateral_left
        sub_limit_inside sub_nested sub_not_in_null sub_scalar sub_scalar_where sub_any_all;
}

fn sub_correlated() -> Select<(i32, Option<i64>)> {
    let albums = select(func::count(Album.album_id))
        .filter(Album.artist_id.eq(Artist.artist_id))
        .scalar_subquery();
    select((Artist.artist_id, albums.label("albums")))
        .filter(Artist.artist_id.in_([1, 22, 25, 90]))
        .order_by(Artist.artist_id)
}

fn sub_exists_select() -> Select<(i32, bool)> {
    let dear = select(Track)
        .filter(Track.genre_id.eq(Genre.genre_id) & Track.unit_price.gt(1))
        .exists();
    select((Genre.genre_id, dear.label("has_dear")))
        .filter(Genre.genre_id.gt(15))
        .order_by(Genre.genre_id)
}

fn sub_not_in_null() -> Select<i32> {
    select(Employee.employee_id).filter(Employee.employee_id.not_in(select(Employee.reports_to)))
}

fn sub_scalar() -> Select<(i32, Option<i64>)> {
    let tracks = select(func::count(Track.track_id)).scalar_subquery();
    select((Genre.genre_id, tracks.label("all_tracks")))
        .filter(Genre.genre_id.lt(3))
        .order_by(Genre.genre_id)
}

fn sub_scalar_where() -> Select<i32> {
    let average = select(func::avg(Track.milliseconds)).scalar_subquery();
    select(Track.track_id)
        .filter(Track.milliseconds.gt(average * 8))
        .order_by(Track.track_id)
        .limit(20)
}

fn sub_aliased_entity() -> Select<(i32, String)> {
    let classical = select(Track).filter(Track.genre_id.eq(25)).subquery();
    let track = classical.entity(Track);
    select((track.track_id, track.name))
        .select_from(&classical)
        .order_by(track.track_id)
}

fn sub_from() -> Select<(String, Option<i64>)> {
    let lengths = select((Track.album_id, func::sum(Track.milliseconds).label("ms")))
        .group_by(Track.album_id)
        .subquery()
        .named("lens");
    let (album_id, ms) = lengths.columns();
    select((Album.title, ms))
        .join(lengths.on(album_id.eq(Album.album_id)))
        .filter(ms.gt(20_000_000))
        .order_by(ms.desc())
}

fn sub_lateral() -> Select<(i32, i32, Decimal)> {
    let top = select((Invoice.invoice_id, Invoice.total))
        .filter(Invoice.customer_id.eq(Customer.customer_id))
        .order_by((Invoice.total.desc(), Invoice.invoice_id))
        .limit(2)
        .lateral()
        .named("top");
    let (invoice_id, total) = top.columns();
    select((Customer.customer_id, invoice_id, total))
        .join(top.on(literal(true)))
        .filter(Customer.customer_id.lt(5))
        .order_by((Customer.customer_id, total.desc(), invoice_id))
}

fn sub_lateral_left() -> Select<(String, Option<String>)> {
    let first = select(MediaItem.title)
        .filter(MediaItem.shelf_id.eq(Shelf.shelf_id))
        .order_by(MediaItem.item_id)
        .limit(1)
        .lateral();
    select((Shelf.name, first.columns().optional()))
        .outer_join(first.on(literal(true)))
        .order_by(Shelf.shelf_id)
}

fn sub_limit_inside() -> Select<(i32, String)> {
    let longest = select((Track.track_id, Track.album_id, Track.milliseconds))
        .order_by((Track.milliseconds.desc(), Track.track_id))
        .limit(5)
        .subquery();
    let (track_id, album_id, milliseconds) = longest.columns();
    select((track_id, Album.title))
        .select_from(&longest)
        .join(Album.on(Album.album_id.eq(album_id)))
        .order_by(milliseconds.desc())
}

fn sub_nested() -> Select<(Option<String>, i64)> {
    let long = select((Track.track_id, Track.genre_id))
        .filter(Track.milliseconds.gt(1_000_000))
        .subquery()
        .named("i");
    let (_, genre_id) = long.columns();
    let counts = select((genre_id, func::count_all().label("n")))
        .select_from(&long)
        .group_by(genre_id)
        .subquery()
        .named("o");
    let (genre_id, n) = counts.columns();
    select((Genre.name, n))
        .join(counts.on(genre_id.eq(Genre.genre_id)))
        .order_by(Genre.name)
}

fn sub_any_all() -> Select<i32> {
    let lengths = select(Track.milliseconds).filter(Track.album_id.eq(1));
    select(Track.track_id)
        .filter(Track.album_id.eq(4) & Track.milliseconds.gt(all_(lengths)))
        .order_by(Track.track_id)
}
