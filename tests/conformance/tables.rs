//! The tables: their models, the order in which they are loaded, and what stands in them.

use std::collections::BTreeMap;

use alchemy::Result;
use alchemy::engine::{Connection, Engine};
use alchemy::orm::Model;
use alchemy::prelude::*;
use alchemy::schema::{MetaData, Table};
use alchemy::sql::Entity;
use alchemy::types::{FieldValue, Value};
use serde::de::DeserializeOwned;

use crate::cell::{Cell, Named};
use crate::csv_file;
use crate::models::{
    Album, Artist, Book, City, Country, Customer, Document, DocumentTag, Employee, Film, Genre,
    Invoice, InvoiceLine, MediaItem, MediaType, Message, Node, Playlist, PlaylistTrack, Shelf,
    Stock, Tag, Track,
};

/// How many rows one INSERT writes.
const BATCH: usize = 500;

/// The rows of a table by primary key.
pub(crate) type Rows = BTreeMap<Vec<Cell>, Named>;

/// What stands in all tables.
pub(crate) type Contents = BTreeMap<&'static str, Rows>;

macro_rules! tables {
    ($($model:ident)*) => {
        /// All tables.
        pub(crate) fn metadata() -> MetaData {
            metadata![$($model),*]
        }

        /// Loads the files.
        pub(crate) fn load(engine: &Engine) -> std::result::Result<(), Box<dyn std::error::Error>> {
            $(load_table::<$model>(engine)?;)*
            Ok(())
        }

        /// Reads all tables.
        pub(crate) fn contents(connection: &mut Connection) -> Result<Contents> {
            Ok([$(read::<$model>(connection)?),*].into())
        }

        /// A table by its name.
        pub(crate) fn table(name: &str) -> Option<&'static Table> {
            [$($model.table()),*].into_iter().find(|table| table.name == name)
        }
    };
}

// Each after those that it points to.
tables! {
    Artist Country Document Employee Genre MediaType Node Playlist Shelf Stock Tag Album City
    Customer DocumentTag MediaItem Message Book Film Invoice Track InvoiceLine PlaylistTrack
}

fn table_of<T: Model>() -> &'static Table {
    T::ENTITY.table()
}

fn load_table<T>(engine: &Engine) -> std::result::Result<(), Box<dyn std::error::Error>>
where
    T: Model + DeserializeOwned,
{
    let rows: Vec<T> = csv_file::read(&table_of::<T>().name)?;
    engine.transaction(|connection| {
        for batch in rows.chunks(BATCH) {
            connection.execute(insert(*T::ENTITY).values(batch))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn read<T: Model>(connection: &mut Connection) -> Result<(&'static str, Rows)> {
    let table = table_of::<T>();
    let mut rows = Rows::new();
    for row in connection.all(select(*T::ENTITY))? {
        let named = named(&row);
        let key = table.primary_key.iter().map(|&at| table.column_name(at));
        let key = key.map(|name| named.get(name).cloned().unwrap_or(Cell::Null));
        rows.insert(key.collect(), named);
    }
    Ok((&table.name, rows))
}

/// The columns of an instance.
pub(crate) fn named<T: Model>(row: &T) -> Named {
    (0u16..)
        .zip(table_of::<T>().columns.iter())
        .map(|(at, column)| {
            let value = match row.field_value(at) {
                FieldValue::Set(value) => value,
                FieldValue::Unset => Value::Null,
            };
            (column.name.clone().into_owned(), Cell::from_value(value))
        })
        .collect()
}
