//! The order of models and rows: what is pointed to comes first.
//!
//! Models are sorted by their tables' foreign keys. Where models point to each other, or a model to
//! itself, the rows are sorted (Kahn's algorithm, ties by the order they came in); a cycle of rows
//! is broken at a key that takes NULL.

use std::collections::{HashMap, VecDeque};

use super::plan::Plan;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::{KeyValues, Session};
use crate::types::FieldValue;
use crate::{Error, ErrorKind, Result};

/// Models that can be written one after the other, or that have to be mixed.
pub(super) struct Group {
    pub(super) stores: Vec<u16>,
    /// Whether rows of the group may point to each other.
    pub(super) cyclic: bool,
}

/// Groups the models of some instances so that each points to those before it only.
pub(super) fn groups(session: &Session, raws: &[RawHandle]) -> Vec<Group> {
    let mut waiting: Vec<(u16, &'static Mapper)> = Vec::new();
    for raw in raws {
        if !waiting.iter().any(|(store, _)| *store == raw.store)
            && let Some(mapper) = session.arena.mapper(*raw)
        {
            waiting.push((raw.store, mapper));
        }
    }
    let mut groups = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|(_, mapper)| {
            !waiting
                .iter()
                .any(|(_, other)| !other.is(mapper) && points_to(mapper, other))
        });
        match free {
            Some(position) => {
                let (store, mapper) = waiting.remove(position);
                groups.push(Group {
                    stores: vec![store],
                    cyclic: points_to(mapper, mapper),
                });
            }
            None => {
                let stores = waiting.drain(..).map(|(store, _)| store).collect();
                groups.push(Group {
                    stores,
                    cyclic: true,
                });
            }
        }
    }
    groups
}

fn points_to(mapper: &Mapper, other: &Mapper) -> bool {
    mapper
        .table
        .foreign_keys
        .iter()
        .any(|key| key.target.table_key() == other.table.key())
}

/// A key by which one row needs another: the position of the row it needs, and its columns.
struct Need {
    row: usize,
    columns: &'static [u16],
}

/// Rows that need each other, by position.
pub(super) struct Rows<'p> {
    session: &'p Session,
    raws: &'p [RawHandle],
    positions: HashMap<RawHandle, usize, hashbrown::DefaultHashBuilder>,
    by_key: HashMap<(u16, KeyValues), usize, hashbrown::DefaultHashBuilder>,
}

impl<'p> Rows<'p> {
    pub(super) fn new(session: &'p Session, raws: &'p [RawHandle]) -> Self {
        let positions = raws
            .iter()
            .enumerate()
            .map(|(at, raw)| (*raw, at))
            .collect();
        let mut by_key = HashMap::default();
        for (at, raw) in raws.iter().enumerate() {
            let key = session
                .arena
                .store(raw.store)
                .and_then(|store| store.key_values(raw.slot));
            if let Some(key) = key {
                by_key.insert((raw.store, key), at);
            }
        }
        Self {
            session,
            raws,
            positions,
            by_key,
        }
    }

    /// The rows that a row needs: by relationship, else by the values of its keys.
    fn needs(&self, plan: &Plan, raw: RawHandle, before: bool) -> Vec<Need> {
        let Some(mapper) = self.session.arena.mapper(raw) else {
            return Vec::new();
        };
        let mut needs = Vec::new();
        for key in mapper.table.foreign_keys.iter() {
            let Some(first) = key.columns.first() else {
                continue;
            };
            let row = match plan.keys.get(&(raw, *first)) {
                Some(source) if !before => source
                    .target
                    .and_then(|target| self.positions.get(&target).copied()),
                _ => self.by_values(raw, &key.columns, key.target.table_key(), before),
            };
            if let Some(row) = row
                && self.raws.get(row) != Some(&raw)
            {
                needs.push(Need {
                    row,
                    columns: static_columns(mapper, *first),
                });
            }
        }
        needs
    }

    fn by_values(
        &self,
        raw: RawHandle,
        columns: &[u16],
        table: (Option<&str>, &str),
        before: bool,
    ) -> Option<usize> {
        let store = self.session.arena.store(raw.store)?;
        let values: Option<KeyValues> = columns
            .iter()
            .map(|column| {
                let value = if before {
                    store.baseline_value(raw.slot, *column)
                } else {
                    store.field_value(raw.slot, *column)
                };
                match value {
                    FieldValue::Set(value) if !value.is_null() => Some(value),
                    _ => None,
                }
            })
            .collect();
        let values = values?;
        let mut stores = self.session.arena.stores();
        let (target, _) = stores.find(|(_, store)| store.mapper().table.key() == table)?;
        self.by_key.get(&(target, values)).copied()
    }

    /// Sorts the rows so that each comes after those that it needs. A cycle is broken at a key
    /// that takes NULL: `cut` hears of the row and the columns.
    pub(super) fn sorted(
        &self,
        plan: &Plan,
        before: bool,
        mut cut: impl FnMut(RawHandle, &'static [u16]),
    ) -> Result<Vec<RawHandle>> {
        let mut needs: Vec<Vec<Need>> = self
            .raws
            .iter()
            .map(|raw| self.needs(plan, *raw, before))
            .collect();
        let mut needed_by = vec![Vec::new(); self.raws.len()];
        for (row, list) in needs.iter().enumerate() {
            for need in list {
                if let Some(list) = needed_by.get_mut(need.row) {
                    list.push(row);
                }
            }
        }
        let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
        let mut ready: VecDeque<usize> = open
            .iter()
            .enumerate()
            .filter(|(_, open)| **open == 0)
            .map(|(row, _)| row)
            .collect();
        let mut sorted = Vec::with_capacity(self.raws.len());
        let mut done = vec![false; self.raws.len()];
        while sorted.len() < self.raws.len() {
            let Some(row) = ready.pop_front() else {
                let row = self.break_cycle(&mut needs, &done, &mut cut)?;
                let left = needs.get(row).map_or(0, |list| {
                    list.iter()
                        .filter(|need| !done.get(need.row).copied().unwrap_or(true))
                        .count()
                });
                if let Some(open) = open.get_mut(row) {
                    *open = left;
                }
                if left == 0 {
                    ready.push_back(row);
                }
                continue;
            };
            if std::mem::replace(done.get_mut(row).unwrap_or(&mut true), true) {
                continue;
            }
            sorted.extend(self.raws.get(row));
            for dependent in needed_by.get(row).into_iter().flatten() {
                if let Some(count) = open.get_mut(*dependent) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        ready.push_back(*dependent);
                    }
                }
            }
        }
        Ok(sorted)
    }

    /// Takes away one need that can be written later, and tells of which row.
    fn break_cycle(
        &self,
        needs: &mut [Vec<Need>],
        done: &[bool],
        cut: &mut impl FnMut(RawHandle, &'static [u16]),
    ) -> Result<usize> {
        for (row, raw) in self.raws.iter().enumerate() {
            if done.get(row).copied().unwrap_or(true) {
                continue;
            }
            let Some(mapper) = self.session.arena.mapper(*raw) else {
                continue;
            };
            let Some(list) = needs.get_mut(row) else {
                continue;
            };
            let breakable = list.iter().position(|need| {
                !done.get(need.row).copied().unwrap_or(true)
                    && need.columns.iter().all(|column| {
                        mapper
                            .table
                            .column(*column)
                            .is_some_and(|column| column.nullable)
                    })
            });
            if let Some(position) = breakable {
                let need = list.remove(position);
                cut(*raw, need.columns);
                return Ok(row);
            }
        }
        let names: Vec<&str> = self
            .raws
            .iter()
            .filter_map(|raw| self.session.arena.mapper(*raw))
            .map(|mapper| mapper.name)
            .collect();
        let first = names.first().copied().unwrap_or("?");
        Err(Error::new(
            ErrorKind::Flush,
            format!("new rows of `{first}` point to each other in a circle, and no key takes NULL"),
        )
        .with_help("make one of the keys nullable, so that it can be set by a second statement"))
    }
}

/// The columns of the foreign key that begins with a column.
fn static_columns(mapper: &'static Mapper, first: u16) -> &'static [u16] {
    mapper
        .table
        .foreign_keys
        .iter()
        .find(|key| key.columns.first() == Some(&first))
        .map_or(&[], |key| &key.columns)
}
