//! Row values and constant tables.

use alchemy::prelude::*;

use super::cases;
use crate::models::Genre;

cases! {
    queries: val_union_literals;
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
