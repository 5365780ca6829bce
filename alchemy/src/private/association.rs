//! Association tables: what `secondary` names, and what both sides make of it equally.

use super::keys::{count_to, foreign_key_over, foreign_key_to, slice};
use super::parts::Parts;
use crate::orm::RelationshipKeys;
use crate::schema::{Column, ColumnDefinition, ForeignKey, ReferentialAction, Table};
use crate::types::SqlType;

/// One side of an association table: a model, and what the columns that hold its key are called.
#[derive(Clone, Copy, Debug)]
pub struct AssociationSide {
    /// The model.
    pub parts: &'static Parts,
    /// The columns, one for each of the primary key's.
    pub columns: &'static [&'static str],
}

impl AssociationSide {
    /// With the usual names.
    #[must_use]
    pub const fn new(parts: &'static Parts) -> Self {
        Self {
            parts,
            columns: parts.association_columns,
        }
    }

    const fn key(self) -> &'static [u16] {
        slice(&self.parts.table.primary_key)
    }
}

/// Whether the first side's columns stand first: the order of their names.
const fn in_order(a: AssociationSide, b: AssociationSide) -> bool {
    if a.columns.is_empty() || b.columns.is_empty() {
        return true;
    }
    let (a, b) = (a.columns[0].as_bytes(), b.columns[0].as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() <= b.len()
}

/// How many columns a side takes.
#[must_use]
pub const fn side_columns(side: AssociationSide) -> usize {
    side.columns.len()
}

const EMPTY: Column = Column::define(ColumnDefinition::new("", SqlType::Integer));

/// The columns of both sides.
#[must_use]
#[expect(clippy::mem_forget, reason = "a constant can't drop the placeholder")]
pub const fn association_columns<const N: usize>(
    this: AssociationSide,
    other: AssociationSide,
) -> [Column; N] {
    let mut columns = [EMPTY; N];
    let sides = if in_order(this, other) {
        [this, other]
    } else {
        [other, this]
    };
    let (mut side, mut position) = (0, 0);
    while side < 2 {
        let table = slice(&sides[side].parts.table.columns);
        let (key, names) = (sides[side].key(), sides[side].columns);
        let mut at = 0;
        while at < names.len() && at < key.len() && position < N {
            let sql_type = table[key[at] as usize].sql_type;
            let column = Column::define(ColumnDefinition::new(names[at], sql_type));
            std::mem::forget(std::mem::replace(&mut columns[position], column));
            at += 1;
            position += 1;
        }
        side += 1;
    }
    columns
}

/// The positions of a side's columns.
#[must_use]
pub const fn positions_of<const N: usize>(
    side: AssociationSide,
    opposite: AssociationSide,
    is_this: bool,
) -> [u16; N] {
    let first = if is_this {
        in_order(side, opposite)
    } else {
        !in_order(opposite, side)
    };
    let mut positions = numbered();
    if !first {
        let mut at = 0;
        while at < N {
            positions[at] += small(opposite.columns.len());
            at += 1;
        }
    }
    positions
}

/// `0, 1, 2, …`
#[must_use]
pub const fn numbered<const N: usize>() -> [u16; N] {
    let mut numbers = [0; N];
    let mut at = 0;
    while at < N {
        numbers[at] = small(at);
        at += 1;
    }
    numbers
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a primary key has fewer than 65,536 columns"
)]
const fn small(number: usize) -> u16 {
    number as u16
}

/// The foreign keys of an association table, in the order of its columns.
#[must_use]
pub const fn association_foreign_keys(
    this: AssociationSide,
    this_columns: &'static [u16],
    other: AssociationSide,
    other_columns: &'static [u16],
) -> [ForeignKey; 2] {
    let this_key = to_side(this, this_columns);
    let other_key = to_side(other, other_columns);
    if in_order(this, other) {
        [this_key, other_key]
    } else {
        [other_key, this_key]
    }
}

const fn to_side(side: AssociationSide, columns: &'static [u16]) -> ForeignKey {
    let cascade = Some(ReferentialAction::Cascade);
    ForeignKey::define(columns, side.parts.table, side.key(), cascade, None)
}

/// The columns of a relationship over a generated association table.
#[must_use]
pub const fn association_keys(
    table: &'static Table,
    this: AssociationSide,
    this_columns: &'static [u16],
    other: AssociationSide,
    other_columns: &'static [u16],
) -> RelationshipKeys {
    RelationshipKeys::Secondary {
        table,
        local: this.key(),
        this: this_columns,
        other: other_columns,
        remote: other.key(),
    }
}

/// The columns of a relationship over a model's table: by the columns named, or by the only
/// foreign keys to both sides.
#[must_use]
pub const fn secondary_keys(
    table: &'static Table,
    this: (&'static Table, Option<u16>),
    other: (&'static Table, Option<u16>),
) -> RelationshipKeys {
    let empty: &[u16] = &[];
    let (to_this, to_other) = (side_key(table, this), side_key(table, other));
    match (to_this, to_other) {
        (
            Some(RelationshipKeys::Direct {
                local: this,
                remote: local,
            }),
            Some(RelationshipKeys::Direct {
                local: other,
                remote,
            }),
        ) => RelationshipKeys::Secondary {
            table,
            local,
            this,
            other,
            remote,
        },
        _ => RelationshipKeys::Secondary {
            table,
            local: empty,
            this: empty,
            other: empty,
            remote: empty,
        },
    }
}

pub(super) const fn side_key(
    table: &'static Table,
    side: (&'static Table, Option<u16>),
) -> Option<RelationshipKeys> {
    match side {
        (_, Some(column)) => foreign_key_over(table, column),
        (target, None) if count_to(table, target) == 1 => foreign_key_to(table, target),
        _ => None,
    }
}
