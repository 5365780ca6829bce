//! The keys of relationships: that there is one, and only one candidate where none is named.

use super::{column_name, points_to};
use crate::orm::RelationshipKeys;
use crate::private::keys::{count_to, same_table, slice, target_of};
use crate::private::message::Message;
use crate::private::parts::Parts;
use crate::schema::Table;

/// Checks the key of a `BelongsTo`: there is one, it points to the target, and it takes NULL
/// exactly where the relationship is optional.
#[track_caller]
pub const fn check_belongs_to(
    source: &'static Parts,
    relationship: usize,
    target: &'static Parts,
    required: bool,
) {
    let name = source.relationships[relationship];
    let Some(RelationshipKeys::Direct { local, .. }) = source.references[relationship] else {
        if count_to(source.table, target.table) == 0 {
            Message::new(&[
                "no column for `",
                source.name,
                ".",
                name,
                "`: no column of `",
            ])
            .with(&[source.name, "` has a foreign key to `", target.name, "`"])
            .fail();
        }
        several(source, name, source, target, "").fail();
    };
    let column = column_name(source.table, local[0]);
    if !points_to(source.table, local[0], target.table) {
        Message::new(&["the foreign key `", source.name, ".", column])
            .with(&["` doesn't point to `", target.name, "`"])
            .fail();
    }
    let nullable = any_nullable(source.table, local);
    if required && nullable {
        Message::new(&[
            "`",
            source.name,
            ".",
            name,
            "` must have a target, but its key `",
        ])
        .with(&[
            column,
            "` is an `Option`: write `BelongsTo<Option<",
            target.name,
        ])
        .with(&[">>`, or make the key required"])
        .fail();
    }
    if !required && !nullable {
        Message::new(&[
            "`",
            source.name,
            ".",
            name,
            "` is optional, but its key `",
            column,
        ])
        .with(&["` is not: write `BelongsTo<", target.name])
        .with(&[">`, or make the key an `Option`"])
        .fail();
    }
}

/// Checks the key of a `HasMany` or a `HasOne`, which stands in the target's table.
#[track_caller]
pub const fn check_has(
    source: &'static Parts,
    relationship: usize,
    target: &'static Parts,
    named: Option<(u16, &'static Table)>,
    back_populates: bool,
) {
    let name = source.relationships[relationship];
    match named {
        Some((_, table)) if !same_table(table, target.table) => {
            Message::new(&[
                "the key of `",
                source.name,
                ".",
                name,
                "` must be a column of `",
            ])
            .with(&[target.name, "`"])
            .fail();
        }
        Some((column, _)) if !points_to(target.table, column, source.table) => {
            Message::new(&["`", target.name, ".", column_name(target.table, column)])
                .with(&["` has no foreign key to `", source.name, "`"])
                .fail();
        }
        Some(_) => {}
        None if back_populates => {}
        None => match count_to(target.table, source.table) {
            0 => {
                Message::new(&["no key for `", source.name, ".", name, "`: no column of `"])
                    .with(&[target.name, "` has a foreign key to `", source.name, "`"])
                    .fail();
            }
            1 => {}
            _ => several(source, name, target, source, target.name).fail(),
        },
    }
}

/// Several candidates, and none named.
const fn several(
    source: &'static Parts,
    name: &str,
    keys_of: &'static Parts,
    target: &'static Parts,
    prefix: &str,
) -> Message {
    let dot = if prefix.is_empty() { "" } else { "." };
    let mut message = Message::new(&["which key makes `", source.name, ".", name, "`? "])
        .with(&["Name one: `foreign_key = "]);
    let keys = slice(&keys_of.table.foreign_keys);
    let (mut at, mut first) = (0, true);
    while at < keys.len() {
        if let Some((table, _)) = target_of(&keys[at])
            && same_table(table, target.table)
        {
            let or = if first { "" } else { "` or `" };
            let column = column_name(keys_of.table, slice(&keys[at].columns)[0]);
            message = message.with(&[or, prefix, dot, column]);
            first = false;
        }
        at += 1;
    }
    message.with(&["`"])
}

const fn any_nullable(table: &'static Table, columns: &[u16]) -> bool {
    let mut at = 0;
    while at < columns.len() {
        if slice(&table.columns)[columns[at] as usize].nullable {
            return true;
        }
        at += 1;
    }
    false
}
