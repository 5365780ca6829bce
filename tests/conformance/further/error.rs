//! What must be refused.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy::sql::Statement;
use serde_json::json;

use crate::answer::{Answer, rows};
use crate::cases::cases;
use crate::models::{Album, Artist, Country, Document, Genre, Shelf, Stock, Tag};

cases! {
    in error;
    scenarios:
        no_result several_results several_results_or_none check check_insert composite_key
        foreign_key_update unique_update unknown_column unknown_table syntax scalar_two_rows
        division_by_zero too_long no_foreign_key flush_unique flush_not_null flush_foreign_key
        stale stale_row_gone;
}

const NOTHING: Answer = Answer::Result(serde_json::Value::Null);

/// Executes a statement that must fail.
fn execute(session: &mut Session, statement: impl Statement) -> Result<Answer> {
    session.connection()?.execute(statement)?;
    Ok(NOTHING)
}

fn no_result(session: &mut Session) -> Result<Answer> {
    session.one(select(Genre).filter(Genre.genre_id.eq(99)))?;
    Ok(NOTHING)
}

fn several_results(session: &mut Session) -> Result<Answer> {
    session.one(select(Genre).filter(Genre.genre_id.lt(3)))?;
    Ok(NOTHING)
}

fn several_results_or_none(session: &mut Session) -> Result<Answer> {
    session.one_or_none(select(Genre.name).filter(Genre.genre_id.lt(3)))?;
    Ok(NOTHING)
}

fn check(session: &mut Session) -> Result<Answer> {
    let statement = update(Stock)
        .filter(Stock.sku.eq(1))
        .set(Stock.qty, Stock.qty - 100);
    execute(session, statement)
}

fn stock(session: &mut Session, warehouse: &str, qty: i32) -> Result<Answer> {
    let statement = insert(Stock)
        .set(Stock.warehouse, warehouse)
        .set(Stock.sku, 1)
        .set(Stock.qty, qty);
    execute(session, statement)
}

fn check_insert(session: &mut Session) -> Result<Answer> {
    stock(session, "Q", -1)
}

fn composite_key(session: &mut Session) -> Result<Answer> {
    stock(session, "A", 1)
}

fn foreign_key_update(session: &mut Session) -> Result<Answer> {
    let statement = update(Album)
        .filter(Album.album_id.eq(1))
        .set(Album.artist_id, 4711);
    execute(session, statement)
}

fn unique_update(session: &mut Session) -> Result<Answer> {
    let statement = update(Tag).filter(Tag.tag_id.eq(1)).set(Tag.name, "legal");
    execute(session, statement)
}

fn unknown_column(session: &mut Session) -> Result<Answer> {
    rows(
        session,
        text("SELECT nothing_like_it FROM genre").columns::<i32>(),
    )
}

fn unknown_table(session: &mut Session) -> Result<Answer> {
    rows(
        session,
        text("SELECT 1 FROM nothing_like_it").columns::<i32>(),
    )
}

fn syntax(session: &mut Session) -> Result<Answer> {
    rows(session, text("SELEC 1").columns::<i32>())
}

fn scalar_two_rows(session: &mut Session) -> Result<Answer> {
    let tags = select(Tag.tag_id)
        .filter(Tag.tag_id.lt(3))
        .order_by(Tag.tag_id)
        .scalar_subquery();
    let rows = session
        .connection()?
        .all(select((Shelf.shelf_id, tags)).order_by(Shelf.shelf_id))?;
    Ok(Answer::Result(json!(rows)))
}

fn division_by_zero(session: &mut Session) -> Result<Answer> {
    let quotient = Stock.qty.floor_div(Stock.qty).optional();
    let statement = select(quotient).filter(Stock.sku.eq(2) & Stock.warehouse.eq("A"));
    let rows = session.connection()?.all(statement)?;
    Ok(Answer::Result(json!(rows)))
}

fn too_long(session: &mut Session) -> Result<Answer> {
    let statement = insert(Country)
        .set(Country.code, "TOOLONG")
        .set(Country.name, "x");
    execute(session, statement)
}

fn no_foreign_key(session: &mut Session) -> Result<Answer> {
    rows(session, select(Genre.name).join(Artist))
}

fn flush_unique(session: &mut Session) -> Result<Answer> {
    session.add(Tag {
        tag_id: 95.into(),
        name: "legal".into(),
        ..Tag::default()
    });
    session.flush()?;
    Ok(NOTHING)
}

fn flush_not_null(session: &mut Session) -> Result<Answer> {
    session.add(Album {
        album_id: 902.into(),
        title: "x".into(),
        ..Album::default()
    });
    session.flush()?;
    Ok(NOTHING)
}

fn flush_foreign_key(session: &mut Session) -> Result<Answer> {
    session.add(Album {
        album_id: 902.into(),
        title: "x".into(),
        artist_id: 4711,
        ..Album::default()
    });
    session.flush()?;
    Ok(NOTHING)
}

fn document(session: &mut Session, key: i32) -> Result<Handle<Document>> {
    session.one(select(Document).filter(Document.document_id.eq(key)))
}

fn stale(session: &mut Session) -> Result<Answer> {
    let document = document(session, 1)?;
    let elsewhere = update(Document)
        .filter(Document.document_id.eq(1))
        .set(Document.version_id, 9);
    session.connection()?.execute(elsewhere)?;
    session[document].title = "mine".into();
    session.flush()?;
    Ok(NOTHING)
}

fn stale_row_gone(session: &mut Session) -> Result<Answer> {
    let document = document(session, 4)?;
    let elsewhere = delete(Document).filter(Document.document_id.eq(4));
    session.connection()?.execute(elsewhere)?;
    session[document].title = "mine".into();
    session.flush()?;
    Ok(NOTHING)
}
