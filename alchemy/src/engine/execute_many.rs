//! Many runs of one statement, each with its own values.

use super::connection::Connection;
use crate::compiler::compile_in;
use crate::driver::{Batch, Executed};
use crate::sql::{
    BoundParameter, BoundValue, ParameterDefault, ParameterNode, Statement, StatementNode,
    check_names, no_parameter,
};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

impl Connection {
    /// Runs an INSERT, UPDATE or DELETE with [parameters](crate::sql::bindparam) once for each row
    /// of their values, prepared once. Returns the number of rows that all runs matched.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # fn main() -> alchemy::Result<()> {
    /// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
    /// # metadata![User, Post].create_all(&engine)?;
    /// # let mut conn = engine.connect()?;
    /// let (email, age) = (bindparam::<String>("email"), bindparam::<i32>("age"));
    /// let statement = insert(User).set(User.email, email).set(User.age, age);
    /// let ages = [("a", 1), ("b", 2)];
    /// let rows = ages.map(|(one, years)| [email.bind(one), age.bind(years)]);
    /// assert_eq!(conn.execute_many(&statement, rows)?, 2);
    ///
    /// let statement = update(User).set(User.age, age).filter(User.email.eq(email));
    /// let ages = [("a", 30), ("b", 40), ("c", 50)];
    /// let rows = ages.map(|(one, years)| [email.bind(one), age.bind(years)]);
    /// assert_eq!(conn.execute_many(&statement, rows)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Columns that an INSERT or UPDATE leaves out get their defaults anew for each row.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] where a row lacks a value, or has one for a parameter that the
    /// statement hasn't or of another type: nothing has run then. The list of an IN can't be one of
    /// them, since each length is another statement. What the database reports; what ran before
    /// stays in the transaction.
    pub fn execute_many<I>(&mut self, statement: impl Statement, rows: I) -> Result<u64>
    where
        I: IntoIterator<Item: IntoIterator<Item = BoundParameter>>,
    {
        let node = statement.node_of_many();
        if matches!(node, StatementNode::Select(_) | StatementNode::Text(_)) {
            let message = "`execute_many` runs INSERT, UPDATE and DELETE";
            return Err(Error::new(ErrorKind::InvalidRequest, message)
                .with_help("run another statement by `statement.params([…])` for each row"));
        }
        let prepared = compile_in(&node, self.engine.dialect(), self.execution.schemas())?;
        let places: Vec<Place<'_>> = prepared
            .binds()
            .iter()
            .map(|value| match prepared.parameter(value) {
                Some(parameter) => Place::Parameter(parameter),
                None => Place::Value(value),
            })
            .collect();
        if let Some(list) = parameters(&places).find(|parameter| parameter.list) {
            let message = format!("`execute_many` can't run with the list `{}`", list.name);
            return Err(Error::new(ErrorKind::Compile, message).with_help(
                "each length is another statement: run `execute(statement.params([…])?)` for each",
            ));
        }
        let mut runs = Runs {
            places,
            rows: Vec::new(),
            matched: 0,
        };
        for row in rows {
            let row: Vec<BoundParameter> = row.into_iter().collect();
            if let Err(error) = runs.check(&row) {
                let message = format!("row {}: {}", runs.rows.len() + 1, error.message());
                return Err(Error::new(ErrorKind::Compile, message));
            }
            runs.rows.push(row);
        }
        let sql = prepared.sql();
        if !runs.rows.is_empty() {
            self.execute_batch(sql, &mut runs)?;
        }
        Ok(runs.matched)
    }
}

/// What a placeholder gets.
enum Place<'s> {
    Parameter(&'s ParameterNode),
    Value(&'s Value),
}

fn parameters<'p>(places: &'p [Place<'_>]) -> impl Iterator<Item = &'p ParameterNode> {
    places.iter().filter_map(|place| match place {
        Place::Parameter(parameter) => Some(*parameter),
        Place::Value(_) => None,
    })
}

struct Runs<'s> {
    places: Vec<Place<'s>>,
    rows: Vec<Vec<BoundParameter>>,
    matched: u64,
}

impl Runs<'_> {
    /// A row has one value for each parameter that needs one, of its type, and no other.
    fn check(&self, row: &[BoundParameter]) -> Result<()> {
        check_names(row)?;
        for parameter in parameters(&self.places) {
            match row.iter().find(|bound| bound.name == parameter.name) {
                Some(bound) => parameter.check(bound)?,
                None if parameter.is_required() => return Err(parameter.without_value()),
                None => {}
            }
        }
        let is_unknown = |bound: &&BoundParameter| {
            !parameters(&self.places).any(|parameter| parameter.name == bound.name)
        };
        match row.iter().find(is_unknown) {
            Some(bound) => Err(no_parameter(bound.name)),
            None => Ok(()),
        }
    }
}

/// What a place is in one run.
fn value_of(parameter: &ParameterNode, row: &[BoundParameter]) -> Value {
    if let ParameterDefault::Computed(default) = parameter.default {
        return parameter.fitted(default());
    }
    let given = row.iter().find(|bound| bound.name == parameter.name);
    match given.map(|bound| &bound.value) {
        Some(BoundValue::One(value)) => parameter.fitted(value.clone()),
        Some(BoundValue::List(_)) | None => parameter.stand_in.clone(),
    }
}

impl Batch for Runs<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        let row = self.rows.get(run).map(Vec::as_slice).unwrap_or_default();
        values.extend(self.places.iter().map(|place| match place {
            Place::Value(value) => (*value).clone(),
            Place::Parameter(parameter) => value_of(parameter, row),
        }));
        Ok(())
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.matched += executed.rows;
        Ok(())
    }
}
