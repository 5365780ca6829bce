//! A connection without a database.

use super::books::Books;
use super::{Failure, FakeDriver, Reply, lost, panic};
use crate::ErrorKind;
use crate::driver::{Cursor, DriverConnection, Fault, Next, QueryError, Row, RowCallback};
use crate::types::{Value, ValueRef};

pub(super) struct FakeConnection {
    driver: FakeDriver,
    books: Books,
    broken: bool,
    last_insert_id: Option<i64>,
}

impl FakeConnection {
    pub(super) fn new(driver: FakeDriver) -> Self {
        Self {
            driver,
            books: Books::default(),
            broken: false,
            last_insert_id: None,
        }
    }

    /// The connection is gone, and with it the transaction.
    fn lose(&mut self) -> Fault {
        self.broken = true;
        self.books.discard();
        lost()
    }

    /// Counts a call and lets it fail if that was asked for.
    fn step(&mut self, what: Option<&str>, sql: Option<&str>) -> Result<(), Fault> {
        if self.broken {
            return Err(lost());
        }
        match self.driver.call(what) {
            None => Ok(()),
            Some(Failure::Fault(fault)) => Err(fault),
            Some(Failure::EndsTransaction(fault)) => {
                self.books.discard();
                Err(fault)
            }
            Some(Failure::LostBefore) => Err(self.lose()),
            Some(Failure::LostAfter) => {
                if let Some(sql) = sql {
                    self.apply(sql)?;
                }
                Err(self.lose())
            }
            Some(Failure::Panic) => panic(),
        }
    }

    fn apply(&mut self, sql: &str) -> Result<(), Fault> {
        let committed = self
            .books
            .apply(sql)
            .map_err(|message| Fault::new(ErrorKind::Statement, message))?;
        self.driver.commit(committed);
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<Option<Reply>, Fault> {
        self.step(Some(sql), Some(sql))?;
        let reply = self.driver.reply_to(sql);
        if let Some(fault) = reply.as_ref().and_then(|reply| reply.fault.clone()) {
            return Err(fault);
        }
        self.apply(sql)?;
        if let Some(reply) = &reply {
            self.last_insert_id = reply.last_insert_id.or(self.last_insert_id);
        }
        Ok(reply)
    }
}

impl DriverConnection for FakeConnection {
    fn query(
        &mut self,
        sql: &str,
        _: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        let reply = self.run(sql)?.unwrap_or_default();
        let mut count = 0;
        for values in &reply.rows {
            self.step(None, None)?;
            count += 1;
            let row = FakeRow {
                columns: &reply.columns,
                values,
            };
            match each(&row).map_err(QueryError::Callback)? {
                Next::Continue => {}
                Next::Stop => break,
            }
        }
        Ok(count)
    }

    fn execute(&mut self, sql: &str, _: &[&Value]) -> Result<u64, Fault> {
        Ok(self.run(sql)?.map_or(1, |reply| reply.affected))
    }

    fn execute_script(&mut self, sql: &str) -> Result<(), Fault> {
        self.run(sql)?;
        Ok(())
    }

    fn cursor<'c>(&'c mut self, sql: &str, _: &[&Value]) -> Result<Box<dyn Cursor + 'c>, Fault> {
        let reply = self.run(sql)?.unwrap_or_default();
        Ok(Box::new(FakeCursor {
            connection: self,
            columns: reply.columns,
            rows: reply.rows.into_iter(),
            row: None,
        }))
    }

    fn last_insert_id(&self) -> Option<i64> {
        self.last_insert_id
    }

    fn in_transaction(&self) -> bool {
        self.books.is_open()
    }

    fn is_broken(&self) -> bool {
        self.broken
    }

    fn ping(&mut self) -> Result<(), Fault> {
        self.step(Some("ping"), None)
    }
}

impl Drop for FakeConnection {
    fn drop(&mut self) {
        self.driver.closed();
    }
}

struct FakeRow<C, V> {
    columns: C,
    values: V,
}

impl<C: AsRef<[String]>, V: AsRef<[Value]>> Row for FakeRow<C, V> {
    fn len(&self) -> usize {
        self.values.as_ref().len()
    }

    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault> {
        let value = self.values.as_ref().get(index);
        value.map(Value::as_ref).ok_or_else(|| {
            let message = format!("there is no column at position {index}");
            Fault::new(ErrorKind::Decode, message)
        })
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.columns.as_ref().get(index).map(String::as_str)
    }
}

struct FakeCursor<'c> {
    connection: &'c mut FakeConnection,
    columns: Vec<String>,
    rows: std::vec::IntoIter<Vec<Value>>,
    row: Option<FakeRow<Vec<String>, Vec<Value>>>,
}

impl Cursor for FakeCursor<'_> {
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault> {
        let Some(values) = self.rows.next() else {
            return Ok(None);
        };
        self.connection.step(None, None)?;
        let row = self.row.insert(FakeRow {
            columns: self.columns.clone(),
            values,
        });
        Ok(Some(row))
    }
}
