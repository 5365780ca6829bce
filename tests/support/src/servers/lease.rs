//! Databases on a server, lent to tests.
//!
//! To make a database and its tables takes a server much longer than to empty the tables, so those
//! that a test is through with wait for the next test that wants the same ones.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{mem, process, thread};

use alchemy::Result;
use alchemy::engine::{Connection, Engine};
use alchemy::schema::MetaData;
use alchemy::sql::text;
use alchemy_dialects::create_engine;

use super::{Server, ServerKind};

/// A database that is a test's until it is dropped.
#[derive(Debug)]
pub struct Lease {
    server: &'static Server,
    /// What it is returned with; without it, it is dropped from the server.
    tables: Option<Tables>,
    name: String,
}

/// A database with tables.
#[derive(Debug)]
pub(super) struct Tables {
    name: String,
    metadata: MetaData,
    /// How many columns there were at first: a test that changed a table changed this.
    columns: i64,
}

impl Lease {
    /// The name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        match self.tables.take() {
            // A test that failed may have left anything.
            Some(tables) if !thread::panicking() => self.server.idle().push(tables),
            _ => self.server.drop_database(&self.name),
        }
    }
}

impl Server {
    /// An empty database, which goes when the value is dropped.
    ///
    /// # Errors
    /// What the server reports.
    pub fn empty(&'static self) -> Result<Lease> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("alchemy_{}_{number}", process::id());
        match self.kind {
            ServerKind::Postgres => {
                self.administrate(&format!("CREATE DATABASE {name}"))?;
                // A test waits for no disk.
                self.administrate(&format!(
                    "ALTER DATABASE {name} SET synchronous_commit = off"
                ))?;
            }
            ServerKind::MariaDb | ServerKind::MySql => {
                self.administrate(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"))?;
            }
        }
        Ok(Lease {
            server: self,
            tables: None,
            name,
        })
    }

    /// A database with these tables and no rows, and an engine on it.
    ///
    /// # Errors
    /// What the server reports.
    pub fn with_tables(&'static self, metadata: &MetaData) -> Result<(Lease, Engine)> {
        while let Some(tables) = self.waiting(metadata) {
            let engine = create_engine(&self.url_of(&tables.name))?;
            if self.empty_tables(&engine, &tables)? {
                let name = tables.name.clone();
                let lease = Lease {
                    server: self,
                    tables: Some(tables),
                    name,
                };
                return Ok((lease, engine));
            }
            drop(engine);
            self.drop_database(&tables.name);
        }
        let mut lease = self.empty()?;
        let engine = create_engine(&self.url_of(&lease.name))?;
        metadata.create_all(&engine)?;
        lease.tables = Some(Tables {
            name: lease.name.clone(),
            metadata: metadata.clone(),
            columns: self.columns(&mut engine.connect()?)?,
        });
        Ok((lease, engine))
    }

    /// Drops the databases that wait on the servers that tests have used.
    pub(crate) fn drop_databases() {
        for kind in [ServerKind::Postgres, ServerKind::MariaDb, ServerKind::MySql] {
            let Some(server) = Self::started(kind) else {
                continue;
            };
            let idle = mem::take(&mut *server.idle());
            for tables in idle {
                server.drop_database(&tables.name);
            }
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Tables>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self, metadata: &MetaData) -> Option<Tables> {
        let mut idle = self.idle();
        let at = idle
            .iter()
            .position(|tables| are_equal(&tables.metadata, metadata))?;
        Some(idle.swap_remove(at))
    }

    /// Removes all rows, unless the tables are no longer those that were made.
    fn empty_tables(&self, engine: &Engine, tables: &Tables) -> Result<bool> {
        let mut connection = engine.connect()?;
        if self.columns(&mut connection)? != tables.columns {
            return Ok(false);
        }
        let quote = match self.kind {
            ServerKind::Postgres => '"',
            ServerKind::MariaDb | ServerKind::MySql => '`',
        };
        let names = tables.metadata.tables()?.iter().map(|table| {
            let schema = table.schema.as_ref();
            let schema = schema.map(|schema| format!("{quote}{schema}{quote}."));
            format!("{}{quote}{}{quote}", schema.unwrap_or_default(), table.name)
        });
        match self.kind {
            ServerKind::Postgres => {
                let names: Vec<String> = names.collect();
                connection.execute_script(&format!(
                    "TRUNCATE {} RESTART IDENTITY CASCADE",
                    names.join(", ")
                ))?;
            }
            ServerKind::MariaDb | ServerKind::MySql => {
                connection.execute_script("SET FOREIGN_KEY_CHECKS = 0")?;
                for name in names {
                    connection.execute_script(&format!("TRUNCATE TABLE {name}"))?;
                }
                connection.execute_script("SET FOREIGN_KEY_CHECKS = 1")?;
            }
        }
        connection.commit()?;
        Ok(true)
    }

    /// How many columns the tables have; PostgreSQL's indexes count as well.
    fn columns(&self, connection: &mut Connection) -> Result<i64> {
        let sql = match self.kind {
            ServerKind::Postgres => {
                "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
                 WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped"
            }
            ServerKind::MariaDb | ServerKind::MySql => {
                "SELECT count(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
            }
        };
        let count = connection.one(text(sql).columns::<i64>())?;
        connection.rollback()?;
        Ok(count)
    }

    fn drop_database(&self, name: &str) {
        let force = match self.kind {
            ServerKind::Postgres => " WITH (FORCE)",
            ServerKind::MariaDb | ServerKind::MySql => "",
        };
        // Where it fails, it goes with the server.
        let _ = self.administrate(&format!("DROP DATABASE IF EXISTS {name}{force}"));
    }
}

fn are_equal(one: &MetaData, other: &MetaData) -> bool {
    let (Ok(one), Ok(other)) = (one.tables(), other.tables()) else {
        return false;
    };
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| **one == **other)
}
