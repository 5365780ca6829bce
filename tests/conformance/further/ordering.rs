//! ORDER BY, DISTINCT, LIMIT and OFFSET.

use alchemy::prelude::*;
use alchemy::sql::case_value;

use crate::cases::cases;
use crate::models::{Album, Artist, Customer, Genre, MediaItem, Message, Node, Stock};

cases! {
    in ordering;
    queries:
        by_case by_function nulls_first_descending limit_zero offset_beyond by_boolean appended
        by_condition by_scalar_subquery by_joined_column distinct_expression label_descending
        by_any_case;
}

fn by_case() -> Select<(i32, String)> {
    let rank = case_value(MediaItem.kind)
        .when("film", 1)
        .when("book", 2)
        .otherwise(3);
    select((MediaItem.item_id, MediaItem.kind)).order_by((rank, MediaItem.item_id))
}

fn by_function() -> Select<Option<String>> {
    select(Genre.name)
        .filter(Genre.genre_id.lt(8))
        .order_by((func::length(Genre.name).desc(), Genre.name.desc()))
}

fn nulls_first_descending() -> Select<(i32, Option<f64>)> {
    select((Message.message_id, Message.score))
        .filter(Message.message_id.lt(9))
        .order_by((Message.score.desc().nulls_first(), Message.message_id))
}

fn limit_zero() -> Select<i32> {
    select(Genre.genre_id).order_by(Genre.genre_id).limit(0)
}

fn offset_beyond() -> Select<i32> {
    select(Genre.genre_id)
        .order_by(Genre.genre_id)
        .limit(3)
        .offset(100)
}

fn by_boolean() -> Select<(i32, bool)> {
    select((Message.message_id, Message.is_read))
        .order_by((Message.is_read.desc(), Message.message_id))
        .limit(8)
}

fn appended() -> Select<(String, i32)> {
    select((Stock.warehouse, Stock.sku))
        .order_by(Stock.warehouse.desc())
        .order_by(Stock.qty.desc())
        .order_by(Stock.sku)
}

fn by_condition() -> Select<i32> {
    select(Genre.genre_id)
        .filter(Genre.genre_id.lt(7))
        .order_by((Genre.genre_id.eq(4).desc(), Genre.genre_id))
}

fn by_scalar_subquery() -> Select<Option<String>> {
    let albums = select(func::count(Album.album_id))
        .filter(Album.artist_id.eq(Artist.artist_id))
        .scalar_subquery();
    select(Artist.name)
        .order_by((albums.desc(), Artist.artist_id))
        .limit(4)
}

fn by_joined_column() -> Select<String> {
    select(Album.title)
        .join(Album.artist)
        .filter(Album.album_id.lt(12))
        .order_by((Artist.name, Album.title))
}

fn distinct_expression() -> Select<Option<String>> {
    let initial = func::substr(Customer.country, 1, 1).label("c");
    select(initial.clone())
        .distinct()
        .order_by(initial)
        .limit(6)
}

fn label_descending() -> Select<(i32, i32)> {
    let twice = (Stock.qty * 2).label("t");
    select((Stock.sku, twice.clone()))
        .filter(Stock.warehouse.eq("A"))
        .order_by(twice.desc())
}

fn by_any_case() -> Select<String> {
    select(Node.name)
        .order_by(Node.name.lower().desc())
        .limit(4)
}
