//! Loads the files through a session, in one unit of work.
//!
//! Related instances are linked by their handles. Nothing here knows in which order tables have to
//! be written: the flush sorts that out.

use std::collections::HashMap;
use std::error::Error;
use std::hash::Hash;
use std::time::Duration;

use alchemy::engine::Engine;
use alchemy::orm::Model;
use alchemy::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;

use crate::files;
use crate::models::{
    Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist, Track,
};

/// A row of the association table.
#[derive(Deserialize)]
struct PlaylistTrack {
    playlist_id: i32,
    track_id: i32,
}

/// Loads all files and returns how many rows they have.
pub(crate) fn load(engine: &Engine) -> Result<u64, Box<dyn Error>> {
    let rows = files::count()?;
    // Hidden where the output isn't a terminal.
    let bar = ProgressBar::new(rows).with_style(ProgressStyle::with_template(
        "{bar:40} {human_pos}/{human_len} {msg}",
    )?);
    let mut session = Session::new(engine);
    let tracks = add_catalogue(&mut session, &bar)?;
    add_playlists(&mut session, &bar, &tracks)?;
    let employees = add_employees(&mut session, &bar)?;
    add_sales(&mut session, &bar, &employees, &tracks)?;
    bar.set_message("writing …");
    bar.enable_steady_tick(Duration::from_millis(100));
    session.commit()?;
    bar.finish_and_clear();
    Ok(rows)
}

/// Artists, albums, genres, media types and tracks.
fn add_catalogue(session: &mut Session, bar: &ProgressBar) -> Result<Known<Track>, Box<dyn Error>> {
    let artists = Known::add(session, files::read::<Artist>("artist", bar)?)?;
    let genres = Known::add(session, files::read::<Genre>("genre", bar)?)?;
    let media_types = Known::add(session, files::read::<MediaType>("media_type", bar)?)?;

    let mut albums: Vec<Album> = files::read("album", bar)?;
    for album in &mut albums {
        album.artist = artists.get(album.artist_id)?.into();
    }
    let albums = Known::add(session, albums)?;

    let mut tracks: Vec<Track> = files::read("track", bar)?;
    for track in &mut tracks {
        track.media_type = media_types.get(track.media_type_id)?.into();
        track.album = albums.get_optional(track.album_id)?.into();
        track.genre = genres.get_optional(track.genre_id)?.into();
    }
    Known::add(session, tracks)
}

/// Playlists with their tracks.
fn add_playlists(
    session: &mut Session,
    bar: &ProgressBar,
    tracks: &Known<Track>,
) -> Result<(), Box<dyn Error>> {
    let mut playlists: Vec<Playlist> = files::read("playlist", bar)?;
    let pairs: Vec<PlaylistTrack> = files::read("playlist_track", bar)?;
    let mut tracks_of = grouped(pairs, |pair| pair.playlist_id);
    for playlist in &mut playlists {
        let pairs = tracks_of.remove(&playlist.playlist_id.value()?);
        let handles: Result<Vec<_>, _> = pairs
            .unwrap_or_default()
            .iter()
            .map(|pair| tracks.get(pair.track_id))
            .collect();
        playlist.tracks = handles?.into();
    }
    session.add_all(playlists);
    Ok(())
}

/// Employees, each linked to a manager who may come later in the file.
fn add_employees(
    session: &mut Session,
    bar: &ProgressBar,
) -> Result<Known<Employee>, Box<dyn Error>> {
    let employees = Known::add(session, files::read::<Employee>("employee", bar)?)?;
    for &employee in employees.0.values() {
        if let Some(manager) = employees.get_optional(session[employee].reports_to)? {
            session.link(employee, Employee.manager, manager)?;
        }
    }
    Ok(employees)
}

/// Customers, and their invoices with the lines nested in them.
fn add_sales(
    session: &mut Session,
    bar: &ProgressBar,
    employees: &Known<Employee>,
    tracks: &Known<Track>,
) -> Result<(), Box<dyn Error>> {
    let mut customers: Vec<Customer> = files::read("customer", bar)?;
    for customer in &mut customers {
        customer.support_rep = employees.get_optional(customer.support_rep_id)?.into();
    }
    let customers = Known::add(session, customers)?;

    let mut invoices: Vec<Invoice> = files::read("invoice", bar)?;
    let mut lines: Vec<InvoiceLine> = files::read("invoice_line", bar)?;
    for line in &mut lines {
        line.track = tracks.get(line.track_id)?.into();
    }
    let mut lines_of = grouped(lines, |line| line.invoice_id);
    for invoice in &mut invoices {
        let lines = lines_of.remove(&invoice.invoice_id.value()?);
        invoice.customer = customers.get(invoice.customer_id)?.into();
        invoice.lines = lines.unwrap_or_default().into();
    }
    session.add_all(invoices);
    Ok(())
}

/// The rows by a key that several can share, in their order.
fn grouped<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// The instances of a model by the number that the files know them by.
struct Known<T>(HashMap<i32, Handle<T>>);

impl<T: Model<Key = i32>> Known<T> {
    /// Adds all to the session.
    fn add(session: &mut Session, values: Vec<T>) -> Result<Self, Box<dyn Error>> {
        let mut handles = HashMap::with_capacity(values.len());
        for handle in session.add_all(values) {
            handles.insert(session.key(handle)?, handle);
        }
        Ok(Self(handles))
    }

    fn get(&self, number: i32) -> Result<Handle<T>, String> {
        let missing = || format!("the files have no `{}` {number}", T::mapper().name);
        self.0.get(&number).copied().ok_or_else(missing)
    }

    fn get_optional(&self, number: Option<i32>) -> Result<Option<Handle<T>>, String> {
        number.map(|number| self.get(number)).transpose()
    }
}
