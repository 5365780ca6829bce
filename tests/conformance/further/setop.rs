//! UNION, INTERSECT and EXCEPT.

use alchemy::prelude::*;

use crate::cases::cases;
use crate::models::{
    Album, City, Customer, Employee, Genre, MediaType, Message, Node, Playlist, Shelf, Track,
};

cases! {
    in setop;
    queries:
        three union_all_count intersect_three except_union in_exists cte_of_union all_duplicates
        except_all pairs nulls members_filtered offset_only;
}

fn three() -> Select<Option<String>> {
    select(Genre.name)
        .union(select(MediaType.name))
        .union(select(Playlist.name))
        .order_by(Genre.name)
        .limit(5)
}

fn union_all_count() -> Select<(String, i64)> {
    select((
        literal("albums").label("what"),
        func::count(Album.album_id).label("n"),
    ))
    .union_all(select((literal("tracks"), func::count(Track.track_id))))
    .union_all(select((literal("genres"), func::count(Genre.genre_id))))
    .order_by(label("n").desc())
}

fn intersect_three() -> Select<Option<i32>> {
    select(Employee.employee_id.optional())
        .intersect(select(Message.sender_id.optional()))
        .intersect(select(Customer.support_rep_id))
        .order_by(Employee.employee_id)
}

fn except_union() -> Select<Option<i32>> {
    let above = select(Employee.reports_to).union(select(Customer.support_rep_id));
    select(Employee.employee_id.optional()).except(above)
}

fn in_exists() -> Select<i32> {
    let messages = select(Message.message_id)
        .filter(Message.sender_id.eq(8))
        .union_all(select(Message.message_id).filter(Message.recipient_id.eq(99)));
    select(Shelf.shelf_id)
        .filter(messages.exists())
        .order_by(Shelf.shelf_id)
}

fn cte_of_union() -> Select<String> {
    let talkers = select(Message.sender_id.optional().label("e"))
        .union(select(Message.recipient_id))
        .cte("talkers");
    select(Employee.last_name)
        .join(talkers.on(talkers.columns().eq(Employee.employee_id)))
        .order_by(Employee.last_name)
}

fn all_duplicates() -> Select<Option<i32>> {
    select(Message.sender_id.optional())
        .intersect_all(select(Message.recipient_id))
        .order_by(Message.sender_id)
}

fn except_all() -> Select<Option<i32>> {
    select(Message.sender_id.optional())
        .except_all(select(Message.recipient_id))
        .order_by(Message.sender_id)
}

fn pairs() -> Select<(Option<String>, Option<String>)> {
    let canadian = select((Customer.city, Customer.country)).filter(Customer.country.eq("Canada"));
    select((Employee.city, Employee.country))
        .union(canadian)
        .order_by(Employee.city)
}

fn nulls() -> Select<Option<String>> {
    select(City.country_code)
        .union(select(Node.name.optional()).filter(Node.name.eq("x")))
        .union(select(City.country_code))
}

fn members_filtered() -> Select<Option<i32>> {
    let artists = select(Album.artist_id.optional())
        .group_by(Album.artist_id)
        .having(func::count_all().gt(13));
    let albums = select(Track.album_id)
        .group_by(Track.album_id)
        .having(func::count_all().gt(30));
    artists.union_all(albums).order_by(Album.artist_id)
}

fn offset_only() -> Select<i32> {
    select(Genre.genre_id)
        .union(select(Album.album_id).filter(Album.album_id.lt(3)))
        .order_by(Genre.genre_id)
        .offset(22)
}
