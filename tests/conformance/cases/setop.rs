//! UNION, INTERSECT and EXCEPT.

use alchemy::prelude::*;

use super::cases;
use crate::models::{Album, Artist, Customer, Employee, Genre};

cases! {
    queries:
        set_except set_intersect set_union_all_order set_union_limit;
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
