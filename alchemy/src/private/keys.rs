//! Which columns make a relationship: found in the tables' foreign keys, while the program is
//! compiled. What isn't found, or isn't the only one, is `None`; the checks say why.

use std::borrow::Cow;

use super::parts::Parts;
use crate::orm::RelationshipKeys;
use crate::schema::{ForeignKey, ForeignKeyTarget, Table};

/// The slice of a static.
#[expect(
    clippy::ptr_arg,
    reason = "a constant can't deref a `Cow`, it can only match it"
)]
pub(super) const fn slice<T>(cow: &'static Cow<'static, [T]>) -> &'static [T]
where
    [T]: ToOwned,
{
    match cow {
        Cow::Borrowed(slice) => slice,
        Cow::Owned(_) => &[],
    }
}

/// The text of a static.
#[expect(
    clippy::ptr_arg,
    reason = "a constant can't deref a `Cow`, it can only match it"
)]
pub(super) const fn text(cow: &'static Cow<'static, str>) -> &'static str {
    match cow {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => "",
    }
}

/// Whether two texts are the same.
pub(super) const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether two lists of positions are the same.
pub(super) const fn same_positions(a: &[u16], b: &[u16]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether both are the same table of a database. Addresses don't compare in constants.
pub(super) const fn same_table(a: &'static Table, b: &'static Table) -> bool {
    let same_schema = match (&a.schema, &b.schema) {
        (None, None) => true,
        (Some(a), Some(b)) => same_text(text(a), text(b)),
        _ => false,
    };
    same_schema && same_text(text(&a.name), text(&b.name))
}

/// A foreign key's table and columns there.
pub(super) const fn target_of(
    key: &'static ForeignKey,
) -> Option<(&'static Table, &'static [u16])> {
    match &key.target {
        ForeignKeyTarget::Table { table, columns } => Some((table, columns)),
        ForeignKeyTarget::Named { .. } => None,
    }
}

const fn keys_of(key: &'static ForeignKey) -> Option<RelationshipKeys> {
    match target_of(key) {
        Some((_, remote)) => Some(RelationshipKeys::Direct {
            local: slice(&key.columns),
            remote,
        }),
        None => None,
    }
}

/// The columns of the foreign key at a position.
#[must_use]
pub const fn foreign_key_at(table: &'static Table, position: usize) -> Option<RelationshipKeys> {
    let keys = slice(&table.foreign_keys);
    if position < keys.len() {
        keys_of(&keys[position])
    } else {
        None
    }
}

/// How many foreign keys of a table point to another.
pub(super) const fn count_to(table: &'static Table, target: &'static Table) -> usize {
    let keys = slice(&table.foreign_keys);
    let (mut at, mut count) = (0, 0);
    while at < keys.len() {
        if let Some((table, _)) = target_of(&keys[at])
            && same_table(table, target)
        {
            count += 1;
        }
        at += 1;
    }
    count
}

/// The columns of the only foreign key of a table that points to another.
#[must_use]
pub const fn foreign_key_to(
    table: &'static Table,
    target: &'static Table,
) -> Option<RelationshipKeys> {
    if count_to(table, target) != 1 {
        return None;
    }
    let keys = slice(&table.foreign_keys);
    let mut at = 0;
    while at < keys.len() {
        if let Some((table, _)) = target_of(&keys[at])
            && same_table(table, target)
        {
            return keys_of(&keys[at]);
        }
        at += 1;
    }
    None
}

/// The columns of the foreign key that begins with a column.
#[must_use]
pub const fn foreign_key_over(table: &'static Table, column: u16) -> Option<RelationshipKeys> {
    let keys = slice(&table.foreign_keys);
    let mut at = 0;
    while at < keys.len() {
        let columns = slice(&keys[at].columns);
        if !columns.is_empty() && columns[0] == column {
            return keys_of(&keys[at]);
        }
        at += 1;
    }
    None
}

/// The columns of another model's `BelongsTo`, by its name.
#[must_use]
pub(super) const fn through(parts: &'static Parts, name: &str) -> Option<RelationshipKeys> {
    let mut at = 0;
    while at < parts.relationships.len() {
        if same_text(parts.relationships[at], name) {
            return parts.references[at];
        }
        at += 1;
    }
    None
}

/// The columns of a `HasMany` or a `HasOne`: those of the `BelongsTo` that it is the other side
/// of, or of the only foreign key of the target that points here.
#[must_use]
pub const fn has_keys(
    table: &'static Table,
    target: &'static Parts,
    back_populates: Option<&str>,
) -> Option<RelationshipKeys> {
    let keys = match back_populates {
        Some(name) => through(target, name),
        None => None,
    };
    reversed(match keys {
        Some(keys) => Some(keys),
        None => foreign_key_to(target.table, table),
    })
}

/// The same columns from the other side.
#[must_use]
pub const fn reversed(keys: Option<RelationshipKeys>) -> Option<RelationshipKeys> {
    match keys {
        Some(RelationshipKeys::Direct { local, remote }) => Some(RelationshipKeys::Direct {
            local: remote,
            remote: local,
        }),
        _ => None,
    }
}

/// The columns, or none: a check has said why.
#[must_use]
pub const fn keys_or_empty(keys: Option<RelationshipKeys>) -> RelationshipKeys {
    match keys {
        Some(keys) => keys,
        None => RelationshipKeys::Direct {
            local: &[],
            remote: &[],
        },
    }
}

/// The position of a model's relationship, by its name.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a struct has fewer than 65,536 fields"
)]
pub const fn relationship_index(parts: &'static Parts, name: &str) -> Option<u16> {
    match position_of(parts.relationships, name) {
        Some(position) => Some(position as u16),
        None => None,
    }
}

/// The position of a name.
pub(super) const fn position_of(names: &[&str], name: &str) -> Option<usize> {
    let mut at = 0;
    while at < names.len() {
        if same_text(names[at], name) {
            return Some(at);
        }
        at += 1;
    }
    None
}
