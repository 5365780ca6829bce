//! One SELECT … IN: the targets of a relationship for a chunk of owners.

use super::owners::{Owners, column_values};
use super::unflushed;
use crate::Result;
use crate::driver::Next;
use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::{RelationshipDefinition, RelationshipKeys, RelationshipKind};
use crate::orm::session::{InstanceState, KeyValues, Session, SharedCriteria};
use crate::schema::Table;
use crate::sql::{
    Arg, BinaryOp, ColumnRef, Join, JoinKind, Node, Occurrence, RowReader, SelectItem, SelectNode,
    Source, StatementNode, one_of,
};

/// Loads a relationship for owners that lack it, under conditions on entities.
pub(super) fn load_chunk(
    session: &mut Session,
    owners: &[RawHandle],
    relation: u16,
    criteria: Option<&SharedCriteria>,
) -> Result<()> {
    let Some(first) = owners.first() else {
        return Ok(());
    };
    let Some(definition) = session.arena.definition(*first, relation) else {
        return Ok(());
    };
    let found = match definition.keys {
        RelationshipKeys::Direct { local, remote } => {
            let remaining = match definition.kind {
                RelationshipKind::BelongsTo => from_memory(session, owners, definition, criteria),
                _ => owners.to_vec(),
            };
            let select = Targets {
                definition,
                columns: remote,
                table: (definition.target)().table,
                criteria,
            };
            let found = select.load(session, &remaining, local, None)?;
            store(session, &remaining, relation, definition, found);
            return Ok(());
        }
        RelationshipKeys::Secondary {
            table,
            local,
            this,
            other,
            remote,
        } => {
            let select = Targets {
                definition,
                columns: this,
                table,
                criteria,
            };
            select.load(session, owners, local, Some((other, remote)))?
        }
    };
    store(session, owners, relation, definition, found);
    Ok(())
}

/// Settles the references whose key is NULL or whose target is in memory. What is left needs a
/// SELECT.
fn from_memory(
    session: &mut Session,
    owners: &[RawHandle],
    definition: &'static RelationshipDefinition,
    criteria: Option<&SharedCriteria>,
) -> Vec<RawHandle> {
    let RelationshipKeys::Direct { local, remote } = definition.keys else {
        return Vec::new();
    };
    let target = (definition.target)();
    // Whether a condition holds for what is in memory only the database can tell.
    let limited = criteria.is_some_and(|list| list.iter().any(|it| it.is_about(target.table)));
    let by_key = !limited && *target.primary_key_columns() == *remote;
    let index = session.arena.store_index(target);
    let mut remaining = Vec::new();
    for owner in owners {
        let known = match column_values(&session.arena, *owner, local) {
            None => Some(None),
            Some(values) if by_key => {
                let slot = session
                    .arena
                    .store(index)
                    .and_then(|store| store.find(&values));
                let handle = slot.map(|slot| session.arena.handle_of(index, slot));
                handle
                    .filter(|raw| session.arena.state(*raw) == Some(InstanceState::Persistent))
                    .map(Some)
            }
            Some(_) => None,
        };
        match known {
            Some(target) => {
                let relation = definition_index(session, *owner, definition);
                set_loaded(session, *owner, relation, RelationState::Reference(target));
            }
            None => remaining.push(*owner),
        }
    }
    remaining
}

fn definition_index(
    session: &Session,
    owner: RawHandle,
    definition: &'static RelationshipDefinition,
) -> u16 {
    let Some(mapper) = session.arena.mapper(owner) else {
        return 0;
    };
    let mut relations = (0u16..).zip(mapper.relationships);
    relations
        .find(|(_, it)| std::ptr::eq(*it, definition))
        .map_or(0, |(index, _)| index)
}

/// A SELECT of targets with the columns that tell whose they are.
struct Targets<'c> {
    definition: &'static RelationshipDefinition,
    /// The columns that tell whose a row is, and their table: the target's own, or the association
    /// table.
    columns: &'static [u16],
    table: &'static Table,
    criteria: Option<&'c SharedCriteria>,
}

impl Targets<'_> {
    /// Loads the targets of owners: a list for each, in the relationship's order.
    fn load(
        &self,
        session: &mut Session,
        owners: &[RawHandle],
        local: &[u16],
        secondary: Option<(&'static [u16], &'static [u16])>,
    ) -> Result<Vec<Vec<RawHandle>>> {
        let known = Owners::new(&session.arena, owners, local);
        let mut found = vec![Vec::new(); owners.len()];
        if known.values.is_empty() {
            return Ok(found);
        }
        let node = self.statement(&known.values, secondary);
        let target = (self.definition.target)();
        let index = session.arena.store_index(target);
        let width = target.table.columns.len();
        let own = secondary.is_none();
        let (connection, arena) = session.parts()?;
        arena.next_batch();
        arena.remember_criteria(self.criteria);
        connection.query_rows(&StatementNode::Select(&node), &mut |row| {
            let mut values = KeyValues::new();
            for (position, column) in self.columns.iter().enumerate() {
                let at = if own {
                    usize::from(*column)
                } else {
                    width + position
                };
                values.push(row.get(at)?.to_value());
            }
            let mut reader = RowReader::with_items(row, &node.items);
            if let Some(raw) = arena.load_erased(index, &mut reader)? {
                for position in known.positions(&values) {
                    if let Some(list) = found.get_mut(*position as usize) {
                        list.push(raw);
                    }
                }
            }
            Ok(Next::Continue)
        })?;
        Ok(found)
    }

    fn column(&self, index: u16) -> Arg {
        Arg::Column(ColumnRef {
            table: self.table,
            source: Source::TABLE,
            index,
        })
    }

    fn statement(
        &self,
        values: &[KeyValues],
        secondary: Option<(&'static [u16], &'static [u16])>,
    ) -> SelectNode {
        let table = (self.definition.target)().table;
        let mut node = SelectNode {
            filter: Some(self.filter(values)),
            ..SelectNode::default()
        };
        node.items.push(SelectItem::Entity {
            table,
            source: Source::TABLE,
            optional: false,
        });
        if let Some((other, remote)) = secondary {
            for column in self.columns {
                let arg = self.column(*column);
                node.items.push(SelectItem::Expr {
                    arg,
                    label: None,
                    nullable: false,
                });
            }
            node.joins.push(self.association_join(table, other, remote));
        }
        if let Some(order) = self.definition.order_by {
            node.order_by = order();
        }
        if let Some(criteria) = self.criteria {
            node.rare_mut().criteria = criteria.to_vec();
        }
        node
    }

    /// The join from the target's table to the association table.
    fn association_join(&self, target: &'static Table, other: &[u16], remote: &[u16]) -> Join {
        let occurrence = |table| Occurrence {
            table,
            source: Source::TABLE,
        };
        let pairs = other.iter().zip(remote).map(|(other, remote)| {
            let remote = ColumnRef {
                table: target,
                source: Source::TABLE,
                index: *remote,
            };
            Node::Binary(BinaryOp::Eq, self.column(*other), Arg::Column(remote))
        });
        Join {
            kind: JoinKind::Inner,
            item: occurrence(self.table).into(),
            left: Some(occurrence(target)),
            on: Some(Node::All(pairs.collect())),
        }
    }

    /// That the rows are those of the owners.
    fn filter(&self, values: &[KeyValues]) -> Node {
        let keys = values.iter().map(|key| key.iter().cloned());
        one_of(self.table, Source::TABLE, self.columns, keys)
    }
}

/// Puts what was found into the owners.
fn store(
    session: &mut Session,
    owners: &[RawHandle],
    relation: u16,
    definition: &'static RelationshipDefinition,
    found: Vec<Vec<RawHandle>>,
) {
    for (owner, targets) in owners.iter().zip(found) {
        let state = if definition.is_collection() {
            point_back(session, *owner, definition, &targets);
            RelationState::Collection(targets.into())
        } else {
            RelationState::Reference(targets.first().copied())
        };
        set_loaded(session, *owner, relation, state);
    }
    unflushed::merge(session, owners, definition, relation);
}

/// The targets of a collection know their owner from now on, where they have no word of their own.
fn point_back(
    session: &mut Session,
    owner: RawHandle,
    definition: &'static RelationshipDefinition,
    targets: &[RawHandle],
) {
    let Some(back) = definition.back_populates else {
        return;
    };
    if definition.kind == RelationshipKind::ManyToMany {
        return;
    }
    for target in targets {
        if session.arena.relation(*target, back) == RelationState::NotLoaded {
            set_loaded(
                session,
                *target,
                back,
                RelationState::Reference(Some(owner)),
            );
        }
    }
}

/// Sets what the database has, then what is to be written but isn't yet.
fn set_loaded(session: &mut Session, owner: RawHandle, relation: u16, state: RelationState) {
    if let Some(store) = session.arena.store_mut(owner.store) {
        store.set_loaded(owner.slot, relation, state);
    }
    session.arena.note_loaded(owner, relation);
    for (other, removed) in session.arena.take_links(owner, relation, |_| true) {
        if removed {
            session.arena.point_away(owner, relation, other);
        } else {
            session.arena.point_back(owner, relation, other);
        }
    }
}
