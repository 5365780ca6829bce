//! What the compiler says about models that don't fit together, in our words and at the user's
//! tokens: each check is evaluated in a constant of its own and panics there.

use super::association::side_key;
use super::keys::{
    count_to, position_of, same_positions, same_table, same_text, slice, target_of, text,
};
use super::message::Message;
use super::parts::Parts;
use crate::orm::{AnyRelationship, RelationshipDefinition, RelationshipKeys, RelationshipKind};
use crate::schema::Table;
use crate::sql::Column;
use crate::types::SqlType;

/// A relationship of `T` that points to `S`: what `back_populates` names.
#[diagnostic::on_unimplemented(
    message = "`back_populates` must name a relationship of `{T}` that points back to `{S}`",
    label = "this is a `{Self}`"
)]
pub trait PointsBack<S, T> {}

#[diagnostic::do_not_recommend]
impl<S, T, R: AnyRelationship<Source = T, Target = S>> PointsBack<S, T> for R {}

/// Checks what `back_populates` names.
pub const fn points_back<S, T, R: PointsBack<S, T>>(_: &R) {}

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
        SqlType::Other(name) => (0, name),
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

const fn contains(columns: &[u16], column: u16) -> bool {
    let mut at = 0;
    while at < columns.len() {
        if columns[at] == column {
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

const fn column_name(table: &'static Table, column: u16) -> &'static str {
    text(&slice(&table.columns)[column as usize].name)
}

const fn points_to(table: &'static Table, column: u16, target: &'static Table) -> bool {
    let keys = slice(&table.foreign_keys);
    let mut at = 0;
    while at < keys.len() {
        if contains(slice(&keys[at].columns), column)
            && let Some((table, _)) = target_of(&keys[at])
            && same_table(table, target)
        {
            return true;
        }
        at += 1;
    }
    false
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

/// Checks that a relationship and the one it names are two sides of the same.
#[track_caller]
pub const fn check_back_populates(
    source: &'static Parts,
    relationship: usize,
    target: &'static Parts,
    name: &str,
) {
    let Some(position) = position_of(target.relationships, name) else {
        return; // There is no such field: an error already.
    };
    let this = &source.mapper.relationships[relationship];
    let reverse = &target.mapper.relationships[position];
    if !pair(this.kind, reverse.kind) {
        side(Message::new(&[]), this)
            .with(&[" is a `", kind_name(this.kind), "`, so "])
            .with(&[
                "`back_populates` must name a `",
                opposite(this.kind),
                "`; `",
            ])
            .with(&[reverse.model, ".", reverse.name, "` is a `"])
            .with(&[kind_name(reverse.kind), "`"])
            .fail();
    }
    if let Some(back) = reverse.back_populates
        && (back as usize) != relationship
        && (back as usize) < source.relationships.len()
    {
        side(Message::new(&[]), reverse)
            .with(&[" points back to `", source.name, "."])
            .with(&[
                source.relationships[back as usize],
                "`, not to `",
                source.name,
            ])
            .with(&[".", this.name, "`"])
            .fail();
    }
    if !mirrored(this.keys, reverse.keys) {
        side(Message::new(&[]), this)
            .with(&[" and `", reverse.model, ".", reverse.name])
            .with(&["` can't be two sides of one relationship: their keys differ"])
            .fail();
    }
}

const fn side(message: Message, definition: &RelationshipDefinition) -> Message {
    message.with(&["`", definition.model, ".", definition.name, "`"])
}

const fn pair(a: RelationshipKind, b: RelationshipKind) -> bool {
    same_text(opposite(a), opposite_group(b))
}

const fn kind_name(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::BelongsTo => "BelongsTo",
        RelationshipKind::HasMany => "HasMany",
        RelationshipKind::HasOne => "HasOne",
        RelationshipKind::ManyToMany => "ManyToMany",
    }
}

const fn opposite(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::BelongsTo => "HasMany` or a `HasOne",
        RelationshipKind::HasMany | RelationshipKind::HasOne => "BelongsTo",
        RelationshipKind::ManyToMany => "ManyToMany",
    }
}

/// The kind as [`opposite`] calls it.
const fn opposite_group(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::HasMany | RelationshipKind::HasOne => "HasMany` or a `HasOne",
        RelationshipKind::BelongsTo => "BelongsTo",
        RelationshipKind::ManyToMany => "ManyToMany",
    }
}

/// Whether both use the same columns. Where one has none, that is an error already.
const fn mirrored(a: RelationshipKeys, b: RelationshipKeys) -> bool {
    match (a, b) {
        (
            RelationshipKeys::Direct { local, remote },
            RelationshipKeys::Direct {
                local: back_local,
                remote: back_remote,
            },
        ) => {
            local.is_empty()
                || back_local.is_empty()
                || (same_positions(local, back_remote) && same_positions(remote, back_local))
        }
        (
            RelationshipKeys::Secondary {
                table, this, other, ..
            },
            RelationshipKeys::Secondary {
                table: back_table,
                this: back_this,
                other: back_other,
                ..
            },
        ) => {
            this.is_empty()
                || back_this.is_empty()
                || (same_table(table, back_table)
                    && same_positions(this, back_other)
                    && same_positions(other, back_this))
        }
        _ => true,
    }
}
