//! Joins.

use alchemy::prelude::*;

use super::cases;
use crate::models::{
    Album, Artist, City, Country, Customer, Employee, Invoice, InvoiceLine, MediaItem, MediaType,
    Shelf, Track,
};

cases! {
    queries:
        join_anti join_cross join_full join_grand_manager join_inner join_left_on_extra
        join_relationship join_relationship_and join_select_from join_self_outer join_six_tables
        join_subquery;
}

fn join_anti() -> Select<(i64, Option<String>)> {
    select((func::count(Artist.artist_id), func::min(Artist.name)))
        .outer_join(Album)
        .filter(Album.album_id.is_null())
}

fn join_cross() -> Select<(i32, i32)> {
    select((MediaType.media_type_id, Shelf.shelf_id))
        .cross_join(Shelf)
        .filter(MediaType.media_type_id.lt(3))
        .order_by((MediaType.media_type_id, Shelf.shelf_id))
}

fn join_grand_manager() -> Select<(String, String)> {
    let (manager, grand) = (aliased(Employee), aliased(Employee));
    select((Employee.first_name, grand.first_name.label("grand")))
        .join(Employee.manager.of(manager))
        .join(manager.manager.of(grand))
        .order_by(Employee.employee_id)
}

fn join_inner() -> Select<(String, Option<String>)> {
    select((Album.title, Artist.name))
        .join(Artist.on(Album.artist_id.eq(Artist.artist_id)))
        .filter(Artist.artist_id.lt(4))
        .order_by(Album.album_id)
}

fn join_left_on_extra() -> Select<(String, Option<String>)> {
    let dear = MediaItem.shelf_id.eq(Shelf.shelf_id) & MediaItem.price.gt(6);
    select((Shelf.name, MediaItem.title.optional()))
        .outer_join(MediaItem.on(dear))
        .order_by((Shelf.shelf_id, MediaItem.item_id))
}

fn join_relationship() -> Select<(Option<String>, String)> {
    select((Artist.name, Album.title))
        .join(Artist.albums)
        .filter(Artist.name.eq("Led Zeppelin"))
        .order_by(Album.title)
}

fn join_self_outer() -> Select<(String, Option<String>)> {
    let manager = aliased(Employee);
    select((Employee.last_name, manager.last_name.optional()))
        .outer_join(Employee.manager.of(manager))
        .order_by(Employee.employee_id)
}

fn join_six_tables() -> Select<(Option<String>, Option<i64>)> {
    let sold = || func::sum(InvoiceLine.quantity);
    select((Artist.name, sold().label("sold")))
        .select_from(Artist)
        .join(Artist.albums)
        .join(Album.tracks)
        .join(Track.invoice_lines)
        .join(InvoiceLine.invoice)
        .join(Invoice.customer)
        .filter(Customer.country.eq("France"))
        .group_by((Artist.artist_id, Artist.name))
        .order_by((sold().desc(), Artist.name))
        .limit(8)
}

fn join_subquery() -> Select<(Option<String>, i64)> {
    let counts = select((Album.artist_id, func::count_all().label("n")))
        .group_by(Album.artist_id)
        .having(func::count_all().gt(9))
        .subquery()
        .named("sq");
    let (artist_id, n) = counts.columns();
    select((Artist.name, n))
        .join(counts.on(artist_id.eq(Artist.artist_id)))
        .order_by((n.desc(), Artist.name))
}

fn join_full() -> Select<(Option<String>, Option<String>)> {
    select((Country.code.optional(), City.name.optional())).full_join(City)
}

fn join_relationship_and() -> Select<(String, Option<String>)> {
    select((Employee.last_name, Customer.last_name.optional()))
        .outer_join(Employee.customers.and(Customer.country.eq("Brazil")))
        .filter(Employee.employee_id.in_([3, 4, 5]))
        .order_by((Employee.employee_id, Customer.customer_id))
}

fn join_select_from() -> Select<(String, String)> {
    select((Album.title, Track.name))
        .select_from(Artist)
        .join(Album)
        .join(Track)
        .filter(Artist.artist_id.eq(2))
        .order_by(Track.track_id)
}
