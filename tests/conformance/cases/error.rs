//! What must be refused.

use alchemy::Result;
use alchemy::prelude::*;

use super::cases;
use crate::answer::{Answer, rows};
use crate::models::{Album, Employee, Genre, Message, Tag};

cases! {
    scenarios:
        err_ambiguous_fk err_fk_delete err_fk_insert err_missing_bind err_not_null err_unique;
}

/// Executes a statement that must fail.
fn execute(session: &mut Session, statement: impl alchemy::sql::Statement) -> Result<Answer> {
    session.connection()?.execute(statement)?;
    Ok(Answer::Result(serde_json::Value::Null))
}

fn err_ambiguous_fk(session: &mut Session) -> Result<Answer> {
    rows(session, select(Message.message_id).join(Employee))
}

fn err_fk_delete(session: &mut Session) -> Result<Answer> {
    execute(session, delete(Genre).filter(Genre.genre_id.eq(1)))
}

fn err_fk_insert(session: &mut Session) -> Result<Answer> {
    let orphan = insert(Album)
        .set(Album.album_id, 900)
        .set(Album.title, "orphan")
        .set(Album.artist_id, 4711);
    execute(session, orphan)
}

fn err_missing_bind(session: &mut Session) -> Result<Answer> {
    let genres = text("SELECT genre_id FROM genre WHERE genre_id = :n").columns::<i32>();
    rows(session, genres)
}

/// A NULL in a column that takes none doesn't compile, so the database gets it as text.
fn err_not_null(session: &mut Session) -> Result<Answer> {
    let untitled = text("INSERT INTO album (album_id, title, artist_id) VALUES (901, :title, 1)")
        .bind("title", None::<String>);
    execute(session, untitled)
}

fn err_unique(session: &mut Session) -> Result<Answer> {
    let twin = insert(Tag)
        .set(Tag.tag_id, 90)
        .set(Tag.name, "legal")
        .set(Tag.uses, 0);
    execute(session, twin)
}
