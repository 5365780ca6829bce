//! Row values and constant tables.

use alchemy::prelude::*;
use alchemy::sql::tuple;

use super::cases;
use crate::models::{Genre, Message, Stock};

cases! {
    queries: val_union_literals tup_eq tup_gt tup_in tup_not_in tup_null;
}

fn val_union_literals() -> Select<(Option<String>, String)> {
    let notes = select((literal(2).label("gid"), literal("blue note").label("note")))
        .union_all(select((literal(6), literal("delta"))))
        .subquery()
        .named("v");
    let (genre_id, note) = notes.columns();
    select((Genre.name, note))
        .join(notes.on(genre_id.eq(Genre.genre_id)))
        .order_by(Genre.genre_id)
}

fn tup_eq() -> Select<i32> {
    select(Stock.qty).filter(tuple((Stock.warehouse, Stock.sku)).eq(("B", 2)))
}

fn tup_gt() -> Select<(String, i32)> {
    select((Stock.warehouse, Stock.sku))
        .filter(tuple((Stock.warehouse, Stock.sku)).gt(("A", 2)))
        .order_by((Stock.warehouse, Stock.sku))
        .limit(3)
}

fn tup_in() -> Select<(String, i32, i32)> {
    let pairs = [("A", 1), ("B", 1), ("Z", 0)];
    select((Stock.warehouse, Stock.sku, Stock.qty))
        .filter(tuple((Stock.warehouse, Stock.sku)).in_(pairs))
        .order_by(Stock.warehouse)
}

fn tup_not_in() -> Select<(String, i32)> {
    select((Stock.warehouse, Stock.sku))
        .filter(tuple((Stock.warehouse, Stock.sku)).not_in([("A", 1), ("B", 1)]))
        .order_by((Stock.warehouse, Stock.sku))
}

fn tup_null() -> Select<i32> {
    select(Message.message_id)
        .filter(tuple((Message.sender_id, Message.recipient_id)).eq((5, None::<i32>)))
}
