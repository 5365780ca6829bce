//! INSERT, UPDATE, DELETE and MERGE as words.

use super::{Key, UNSET};
use crate::sql::{
    Arg, ConflictAction, ConflictNode, ConflictTarget, DeleteNode, InsertNode, InsertRare,
    InsertSource, MergeAction, MergeNode, ModifyRare, Node, SelectItem, UpdateNode,
};

impl<'s> Key<'s> {
    pub(super) fn insert(&mut self, insert: &'s InsertNode) {
        let from_select = matches!(insert.source, InsertSource::Select(_));
        self.push(
            2 | u64::from(from_select) << 4
                | u64::from(insert.rare.is_some()) << 5
                | (insert.returning.len() as u64) << 8,
        );
        self.push_table(insert.table);
        self.positions(&insert.columns);
        match &insert.source {
            InsertSource::Rows(rows) => self.rows(rows, insert.columns.len()),
            InsertSource::Select(select) => self.select(select),
        }
        if let Some(rare) = &insert.rare {
            self.insert_rare(rare);
        }
        self.items(&insert.returning);
    }

    fn positions(&mut self, columns: &[u16]) {
        self.push_len(columns.len());
        columns
            .iter()
            .for_each(|index| self.push(u64::from(*index)));
    }

    fn rows(&mut self, rows: &'s [Vec<Option<Arg>>], width: usize) {
        let plain = rows.iter().all(|row| {
            row.len() == width && row.iter().all(|arg| matches!(arg, Some(Arg::Bind(_))))
        });
        self.push(u64::from(plain) | (rows.len() as u64) << 1);
        for row in rows {
            if !plain {
                self.push_len(row.len());
            }
            for arg in row {
                match arg {
                    Some(Arg::Bind(value)) if plain => self.values.push(value),
                    Some(arg) => self.arg(arg),
                    None => self.push(UNSET),
                }
            }
        }
    }

    fn insert_rare(&mut self, rare: &'s InsertRare) {
        let target = self.ordinal(rare.target);
        self.push(
            u64::from(rare.ignore)
                | u64::from(rare.conflict.is_some()) << 1
                | u64::from(rare.ordered) << 2
                | target << 8,
        );
        if let Some(conflict) = &rare.conflict {
            self.conflict(conflict);
        }
        self.push_len(rare.ctes.len());
        rare.ctes.iter().for_each(|cte| self.cte(cte));
        self.push_len(rare.hints.len());
        self.hints(&rare.hints);
    }

    fn conflict(&mut self, conflict: &'s ConflictNode) {
        match &conflict.target {
            ConflictTarget::Any => self.push(0),
            ConflictTarget::Columns { columns, filter } => {
                self.push(1 | u64::from(filter.is_some()) << 8);
                self.positions(columns);
                filter.iter().for_each(|node| self.literal(node));
            }
            ConflictTarget::Constraint(name) => {
                self.push(2);
                self.push_str(name);
            }
        }
        match &conflict.action {
            ConflictAction::Nothing => self.push(0),
            ConflictAction::Update {
                assignments,
                filter,
            } => {
                self.push(1 | u64::from(filter.is_some()) << 8);
                self.assignments(assignments);
                filter.iter().for_each(|node| self.node(node));
            }
        }
    }

    /// A condition whose values are written as literals: they are part of the structure.
    fn literal(&mut self, node: &'s Node) {
        let (values, lists) = (self.values.len(), self.lists.len());
        self.node(node);
        let values = self.values.iter().skip(values).copied();
        let listed = self.lists.iter().skip(lists).copied().flatten();
        let listed = listed.filter_map(|arg| match arg {
            Arg::Bind(value) => Some(value),
            _ => None,
        });
        let written: Vec<String> = values
            .chain(listed)
            .map(|value| format!("{value:?}"))
            .collect();
        self.push_len(written.len());
        written.iter().for_each(|value| self.push_str(value));
    }

    fn assignments(&mut self, assignments: &'s [(u16, Arg)]) {
        self.push_len(assignments.len());
        for (index, arg) in assignments {
            self.push(u64::from(*index));
            self.arg(arg);
        }
    }

    pub(super) fn update(&mut self, update: &'s UpdateNode) {
        self.push(
            3 | modify_flags(
                update.filter.is_some(),
                update.rare.is_some(),
                &update.returning,
            ),
        );
        self.push_table(update.table);
        let source = self.ordinal(update.source);
        self.push(source);
        self.assignments(&update.assignments);
        update.filter.iter().for_each(|node| self.node(node));
        if let Some(rare) = &update.rare {
            self.modify_rare(rare);
        }
        self.items(&update.returning);
    }

    pub(super) fn delete(&mut self, delete: &'s DeleteNode) {
        self.push(
            4 | modify_flags(
                delete.filter.is_some(),
                delete.rare.is_some(),
                &delete.returning,
            ),
        );
        self.push_table(delete.table);
        let source = self.ordinal(delete.source);
        self.push(source);
        delete.filter.iter().for_each(|node| self.node(node));
        if let Some(rare) = &delete.rare {
            self.modify_rare(rare);
        }
        self.items(&delete.returning);
    }

    pub(super) fn merge(&mut self, merge: &'s MergeNode) {
        self.push(6 | (merge.whens.len() as u64) << 8 | (merge.ctes.len() as u64) << 32);
        self.push_table(merge.table);
        let source = self.ordinal(merge.source);
        self.push(source);
        self.push_from(&merge.using);
        self.node(&merge.on);
        for when in &merge.whens {
            let action = match when.action {
                MergeAction::Nothing => 0,
                MergeAction::Delete => 1,
                MergeAction::Update(_) => 2,
                MergeAction::Insert(_) => 3,
            };
            let filtered = u64::from(when.filter.is_some()) << 1;
            self.push(u64::from(when.matched) | filtered | action << 2);
            when.filter.iter().for_each(|node| self.node(node));
            if let MergeAction::Update(list) | MergeAction::Insert(list) = &when.action {
                self.assignments(list);
            }
        }
        merge.ctes.iter().for_each(|cte| self.cte(cte));
    }

    fn modify_rare(&mut self, rare: &'s ModifyRare) {
        self.push(rare.from.len() as u64 | (rare.joins.len() as u64) << 32);
        rare.from.iter().for_each(|item| self.push_from(item));
        rare.joins.iter().for_each(|join| self.join(join));
        self.push(u64::from(rare.limit.is_some()) | (rare.order_by.len() as u64) << 1);
        rare.order_by.iter().for_each(|term| self.order_term(term));
        self.values.extend(&rare.limit);
        self.push_len(rare.ctes.len());
        rare.ctes.iter().for_each(|cte| self.cte(cte));
        self.push_len(rare.hints.len());
        self.hints(&rare.hints);
    }
}

fn modify_flags(filter: bool, rare: bool, returning: &[SelectItem]) -> u64 {
    u64::from(filter) << 4 | u64::from(rare) << 5 | (returning.len() as u64) << 8
}
