//! Association tables.

use super::{column_name, points_to};
use crate::private::association::side_key;
use crate::private::keys::{count_to, slice};
use crate::private::message::Message;
use crate::private::parts::Parts;

/// Checks that a side whose association columns are named has one key column for the one name.
#[track_caller]
pub const fn check_association(parts: &'static Parts) {
    if slice(&parts.table.primary_key).len() != 1 {
        Message::new(&[
            "`this` and `other` name one column each, and the key of `",
            parts.name,
        ])
        .with(&["` has several: associate by a model, `secondary(model = …)`"])
        .fail();
    }
}

/// Checks that a model named by `secondary` has a key to each side, and only one unless it is
/// named.
#[track_caller]
pub const fn check_secondary(
    source: &'static Parts,
    relationship: usize,
    secondary: &'static Parts,
    target: &'static Parts,
    this: Option<u16>,
    other: Option<u16>,
) {
    let name = source.relationships[relationship];
    check_side(source, name, secondary, source, this, "this");
    check_side(source, name, secondary, target, other, "other");
}

#[track_caller]
const fn check_side(
    source: &'static Parts,
    name: &str,
    secondary: &'static Parts,
    side: &'static Parts,
    column: Option<u16>,
    which: &str,
) {
    if side_key(secondary.table, (side.table, column)).is_some() {
        if let Some(column) = column
            && !points_to(secondary.table, column, side.table)
        {
            Message::new(&[
                "`",
                secondary.name,
                ".",
                column_name(secondary.table, column),
            ])
            .with(&["` has no foreign key to `", side.name, "`"])
            .fail();
        }
        return;
    }
    if count_to(secondary.table, side.table) > 1 {
        Message::new(&[
            "several keys of `",
            secondary.name,
            "` point to `",
            side.name,
        ])
        .with(&["`; name those of `", source.name, ".", name])
        .with(&["`: `secondary(model = ", secondary.name])
        .with(&[", this = …, other = …)`"])
        .fail();
    }
    Message::new(&[
        "`",
        secondary.name,
        "` can't associate `",
        source.name,
        ".",
        name,
    ])
    .with(&[
        "`: it has no foreign key to `",
        side.name,
        "` (",
        which,
        ")",
    ])
    .fail();
}
