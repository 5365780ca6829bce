//! Keeps instances in memory right when a statement updates or deletes their rows.

use std::borrow::Cow;

use super::evaluate::Condition;
use super::store::KeyValues;
use super::{InstanceState, Session};
use crate::driver::Next;
use crate::engine::ExecuteResult;
use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::{Mapper, RelationshipKeys, RelationshipKind};
use crate::schema::Table;
use crate::sql::{
    Arg, ColumnRef, FromItem, ModifyRare, Node, RowCount, SelectItem, SelectNode, Source,
    StatementNode, one_of,
};
use crate::types::{FieldValue, Value, ValueRef};
use crate::{Error, ErrorKind, Result};

/// So many keys are looked up by one statement.
const CHUNK: usize = 500;

/// What a statement is going to do with instances in memory.
pub(super) struct Synchronization {
    change: Change,
    /// The instances whose rows it meets. None where the statement itself has to tell.
    met: Option<Vec<RawHandle>>,
    /// The last statement that gave instances before it.
    before: u32,
    table: &'static Table,
}

impl Synchronization {
    /// Whether the statement itself has to tell which rows it meets.
    pub(super) const fn asks(&self) -> bool {
        self.met.is_none()
    }
}

enum Change {
    Delete,
    /// The columns that are set, and to what.
    Update(Source, Vec<(u16, Arg)>),
}

/// What an UPDATE and a DELETE have in common.
struct Modified<'n> {
    table: &'static Table,
    source: Source,
    filter: Option<&'n Node>,
    rare: Option<&'n ModifyRare>,
}

impl Session {
    /// Finds the instances whose rows a statement is going to update or delete: by looking at them
    /// where the condition can be evaluated in memory, by their keys otherwise. Those the statement
    /// itself may tell, if it can be asked.
    pub(super) fn before_change(
        &mut self,
        node: &StatementNode<'_>,
        may_ask: bool,
    ) -> Result<Option<Synchronization>> {
        let (modified, change) = match node {
            StatementNode::Update(update) => {
                let set = update.assignments.clone();
                let modified = Modified {
                    table: update.table,
                    source: update.source,
                    filter: update.filter.as_ref(),
                    rare: update.rare.as_deref(),
                };
                (modified, Change::Update(update.source, set))
            }
            StatementNode::Delete(delete) => {
                let modified = Modified {
                    table: delete.table,
                    source: delete.source,
                    filter: delete.filter.as_ref(),
                    rare: delete.rare.as_deref(),
                };
                (modified, Change::Delete)
            }
            _ => return Ok(None),
        };
        let table = modified.table;
        let changing = self
            .arena
            .stores()
            .any(|(_, store)| store.mapper().table.is(table) && !store.changing().is_empty());
        if changing {
            // What was changed in memory and what the statement does must not be mixed up.
            self.flush()?;
        }
        let candidates = self.persistent(table);
        let met = if candidates.is_empty() {
            Some(Vec::new())
        } else {
            match self.evaluated(&modified, &candidates) {
                None if may_ask && self.returns_keys(&modified, &change) => None,
                None => Some(self.met_by_key(&modified)?),
                met => met,
            }
        };
        if let (Change::Update(source, set), Some(met)) = (&change, &met) {
            self.check_keys(table, met, *source, set)?;
        }
        Ok(Some(Synchronization {
            change,
            met,
            before: self.arena.current_batch(),
            table,
        }))
    }

    /// Does to the instances what the statement did to their rows.
    pub(super) fn after_change(&mut self, done: Synchronization) -> Result<()> {
        match done.change {
            Change::Delete => {
                let mut gone = done.met.unwrap_or_default();
                // RETURNING gave instances of rows that aren't there any more.
                for (number, store) in self.arena.stores() {
                    if store.mapper().table.is(done.table) {
                        let slots = store.unchanged_since(done.before);
                        gone.extend(
                            slots
                                .into_iter()
                                .map(|slot| self.arena.handle_of(number, slot)),
                        );
                    }
                }
                for raw in gone {
                    self.note_deleted(raw);
                }
                Ok(())
            }
            Change::Update(source, set) => {
                self.note_updated(&done.met.unwrap_or_default(), source, &set)
            }
        }
    }

    /// Whether the statement can say the keys of the rows that it changes.
    fn returns_keys(&self, modified: &Modified<'_>, change: &Change) -> bool {
        let returning = self.engine().dialect().capability().returning;
        modified.rare.is_none()
            && match change {
                Change::Delete => returning.delete,
                Change::Update(_, set) => {
                    let key = &modified.table.primary_key;
                    returning.update && !set.iter().any(|(index, _)| key.contains(index))
                }
            }
    }

    /// Runs an UPDATE or DELETE that says the keys of the rows that it changes.
    pub(super) fn change_returning_keys(
        &mut self,
        node: &StatementNode<'_>,
        change: &mut Synchronization,
    ) -> Result<ExecuteResult> {
        let table = change.table;
        let keys = |source| {
            let key = table.primary_key.iter();
            key.map(move |index| item(table, source, *index)).collect()
        };
        let width = table.primary_key.len();
        let found = match node {
            StatementNode::Update(update) => {
                let mut update = update.clone().into_owned();
                update.returning = keys(update.source);
                self.rows(&StatementNode::Update(Cow::Owned(update)), width)?
            }
            StatementNode::Delete(delete) => {
                let mut delete = (*delete).clone();
                delete.returning = keys(delete.source);
                self.rows(&StatementNode::Delete(&delete), width)?
            }
            _ => Vec::new(),
        };
        change.met = Some(self.with_keys(table, &found));
        Ok(ExecuteResult {
            rows_affected: found.len() as u64,
            last_insert_id: None,
        })
    }

    /// An instance whose key only the database can tell couldn't be found again.
    fn check_keys(
        &self,
        table: &Table,
        met: &[RawHandle],
        source: Source,
        set: &[(u16, Arg)],
    ) -> Result<()> {
        let mut indexes = set.iter().map(|(index, _)| index);
        let known = |raw: &RawHandle| self.computed(*raw, source, set).is_some();
        if !indexes.any(|index| table.primary_key.contains(index)) || met.iter().all(known) {
            return Ok(());
        }
        let message = format!(
            "an UPDATE computes new primary keys of `{}`, of which the session has instances",
            table.name
        );
        Err(Error::new(ErrorKind::InvalidRequest, message)
            .with_table(table.name.clone())
            .with_help(
                "take them out of the session with `expunge`, or run the statement by \
                 `session.connection()?`",
            ))
    }

    /// The instances of a table that have a row.
    fn persistent(&self, table: &Table) -> Vec<RawHandle> {
        let mut found = Vec::new();
        for (number, store) in self.arena.stores() {
            if !store.mapper().table.is(table) {
                continue;
            }
            for slot in store.live() {
                let raw = self.arena.handle_of(number, slot);
                if self.arena.state(raw) == Some(InstanceState::Persistent) {
                    found.push(raw);
                }
            }
        }
        found
    }

    /// The instances that the condition holds for, where that can be said without the database.
    fn evaluated(
        &self,
        modified: &Modified<'_>,
        candidates: &[RawHandle],
    ) -> Option<Vec<RawHandle>> {
        if modified.rare.is_some() {
            return None;
        }
        let mut met = Vec::new();
        for raw in candidates {
            let store = self.arena.store(raw.store)?;
            if store.is_expired(raw.slot) {
                return None;
            }
            let value = |index| match store.field_value(raw.slot, index) {
                FieldValue::Set(value) => Some(value),
                FieldValue::Unset => None,
            };
            let condition = Condition::new(modified.table, modified.source, &value);
            let holds = match modified.filter {
                None => Some(true),
                Some(filter) => condition.holds(filter)?,
            };
            if holds == Some(true) {
                met.push(*raw);
            }
        }
        Some(met)
    }

    /// The instances whose keys the statement's own condition finds in the database.
    fn met_by_key(&mut self, modified: &Modified<'_>) -> Result<Vec<RawHandle>> {
        let (table, source) = (modified.table, modified.source);
        let mut select = SelectNode {
            filter: modified.filter.cloned(),
            ..SelectNode::default()
        };
        select.items = table
            .primary_key
            .iter()
            .map(|index| item(table, source, *index))
            .collect();
        select.from.push(FromItem::Table { table, source });
        if let Some(rare) = modified.rare {
            select.from.extend(rare.from.iter().cloned());
            select.joins.clone_from(&rare.joins);
            select.order_by.clone_from(&rare.order_by);
            select.limit = rare.limit.clone().map(RowCount::Number);
            if !rare.ctes.is_empty() {
                select.rare_mut().ctes.clone_from(&rare.ctes);
            }
        }
        let keys = self.rows(&StatementNode::Select(&select), table.primary_key.len())?;
        Ok(self.with_keys(table, &keys))
    }

    /// The instances of a table that have these keys.
    fn with_keys(&self, table: &Table, keys: &[Vec<Value>]) -> Vec<RawHandle> {
        let mut met = Vec::new();
        for (number, store) in self.arena.stores() {
            if !store.mapper().table.is(table) {
                continue;
            }
            let slots = keys.iter().filter_map(|key| store.find(key));
            met.extend(slots.map(|slot| self.arena.handle_of(number, slot)));
        }
        met.sort_unstable();
        met.dedup();
        met.retain(|raw| self.arena.state(*raw) == Some(InstanceState::Persistent));
        met
    }

    /// The rows of a statement of columns.
    fn rows(&mut self, statement: &StatementNode<'_>, width: usize) -> Result<Vec<Vec<Value>>> {
        let mut rows = Vec::new();
        let (connection, _) = self.parts()?;
        connection.query_rows(statement, &mut |row| {
            let values: std::result::Result<Vec<Value>, _> = (0..width)
                .map(|index| row.get(index).map(ValueRef::to_value))
                .collect();
            rows.push(values?);
            Ok(Next::Continue)
        })?;
        Ok(rows)
    }

    fn note_deleted(&mut self, raw: RawHandle) {
        if self.arena.state(raw) != Some(InstanceState::Persistent) {
            return;
        }
        let level = self.arena.level;
        if let Some(store) = self.arena.store_mut(raw.store) {
            store.deleted(raw.slot, level);
        }
    }

    fn note_updated(
        &mut self,
        met: &[RawHandle],
        source: Source,
        set: &[(u16, Arg)],
    ) -> Result<()> {
        let mut unknown = Vec::new();
        for raw in met {
            match self.computed(*raw, source, set) {
                Some(values) => self.put(*raw, &values)?,
                None => unknown.push(*raw),
            }
        }
        let columns: Vec<u16> = set.iter().map(|(index, _)| *index).collect();
        let mut rest = unknown.as_slice();
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|raw| raw.store == first.store);
            let (chunk, after) = rest.split_at(same.take(CHUNK).count());
            rest = after;
            if let Some(mapper) = self.arena.mapper(*first) {
                self.read_again(mapper, chunk, &columns)?;
            }
        }
        Ok(())
    }

    /// What the columns of an instance were set to, where that can be said without the database.
    fn computed(
        &self,
        raw: RawHandle,
        source: Source,
        set: &[(u16, Arg)],
    ) -> Option<Vec<(u16, Value)>> {
        let store = self.arena.store(raw.store)?;
        let mut values: Vec<(u16, Value)> = Vec::with_capacity(set.len());
        for (index, arg) in set {
            // Databases differ in what a column is that was set before.
            let value = |index| match store.field_value(raw.slot, index) {
                FieldValue::Set(value) if !values.iter().any(|(set, _)| *set == index) => {
                    Some(value)
                }
                _ => None,
            };
            let row = Condition::new(store.mapper().table, source, &value);
            let value = row.computed(arg)?;
            values.push((*index, value));
        }
        Some(values)
    }

    /// Reads the columns that were set from the database.
    pub(in crate::orm) fn read_again(
        &mut self,
        mapper: &'static Mapper,
        chunk: &[RawHandle],
        set: &[u16],
    ) -> Result<()> {
        let table = mapper.table;
        let keys: Vec<(RawHandle, KeyValues)> = chunk
            .iter()
            .filter_map(|raw| {
                let store = self.arena.store(raw.store)?;
                Some((*raw, store.key_values(raw.slot)?))
            })
            .collect();
        let columns = table.primary_key.iter().chain(set);
        let mut select = SelectNode {
            filter: Some(one_of(
                table,
                Source::TABLE,
                &table.primary_key,
                keys.iter().map(|(_, key)| key.iter().cloned()),
            )),
            ..SelectNode::default()
        };
        select.items = columns
            .map(|index| item(table, Source::TABLE, *index))
            .collect();
        let width = table.primary_key.len();
        for mut row in self.rows(&StatementNode::Select(&select), select.items.len())? {
            let values = row.split_off(width.min(row.len()));
            let Some(store) = chunk.first().map(|raw| raw.store) else {
                continue;
            };
            let Some(slot) = self.arena.store(store).and_then(|store| store.find(&row)) else {
                continue;
            };
            let fresh: Vec<(u16, Value)> = set.iter().copied().zip(values).collect();
            self.put(self.arena.handle_of(store, slot), &fresh)?;
        }
        Ok(())
    }

    /// Sets columns to what the database has now.
    fn put(&mut self, raw: RawHandle, columns: &[(u16, Value)]) -> Result<()> {
        let level = self.arena.level;
        let Some(store) = self.arena.store_mut(raw.store) else {
            return Ok(());
        };
        let mapper = store.mapper();
        store.touch(raw.slot);
        for (index, value) in columns {
            store
                .set_column(raw.slot, *index, value.as_ref())
                .map_err(|error| {
                    let name = mapper.table.column_name(*index);
                    let message = format!(
                        "`{}.{name}` was set to {}, and its type takes {}",
                        mapper.table.name, error.found, error.expected
                    );
                    Error::new(ErrorKind::Decode, message).with_column(name)
                })?;
        }
        for (relation, definition) in (0u16..).zip(mapper.relationships) {
            let RelationshipKeys::Direct { local, .. } = definition.keys else {
                continue;
            };
            let follows = local
                .iter()
                .any(|key| columns.iter().any(|(index, _)| index == key));
            if follows && definition.kind == RelationshipKind::BelongsTo {
                store.set_relation(raw.slot, relation, RelationState::NotLoaded);
            }
        }
        store.updated(raw.slot, level)
    }
}

fn item(table: &'static Table, source: Source, index: u16) -> SelectItem {
    SelectItem::Expr {
        arg: Arg::Column(ColumnRef {
            table,
            source,
            index,
        }),
        label: None,
        nullable: true,
    }
}
