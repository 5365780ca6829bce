//! INSERT of many structs, however many the database takes in one statement.

use std::borrow::Cow;

use super::backend::BeginMode;
use super::connection::Connection;
use crate::Result;
use crate::compiler::{bulk_load, compile_in};
use crate::driver::{Batch, Executed};
use crate::schema::Table;
use crate::sql::{Arg, Entity, InsertNode, InsertSource, Record, StatementNode};
use crate::types::{FieldValue, Value};

/// So many structs are turned into values at a time.
const BLOCK: usize = 8_192;
/// From so many rows on, a bulk load is worth its own round trips.
const LOAD_FROM: usize = 32;
/// More rows in one statement gain nothing.
const STATEMENT_ROWS: usize = 1_024;

impl Connection {
    /// Inserts structs, however many: all of them, or none where the database refuses one. Fields
    /// that are unset (`Auto`) are left to the database, or get their default. Returns the number
    /// of rows.
    ///
    /// They go in the way that is fastest on the database: PostgreSQL takes them by COPY, MySQL and
    /// MariaDB by INSERTs of many rows, SQLite by one prepared INSERT.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # fn main() -> alchemy::Result<()> {
    /// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
    /// # metadata![User, Post].create_all(&engine)?;
    /// let users: Vec<User> = (0..70_000)
    ///     .map(|number| User { email: format!("{number}@example.org"), ..User::default() })
    ///     .collect();
    /// let mut conn = engine.connect()?;
    /// assert_eq!(conn.insert_many(User, &users)?, 70_000);
    /// conn.commit()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the database reports; nothing is inserted then, and the transaction goes on.
    pub fn insert_many<'r, E, I>(&mut self, entity: E, records: I) -> Result<u64>
    where
        E: Entity<Model: Record + 'r>,
        I: IntoIterator<Item = &'r E::Model>,
    {
        let table = entity.table();
        let mut records = records.into_iter();
        let mut inserted = 0;
        // The transaction has to be one that writes from its beginning.
        self.ready(BeginMode::Write)?;
        self.savepoint(|conn| {
            loop {
                let block: Vec<Row> = records
                    .by_ref()
                    .take(BLOCK)
                    .map(|record| Row::of(table, record))
                    .collect();
                if block.is_empty() {
                    return Ok(inserted);
                }
                for group in in_groups(block) {
                    inserted += conn.insert_group(table, group)?;
                }
            }
        })
    }

    fn insert_group(&mut self, table: &'static Table, mut group: Group) -> Result<u64> {
        let dialect = self.engine.dialect();
        let capability = *dialect.capability();
        let rows = group.rows();
        let count = u64::try_from(rows).unwrap_or(u64::MAX);
        let node = group.statement(table, 1);
        let one = compile_in(&node, dialect, self.execution.schemas())?
            .sql()
            .to_owned();
        if rows >= LOAD_FROM
            && let Some(load) = bulk_load(&node, dialect, self.execution.schemas())?
        {
            let mut loaded = false;
            self.run(&load, &[], |driver, load, _| {
                loaded = driver.bulk_load(load, &one, &mut group)?;
                Ok(count)
            })?;
            if loaded {
                return Ok(count);
            }
        }
        if !capability.batches_rows || group.shape.is_empty() {
            self.execute_batch(&one, &mut group)?;
            return Ok(count);
        }
        let width = group.shape.len();
        let most = capability.bind_limit / width;
        let most = most.clamp(1, STATEMENT_ROWS);
        let mut sql = String::new();
        let mut compiled = 0;
        for chunk in group.values.chunks(most * width) {
            if chunk.len() != compiled {
                let node = group.statement(table, chunk.len() / width);
                let dialect = self.engine.dialect();
                sql = compile_in(&node, dialect, self.execution.schemas())?
                    .sql()
                    .to_owned();
                compiled = chunk.len();
            }
            let binds: Vec<&Value> = chunk.iter().collect();
            self.run_sql(&sql, &binds)?;
        }
        Ok(count)
    }
}

/// What a struct sets.
struct Row {
    shape: Vec<u16>,
    values: Vec<Value>,
}

impl Row {
    fn of(table: &Table, record: &impl Record) -> Self {
        let mut row = Self {
            shape: Vec::with_capacity(table.columns.len()),
            values: Vec::with_capacity(table.columns.len()),
        };
        for (index, column) in (0u16..).zip(table.columns.iter()) {
            let mut value = match (record.field_value(index), column.default) {
                (FieldValue::Set(value), _) => value,
                (FieldValue::Unset, Some(default)) => default(),
                (FieldValue::Unset, None) => continue,
            };
            table.fit(index, &mut value);
            row.shape.push(index);
            row.values.push(value);
        }
        row
    }
}

/// Rows that set the same columns, one after the other.
struct Group {
    shape: Vec<u16>,
    count: usize,
    values: Vec<Value>,
}

/// The rows in their order, as many together as set the same columns.
fn in_groups(rows: Vec<Row>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for mut row in rows {
        match groups.last_mut() {
            Some(group) if group.shape == row.shape => {
                group.count += 1;
                group.values.append(&mut row.values);
            }
            _ => groups.push(Group {
                shape: row.shape,
                count: 1,
                values: row.values,
            }),
        }
    }
    groups
}

impl Group {
    const fn rows(&self) -> usize {
        self.count
    }

    /// An INSERT of so many rows. The values that it is compiled with stand for those of the rows.
    fn statement(&self, table: &'static Table, rows: usize) -> StatementNode<'static> {
        let row = || {
            let values = self.shape.iter();
            values.map(|_| Some(Arg::Bind(Value::Null))).collect()
        };
        StatementNode::Insert(Cow::Owned(InsertNode {
            columns: self.shape.clone(),
            source: InsertSource::Rows((0..rows).map(|_| row()).collect()),
            ..InsertNode::new(table)
        }))
    }
}

impl Batch for Group {
    fn len(&self) -> usize {
        self.count
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        let width = self.shape.len();
        let row = self.values.get(run * width..(run + 1) * width);
        values.extend_from_slice(row.unwrap_or_default());
        Ok(())
    }

    fn done(&mut self, _: usize, _: Executed) -> Result<()> {
        Ok(())
    }
}
