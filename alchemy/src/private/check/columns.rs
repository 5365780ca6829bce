//! Columns: the types of keys, and lengths.

use super::contains;
use crate::private::keys::slice;
use crate::private::message::Message;
use crate::private::parts::Parts;
use crate::private::values::is_integer;
use crate::schema::Table;
use crate::sql::Column;
use crate::types::SqlType;

/// Checks that a foreign key's column and its target have the same type, and that the target is
/// a key.
#[track_caller]
pub const fn check_foreign_key<M, T>(
    key: &str,
    parts: &'static Parts,
    column: u16,
    target_name: &str,
    target: Column<M, T>,
) {
    let target = target.column_ref();
    let local = slice(&parts.table.columns)[column as usize].sql_type;
    let remote = slice(&target.table.columns)[target.index as usize].sql_type;
    let ((family, local), (remote_family, remote)) = (kind(local), kind(remote));
    if family != 0 && remote_family != 0 && family != remote_family {
        Message::new(&[
            "the foreign key `",
            key,
            "` is ",
            local,
            ", but its target `",
        ])
        .with(&[target_name, "` is ", remote])
        .fail();
    }
    if !is_key(target.table, target.index) {
        Message::new(&[
            "the foreign key `",
            key,
            "` needs a target that is unique: `",
        ])
        .with(&[target_name, "` is neither a primary key nor `unique`"])
        .fail();
    }
}

/// What must be equal on both sides of a foreign key, and its name. 0 goes with everything.
const fn kind(sql_type: SqlType) -> (u8, &'static str) {
    match sql_type {
        SqlType::Boolean => (1, "BOOLEAN"),
        SqlType::SmallInt => (2, "SMALLINT"),
        SqlType::Integer => (3, "INTEGER"),
        SqlType::BigInt => (4, "BIGINT"),
        SqlType::BigUnsigned => (5, "BIGINT UNSIGNED"),
        SqlType::Real => (6, "REAL"),
        SqlType::Double => (7, "DOUBLE"),
        SqlType::Decimal { .. } => (8, "DECIMAL"),
        SqlType::Text | SqlType::Varchar(_) => (9, "TEXT"),
        SqlType::Blob => (10, "BLOB"),
        SqlType::Date => (11, "DATE"),
        SqlType::Time => (12, "TIME"),
        SqlType::Timestamp => (13, "TIMESTAMP"),
        SqlType::TimestampTz => (14, "TIMESTAMP WITH TIME ZONE"),
        SqlType::Uuid => (15, "UUID"),
        SqlType::Json => (16, "JSON"),
        SqlType::Interval => (17, "INTERVAL"),
        SqlType::Enum(labels) => (18, labels.name),
        SqlType::Array { .. }
        | SqlType::Range { .. }
        | SqlType::Multirange { .. }
        | SqlType::Inet
        | SqlType::Cidr
        | SqlType::MacAddr
        | SqlType::BitVarying
        | SqlType::Hstore
        | SqlType::TsVector
        | SqlType::TsQuery
        | SqlType::CiText
        | SqlType::Other(_) => (0, sql_type.name()),
    }
}

/// Whether a column is, or begins, a primary key or a unique constraint.
const fn is_key(table: &'static Table, column: u16) -> bool {
    if contains(slice(&table.primary_key), column) {
        return true;
    }
    let uniques = slice(&table.uniques);
    let mut at = 0;
    while at < uniques.len() {
        if contains(slice(&uniques[at].columns), column) {
            return true;
        }
        at += 1;
    }
    let indexes = slice(&table.indexes);
    let mut at = 0;
    while at < indexes.len() {
        if indexes[at].unique && contains(slice(&indexes[at].columns), column) {
            return true;
        }
        at += 1;
    }
    false
}

/// Checks that a column of the primary key takes no NULL.
#[track_caller]
pub const fn check_primary_key(key: &str, parts: &'static Parts, column: u16) {
    if slice(&parts.table.columns)[column as usize].nullable {
        Message::new(&["the primary key `", key, "` can't be an `Option`"])
            .with(&[": a primary key takes no NULL"])
            .fail();
    }
}

/// Checks that a version column is an integer and takes no NULL.
#[track_caller]
pub const fn check_version(column: &str, sql_type: SqlType, nullable: bool) {
    if !is_integer(sql_type) {
        Message::new(&["the version `", column, "` counts updates, and is "])
            .with(&[kind(sql_type).1])
            .fail();
    }
    if nullable {
        Message::new(&["the version `", column, "` can't be an `Option`"])
            .with(&[": every row has one"])
            .fail();
    }
}

/// Checks that `length` stands on a column of text.
#[track_caller]
pub const fn check_length(column: &str, sql_type: SqlType) {
    if !matches!(sql_type, SqlType::Text | SqlType::Varchar(_)) {
        Message::new(&[
            "`length` is for text, and `",
            column,
            "` is ",
            kind(sql_type).1,
        ])
        .fail();
    }
}

/// Checks that `precision` and `scale` stand on a column of decimals.
#[track_caller]
pub const fn check_precision(column: &str, sql_type: SqlType) {
    if !matches!(sql_type, SqlType::Decimal { .. }) {
        Message::new(&["`precision` is for decimals, and `", column, "` is "])
            .with(&[kind(sql_type).1])
            .fail();
    }
}
