//! Many runs of one statement, each with its own values.

use super::connection::Connection;
use crate::compiler::compile_in;
use crate::driver::{Batch, Executed};
use crate::sql::{BoundParameter, Statement, StatementNode};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

impl Connection {
    /// Runs an UPDATE or DELETE with [parameters](crate::sql::bindparam) once for each row of their
    /// values, prepared once. Returns the number of rows that all runs matched.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::bindparam;
    ///
    /// # fn main() -> alchemy::Result<()> {
    /// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
    /// # metadata![User, Post].create_all(&engine)?;
    /// # let mut conn = engine.connect()?;
    /// # let users = ["a", "b"].map(|email| User { email: email.into(), ..User::default() });
    /// # conn.insert_many(User, &users)?;
    /// let (email, age) = (bindparam::<String>("email"), bindparam::<i32>("age"));
    /// let statement = update(User).set(User.age, age).filter(User.email.eq(email));
    /// let ages = [("a", 30), ("b", 40), ("c", 50)];
    /// let rows = ages.map(|(one, years)| [email.bind(one), age.bind(years)]);
    /// assert_eq!(conn.execute_many(&statement, rows)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] where a row lacks a value, or has one for a parameter that the
    /// statement hasn't: nothing has run then. What the database reports; what ran before stays in
    /// the transaction.
    pub fn execute_many<I>(&mut self, statement: impl Statement, rows: I) -> Result<u64>
    where
        I: IntoIterator<Item: IntoIterator<Item = BoundParameter>>,
    {
        let node = statement.node();
        match node {
            StatementNode::Update(_) | StatementNode::Delete(_) => {}
            StatementNode::Insert(_) => {
                let message = "`execute_many` runs UPDATE and DELETE";
                return Err(Error::new(ErrorKind::InvalidRequest, message)
                    .with_help("`insert(…).values(…)` and `insert_many` take many rows"));
            }
            _ => {
                let message = "`execute_many` runs UPDATE and DELETE";
                return Err(Error::new(ErrorKind::InvalidRequest, message));
            }
        }
        let prepared = compile_in(&node, self.engine.dialect(), self.execution.schemas())?;
        let places: Vec<Place> = prepared
            .binds()
            .iter()
            .map(|value| match prepared.parameter(value) {
                Some(name) => Place::Parameter(name),
                None => Place::Value((*value).clone()),
            })
            .collect();
        let mut runs = Runs {
            places,
            rows: Vec::new(),
            matched: 0,
        };
        for row in rows {
            let row: Vec<BoundParameter> = row.into_iter().collect();
            runs.check(&row)?;
            runs.rows.push(row);
        }
        let sql = prepared.sql().to_owned();
        if !runs.rows.is_empty() {
            self.execute_batch(&sql, &mut runs)?;
        }
        Ok(runs.matched)
    }
}

/// What a placeholder gets.
enum Place {
    Parameter(&'static str),
    Value(Value),
}

struct Runs {
    places: Vec<Place>,
    rows: Vec<Vec<BoundParameter>>,
    matched: u64,
}

impl Runs {
    /// A row has one value for each parameter, and no other.
    fn check(&self, row: &[BoundParameter]) -> Result<()> {
        let number = self.rows.len() + 1;
        for place in &self.places {
            if let Place::Parameter(name) = place
                && !row.iter().any(|bound| bound.name == *name)
            {
                let message = format!("row {number} has no value for the parameter `{name}`");
                return Err(Error::new(ErrorKind::Compile, message)
                    .with_help(format!("add `{name}.bind(…)` to it")));
            }
        }
        for (position, bound) in row.iter().enumerate() {
            let is_place =
                |place: &Place| matches!(place, Place::Parameter(name) if *name == bound.name);
            if !self.places.iter().any(is_place) {
                let message = format!(
                    "row {number} has a value for `{}`, which is no parameter of the statement",
                    bound.name
                );
                return Err(Error::new(ErrorKind::Compile, message));
            }
            if row
                .iter()
                .take(position)
                .any(|other| other.name == bound.name)
            {
                let message = format!("row {number} has two values for `{}`", bound.name);
                return Err(Error::new(ErrorKind::Compile, message));
            }
        }
        Ok(())
    }
}

impl Batch for Runs {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        let row = self.rows.get(run).map(Vec::as_slice).unwrap_or_default();
        values.extend(self.places.iter().map(|place| {
            match place {
                Place::Value(value) => value.clone(),
                Place::Parameter(name) => row
                    .iter()
                    .find(|bound| bound.name == *name)
                    .map(|bound| bound.value.clone())
                    .unwrap_or_default(),
            }
        }));
        Ok(())
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.matched += executed.rows;
        Ok(())
    }
}
