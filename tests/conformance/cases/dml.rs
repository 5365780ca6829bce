//! INSERT, UPDATE and DELETE.

use alchemy::Result;
use alchemy::prelude::*;
use serde_json::json;

use super::cases;
use crate::answer::Answer;
use crate::models::{Album, Genre, Playlist, PlaylistTrack, Stock, Track};

cases! {
    scenarios:
        dml_delete_not_exists dml_delete_returning dml_delete_subquery dml_insert_returning
        dml_update_in_subquery dml_update_noop dml_update_returning dml_update_simple;
}

/// Executes a statement and tells how many rows it found.
fn row_count(session: &mut Session, statement: impl alchemy::sql::Statement) -> Result<Answer> {
    let rows = session.connection()?.execute(statement)?.rows_affected;
    Ok(Answer::Result(json!({ "rowcount": rows })))
}

fn dml_delete_not_exists(session: &mut Session) -> Result<Answer> {
    let tracks = select(PlaylistTrack).filter(PlaylistTrack.playlist_id.eq(Playlist.playlist_id));
    row_count(session, delete(Playlist).filter(!tracks.exists()))
}

fn dml_delete_returning(session: &mut Session) -> Result<Answer> {
    let statement = delete(Stock)
        .filter(Stock.warehouse.eq("B"))
        .returning((Stock.sku, Stock.qty));
    let mut rows = session.connection()?.all(statement)?;
    rows.sort_unstable();
    Ok(Answer::Result(json!(rows)))
}

fn dml_delete_subquery(session: &mut Session) -> Result<Answer> {
    let playlists =
        select(Playlist.playlist_id).filter(Playlist.name.in_(["Music Videos", "On-The-Go 1"]));
    let statement = delete(PlaylistTrack).filter(PlaylistTrack.playlist_id.in_(playlists));
    row_count(session, statement)
}

fn dml_insert_returning(session: &mut Session) -> Result<Answer> {
    let length = func::length(Genre.name);
    let statement =
        insert(Genre)
            .set(Genre.name, "Returned")
            .returning((Genre.genre_id, Genre.name, length));
    let rows = session.connection()?.all(statement)?;
    Ok(Answer::Result(json!(rows)))
}

fn dml_update_in_subquery(session: &mut Session) -> Result<Answer> {
    let albums = select(Album.album_id).filter(Album.artist_id.eq(2));
    let statement = update(Track)
        .filter(Track.album_id.in_(albums))
        .set(Track.genre_id, 3);
    row_count(session, statement)
}

fn dml_update_noop(session: &mut Session) -> Result<Answer> {
    let statement = update(Genre)
        .filter(Genre.genre_id.eq(1))
        .set(Genre.name, "Rock");
    row_count(session, statement)
}

fn dml_update_returning(session: &mut Session) -> Result<Answer> {
    let statement = update(Stock)
        .filter(Stock.warehouse.eq("A"))
        .set(Stock.qty, Stock.qty + 100)
        .returning((Stock.sku, Stock.qty));
    let mut rows = session.connection()?.all(statement)?;
    rows.sort_unstable();
    Ok(Answer::Result(json!(rows)))
}

fn dml_update_simple(session: &mut Session) -> Result<Answer> {
    let statement = update(Genre)
        .filter(Genre.genre_id.le(2))
        .set(Genre.name, "same");
    row_count(session, statement)
}
