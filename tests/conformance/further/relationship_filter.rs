//! Conditions along relationships.

use alchemy::prelude::*;

use crate::cases::cases;
use crate::models::{
    Album, Artist, City, Country, Customer, Document, Employee, MediaItem, Message, Node, Playlist,
    Shelf, Tag, Track,
};

cases! {
    in relationship_filter;
    queries:
        any_two_conditions has_chain has_keyword any_chain any_many_to_many_chain
        not_any_many_to_many none_many_to_many not_equal not_none not_contains
        not_contains_one_to_many self_any_two_levels alias_has of_type_any any_and_any
        any_or_column any_with_outer_column with_parent_many_to_many with_parent_of_many_to_one
        not_has_any self_none two_relationships_to_one count_of_related criteria_any criteria_from
        criteria_subquery criteria_many_to_many_outer;
}

fn any_two_conditions() -> Select<i32> {
    let dear = Playlist
        .tracks
        .any(|track| track.milliseconds.gt(2_500_000) & track.unit_price.gt(1));
    select(Playlist.playlist_id)
        .filter(dear)
        .order_by(Playlist.playlist_id)
}

fn has_chain() -> Select<i32> {
    let accept = Track
        .album
        .has(|album| album.artist.has(|artist| artist.name.eq("Accept")));
    select(Track.track_id)
        .filter(accept)
        .order_by(Track.track_id)
}

fn has_keyword() -> Select<i32> {
    select(Album.album_id)
        .filter(Album.artist.has(|artist| artist.name.eq("Queen")))
        .order_by(Album.album_id)
}

fn any_chain() -> Select<i32> {
    let sold = Artist.albums.any(|album| {
        album
            .tracks
            .any(|track| track.invoice_lines.any(|line| line.unit_price.gt(1)))
    });
    select(Artist.artist_id)
        .filter(sold)
        .order_by(Artist.artist_id)
}

fn any_many_to_many_chain() -> Select<i32> {
    let opera = Playlist
        .tracks
        .any(|track| track.genre.has(|genre| genre.name.eq("Opera")));
    select(Playlist.playlist_id)
        .filter(opera)
        .order_by(Playlist.playlist_id)
}

fn not_any_many_to_many() -> Select<i32> {
    select(Document.document_id)
        .filter(!Document.tags.any(|tag| tag.name.eq("legal")))
        .order_by(Document.document_id)
}

fn none_many_to_many() -> Select<i32> {
    select(Tag.tag_id)
        .filter(Tag.documents.is_empty())
        .order_by(Tag.tag_id)
}

fn not_equal() -> Select<i32> {
    let canada = Country {
        code: "CA".into(),
        ..Country::default()
    };
    select(City.city_id)
        .filter(City.country.is_not(&canada))
        .order_by(City.city_id)
}

fn not_none() -> Select<i32> {
    select(Node.node_id)
        .filter(Node.parent.is_some())
        .order_by(Node.node_id)
}

fn not_contains() -> Select<i32> {
    let archive = Tag {
        tag_id: 4.into(),
        ..Tag::default()
    };
    select(Document.document_id)
        .filter(!Document.tags.contains(&archive))
        .order_by(Document.document_id)
}

fn not_contains_one_to_many() -> Select<i32> {
    let item = MediaItem {
        item_id: 4.into(),
        shelf_id: Some(2),
        ..MediaItem::default()
    };
    select(Shelf.shelf_id)
        .filter(!Shelf.items.contains(&item))
        .order_by(Shelf.shelf_id)
}

fn self_any_two_levels() -> Select<i32> {
    select(Employee.employee_id)
        .filter(Employee.reports.any(|report| report.title.like("%Manager")))
        .order_by(Employee.employee_id)
}

fn alias_has() -> Select<(i32, i32)> {
    let manager = aliased(Employee);
    let by_general = manager
        .manager
        .has(|general| general.title.eq("General Manager"));
    select((Employee.employee_id, manager.employee_id))
        .join(Employee.manager.of(manager))
        .filter(by_general)
        .order_by(Employee.employee_id)
}

fn of_type_any() -> Select<String> {
    select(Node.name)
        .filter(Node.children.any(|child| child.name.like("%o%")))
        .order_by(Node.node_id)
}

fn any_and_any() -> Select<i32> {
    let tagged = |name: &'static str| Document.tags.any(move |tag| tag.name.eq(name));
    select(Document.document_id)
        .filter(tagged("legal") & tagged("Archive"))
        .order_by(Document.document_id)
}

fn any_or_column() -> Select<i32> {
    select(Document.document_id)
        .filter(Document.tags.any(|tag| tag.uses.eq(2)) | Document.views.eq(10))
        .order_by(Document.document_id)
}

fn any_with_outer_column() -> Select<i32> {
    let above = Customer
        .invoices
        .any(|invoice| invoice.total.gt(Customer.customer_id));
    select(Customer.customer_id)
        .filter(above)
        .order_by(Customer.customer_id)
}

fn with_parent_many_to_many() -> Select<i32> {
    let charter = Document {
        document_id: 1.into(),
        ..Document::default()
    };
    select(Tag.tag_id)
        .filter(Document.tags.with_parent(&charter))
        .order_by(Tag.tag_id)
}

fn with_parent_of_many_to_one() -> Select<i32> {
    let album = Album {
        album_id: 4.into(),
        artist_id: 1,
        ..Album::default()
    };
    select(Artist.artist_id).filter(Album.artist.with_parent(&album))
}

fn not_has_any() -> Select<i32> {
    select(MediaItem.item_id)
        .filter(!MediaItem.shelf.has(|shelf| shelf.name.eq("Upper")))
        .order_by(MediaItem.item_id)
}

fn self_none() -> Select<i32> {
    select(Node.node_id)
        .filter(Node.parent.is_none() | Node.children.is_empty())
        .order_by(Node.node_id)
}

fn two_relationships_to_one() -> Select<i32> {
    let sells = |employee: crate::models::EmployeeEntity| employee.title.like("Sales%");
    select(Message.message_id)
        .filter(Message.sender.has(sells) & Message.recipient.has(sells))
        .order_by(Message.message_id)
}

fn count_of_related() -> Select<Option<String>> {
    let albums = select(func::count(Album.album_id))
        .filter(Album.artist_id.eq(Artist.artist_id))
        .scalar_subquery();
    select(Artist.name)
        .filter(albums.ge(10))
        .order_by(Artist.name)
}

fn criteria_any() -> Select<i32> {
    select(Document.document_id)
        .filter(Document.tags.exists())
        .options(with_loader_criteria(Tag, |tag| tag.name.eq("finance")))
        .order_by(Document.document_id)
}

fn criteria_from() -> Select<(i32, Option<i32>)> {
    let manager = aliased(Employee);
    let managers = with_loader_criteria(Employee, |employee| employee.title.like("%Manager"));
    select((Employee.employee_id, manager.employee_id.optional()))
        .outer_join(Employee.manager.of(manager))
        .options(managers.include_aliases())
        .order_by(Employee.employee_id)
}

fn criteria_subquery() -> Select<(i32, Option<i64>)> {
    let customers = select(func::count(Customer.customer_id))
        .filter(Customer.support_rep_id.eq(Employee.employee_id))
        .scalar_subquery();
    select((Employee.employee_id, customers.label("n")))
        .filter(Employee.employee_id.in_([3, 4, 5]))
        .options(with_loader_criteria(Customer, |it| it.country.eq("USA")))
        .order_by(Employee.employee_id)
}

fn criteria_many_to_many_outer() -> Select<(String, Option<String>)> {
    select((Document.title, Tag.name.optional()))
        .outer_join(Document.tags)
        .options(with_loader_criteria(Tag, |tag| tag.uses.gt(5)))
        .order_by((Document.document_id, Tag.tag_id))
}
