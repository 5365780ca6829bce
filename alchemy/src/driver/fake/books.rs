//! What a connection has written and not yet committed.

/// An entry of a transaction.
#[derive(Debug)]
enum Entry {
    Written(String),
    Savepoint(String),
}

/// The transaction of a connection.
#[derive(Debug, Default)]
pub(super) struct Books {
    transaction: Option<Vec<Entry>>,
}

/// What a piece of SQL asks for.
enum Control<'a> {
    Begin,
    Commit,
    Rollback,
    Savepoint(&'a str),
    Release(&'a str),
    RollbackTo(&'a str),
    Read,
    Write,
}

fn control(sql: &str) -> Control<'_> {
    let words: Vec<&str> = sql.split_whitespace().collect();
    match words.as_slice() {
        ["BEGIN", ..] | ["START", ..] => Control::Begin,
        ["COMMIT"] => Control::Commit,
        ["ROLLBACK"] => Control::Rollback,
        ["SAVEPOINT", name] => Control::Savepoint(name),
        ["RELEASE", "SAVEPOINT", name] => Control::Release(name),
        ["ROLLBACK", "TO", "SAVEPOINT", name] => Control::RollbackTo(name),
        ["SELECT", ..] => Control::Read,
        _ => Control::Write,
    }
}

impl Books {
    pub(super) fn is_open(&self) -> bool {
        self.transaction.is_some()
    }

    /// The transaction is lost.
    pub(super) fn discard(&mut self) {
        self.transaction = None;
    }

    /// Does what a statement asks for. Gives what is committed by it.
    pub(super) fn apply(&mut self, sql: &str) -> Result<Vec<String>, String> {
        match (control(sql), &mut self.transaction) {
            (Control::Read, _) => Ok(Vec::new()),
            (Control::Begin, Some(_)) => Err("there is a transaction already".to_owned()),
            (Control::Begin, open) => {
                *open = Some(Vec::new());
                Ok(Vec::new())
            }
            (Control::Write, None) => Ok(vec![sql.to_owned()]),
            (_, None) => Err(format!("there is no transaction for {sql}")),
            (Control::Commit, _) => Ok(self.commit()),
            (Control::Rollback, _) => {
                self.transaction = None;
                Ok(Vec::new())
            }
            (Control::Write, Some(entries)) => {
                entries.push(Entry::Written(sql.to_owned()));
                Ok(Vec::new())
            }
            (Control::Savepoint(name), Some(entries)) => {
                entries.push(Entry::Savepoint(name.to_owned()));
                Ok(Vec::new())
            }
            (Control::Release(name), Some(entries)) => {
                let at = find(entries, name)?;
                let mut index = 0;
                // Its own mark and those within it go; what was written stays.
                entries.retain(|entry| {
                    index += 1;
                    index <= at || matches!(entry, Entry::Written(_))
                });
                Ok(Vec::new())
            }
            (Control::RollbackTo(name), Some(entries)) => {
                let at = find(entries, name)?;
                entries.truncate(at + 1);
                Ok(Vec::new())
            }
        }
    }

    fn commit(&mut self) -> Vec<String> {
        let entries = self.transaction.take().unwrap_or_default();
        let written = entries.into_iter().filter_map(|entry| match entry {
            Entry::Written(sql) => Some(sql),
            Entry::Savepoint(_) => None,
        });
        written.collect()
    }
}

fn find(entries: &[Entry], name: &str) -> Result<usize, String> {
    let found = entries
        .iter()
        .rposition(|entry| matches!(entry, Entry::Savepoint(known) if known == name));
    found.ok_or_else(|| format!("there is no savepoint {name}"))
}
