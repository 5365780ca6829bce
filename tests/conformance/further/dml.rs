//! INSERT, UPDATE and DELETE.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy::sql::{Statement, tuple};
use serde_json::json;

use crate::answer::Answer;
use crate::cases::cases;
use crate::models::{Country, Document, DocumentTag, MediaItem, Node, Shelf, Stock, Tag};

cases! {
    in dml;
    scenarios:
        update_case update_correlated update_where_any update_tuple delete_exists insert_several
        insert_from_union insert_where_not_exists delete_all update_in_cte upsert_increment
        update_self_reference update_values_swapped orm_update_fetch insert_key_returned;
}

/// Executes a statement and tells how many rows it found.
fn row_count(session: &mut Session, statement: impl Statement) -> Result<Answer> {
    let rows = session.connection()?.execute(statement)?.rows_affected;
    Ok(Answer::Result(json!({ "rowcount": rows })))
}

fn nothing(session: &mut Session, statement: impl Statement) -> Result<Answer> {
    session.connection()?.execute(statement)?;
    Ok(Answer::Result(json!(null)))
}

fn update_case(session: &mut Session) -> Result<Answer> {
    let note = case(Stock.qty.eq(0), "none")
        .when(Stock.qty.lt(5), "few")
        .otherwise("many");
    row_count(session, update(Stock).set(Stock.note, note))
}

fn update_correlated(session: &mut Session) -> Result<Answer> {
    let uses = select(func::count_all())
        .select_from(DocumentTag)
        .filter(DocumentTag.tag_id.eq(Tag.tag_id))
        .scalar_subquery();
    let uses = func::coalesce(uses, 0).cast::<i32>();
    row_count(session, update(Tag).set(Tag.uses, uses))
}

fn update_where_any(session: &mut Session) -> Result<Answer> {
    let archived = Document.tags.any(|tag| tag.name.eq("Archive"));
    let statement = update(Document)
        .filter(archived)
        .set(Document.views, Document.views + 1);
    row_count(session, statement)
}

fn update_tuple(session: &mut Session) -> Result<Answer> {
    let statement = update(Stock)
        .filter(tuple((Stock.warehouse, Stock.sku)).in_([("A", 3), ("B", 2)]))
        .set(Stock.qty, Stock.qty * 2)
        .set(Stock.note, None::<String>);
    row_count(session, statement)
}

fn delete_exists(session: &mut Session) -> Result<Answer> {
    let rare = select(Tag).filter(Tag.tag_id.eq(DocumentTag.tag_id) & Tag.uses.lt(2));
    row_count(session, delete(DocumentTag).filter(rare.exists()))
}

fn insert_several(session: &mut Session) -> Result<Answer> {
    let statement = insert(Shelf).columns(Shelf.name).values(["x", "y"]);
    row_count(session, statement)
}

fn insert_from_union(session: &mut Session) -> Result<Answer> {
    let shelves = select((literal("D"), Shelf.shelf_id, literal(1)));
    let lengths = select((
        literal("E"),
        func::length(Country.code).cast::<i32>(),
        func::length(Country.name).cast::<i32>(),
    ))
    .filter(Country.code.eq("NO"));
    let statement = insert(Stock)
        .columns((Stock.warehouse, Stock.sku, Stock.qty))
        .from_select(shelves.union_all(lengths));
    row_count(session, statement)
}

fn insert_where_not_exists(session: &mut Session) -> Result<Answer> {
    let mut counts = Vec::new();
    for name in ["legal", "fresh"] {
        let there = select(Tag).filter(Tag.name.eq(name));
        let statement = insert(Tag)
            .columns((Tag.name, Tag.uses))
            .from_select(select((literal(name), literal(0))).filter(!there.exists()));
        counts.push(session.connection()?.execute(statement)?.rows_affected);
    }
    Ok(Answer::Result(json!({ "rowcounts": counts })))
}

fn delete_all(session: &mut Session) -> Result<Answer> {
    row_count(session, delete(DocumentTag))
}

fn update_in_cte(session: &mut Session) -> Result<Answer> {
    let full = select(Stock.warehouse)
        .group_by(Stock.warehouse)
        .having(func::sum(Stock.qty).gt(20))
        .cte("full_ones");
    let warehouse = full.columns();
    let there = select(warehouse)
        .select_from(&full)
        .filter(warehouse.eq("B"));
    let statement = update(MediaItem)
        .filter(there.exists())
        .set(MediaItem.price, MediaItem.price + 1);
    nothing(session, statement)
}

fn upsert_increment(session: &mut Session) -> Result<Answer> {
    let statement = insert(Stock)
        .columns((Stock.warehouse, Stock.sku, Stock.qty))
        .values([("A", 1, 5), ("Z", 1, 5)])
        .on_conflict((Stock.warehouse, Stock.sku))
        .do_update(|old, new| old.qty.assign(old.qty + new.qty));
    nothing(session, statement)
}

fn update_self_reference(session: &mut Session) -> Result<Answer> {
    let name = select(Tag.name)
        .filter(Tag.tag_id.eq(Stock.sku - 5))
        .scalar_subquery();
    let statement = update(Stock)
        .filter(Stock.warehouse.eq("C"))
        .set(Stock.note, name);
    row_count(session, statement)
}

fn update_values_swapped(session: &mut Session) -> Result<Answer> {
    let statement = update(Stock)
        .filter(Stock.warehouse.eq("A"))
        .set(Stock.qty, Stock.sku);
    row_count(session, statement)
}

fn orm_update_fetch(session: &mut Session) -> Result<Answer> {
    let (archive, finance) = (session.get(Tag, 4)?, session.get(Tag, 1)?);
    let statement = update(Tag)
        .filter(Tag.name.upper().eq("ARCHIVE"))
        .set(Tag.uses, Tag.uses * 3);
    session.execute(statement)?;
    let uses = |tag: Option<Handle<Tag>>| tag.map(|tag| session[tag].uses);
    Ok(Answer::Result(json!({
        "changed": uses(archive),
        "other": uses(finance),
    })))
}

fn insert_key_returned(session: &mut Session) -> Result<Answer> {
    let statement = insert(Node).set(Node.name, "new").set(Node.parent_id, 9);
    let returns = session.engine().dialect().capability().returning.insert;
    let connection = session.connection()?;
    let key = if returns {
        Some(connection.one(statement.returning(Node.node_id))?.into())
    } else {
        connection.execute(statement)?.last_insert_id
    };
    Ok(Answer::Result(json!({ "key": [key] })))
}
