//! Creating and dropping tables.

use std::borrow::Cow;

use super::connection::Connection;
use super::phase::Phase;
use super::{BeginMode, Engine};
use crate::Result;
use crate::compiler::{SchemaTranslateMap, create_enums, create_tables, drop_enums, drop_tables};
use crate::driver::QueryError;
use crate::schema::{ForeignKeyTarget, MetaData, Table};

/// Whether tables are looked for before they are created or dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFirst {
    /// Tables that are there are not created, tables that aren't are not dropped.
    Yes,
    /// The database is left to complain.
    No,
}

/// What is done to tables.
#[derive(Clone, Copy)]
enum Change {
    Create,
    Drop,
    /// And the enums, which no table is left to use.
    DropAll,
}

impl MetaData {
    /// Creates the tables that aren't there yet, with their enums and indexes, in the order of their
    /// foreign keys. One transaction, where the database can roll CREATE TABLE back.
    ///
    /// A table that is there is left as it is, whatever its columns: changing it is a migration.
    ///
    /// ```no_run
    /// # use alchemy::{Result, engine::Engine, schema::MetaData};
    /// # fn f(metadata: &MetaData, engine: &Engine) -> Result<()> {
    /// metadata.create_all(engine)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Schema`](crate::ErrorKind::Schema) when tables contradict each other, and what
    /// the compiler or the database reports.
    pub fn create_all(&self, engine: &Engine) -> Result<()> {
        alone(engine, &self.all()?, Change::Create)
    }

    /// Drops the tables that are there, referring ones first. One transaction, where the database
    /// can roll DROP TABLE back.
    ///
    /// # Errors
    /// As [`create_all`](Self::create_all).
    pub fn drop_all(&self, engine: &Engine) -> Result<()> {
        alone(engine, &self.all()?, Change::DropAll)
    }

    /// Creates the tables on a connection, within its transaction.
    ///
    /// # Errors
    /// As [`create_all`](Self::create_all).
    pub fn create_all_on(&self, connection: &mut Connection, check: CheckFirst) -> Result<()> {
        change(connection, &self.all()?, Change::Create, check)
    }

    /// Drops the tables on a connection, within its transaction.
    ///
    /// # Errors
    /// As [`create_all`](Self::create_all).
    pub fn drop_all_on(&self, connection: &mut Connection, check: CheckFirst) -> Result<()> {
        change(connection, &self.all()?, Change::DropAll, check)
    }

    fn all(&self) -> Result<Vec<&Table>> {
        Ok(self.tables()?.iter().map(|table| &**table).collect())
    }
}

impl Table {
    /// Creates the table and its indexes, if it isn't there yet.
    ///
    /// # Errors
    /// What the compiler or the database reports.
    pub fn create(&self, engine: &Engine) -> Result<()> {
        alone(engine, &[self], Change::Create)
    }

    /// Drops the table, if it is there.
    ///
    /// # Errors
    /// What the compiler or the database reports.
    pub fn drop(&self, engine: &Engine) -> Result<()> {
        alone(engine, &[self], Change::Drop)
    }
}

impl Connection {
    /// Whether there is a table or a view of this name, in the connection's default schema where
    /// none is given.
    ///
    /// # Errors
    /// What the database reports.
    pub fn has_table(&mut self, schema: Option<&str>, name: &str) -> Result<bool> {
        self.settle();
        self.usable()?;
        let engine = self.engine.clone();
        let driver = self.pooled.driver()?;
        let before = std::mem::replace(&mut self.phase, Phase::Running);
        match engine.backend().table_exists(driver, schema, name) {
            Ok(found) => {
                self.phase = before;
                Ok(found)
            }
            Err(error) => {
                let error = match error {
                    QueryError::Fault(fault) => {
                        self.note_fault(&fault);
                        fault.into()
                    }
                    QueryError::Callback(error) => {
                        self.phase = before;
                        error
                    }
                };
                self.unless_begun(before);
                Err(error)
            }
        }
    }
}

/// On a connection of its own. Nothing begins where there is nothing to do.
fn alone(engine: &Engine, tables: &[&Table], what: Change) -> Result<()> {
    let mut connection = engine.connect()?;
    if concerned(&mut connection, tables, what)?.is_empty() {
        return Ok(());
    }
    // Another process may be at it, too: look again, now that it can't.
    if engine.dialect().capability().transactional_ddl {
        connection.ready(BeginMode::Write)?;
    }
    change(&mut connection, tables, what, CheckFirst::Yes)?;
    connection.commit()
}

fn change(
    connection: &mut Connection,
    tables: &[&Table],
    what: Change,
    check: CheckFirst,
) -> Result<()> {
    let tables = match check {
        CheckFirst::Yes => concerned(connection, tables, what)?,
        CheckFirst::No => tables.to_vec(),
    };
    let translated: Vec<Cow<'_, Table>> = tables
        .iter()
        .map(|table| translated(table, connection.execution.schemas()))
        .collect();
    let tables: Vec<&Table> = translated.iter().map(|table| &**table).collect();
    let dialect = connection.dialect();
    let transactional = dialect.capability().transactional_ddl;
    // Enums are shared by tables, so they may be there, whatever is said of the tables.
    let check = check == CheckFirst::Yes;
    let statements = match what {
        Change::Create => {
            let mut statements = create_enums(tables.iter().copied(), dialect, check)?;
            statements.extend(create_tables(tables.iter().copied(), dialect, false)?);
            statements
        }
        Change::Drop => drop_tables(tables.iter().copied(), dialect, false)?,
        Change::DropAll => {
            let enums = drop_enums(tables.iter().copied(), dialect, check)?;
            let mut statements = drop_tables(tables.iter().copied(), dialect, false)?;
            statements.extend(enums);
            statements
        }
    };
    for sql in statements {
        if transactional {
            connection.execute_script(&sql)?;
        } else {
            connection.script_outside(&sql)?;
        }
    }
    Ok(())
}

/// The tables that something has to be done about.
fn concerned<'t>(
    connection: &mut Connection,
    tables: &[&'t Table],
    what: Change,
) -> Result<Vec<&'t Table>> {
    let mut list = Vec::new();
    for table in tables {
        let (schema, name) = table.key();
        let schema = match connection.execution.schemas() {
            Some(schemas) => schemas.translate(schema).map(str::to_owned),
            None => schema.map(str::to_owned),
        };
        let there = connection.has_table(schema.as_deref(), name)?;
        if there != matches!(what, Change::Create) {
            list.push(*table);
        }
    }
    Ok(list)
}

/// A table under the schema that is written for its own, with all that it points to.
fn translated<'t>(table: &'t Table, schemas: Option<&SchemaTranslateMap>) -> Cow<'t, Table> {
    let Some(schemas) = schemas else {
        return Cow::Borrowed(table);
    };
    let other = |schema: Option<&str>| schemas.translate(schema).map(str::to_owned);
    let mut table = table.clone();
    table.schema = other(table.schema.as_deref()).map(Cow::Owned);
    for key in table.foreign_keys.to_mut() {
        let (schema, name) = key.target.table_key();
        key.target = ForeignKeyTarget::Named {
            schema: other(schema),
            table: name.to_owned(),
            columns: key
                .target
                .column_names()
                .into_iter()
                .map(str::to_owned)
                .collect(),
        };
    }
    Cow::Owned(table)
}
