//! Subqueries.

use alchemy::prelude::*;
use alchemy::sql::{any_, tuple};

use crate::cases::cases;
use crate::models::{
    Customer, Document, DocumentTag, Employee, Genre, Invoice, InvoiceLine, MediaItem, Message,
    Shelf, Stock, Tag, Track,
};

cases! {
    in subquery;
    queries:
        exists_with_join division arithmetic tuple_in twice two_levels_up filter_after_limit
        union_in in_case latest_per_group not_exists_selected any entity_with_column scalar_no_row;
}

fn exists_with_join() -> Select<i32> {
    let sold = select(InvoiceLine.invoice_line_id)
        .join(InvoiceLine.track)
        .filter(Track.genre_id.eq(Genre.genre_id) & InvoiceLine.quantity.gt(0));
    select(Genre.genre_id)
        .filter(sold.exists())
        .order_by(Genre.genre_id)
        .limit(6)
}

fn division() -> Select<i32> {
    let has = select(DocumentTag).filter(
        DocumentTag.document_id.eq(Document.document_id) & DocumentTag.tag_id.eq(Tag.tag_id),
    );
    let lacking = select(Tag)
        .filter(Tag.uses.ge(1) & Tag.tag_id.in_([2, 4]))
        .filter(!has.exists());
    select(Document.document_id)
        .filter(!lacking.exists())
        .order_by(Document.document_id)
}

fn tracks_of_genre() -> Select<i64> {
    select(func::count(Track.track_id)).filter(Track.genre_id.eq(Genre.genre_id))
}

fn arithmetic() -> Select<(i32, Option<i64>)> {
    let n = tracks_of_genre().scalar_subquery() * 2 + 1;
    select((Genre.genre_id, n.label("n")))
        .filter(Genre.genre_id.gt(22))
        .order_by(Genre.genre_id)
}

fn tuple_in() -> Select<i32> {
    let longest = select((Track.album_id, func::max(Track.milliseconds)))
        .filter(Track.album_id.lt(6))
        .group_by(Track.album_id);
    select(Track.track_id)
        .filter(tuple((Track.album_id, Track.milliseconds)).in_(longest))
        .order_by(Track.track_id)
}

fn twice() -> Select<(Option<i32>, Option<i32>, i64)> {
    let counts = select((Track.album_id, func::count_all().label("n")))
        .group_by(Track.album_id)
        .subquery();
    let others = counts.alias();
    let ((album, n), (other, m)) = (counts.columns(), others.columns());
    select((album, other, n))
        .select_from(&counts)
        .join(others.on(n.eq(m) & album.lt(other)))
        .filter(n.gt(22))
        .order_by((album, other))
}

fn two_levels_up() -> Select<i32> {
    let few = select(InvoiceLine.invoice_line_id)
        .filter(InvoiceLine.invoice_id.eq(Invoice.invoice_id))
        .filter(InvoiceLine.quantity.lt(Customer.customer_id - 57));
    let invoices = select(Invoice.invoice_id)
        .filter(Invoice.customer_id.eq(Customer.customer_id))
        .filter(few.exists());
    select(Customer.customer_id)
        .filter(invoices.exists())
        .order_by(Customer.customer_id)
}

fn filter_after_limit() -> Select<i32> {
    let longest = select((Track.track_id, Track.genre_id))
        .order_by(Track.milliseconds.desc())
        .limit(20)
        .subquery();
    let (track_id, genre_id) = longest.columns();
    select(track_id)
        .select_from(&longest)
        .filter(genre_id.eq(20))
        .order_by(track_id)
}

fn union_in() -> Select<i32> {
    let senders = select(Message.sender_id.optional()).filter(Message.is_read);
    let managers = select(Employee.reports_to).filter(Employee.reports_to.is_not_null());
    select(Employee.employee_id)
        .filter(Employee.employee_id.in_(senders.union(managers)))
        .order_by(Employee.employee_id)
}

fn in_case() -> Select<(String, i32, String)> {
    let average = select(func::avg(Stock.qty)).scalar_subquery();
    let word = case(Stock.qty.gt(average), "above").otherwise("below");
    select((Stock.warehouse, Stock.sku, word.label("w"))).order_by((Stock.warehouse, Stock.sku))
}

fn latest_per_group() -> Select<(i32, i32)> {
    let other = aliased(Invoice);
    let greatest = select(func::max(other.total))
        .filter(other.customer_id.eq(Invoice.customer_id))
        .scalar_subquery();
    select((Invoice.customer_id, Invoice.invoice_id))
        .filter(Invoice.total.eq(greatest) & Invoice.customer_id.lt(6))
        .order_by((Invoice.customer_id, Invoice.invoice_id))
}

fn not_exists_selected() -> Select<(i32, bool)> {
    let items = select(MediaItem).filter(MediaItem.shelf_id.eq(Shelf.shelf_id));
    select((Shelf.shelf_id, (!items.exists()).label("e"))).order_by(Shelf.shelf_id)
}

fn any() -> Select<i32> {
    let genres = select(Track.genre_id).filter(Track.album_id.in_([1, 10, 250]));
    select(Genre.genre_id)
        .filter(Genre.genre_id.eq(any_(genres)))
        .order_by(Genre.genre_id)
}

fn entity_with_column() -> Select<(Option<String>, Option<i64>)> {
    let n = tracks_of_genre().scalar_subquery();
    let counted = select((Genre.genre_id, Genre.name, n.label("n"))).subquery();
    let (_, name, n) = counted.columns();
    select((name, n))
        .select_from(&counted)
        .filter(n.between(10, 20))
        .order_by(n.desc())
}

fn scalar_no_row() -> Select<(i32, Option<String>)> {
    let dear = select(MediaItem.title)
        .filter(MediaItem.shelf_id.eq(Shelf.shelf_id) & MediaItem.price.gt(10))
        .scalar_subquery();
    select((Shelf.shelf_id, dear.label("t"))).order_by(Shelf.shelf_id)
}
