//! The owners of one SELECT … IN, by the values that their rows are found by.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::orm::handle::RawHandle;
use crate::orm::session::{Arena, KeyValues};
use crate::types::{FieldValue, Value};

/// Owners by the values of some of their columns.
pub(super) struct Owners {
    by_values: HashMap<KeyValues, SmallVec<[u32; 1]>, hashbrown::DefaultHashBuilder>,
    /// The values, each once, in the order of the owners.
    pub(super) values: Vec<KeyValues>,
}

/// The values of an instance's columns; `None` where one is NULL or not known.
pub(super) fn column_values(arena: &Arena, raw: RawHandle, columns: &[u16]) -> Option<KeyValues> {
    let store = arena.store(raw.store)?;
    columns
        .iter()
        .map(|column| match store.field_value(raw.slot, *column) {
            FieldValue::Set(value) if !value.is_null() => Some(value),
            _ => None,
        })
        .collect()
}

impl Owners {
    /// The owners that have values in these columns.
    pub(super) fn new(arena: &Arena, owners: &[RawHandle], columns: &[u16]) -> Self {
        let mut found = Self {
            by_values: HashMap::default(),
            values: Vec::new(),
        };
        for (position, owner) in (0u32..).zip(owners) {
            let Some(values) = column_values(arena, *owner, columns) else {
                continue;
            };
            let positions = found.by_values.entry(values).or_insert_with_key(|values| {
                found.values.push(values.clone());
                SmallVec::new()
            });
            positions.push(position);
        }
        found
    }

    /// The positions of the owners with these values.
    pub(super) fn positions(&self, values: &[Value]) -> &[u32] {
        self.by_values
            .get(values)
            .map_or(&[], |positions| positions)
    }
}
