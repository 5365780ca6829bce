//! The tables that INSERT, UPDATE, DELETE and MERGE use.

use super::{Walk, note};
use crate::schema::Table;
use crate::sql::{
    Arg, ConflictAction, ConflictNode, ConflictTarget, DeleteNode, InsertNode, InsertSource,
    MergeAction, MergeNode, ModifyRare, Occurrence, Source, UpdateNode,
};

impl<'s> Walk<'s> {
    pub(super) fn insert(&mut self, insert: &'s InsertNode) {
        self.table(insert.table, Source::TABLE);
        match &insert.source {
            InsertSource::Rows(rows) => {
                rows.iter()
                    .flatten()
                    .flatten()
                    .for_each(|arg| self.arg(arg));
            }
            InsertSource::Select(select) => self.select(select),
        }
        if let Some(conflict) = insert.conflict() {
            self.conflict(insert.table, conflict);
        }
        self.added(insert.rare.iter().flat_map(|rare| &rare.ctes));
        self.items(&insert.returning);
    }

    fn conflict(&mut self, table: &'static Table, conflict: &'s ConflictNode) {
        if let ConflictTarget::Columns { filter, .. } = &conflict.target {
            self.optional(filter.as_ref());
        }
        if let ConflictAction::Update {
            assignments,
            filter,
        } = &conflict.action
        {
            // Both rows can be seen here, so that a name alone is ambiguous.
            self.table(table, Source::PROPOSED);
            self.assignments(assignments);
            self.optional(filter.as_ref());
        }
    }

    fn assignments(&mut self, assignments: &'s [(u16, Arg)]) {
        assignments.iter().for_each(|(_, arg)| self.arg(arg));
    }

    pub(super) fn update(&mut self, update: &'s UpdateNode) {
        self.table(update.table, update.source);
        self.assignments(&update.assignments);
        self.modify_rare(update.rare.as_deref());
        self.optional(update.filter.as_ref());
        self.items(&update.returning);
    }

    pub(super) fn delete(&mut self, delete: &'s DeleteNode) {
        self.table(delete.table, delete.source);
        self.modify_rare(delete.rare.as_deref());
        self.optional(delete.filter.as_ref());
        self.items(&delete.returning);
    }

    pub(super) fn merge(&mut self, merge: &'s MergeNode) {
        self.table(merge.table, merge.source);
        self.in_from(&merge.using);
        self.node(&merge.on);
        for when in &merge.whens {
            self.optional(when.filter.as_ref());
            if let MergeAction::Update(list) | MergeAction::Insert(list) = &when.action {
                self.assignments(list);
            }
        }
        self.added(&merge.ctes);
    }

    fn modify_rare(&mut self, rare: Option<&'s ModifyRare>) {
        let Some(rare) = rare else {
            return;
        };
        rare.from.iter().for_each(|item| self.in_from(item));
        rare.joins.iter().for_each(|join| self.join(join));
        rare.order_by.iter().for_each(|term| self.arg(&term.arg));
        self.added(&rare.ctes);
    }

    fn table(&mut self, table: &'static Table, source: Source) {
        note(&mut self.found, Occurrence { table, source });
    }
}
