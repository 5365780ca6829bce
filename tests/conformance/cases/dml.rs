//! INSERT, UPDATE and DELETE.

use alchemy::Result;
use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy::sql::bindparam;
use serde_json::json;

use super::cases;
use crate::answer::Answer;
use crate::models::{
    Album, Artist, City, Country, DocumentTag, Genre, MediaItem, Playlist, PlaylistTrack, Shelf,
    Stock, Tag, Track,
};

cases! {
    scenarios:
        dml_delete_not_exists dml_delete_returning dml_delete_subquery dml_delete_using
        dml_insert_expression dml_insert_from_cte dml_insert_from_select dml_insert_ignore
        dml_insert_returning dml_orm_delete_sync dml_orm_update_evaluate dml_update_executemany
        dml_update_from dml_update_from_subquery dml_update_in_subquery dml_update_noop
        dml_update_returning dml_update_simple dml_upsert_returning dml_upsert_where;
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

fn dml_delete_using(session: &mut Session) -> Result<Answer> {
    let statement = delete(DocumentTag)
        .using(Tag)
        .filter(DocumentTag.tag_id.eq(Tag.tag_id) & Tag.name.eq("Archive"));
    row_count(session, statement)
}

fn dml_insert_expression(session: &mut Session) -> Result<Answer> {
    let last = select(func::max(Genre.genre_id)).scalar_subquery();
    let statement = insert(Playlist)
        .set(Playlist.playlist_id, func::coalesce(last, 0) + 100)
        .set(Playlist.name, literal("LOUD").lower());
    session.connection()?.execute(statement)?;
    Ok(Answer::Result(json!(null)))
}

fn dml_insert_from_select(session: &mut Session) -> Result<Answer> {
    let artists = select((Artist.artist_id + 1000, Artist.name));
    let statement = insert(Playlist)
        .columns((Playlist.playlist_id, Playlist.name))
        .from_select(artists.filter(Artist.artist_id.in_([1, 2, 3])));
    row_count(session, statement)
}

fn dml_insert_ignore(session: &mut Session) -> Result<Answer> {
    let rows = insert(Stock)
        .columns((Stock.warehouse, Stock.sku, Stock.qty))
        .values([("A", 1, 99), ("A", 50, 5)]);
    let capability = session.engine().dialect().capability();
    if capability.insert_ignore.is_some() {
        row_count(session, rows.ignore())
    } else {
        row_count(session, rows.on_conflict_do_nothing())
    }
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

fn dml_orm_delete_sync(session: &mut Session) -> Result<Answer> {
    let stock = session.get(Stock, ("A", 2))?;
    session.execute(delete(Stock).filter(Stock.qty.eq(0)))?;
    let there = stock.and_then(|stock| session.state(stock)) == Some(InstanceState::Persistent);
    Ok(Answer::Result(json!({ "still_there": there })))
}

fn dml_orm_update_evaluate(session: &mut Session) -> Result<Answer> {
    let tag = session.get(Tag, 1)?;
    let more = update(Tag)
        .filter(Tag.uses.ge(2))
        .set(Tag.uses, Tag.uses + 5);
    session.execute(more)?;
    let uses = tag.map(|tag| session[tag].uses);
    Ok(Answer::Result(json!({ "in_memory": uses })))
}

fn dml_update_executemany(session: &mut Session) -> Result<Answer> {
    let (key, name) = (bindparam::<i32>("k"), bindparam::<String>("v"));
    let statement = update(Genre)
        .set(Genre.name, name)
        .filter(Genre.genre_id.eq(key));
    let rows = [(3, "three"), (4, "four"), (999, "-")].map(|(k, v)| [key.bind(k), name.bind(v)]);
    session.connection()?.execute_many(statement, rows)?;
    Ok(Answer::Result(json!(null)))
}

fn dml_update_from(session: &mut Session) -> Result<Answer> {
    let name = City.name.concat(", ").concat(Country.name);
    let statement = update(City)
        .set(City.name, name)
        .from(Country)
        .filter(City.country_code.eq(Country.code) & Country.code.ne("FR"));
    session.connection()?.execute(statement)?;
    Ok(Answer::Result(json!(null)))
}

fn dml_update_from_subquery(session: &mut Session) -> Result<Answer> {
    let counts = select((MediaItem.shelf_id, func::count_all()))
        .filter(MediaItem.shelf_id.is_not_null())
        .group_by(MediaItem.shelf_id)
        .subquery();
    let (shelf, count) = counts.columns();
    let statement = update(Shelf)
        .set(
            Shelf.name,
            Shelf.name.concat(" ").concat(count.cast::<String>()),
        )
        .from(&counts)
        .filter(Shelf.shelf_id.eq(shelf));
    session.connection()?.execute(statement)?;
    Ok(Answer::Result(json!(null)))
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

fn dml_upsert_returning(session: &mut Session) -> Result<Answer> {
    let statement = insert(Tag)
        .columns((Tag.tag_id, Tag.name, Tag.uses))
        .values([(80, "draft", 4), (81, "new", 1)])
        .on_conflict(Tag.name)
        .do_update(|old, new| old.uses.assign(old.uses + new.uses))
        .returning((Tag.tag_id, Tag.uses));
    let mut rows = session.connection()?.all(statement)?;
    rows.sort_unstable();
    Ok(Answer::Result(json!(rows)))
}

fn dml_upsert_where(session: &mut Session) -> Result<Answer> {
    let statement = insert(Stock)
        .columns((Stock.warehouse, Stock.sku, Stock.qty))
        .values([("A", 1, 1), ("B", 2, 1)])
        .on_conflict((Stock.warehouse, Stock.sku))
        .filter(|old, _| old.qty.gt(20))
        .do_update(|old, new| [old.qty.assign(new.qty), old.note.assign("reset")]);
    row_count(session, statement)
}

fn dml_insert_from_cte(session: &mut Session) -> Result<Answer> {
    let counts = select((Track.genre_id, func::count_all().label("n")))
        .group_by(Track.genre_id)
        .cte("c");
    let (genre_id, n) = counts.columns();
    let rare = select((literal("G"), func::coalesce(genre_id, 0), n.cast::<i32>()))
        .select_from(&counts)
        .filter(n.lt(20));
    let statement = insert(Stock)
        .columns((Stock.warehouse, Stock.sku, Stock.qty))
        .from_select(rare);
    session.connection()?.execute(statement)?;
    Ok(Answer::Result(json!(null)))
}
