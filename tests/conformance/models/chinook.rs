//! The Chinook tables: a shop for digital media. The CSV files are read straight into the models.

use alchemy::prelude::*;
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::extra::Message;
use crate::csv_timestamp as timestamp;

/// A band, a composer, an orchestra.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "artist")]
pub(crate) struct Artist {
    #[column(primary_key)]
    pub(crate) artist_id: Auto<i32>,
    #[column(length = 120)]
    pub(crate) name: Option<String>,

    #[serde(skip)]
    #[relationship(back_populates = artist, order_by = Album.album_id)]
    pub(crate) albums: HasMany<Album>,
}

/// An album of one artist.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "album")]
pub(crate) struct Album {
    #[column(primary_key)]
    pub(crate) album_id: Auto<i32>,
    #[column(length = 160)]
    pub(crate) title: String,
    #[column(foreign_key = Artist.artist_id, index)]
    pub(crate) artist_id: i32,

    #[serde(skip)]
    #[relationship(back_populates = albums)]
    pub(crate) artist: BelongsTo<Artist>,
    #[serde(skip)]
    #[relationship(back_populates = album, order_by = Track.track_id)]
    pub(crate) tracks: HasMany<Track>,
}

/// What kind of music it is.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "genre")]
pub(crate) struct Genre {
    #[column(primary_key)]
    pub(crate) genre_id: Auto<i32>,
    #[column(length = 120)]
    pub(crate) name: Option<String>,

    #[serde(skip)]
    #[relationship(back_populates = genre, order_by = Track.track_id)]
    pub(crate) tracks: HasMany<Track>,
}

/// What kind of file it is.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "media_type")]
pub(crate) struct MediaType {
    #[column(primary_key)]
    pub(crate) media_type_id: Auto<i32>,
    #[column(length = 120)]
    pub(crate) name: Option<String>,

    #[serde(skip)]
    #[relationship(back_populates = media_type, order_by = Track.track_id)]
    pub(crate) tracks: HasMany<Track>,
}

/// A list of tracks.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "playlist")]
pub(crate) struct Playlist {
    #[column(primary_key)]
    pub(crate) playlist_id: Auto<i32>,
    #[column(length = 120)]
    pub(crate) name: Option<String>,

    #[serde(skip)]
    #[relationship(secondary = PlaylistTrack, back_populates = playlists, order_by = Track.track_id)]
    pub(crate) tracks: ManyToMany<Track>,
}

/// That a track is on a playlist.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "playlist_track")]
pub(crate) struct PlaylistTrack {
    #[column(primary_key, foreign_key = Playlist.playlist_id)]
    pub(crate) playlist_id: i32,
    #[column(primary_key, foreign_key = Track.track_id, index)]
    pub(crate) track_id: i32,
}

/// Something to listen to or to watch.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "track")]
pub(crate) struct Track {
    #[column(primary_key)]
    pub(crate) track_id: Auto<i32>,
    #[column(length = 200)]
    pub(crate) name: String,
    #[column(foreign_key = Album.album_id, index)]
    pub(crate) album_id: Option<i32>,
    #[column(foreign_key = MediaType.media_type_id, index)]
    pub(crate) media_type_id: i32,
    #[column(foreign_key = Genre.genre_id, index)]
    pub(crate) genre_id: Option<i32>,
    #[column(length = 220)]
    pub(crate) composer: Option<String>,
    pub(crate) milliseconds: i32,
    pub(crate) bytes: Option<i32>,
    #[column(precision = 10, scale = 2)]
    pub(crate) unit_price: Decimal,

    #[serde(skip)]
    #[relationship(back_populates = tracks)]
    pub(crate) album: BelongsTo<Option<Album>>,
    #[serde(skip)]
    #[relationship(back_populates = tracks)]
    pub(crate) media_type: BelongsTo<MediaType>,
    #[serde(skip)]
    #[relationship(back_populates = tracks)]
    pub(crate) genre: BelongsTo<Option<Genre>>,
    #[serde(skip)]
    #[relationship(secondary = PlaylistTrack, back_populates = tracks, order_by = Playlist.playlist_id)]
    pub(crate) playlists: ManyToMany<Playlist>,
    #[serde(skip)]
    #[relationship(back_populates = track, order_by = InvoiceLine.invoice_line_id)]
    pub(crate) invoice_lines: HasMany<InvoiceLine>,
}

/// Somebody who works for the shop, under a manager.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "employee")]
pub(crate) struct Employee {
    #[column(primary_key)]
    pub(crate) employee_id: Auto<i32>,
    #[column(length = 20)]
    pub(crate) last_name: String,
    #[column(length = 20)]
    pub(crate) first_name: String,
    #[column(length = 30)]
    pub(crate) title: Option<String>,
    #[column(foreign_key = Employee.employee_id, index)]
    pub(crate) reports_to: Option<i32>,
    #[serde(deserialize_with = "timestamp::optional")]
    pub(crate) birth_date: Option<NaiveDateTime>,
    #[serde(deserialize_with = "timestamp::optional")]
    pub(crate) hire_date: Option<NaiveDateTime>,
    #[column(length = 70)]
    pub(crate) address: Option<String>,
    #[column(length = 40)]
    pub(crate) city: Option<String>,
    #[column(length = 40)]
    pub(crate) state: Option<String>,
    #[column(length = 40)]
    pub(crate) country: Option<String>,
    #[column(length = 10)]
    pub(crate) postal_code: Option<String>,
    #[column(length = 24)]
    pub(crate) phone: Option<String>,
    #[column(length = 24)]
    pub(crate) fax: Option<String>,
    #[column(length = 60)]
    pub(crate) email: Option<String>,

    #[serde(skip)]
    #[relationship(foreign_key = reports_to, back_populates = reports)]
    pub(crate) manager: BelongsTo<Option<Employee>>,
    #[serde(skip)]
    #[relationship(back_populates = manager, order_by = Employee.employee_id)]
    pub(crate) reports: HasMany<Employee>,
    #[serde(skip)]
    #[relationship(back_populates = support_rep, order_by = Customer.customer_id)]
    pub(crate) customers: HasMany<Customer>,
    #[serde(skip)]
    #[relationship(foreign_key = Message.sender_id, back_populates = sender, order_by = Message.message_id)]
    pub(crate) sent: HasMany<Message>,
    #[serde(skip)]
    #[relationship(foreign_key = Message.recipient_id, back_populates = recipient, order_by = Message.message_id)]
    pub(crate) received: HasMany<Message>,
}

/// Somebody who buys, looked after by an employee.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "customer")]
pub(crate) struct Customer {
    #[column(primary_key)]
    pub(crate) customer_id: Auto<i32>,
    #[column(length = 40)]
    pub(crate) first_name: String,
    #[column(length = 20)]
    pub(crate) last_name: String,
    #[column(length = 80)]
    pub(crate) company: Option<String>,
    #[column(length = 70)]
    pub(crate) address: Option<String>,
    #[column(length = 40)]
    pub(crate) city: Option<String>,
    #[column(length = 40)]
    pub(crate) state: Option<String>,
    #[column(length = 40)]
    pub(crate) country: Option<String>,
    #[column(length = 10)]
    pub(crate) postal_code: Option<String>,
    #[column(length = 24)]
    pub(crate) phone: Option<String>,
    #[column(length = 24)]
    pub(crate) fax: Option<String>,
    #[column(length = 60)]
    pub(crate) email: String,
    #[column(foreign_key = Employee.employee_id, index)]
    pub(crate) support_rep_id: Option<i32>,

    #[serde(skip)]
    #[relationship(back_populates = customers)]
    pub(crate) support_rep: BelongsTo<Option<Employee>>,
    #[serde(skip)]
    #[relationship(back_populates = customer, order_by = Invoice.invoice_id)]
    pub(crate) invoices: HasMany<Invoice>,
}

/// What a customer bought at one time.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "invoice")]
pub(crate) struct Invoice {
    #[column(primary_key)]
    pub(crate) invoice_id: Auto<i32>,
    #[column(foreign_key = Customer.customer_id, index)]
    pub(crate) customer_id: i32,
    #[serde(deserialize_with = "timestamp::required")]
    pub(crate) invoice_date: NaiveDateTime,
    #[column(length = 70)]
    pub(crate) billing_address: Option<String>,
    #[column(length = 40)]
    pub(crate) billing_city: Option<String>,
    #[column(length = 40)]
    pub(crate) billing_state: Option<String>,
    #[column(length = 40)]
    pub(crate) billing_country: Option<String>,
    #[column(length = 10)]
    pub(crate) billing_postal_code: Option<String>,
    #[column(precision = 10, scale = 2)]
    pub(crate) total: Decimal,

    #[serde(skip)]
    #[relationship(back_populates = invoices)]
    pub(crate) customer: BelongsTo<Customer>,
    #[serde(skip)]
    #[relationship(
        back_populates = invoice,
        cascade = "all, delete-orphan",
        order_by = InvoiceLine.invoice_line_id
    )]
    pub(crate) lines: HasMany<InvoiceLine>,
}

/// A track on an invoice.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "invoice_line")]
pub(crate) struct InvoiceLine {
    #[column(primary_key)]
    pub(crate) invoice_line_id: Auto<i32>,
    #[column(foreign_key = Invoice.invoice_id, index)]
    pub(crate) invoice_id: i32,
    #[column(foreign_key = Track.track_id, index)]
    pub(crate) track_id: i32,
    #[column(precision = 10, scale = 2)]
    pub(crate) unit_price: Decimal,
    pub(crate) quantity: i32,

    #[serde(skip)]
    #[relationship(back_populates = lines)]
    pub(crate) invoice: BelongsTo<Invoice>,
    #[serde(skip)]
    #[relationship(back_populates = invoice_lines)]
    pub(crate) track: BelongsTo<Track>,
}
