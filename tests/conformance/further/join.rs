//! Joins.

use alchemy::prelude::*;

use crate::cases::cases;
use crate::models::{
    Album, Artist, Book, City, Country, Customer, Document, Employee, Genre, MediaItem, MediaType,
    Message, Node, Shelf, Tag, Track,
};

cases! {
    in join;
    queries:
        two_keys_to_one_table many_to_many many_to_many_outer many_to_many_outer_and pairs unequal
        on_or outer_entity entity_pairs join_from outer_then_outer nested subquery_entity on_true
        self_outer_two;
}

fn two_keys_to_one_table() -> Select<(i32, String, Option<String>)> {
    let (sender, recipient) = (aliased(Employee), aliased(Employee));
    select((
        Message.message_id,
        sender.first_name,
        recipient.first_name.optional(),
    ))
    .join(Message.sender.of(sender))
    .outer_join(Message.recipient.of(recipient))
    .filter(Message.message_id.gt(8))
    .order_by(Message.message_id)
}

fn many_to_many() -> Select<(String, String)> {
    select((Document.title, Tag.name))
        .join(Document.tags)
        .order_by((Document.document_id, Tag.tag_id))
}

fn many_to_many_outer() -> Select<(String, Option<String>)> {
    select((Document.title, Tag.name.optional()))
        .outer_join(Document.tags)
        .order_by((Document.document_id, Tag.tag_id))
}

fn many_to_many_outer_and() -> Select<(String, Option<String>)> {
    select((Document.title, Tag.name.optional()))
        .outer_join(Document.tags.and(Tag.uses.gt(5)))
        .order_by((Document.document_id, Tag.tag_id))
}

fn pairs() -> Select<(String, String)> {
    let (a, b) = (aliased(City), aliased(City));
    let same = a.country_code.eq(b.country_code) & a.city_id.lt(b.city_id);
    select((a.name, b.name))
        .select_from(a)
        .join(b.on(same))
        .order_by((a.city_id, b.city_id))
}

fn unequal() -> Select<(i32, i32)> {
    select((Shelf.shelf_id, Tag.tag_id))
        .select_from(Shelf)
        .join(Tag.on(Tag.uses.gt(Shelf.shelf_id)))
        .order_by((Shelf.shelf_id, Tag.tag_id))
}

fn on_or() -> Select<(i32, i32)> {
    let sent = Message.sender_id.eq(Employee.employee_id);
    let received = Message.recipient_id.eq(Employee.employee_id);
    select((Employee.employee_id, Message.message_id))
        .select_from(Employee)
        .join(Message.on(sent | received))
        .filter(Employee.employee_id.eq(6))
        .order_by(Message.message_id)
}

fn outer_entity() -> Select<(i32, Option<Genre>)> {
    select((Artist.artist_id, Genre.optional()))
        .outer_join(Genre.on(Genre.genre_id.eq(Artist.artist_id * 10)))
        .filter(Artist.artist_id.lt(4))
        .order_by(Artist.artist_id)
}

fn entity_pairs() -> Select<(Genre, Track)> {
    select((Genre, Track))
        .join(Track.genre)
        .filter(Track.track_id.in_([77, 3403]))
        .order_by(Track.track_id)
}

fn join_from() -> Select<(Option<String>, String)> {
    select((Genre.name, Album.title))
        .select_from(Track)
        .join_from(Track, Genre)
        .join_from(Track, Album)
        .filter(Track.track_id.in_([1, 500, 1000]))
        .order_by(Track.track_id)
}

fn outer_then_outer() -> Select<(String, Option<String>, Option<i32>)> {
    select((
        Country.code,
        City.name.optional(),
        Customer.customer_id.optional(),
    ))
    .outer_join(Country.cities)
    .outer_join(Customer.on(Customer.city.eq(City.name)))
    .order_by((Country.code, City.city_id, Customer.customer_id))
}

fn nested() -> Select<(String, Option<String>, Option<i32>)> {
    let books = select((
        MediaItem.shelf_id,
        MediaItem.item_id,
        MediaItem.title,
        Book.pages,
    ))
    .join(Book.on(Book.item_id.eq(MediaItem.item_id)))
    .subquery();
    let (shelf, item, title, pages) = books.columns();
    select((Shelf.name, title.optional(), pages.optional()))
        .outer_join(books.on(shelf.eq(Shelf.shelf_id)))
        .order_by((Shelf.shelf_id, item))
}

fn subquery_entity() -> Select<(Option<String>, String)> {
    let live = select(Album).filter(Album.title.like("%Live%")).subquery();
    let album = live.entity(Album);
    select((Artist.name, album.title))
        .join(Artist.albums.of(&live))
        .order_by(album.album_id)
        .limit(5)
}

fn on_true() -> Select<(String, Option<String>)> {
    select((Shelf.name, MediaType.name))
        .join(MediaType.on(literal(true)))
        .filter(MediaType.media_type_id.eq(1))
        .order_by(Shelf.shelf_id)
}

fn self_outer_two() -> Select<(String, Option<String>, Option<String>)> {
    let (parent, grand) = (aliased(Node), aliased(Node));
    select((Node.name, parent.name.optional(), grand.name.optional()))
        .outer_join(Node.parent.of(parent))
        .outer_join(parent.parent.of(grand))
        .order_by(Node.node_id)
}
