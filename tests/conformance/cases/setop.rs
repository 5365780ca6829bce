//! UNION, INTERSECT and EXCEPT.

use alchemy::prelude::*;

use super::cases;
use crate::models::{Album, Artist, Customer, Employee, Genre, MediaType, Shelf, Track};

cases! {
    queries:
        set_except set_intersect set_member_limit_subquery set_mixed set_union_all_order
        set_union_entities set_union_limit set_union_null set_union_subquery;
}

fn set_except() -> Select<i32> {
    select(Artist.artist_id)
        .except(select(Album.artist_id))
        .order_by(Artist.artist_id)
        .limit(10)
}

fn set_intersect() -> Select<Option<String>> {
    select(Customer.country).intersect(select(Employee.country))
}

fn set_union_all_order() -> Select<Option<String>> {
    let first = select(Genre.name.label("n")).filter(Genre.genre_id.in_([1, 2]));
    let second = select(Genre.name).filter(Genre.genre_id.in_([2, 3]));
    first.union_all(second).order_by(Genre.name)
}

fn set_union_limit() -> Select<Option<String>> {
    select(Artist.name)
        .filter(Artist.artist_id.lt(10))
        .union(select(Genre.name).filter(Genre.genre_id.lt(10)))
        .order_by(Artist.name)
        .limit(6)
        .offset(2)
}

fn set_member_limit_subquery() -> Select<i32> {
    let longest = select(Track.track_id)
        .order_by((Track.milliseconds.desc(), Track.track_id))
        .limit(2);
    let shortest = select(Track.track_id)
        .order_by((Track.milliseconds, Track.track_id))
        .limit(2);
    longest.union_all(shortest).order_by(Track.track_id)
}

fn set_mixed() -> Select<i32> {
    let keys = select(Genre.genre_id)
        .filter(Genre.genre_id.lt(6))
        .union(select(MediaType.media_type_id))
        .subquery();
    select(keys.columns())
        .select_from(&keys)
        .except(select(Shelf.shelf_id))
        .order_by(keys.columns())
}

fn set_union_entities() -> Select<Genre> {
    let genres = select(Genre)
        .filter(Genre.genre_id.eq(4))
        .union(select(Genre).filter(Genre.genre_id.in_([4, 8])))
        .subquery();
    let genre = genres.entity(Genre);
    select(genre).select_from(&genres).order_by(genre.genre_id)
}

fn set_union_null() -> Select<(i32, Option<String>)> {
    select((Genre.genre_id, Genre.name))
        .filter(Genre.genre_id.eq(1))
        .union_all(select((literal(99), literal(None::<String>))))
        .order_by(Genre.genre_id)
}

fn set_union_subquery() -> Select<(Option<String>, i64)> {
    let cities = select(Employee.city)
        .union_all(select(Customer.city))
        .subquery()
        .named("u");
    let city = cities.columns();
    let n = || func::count_all();
    select((city, n().label("n")))
        .select_from(&cities)
        .group_by(city)
        .having(n().gt(1))
        .order_by((n().desc(), city))
}
