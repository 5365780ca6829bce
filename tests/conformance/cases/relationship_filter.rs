//! Conditions along relationships.

use alchemy::prelude::*;

use super::cases;
use crate::models::{Album, Artist, Customer, Employee, Message, Playlist, Track};

cases! {
    queries:
        rel_aliased rel_contains rel_contains_o2m rel_loader_criteria rel_m2o_eq rel_m2o_none
        rel_not_any rel_not_has rel_o2m_none rel_self_any rel_with_parent;
}

fn rel_aliased() -> Select<(Option<String>, String)> {
    let (artist, album) = (aliased(Artist), aliased(Album));
    select((artist.name, album.title))
        .join(artist.albums.of(album))
        .filter(album.title.like("%II%"))
        .order_by((artist.name, album.album_id))
}

fn rel_contains() -> Select<i32> {
    let track = Track {
        track_id: 3403.into(),
        ..Track::default()
    };
    select(Playlist.playlist_id)
        .filter(Playlist.tracks.contains(&track))
        .order_by(Playlist.playlist_id)
}

fn rel_contains_o2m() -> Select<i32> {
    let album = Album {
        album_id: 4.into(),
        artist_id: 1,
        ..Album::default()
    };
    select(Artist.artist_id).filter(Artist.albums.contains(&album))
}

fn rel_loader_criteria() -> Select<(i32, i64)> {
    let american = with_loader_criteria(Customer, |customer| customer.country.eq("USA"));
    select((
        Employee.employee_id,
        func::count(Customer.customer_id).label("n"),
    ))
    .outer_join(Employee.customers)
    .options(american)
    .filter(Employee.employee_id.in_([3, 4, 5]))
    .group_by(Employee.employee_id)
    .order_by(Employee.employee_id)
}

fn artist(key: i32) -> Artist {
    Artist {
        artist_id: key.into(),
        ..Artist::default()
    }
}

fn rel_m2o_eq() -> Select<i32> {
    select(Album.album_id)
        .filter(Album.artist.is(&artist(22)))
        .order_by(Album.album_id)
}

fn rel_m2o_none() -> Select<i32> {
    select(Employee.employee_id).filter(Employee.manager.is_none())
}

fn rel_not_any() -> Select<i32> {
    select(Artist.artist_id)
        .filter(!Artist.albums.exists())
        .order_by(Artist.artist_id)
        .limit(10)
}

fn rel_not_has() -> Select<i32> {
    select(Message.message_id)
        .filter(!Message.recipient.has(|it| it.first_name.eq("Michael")))
        .order_by(Message.message_id)
}

fn rel_o2m_none() -> Select<i32> {
    select(Employee.employee_id)
        .filter(Employee.reports.is_empty())
        .order_by(Employee.employee_id)
}

fn rel_self_any() -> Select<(i32, String)> {
    let agents = Employee
        .reports
        .any(|report| report.title.contains("Agent"));
    select((Employee.employee_id, Employee.last_name))
        .filter(agents)
        .order_by(Employee.employee_id)
}

fn rel_with_parent() -> Select<(i32, String)> {
    select((Album.album_id, Album.title))
        .filter(Artist.albums.with_parent(&artist(8)))
        .order_by(Album.album_id)
}
