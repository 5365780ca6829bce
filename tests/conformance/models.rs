//! The tables of the data set as models.

pub(crate) mod chinook;
pub(crate) mod extra;
mod hybrids;

pub(crate) use chinook::{
    Album, Artist, Customer, Employee, EmployeeEntity, Genre, Invoice, InvoiceLine, MediaType,
    Playlist, PlaylistTrack, Track,
};
pub(crate) use extra::{
    Book, City, CityEntity, Country, Document, DocumentTag, Film, MediaItem, Message, Node, Shelf,
    Stock, Tag,
};
