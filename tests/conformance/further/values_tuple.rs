//! Row values.

use alchemy::prelude::*;
use alchemy::sql::tuple;

use crate::cases::cases;
use crate::models::{City, Document, DocumentTag, Stock, Tag, Track};

cases! {
    in values_tuple;
    queries: less three columns not_equal empty_in in_subquery expressions equal_subquery;
}

fn less() -> Select<(String, i32)> {
    select((Stock.warehouse, Stock.sku))
        .filter(tuple((Stock.warehouse, Stock.sku)).le(("B", 1)))
        .order_by((Stock.warehouse, Stock.sku))
}

fn three() -> Select<i32> {
    let keys = tuple((Track.album_id, Track.media_type_id, Track.genre_id));
    select(Track.track_id)
        .filter(keys.in_([(1, 1, 1), (3, 2, 1)]))
        .order_by(Track.track_id)
}

fn columns() -> Select<(i32, i32)> {
    let (a, b) = (aliased(City), aliased(City));
    let key = |city: crate::models::CityEntity| (city.country_code, city.city_id);
    select((a.city_id, b.city_id))
        .select_from(a)
        .join(b.on(tuple(key(a)).lt(key(b))))
        .filter(a.country_code.eq("CA"))
        .order_by((a.city_id, b.city_id))
}

fn not_equal() -> Select<i32> {
    select(Stock.sku)
        .filter(tuple((Stock.warehouse, Stock.sku)).ne(("A", 1)))
        .order_by((Stock.warehouse, Stock.sku))
}

fn empty_in() -> Select<i32> {
    let none: [(&str, i32); 0] = [];
    let key = tuple((Stock.warehouse, Stock.sku));
    select(Stock.sku).filter(key.in_(none) | Stock.qty.eq(25))
}

fn in_subquery() -> Select<(i32, i32)> {
    let tagged = select((DocumentTag.document_id, DocumentTag.tag_id));
    select((Document.document_id, Tag.tag_id))
        .cross_join(Tag)
        .filter(tuple((Document.document_id, Tag.tag_id)).not_in(tagged))
        .filter(Document.document_id.lt(3))
        .order_by((Document.document_id, Tag.tag_id))
}

fn expressions() -> Select<i32> {
    select(Stock.sku)
        .filter(tuple((Stock.warehouse.lower(), Stock.qty + 1)).in_([("a", 11), ("b", 26)]))
        .order_by(Stock.sku)
}

fn equal_subquery() -> Select<(String, i32)> {
    let most = select((Stock.warehouse, func::max(Stock.qty))).group_by(Stock.warehouse);
    select((Stock.warehouse, Stock.sku))
        .filter(tuple((Stock.warehouse, Stock.qty)).in_(most))
        .order_by(Stock.warehouse)
}
