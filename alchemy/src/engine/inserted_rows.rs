//! The rows of an INSERT … RETURNING on a database that returns none: selected by their keys, in the
//! same transaction, where every key is known for certain.

use std::borrow::Cow;

use super::connection::Connection;
use crate::driver::{self, Next, RowCallback};
use crate::schema::Table;
use crate::sql::{
    Arg, ColumnRef, FromItem, HintPlace, InsertNode, InsertSource, Node, OrderTerm, SelectNode,
    Source, StatementNode, one_of,
};
use crate::types::{Value, ValueRef};
use crate::{Error, ErrorKind, Result};

/// What is known of the rows' primary keys before they are inserted.
struct Keys {
    /// The key of each row; `None` is what the database counts.
    rows: Vec<Vec<Option<Value>>>,
    /// Whether there are such.
    counted: bool,
}

impl Keys {
    /// None where a key is an expression's or a trigger's, or where rows may stay away.
    fn of(insert: &InsertNode) -> Option<Self> {
        let InsertSource::Rows(rows) = &insert.source else {
            return None;
        };
        if let Some(rare) = &insert.rare {
            let prefixed = rare
                .hints
                .iter()
                .any(|hint| matches!(hint.place, HintPlace::Prefix));
            if rare.ignore || rare.conflict.is_some() || prefixed {
                return None;
            }
        }
        let table = insert.table;
        if table.primary_key.is_empty() {
            return None;
        }
        let mut keys = Self {
            rows: Vec::with_capacity(rows.len()),
            counted: false,
        };
        for row in rows {
            let mut key = Vec::with_capacity(table.primary_key.len());
            for index in table.primary_key.iter() {
                let part = part(insert, row, *index)?;
                keys.counted |= part.is_none();
                key.push(part);
            }
            keys.rows.push(key);
        }
        Some(keys)
    }

    /// With what the database counted.
    fn complete(self, first: Option<i64>, step: i64) -> Option<Vec<Vec<Value>>> {
        let mut next = first;
        let mut complete = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let counted = row.iter().any(Option::is_none);
            let key: Option<Vec<Value>> = row
                .into_iter()
                .map(|part| match part {
                    Some(value) => Some(value),
                    None => next.map(Value::Int),
                })
                .collect();
            complete.push(key?);
            if counted {
                next = next.and_then(|key| key.checked_add(step));
            }
        }
        Some(complete)
    }
}

/// A column of a row's key: its value, or `Some(None)` where the database counts it.
fn part(insert: &InsertNode, row: &[Option<Arg>], index: u16) -> Option<Option<Value>> {
    let counted = insert.table.column(index)?.autoincrement;
    let place = insert.columns.iter().position(|column| *column == index);
    match place.and_then(|place| row.get(place)?.as_ref()) {
        None => counted.then_some(None),
        // What the database counts instead, and what isn't stored as it is given.
        Some(Arg::Bind(Value::Null | Value::Int(0) | Value::UInt(0))) if counted => None,
        Some(Arg::Bind(Value::Null | Value::Float(_))) => None,
        Some(Arg::Bind(value)) => Some(Some(value.clone())),
        Some(_) => None,
    }
}

impl Connection {
    /// Runs an INSERT … RETURNING that the database doesn't have, where that is possible. Returns
    /// how many rows it gave.
    pub(super) fn query_inserted(
        &mut self,
        node: &StatementNode<'_>,
        each: &mut RowCallback<'_>,
    ) -> Result<Option<u64>> {
        let StatementNode::Insert(insert) = node else {
            return Ok(None);
        };
        let capability = self.engine.dialect().capability();
        if insert.returning.is_empty() || capability.returning.insert || !capability.last_insert_id
        {
            return Ok(None);
        }
        let Some(keys) = Keys::of(insert) else {
            return Ok(None);
        };
        let step = match (
            keys.counted && keys.rows.len() > 1,
            capability.insert_id_step,
        ) {
            (false, _) => 1,
            (true, Some(sql)) => self.insert_id_step(sql)?,
            (true, None) => return Ok(None),
        };
        let mut without = InsertNode::clone(insert);
        let returning = std::mem::take(&mut without.returning);
        let expected = keys.rows.len();
        let written = self.execute_node(&StatementNode::Insert(Cow::Owned(without)))?;
        let first = self.last_insert_id().filter(|first| *first > 0);
        let table = insert.table;
        let Some(complete) = keys.complete(first, step) else {
            return Err(not_found(table, expected, 0));
        };
        if u64::try_from(expected) != Ok(written.rows_affected) {
            return Err(not_found(table, expected, written.rows_affected));
        }
        let select = SelectNode {
            items: returning,
            ..rows_by_key(table, complete)
        };
        let mut stopped = false;
        let found = self.query_rows(
            &StatementNode::Select(&select),
            &mut |row: &dyn driver::Row| {
                let next = each(row)?;
                stopped = matches!(next, Next::Stop);
                Ok(next)
            },
        )?;
        if !stopped && u64::try_from(expected) != Ok(found) {
            return Err(not_found(table, expected, found));
        }
        Ok(Some(found))
    }

    /// How far the keys of one statement are apart.
    fn insert_id_step(&mut self, sql: &str) -> Result<i64> {
        let mut step = 1;
        self.query_sql(sql, &[], &mut |row| {
            step = match row.get(0)? {
                ValueRef::Int(found) => found,
                ValueRef::UInt(found) => i64::try_from(found).unwrap_or(1),
                _ => 1,
            };
            Ok(Next::Continue)
        })?;
        Ok(step)
    }
}

/// The rows with some keys, in the order of their keys.
fn rows_by_key(table: &'static Table, keys: Vec<Vec<Value>>) -> SelectNode {
    let column = |index: u16| ColumnRef {
        table,
        source: Source::TABLE,
        index,
    };
    let filter = one_of(table, Source::TABLE, &table.primary_key, keys);
    let order = table.primary_key.iter();
    let mut select = SelectNode {
        filter: Some(filter),
        order_by: order
            .map(|index| OrderTerm::new(Node::Column(column(*index))))
            .collect(),
        ..SelectNode::default()
    };
    select.from.push(FromItem::Table {
        table,
        source: Source::TABLE,
    });
    select
}

#[cold]
fn not_found(table: &Table, expected: usize, found: u64) -> Error {
    let message = format!(
        "an INSERT of {expected} rows into `{}` was to return them, and {found} were found by \
         their keys",
        table.name
    );
    Error::new(ErrorKind::StaleData, message)
        .with_table(table.name.clone())
        .with_help("a trigger of the table may have given them other keys")
}
