//! Subqueries.

use alchemy::prelude::*;

use super::cases;
use crate::models::{Album, Artist, Employee, Genre, Track};

cases! {
    queries:
        sub_correlated sub_exists_select sub_not_in_null sub_scalar sub_scalar_where;
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
