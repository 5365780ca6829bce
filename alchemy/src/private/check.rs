//! What the compiler says about models that don't fit together, in our words and at the user's
//! tokens: each check is evaluated in a constant of its own and panics there.

mod back_populates;
mod columns;
mod relationship_keys;
mod secondary;

pub use back_populates::{PointsBack, check_back_populates, points_back};
pub use columns::{
    check_foreign_key, check_length, check_precision, check_primary_key, check_version,
};
pub use relationship_keys::{check_belongs_to, check_has};
pub use secondary::{check_association, check_secondary};

use super::keys::{same_table, slice, target_of, text};
use crate::schema::Table;

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
