//! UPDATE and DELETE.

use std::rc::Rc;

use super::super::clauses;
use super::{assigned, check_assignments, condition, returned};
use crate::compiler::capability::OtherTables;
use crate::compiler::context::{Change, Context};
use crate::compiler::from::{Islands, not_connected, seen_by};
use crate::compiler::place::Place;
use crate::compiler::precedence::Level;
use crate::compiler::walk::Walk;
use crate::sql::{
    DeleteNode, FromItem, Join, JoinKind, ModifyRare, Node, Occurrence, SelectItem, UpdateNode,
};
use crate::{Error, ErrorKind, Result};

/// UPDATE.
///
/// # Errors
/// [`ErrorKind::Compile`] when it contradicts itself or the database can't do it.
pub fn update(cx: &mut Context<'_>, update: &UpdateNode) -> Result<()> {
    let (table, source) = (update.table, update.source);
    check_assignments(table, &update.assignments, "an UPDATE")?;
    let rare = update.rare.as_deref();
    let tables = Tables::of(Occurrence { table, source }, rare, update.filter.as_ref())?;
    cx.scopes.enter(tables.visible.clone());
    cx.changing(table, Change::Update, |cx| {
        written_update(cx, update, &tables)
    })?;
    cx.scopes.leave();
    Ok(())
}

fn written_update(cx: &mut Context<'_>, update: &UpdateNode, tables: &Tables<'_>) -> Result<()> {
    let (table, source) = (update.table, update.source);
    let rare = update.rare.as_deref();
    let names = cx.take_output();
    cx.push("UPDATE ");
    clauses::prefixes(cx, rare.map_or(&[], |rare| &rare.hints));
    cx.from_table(table, source)?;
    let joined = tables.has_others() && cx.capability().other_tables == OtherTables::Joined;
    if joined {
        tables.joined(cx)?;
    }
    cx.push(" SET ");
    cx.list(&update.assignments, ", ", |cx, (index, arg)| {
        if joined {
            cx.occurrence_name(table, source)?;
            cx.push(".");
        }
        cx.identifier(table.column_name(*index))?;
        cx.push(" = ");
        assigned(cx, table, *index, arg)
    })?;
    if tables.has_others() && !joined {
        let groups = tables.groups(cx)?;
        cx.push(" FROM ");
        tables.clause(cx, &groups)?;
    } else {
        condition(cx, update.filter.as_ref())?;
    }
    limited(cx, rare, "UPDATE")?;
    tables.returned(
        cx,
        &update.returning,
        cx.capability().returning.update && !joined,
        "UPDATE",
        names,
    )
}

/// DELETE.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database can't do it.
pub fn delete(cx: &mut Context<'_>, delete: &DeleteNode) -> Result<()> {
    let (table, source) = (delete.table, delete.source);
    let rare = delete.rare.as_deref();
    let tables = Tables::of(Occurrence { table, source }, rare, delete.filter.as_ref())?;
    cx.scopes.enter(tables.visible.clone());
    // What takes joins takes an alias in no other form.
    let joined = cx.capability().other_tables == OtherTables::Joined
        && (tables.has_others() || !source.is_table());
    let change = match joined {
        true => Change::JoinedDelete,
        false => Change::Delete,
    };
    cx.changing(table, change, |cx| {
        written_delete(cx, delete, &tables, joined)
    })?;
    cx.scopes.leave();
    Ok(())
}

fn written_delete(
    cx: &mut Context<'_>,
    delete: &DeleteNode,
    tables: &Tables<'_>,
    joined: bool,
) -> Result<()> {
    let (table, source) = (delete.table, delete.source);
    let rare = delete.rare.as_deref();
    let names = cx.take_output();
    cx.push("DELETE ");
    clauses::prefixes(cx, rare.map_or(&[], |rare| &rare.hints));
    if joined {
        cx.occurrence_name(table, source)?;
        cx.push(" ");
    }
    cx.push("FROM ");
    cx.from_table(table, source)?;
    match (tables.has_others(), cx.capability().other_tables) {
        (false, _) => condition(cx, delete.filter.as_ref())?,
        (true, OtherTables::Joined) => {
            tables.joined(cx)?;
            condition(cx, delete.filter.as_ref())?;
        }
        (true, OtherTables::Clause) => {
            let groups = tables.groups(cx)?;
            cx.push(" USING ");
            tables.clause(cx, &groups)?;
        }
        (true, OtherTables::Subquery) => {
            let groups = tables.groups(cx)?;
            cx.push(" WHERE EXISTS (SELECT 1 FROM ");
            tables.clause(cx, &groups)?;
            cx.push(")");
        }
    }
    limited(cx, rare, "DELETE")?;
    tables.returned(
        cx,
        &delete.returning,
        cx.capability().returning.delete && !joined,
        "DELETE",
        names,
    )
}

fn written(cx: &mut Context<'_>, join: &Join) -> Result<()> {
    if join.kind == JoinKind::FullOuter {
        return Err(cx.unsupported("FULL JOIN in UPDATE or DELETE"));
    }
    if join.on.is_none() && join.kind != JoinKind::Cross {
        let name = join.item.occurrence().described();
        let message = format!("{name} is joined without a condition");
        return Err(Error::new(ErrorKind::Compile, message)
            .with_help("give the condition: `.join(entity.on(…))`"));
    }
    cx.push(match join.kind {
        JoinKind::Inner | JoinKind::Implied => " JOIN ",
        JoinKind::LeftOuter | JoinKind::Nested => " LEFT JOIN ",
        JoinKind::FullOuter => " FULL JOIN ",
        JoinKind::Cross => " CROSS JOIN ",
    });
    cx.from_item(&join.item)?;
    if let Some(on) = &join.on {
        cx.push(" ON ");
        cx.at(Place::ON, |cx| cx.node(on))?;
    }
    Ok(())
}

/// ORDER BY and LIMIT.
fn limited(cx: &mut Context<'_>, rare: Option<&ModifyRare>, statement: &str) -> Result<()> {
    let Some(rare) = rare.filter(|rare| !rare.order_by.is_empty() || rare.limit.is_some()) else {
        return Ok(());
    };
    if !cx.capability().modify_limit {
        return Err(cx
            .unsupported(&format!("{statement} … ORDER BY … LIMIT"))
            .with_help("choose the rows by `.filter(key.in_(select(key)….limit(…)))`"));
    }
    if rare.has_others() {
        return Err(cx.unsupported(&format!(
            "ORDER BY and LIMIT of {statement} with other tables"
        )));
    }
    if !rare.order_by.is_empty() {
        cx.push(" ORDER BY ");
        let dialect = cx.dialect();
        cx.list(&rare.order_by, ", ", |cx, term| {
            dialect.visit_order_term(cx, term)
        })?;
    }
    match &rare.limit {
        Some(limit) => cx.dialect().visit_limit(cx, Some(limit), None),
        None => Ok(()),
    }
}

/// The table that is changed, and the others that decide what is.
struct Tables<'s> {
    from: &'s [FromItem],
    joins: &'s [Join],
    filter: Option<&'s Node>,
    /// The changed table first.
    visible: Vec<Occurrence>,
}

/// An item of a FROM list, and the outer joins that hang on it.
struct Group<'s> {
    base: &'s FromItem,
    outer: Vec<&'s Join>,
}

impl<'s> Tables<'s> {
    fn of(
        target: Occurrence,
        rare: Option<&'s ModifyRare>,
        filter: Option<&'s Node>,
    ) -> Result<Self> {
        let (from, joins): (&[FromItem], &[Join]) =
            rare.map_or((&[], &[]), |rare| (&rare.from, &rare.joins));
        let items = from.iter().chain(joins.iter().map(|join| &join.item));
        let mut visible = vec![target];
        for item in items {
            let found = item.occurrence();
            if visible.iter().any(|known| known.is(&found)) {
                let message = format!("{} stands in the statement twice", found.described());
                return Err(Error::new(ErrorKind::Compile, message)
                    .with_help("use an alias of it: `aliased(…)`"));
            }
            visible.push(found);
        }
        let tables = Self {
            from,
            joins,
            filter,
            visible,
        };
        tables.check_connected()?;
        Ok(tables)
    }

    fn has_others(&self) -> bool {
        self.visible.len() > 1
    }

    /// Every table has to be connected with the changed one, or every row would be changed as soon
    /// as the other has one.
    fn check_connected(&self) -> Result<()> {
        let Some((target, others)) = self.visible.split_first() else {
            return Ok(());
        };
        if others.is_empty() {
            return Ok(());
        }
        let mut islands = Islands::new(&self.visible);
        self.from.iter().for_each(|item| islands.lateral(item));
        for join in self.joins {
            let item = join.item.occurrence();
            islands.lateral(&join.item);
            match (&join.left, join.kind) {
                (Some(left), _) => islands.connect(&[item, *left]),
                (None, JoinKind::Cross) => islands.connect(&self.visible),
                (None, _) => {}
            }
            join.on.iter().for_each(|on| islands.condition(on));
        }
        self.filter.iter().for_each(|node| islands.condition(node));
        match others
            .iter()
            .find(|other| !islands.connected(target, other))
        {
            None => Ok(()),
            Some(other) => Err(not_connected(target, other)),
        }
    }

    /// The others behind the changed table: ` CROSS JOIN … JOIN … ON …`
    fn joined(&self, cx: &mut Context<'_>) -> Result<()> {
        for item in self.from {
            cx.push(" CROSS JOIN ");
            cx.from_item(item)?;
        }
        self.joins.iter().try_for_each(|join| written(cx, join))
    }

    /// The others as a FROM list. The conditions of inner joins go to WHERE: in FROM, no condition
    /// sees the changed table.
    fn groups(&self, cx: &Context<'_>) -> Result<Vec<Group<'s>>> {
        let group = |base| Group {
            base,
            outer: Vec::new(),
        };
        let mut groups: Vec<Group<'s>> = self.from.iter().map(group).collect();
        for join in self.joins {
            if !matches!(join.kind, JoinKind::LeftOuter | JoinKind::Nested) {
                groups.push(group(&join.item));
                continue;
            }
            let home = self.home_of(cx, join, &groups)?;
            if let Some(group) = groups.get_mut(home) {
                group.outer.push(join);
            }
        }
        Ok(groups)
    }

    /// The group that an outer join hangs on.
    fn home_of(&self, cx: &Context<'_>, join: &Join, groups: &[Group<'s>]) -> Result<usize> {
        let item = join.item.occurrence();
        let mut walk = Walk::deep();
        join.on.iter().for_each(|on| walk.node(on));
        let mut home = None;
        for needed in walk.found.iter().filter(|found| !found.is(&item)) {
            let holds = |group: &Group<'_>| {
                let outer = group.outer.iter().map(|join| &join.item);
                let mut items = std::iter::once(group.base).chain(outer);
                items.any(|item| item.occurrence().is(needed))
            };
            match (home, groups.iter().position(holds)) {
                (None, Some(group)) => home = Some(group),
                (Some(home), Some(group)) if home == group => {}
                (_, None) if !self.visible.iter().any(|known| known.is(needed)) => {}
                _ => {
                    return Err(cx.unsupported(&format!(
                        "an outer join of {} in UPDATE or DELETE that doesn't hang on one table of \
                         its FROM list",
                        item.described()
                    )));
                }
            }
        }
        home.ok_or_else(|| {
            let message = format!("{} is joined to nothing", item.described());
            Error::new(ErrorKind::Compile, message)
                .with_help("its condition has to name a table of `.from(…)` or `.using(…)`")
        })
    }

    /// Nothing in such a FROM list sees the changed table, but where it stands in a subquery.
    fn check_lateral(&self, cx: &Context<'_>) -> Result<()> {
        let joined = self.joins.iter().map(|join| &join.item);
        let looks = |item: &&FromItem| {
            let seen = seen_by(item);
            seen.iter()
                .any(|seen| self.visible.first().is_some_and(|it| it.is(seen)))
        };
        match self.from.iter().chain(joined).find(looks) {
            Some(_) if cx.capability().other_tables == OtherTables::Clause => Err(cx
                .unsupported(
                    "a function or a lateral subquery that looks at the changed table in UPDATE or \
                     DELETE",
                )
                .with_help("let it look at an alias of the table, joined by its key")),
            _ => Ok(()),
        }
    }

    /// The FROM list, and the whole WHERE.
    fn clause(&self, cx: &mut Context<'_>, groups: &[Group<'_>]) -> Result<()> {
        self.check_lateral(cx)?;
        cx.list(groups, ", ", |cx, group| {
            cx.from_item(group.base)?;
            group.outer.iter().try_for_each(|join| written(cx, join))
        })?;
        let inner = self
            .joins
            .iter()
            .filter(|join| !matches!(join.kind, JoinKind::LeftOuter | JoinKind::Nested));
        let conditions: Vec<&Node> = inner
            .filter_map(|join| join.on.as_ref())
            .chain(self.filter)
            .collect();
        if let [only] = conditions.as_slice() {
            return condition(cx, Some(only));
        }
        if !conditions.is_empty() {
            cx.push(" WHERE ");
            cx.list(conditions, " AND ", |cx, node| {
                cx.at(Place::WHERE, |cx| cx.node_within(node, Level::And))
            })?;
        }
        Ok(())
    }

    fn returned(
        &self,
        cx: &mut Context<'_>,
        items: &[SelectItem],
        supported: bool,
        statement: &str,
        names: Option<Rc<[String]>>,
    ) -> Result<()> {
        if items.is_empty() || cx.capability().returning.other_tables {
            return returned(cx, items, supported, statement, names);
        }
        let mut walk = Walk::default();
        for item in items {
            match item {
                SelectItem::Entity { table, source, .. } => {
                    let (table, source) = (*table, *source);
                    walk.found.push(Occurrence { table, source });
                }
                SelectItem::Expr { arg, .. } => walk.arg(arg),
            }
        }
        let is_target = |found: &Occurrence| self.visible.first().is_some_and(|it| it.is(found));
        if let Some(other) = walk.found.iter().find(|found| !is_target(found)) {
            let what = format!("{statement} … RETURNING of {}", other.described());
            return Err(cx.unsupported(&what));
        }
        // Where it sees one table only, it doesn't know the table's alias either.
        let aliased = self.visible.first().is_some_and(|it| !it.source.is_table());
        if aliased && walk.subquery {
            let what = format!("{statement} of an alias … RETURNING of a subquery");
            return Err(cx.unsupported(&what));
        }
        if aliased {
            return cx.unqualified(|cx| returned(cx, items, supported, statement, names));
        }
        returned(cx, items, supported, statement, names)
    }
}
