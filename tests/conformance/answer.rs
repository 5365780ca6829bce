//! What a case gives back, and how rows of Rust values become it.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy::sql::Query;
use alchemy::types::ColumnValue;
use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use crate::cell::Cell;
use crate::models::{Genre, Track};
use crate::tables;

/// What a case gives back.
pub(crate) enum Answer {
    /// The rows of a query.
    Rows(Vec<Vec<Cell>>),
    /// What a scenario returns.
    Result(serde_json::Value),
}

/// Runs a query and takes its rows.
pub(crate) fn rows<Q>(session: &mut Session, query: Q) -> Result<Answer>
where
    Q: Query<Row: Cells>,
{
    let rows = session.connection()?.all(query)?;
    Ok(Answer::Rows(rows.into_iter().map(Cells::cells).collect()))
}

/// Rows that are compared: values, models and tuples of them.
pub(crate) trait Cells {
    fn cells(self) -> Vec<Cell>;
}

/// A single one of them.
trait OneCell {
    fn cell(self) -> Cell;
}

impl<T: OneCell> Cells for T {
    fn cells(self) -> Vec<Cell> {
        vec![self.cell()]
    }
}

impl<T: OneCell> OneCell for Option<T> {
    fn cell(self) -> Cell {
        self.map_or(Cell::Null, OneCell::cell)
    }
}

macro_rules! values {
    ($($name:ty)*) => {$(
        impl OneCell for $name {
            fn cell(self) -> Cell {
                Cell::from_value(ColumnValue::to_value(&self))
            }
        }
    )*};
}

values!(bool i32 i64 f64 String Decimal NaiveDateTime);

macro_rules! models {
    ($($name:ident)*) => {$(
        impl OneCell for $name {
            fn cell(self) -> Cell {
                Cell::Entity(stringify!($name).to_owned(), tables::named(&self))
            }
        }
    )*};
}

models!(Genre Track);

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: OneCell),+> Cells for ($($name,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn cells(self) -> Vec<Cell> {
                let ($($name,)+) = self;
                vec![$($name.cell()),+]
            }
        }
    )*};
}

tuples! { A; A B; A B C; A B C D; A B C D E; }
