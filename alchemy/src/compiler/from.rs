//! Infers the FROM list of a SELECT and finds, whatever the data, what is wrong with it: tables
//! that nothing connects.

use super::foreign_keys::{self, Way};
use super::scope::Scopes;
use super::walk::{Walk, note};
use crate::sql::{
    Arg, DerivedBody, DerivedTable, FromItem, Join, JoinKind, Node, Occurrence, SelectNode,
};
use crate::{Error, ErrorKind, Result};

/// A FROM list: groups, separated by commas.
#[derive(Debug, Default)]
pub(super) struct From<'s> {
    pub(super) groups: Vec<Vec<Step<'s>>>,
    /// Everything that stands in it.
    pub(super) visible: Vec<Occurrence>,
}

/// One step of a group of joins.
#[derive(Clone, Debug)]
pub(super) enum Step<'s> {
    /// A table that begins a group, or one that is cross joined to connect two.
    Base(Occurrence),
    /// The same, of a derived table.
    Derived(&'s DerivedTable),
    /// A join.
    Join(&'s Join),
    /// A join without a condition, and the foreign key that makes one.
    Inferred(&'s Join, Way),
}

impl<'s> Step<'s> {
    /// How an occurrence begins a group.
    fn of(base: &Occurrence, select: &'s SelectNode) -> Self {
        let named = select.from.iter().find(|item| item.occurrence().is(base));
        match named {
            Some(FromItem::Derived(derived)) => Self::Derived(derived),
            _ => Self::Base(*base),
        }
    }

    /// The join, where it is one within the outer join before it.
    pub(super) fn nested(&self) -> Option<&'s Join> {
        match self {
            Self::Join(join) if join.kind == JoinKind::Nested => Some(join),
            _ => None,
        }
    }

    pub(super) fn occurrence(&self) -> Occurrence {
        match self {
            Self::Base(occurrence) => *occurrence,
            Self::Derived(derived) => Occurrence::derived(derived.source),
            Self::Join(join) | Self::Inferred(join, _) => join.item.occurrence(),
        }
    }
}

impl<'s> From<'s> {
    /// Infers the FROM list of a SELECT that is no set operation.
    pub(super) fn infer(select: &'s SelectNode, enclosing: &Scopes) -> Result<Self> {
        let bases = bases(select, enclosing)?;
        check_joins(select, &bases)?;
        let mut from = Self::default();
        for base in &bases {
            from.groups.push(vec![Step::of(base, select)]);
        }
        for join in &select.joins {
            from.attach(join, select)?;
        }
        from.visible = from.groups.iter().flatten().map(Step::occurrence).collect();
        if from.visible.len() > 1 {
            from.check_connected(select, enclosing)?;
        }
        Ok(from)
    }

    /// Whether a SELECT or an operand of a set operation uses tables of the FROM lists around it.
    pub(super) fn is_correlated(select: &SelectNode, enclosing: &Scopes) -> Result<bool> {
        let operands = select.rare.as_ref().map_or(&[][..], |rare| &rare.operands);
        if !operands.is_empty() {
            return operands.iter().try_fold(false, |found, operand| {
                Ok(found || From::is_correlated(operand, enclosing)?)
            });
        }
        let visible = From::infer(select, enclosing)?.visible;
        let mut used = Walk::default();
        used.select(select);
        let is_own = |found: &Occurrence| visible.iter().any(|own| own.is(found));
        Ok(!used.found.iter().all(is_own))
    }

    /// Appends a join to the group that it hangs on; groups that it connects become one.
    fn attach(&mut self, join: &'s Join, select: &SelectNode) -> Result<()> {
        let item = join.item.occurrence();
        // A subquery in ON may refer to tables of this FROM, and have others of its own.
        let (mut direct, mut needed) = (Walk::default(), Walk::deep());
        for walk in [&mut direct, &mut needed] {
            join.on.iter().for_each(|on| walk.node(on));
            join.left
                .iter()
                .for_each(|left| note(&mut walk.found, *left));
        }
        let mut way = None;
        if let Some(lateral) = lateral(&join.item) {
            needed.derived(lateral);
            if let DerivedBody::Function(function) = &lateral.body {
                function.args.iter().for_each(|arg| direct.arg(arg));
            }
        } else if join.on.is_none() && join.kind != JoinKind::Cross {
            let found = self.way_to(join, &item)?;
            note(&mut needed.found, found.left);
            way = Some(found);
        }
        let mut home: Option<usize> = None;
        for occurrence in needed.found.iter().filter(|found| !found.is(&item)) {
            match self.group_of(occurrence) {
                Some(group) => home = Some(self.merge(home, group)),
                None if direct.found.iter().any(|found| found.is(occurrence)) => {
                    check_order(&item, occurrence, select)?;
                }
                None => {}
            }
        }
        let home = home.unwrap_or(0);
        match self.groups.get_mut(home) {
            Some(group) => group.push(match way {
                None => Step::Join(join),
                Some(way) => Step::Inferred(join, way),
            }),
            None => return Err(nothing_to_join(&item)),
        }
        Ok(())
    }

    /// The foreign key that a join without a condition means.
    fn way_to(&self, join: &Join, item: &Occurrence) -> Result<Way> {
        if self.groups.is_empty() {
            return Err(nothing_to_join(item));
        }
        match join.left {
            Some(left) => foreign_keys::only_way(&[left], item),
            None => {
                let before = self.groups.iter().flatten().map(Step::occurrence);
                foreign_keys::only_way(&before.collect::<Vec<_>>(), item)
            }
        }
    }

    fn group_of(&self, occurrence: &Occurrence) -> Option<usize> {
        self.groups
            .iter()
            .position(|group| group.iter().any(|step| step.occurrence().is(occurrence)))
    }

    fn merge(&mut self, home: Option<usize>, group: usize) -> usize {
        match home {
            Some(home) if home != group => {
                let (first, second) = (home.min(group), home.max(group));
                let steps = self.groups.remove(second);
                if let Some(group) = self.groups.get_mut(first) {
                    group.extend(steps);
                }
                first
            }
            _ => group,
        }
    }

    /// Every table must hang together with the first one, be it by way of the statement around.
    fn check_connected(&self, select: &SelectNode, enclosing: &Scopes) -> Result<()> {
        let around: Vec<Occurrence> = enclosing.all().copied().collect();
        let mut known = self.visible.clone();
        known.extend(&around);
        let mut islands = Islands::new(&known);
        islands.connect(&around);
        for item in &select.from {
            islands.lateral(item);
        }
        for join in &select.joins {
            let item = join.item.occurrence();
            islands.lateral(&join.item);
            match (&join.left, join.kind) {
                (Some(left), _) => islands.connect(&[item, *left]),
                (None, JoinKind::Cross) => islands.connect(&known),
                (None, _) if join.on.as_ref().is_some_and(is_constant) => islands.connect(&known),
                (None, _) => {}
            }
            join.on.iter().for_each(|on| islands.condition(on));
        }
        for step in self.groups.iter().flatten() {
            if let Step::Inferred(join, way) = step {
                islands.connect(&[join.item.occurrence(), way.left]);
            }
        }
        select.filter.iter().for_each(|on| islands.condition(on));
        let mut visible = self.visible.iter();
        let Some(first) = visible.next() else {
            return Ok(());
        };
        match visible.find(|other| !islands.connected(first, other)) {
            None => Ok(()),
            Some(other) => Err(not_connected(first, other)),
        }
    }
}

/// Whether a condition, or a part of it under AND, names no column: `ON TRUE` is written on purpose.
fn is_constant(on: &Node) -> bool {
    if let Node::All(list) = on {
        return list.iter().any(is_constant);
    }
    let mut walk = Walk::deep();
    walk.node(on);
    walk.found.is_empty()
}

/// What FROM begins with: what is used, without what is joined or belongs to the enclosing
/// statement.
fn bases(select: &SelectNode, enclosing: &Scopes) -> Result<Vec<Occurrence>> {
    let mut explicit = Vec::new();
    for item in &select.from {
        note(&mut explicit, item.occurrence());
    }
    let mut used = Walk::default();
    used.select(select);
    let mut bases = explicit.clone();
    for found in used.found {
        let joined = select
            .joins
            .iter()
            .any(|join| join.item.occurrence().is(&found));
        if !joined {
            note(&mut bases, found);
        }
    }
    let is_explicit = |base: &Occurrence| explicit.iter().any(|item| item.is(base));
    let correlate = select.rare.as_ref().map_or(&[][..], |rare| &rare.correlate);
    let except = select
        .rare
        .as_ref()
        .and_then(|rare| rare.correlate_except.as_ref());
    if let Some(own) = except {
        let is_own = |base: &Occurrence| own.iter().any(|item| item.occurrence().is(base));
        bases.retain(|base| is_own(base) || is_explicit(base) || !enclosing.sees(base));
    } else if correlate.is_empty() {
        let own: Vec<_> = bases
            .iter()
            .filter(|base| is_explicit(base) || !enclosing.sees(base))
            .copied()
            .collect();
        if own.is_empty() && bases.len() > 1 {
            return Err(nothing_left(&bases));
        }
        if !own.is_empty() {
            bases = own;
        }
    } else {
        bases.retain(|base| !correlate.iter().any(|item| item.occurrence().is(base)));
    }
    match bases
        .iter()
        .find(|base| base.is_derived() && !is_explicit(base))
    {
        Some(unnamed) => Err(not_named(unnamed)),
        None => Ok(after_what_they_see(bases, select)),
    }
}

/// What sees the tables before it stands after the others.
fn after_what_they_see(bases: Vec<Occurrence>, select: &SelectNode) -> Vec<Occurrence> {
    let sees = |base: &Occurrence| {
        let mut items = select.from.iter();
        items.any(|item| item.occurrence().is(base) && lateral(item).is_some())
    };
    let (mut last, mut first): (Vec<_>, Vec<_>) = bases.into_iter().partition(sees);
    first.append(&mut last);
    first
}

/// Whose rows a subquery should give isn't clear where all of its tables stand outside as well.
fn nothing_left(bases: &[Occurrence]) -> Error {
    let names: Vec<String> = bases.iter().map(Occurrence::described).collect();
    let message = format!(
        "every table of a subquery ({}) stands in the statement around it: none is left for its \
         own FROM",
        names.join(", ")
    );
    Error::new(ErrorKind::Compile, message).with_help(
        "say which are those of the statement around it, `.correlate(…)`, or name its own: \
         `.select_from(…)`; to use a table twice, alias it: `aliased(…)`",
    )
}

/// What a column of a derived table is answered with where the statement doesn't name the table.
pub(super) fn not_named(derived: &Occurrence) -> Error {
    let message = format!(
        "a column of {} is used, but the statement doesn't name that subquery",
        derived.described()
    );
    Error::new(ErrorKind::Compile, message).with_help(
        "name the subquery in the statement: `.join(counts.on(…))` or `.select_from(&counts)`",
    )
}

/// What a lateral table looks at, with what is its own.
pub(super) fn seen_by(item: &FromItem) -> Vec<Occurrence> {
    let mut walk = Walk::deep();
    if let Some(lateral) = lateral(item) {
        walk.derived(lateral);
    }
    walk.found
}

/// The derived table, where it sees what stands before it.
fn lateral(item: &FromItem) -> Option<&DerivedTable> {
    match item {
        FromItem::Derived(derived) => match derived.body {
            DerivedBody::Select { lateral: true, .. } | DerivedBody::Function(_) => Some(derived),
            _ => None,
        },
        FromItem::Table { .. } => None,
    }
}

fn check_joins(select: &SelectNode, bases: &[Occurrence]) -> Result<()> {
    for (position, join) in select.joins.iter().enumerate() {
        let item = join.item.occurrence();
        let again = select
            .joins
            .iter()
            .take(position)
            .any(|before| before.item.occurrence().is(&item));
        let with_itself = join.left.is_some_and(|left| left.is(&item));
        if again || with_itself || bases.iter().any(|base| base.is(&item)) {
            let message = format!("{} stands in FROM twice", item.described());
            return Err(Error::new(ErrorKind::Compile, message)
                .with_table(item.table.name.as_ref())
                .with_help(if item.is_derived() {
                    "join an alias of it: `subquery.alias()`"
                } else {
                    "join an alias of it: `aliased(…)`"
                }));
        }
    }
    Ok(())
}

/// What a join refers to must stand before it, or in the enclosing statement.
fn check_order(item: &Occurrence, needed: &Occurrence, select: &SelectNode) -> Result<()> {
    let later = select
        .joins
        .iter()
        .any(|join| join.item.occurrence().is(needed));
    if !later {
        return Ok(());
    }
    let (item, needed) = (item.described(), needed.described());
    let message = format!("the join of {item} refers to {needed}, which is joined after it");
    Err(Error::new(ErrorKind::Compile, message).with_help(format!("join {needed} before {item}")))
}

fn nothing_to_join(item: &Occurrence) -> Error {
    let name = item.described();
    let message = format!("{name} is joined to nothing: no other table stands in FROM");
    Error::new(ErrorKind::Compile, message).with_help(
        "name what stands first with `.select_from(…)`; to join a table with itself, join an \
             alias of it: `aliased(…)`",
    )
}

pub(super) fn not_connected(first: &Occurrence, other: &Occurrence) -> Error {
    let (first, other) = (first.described(), other.described());
    let message = format!(
        "nothing connects {first} and {other}: every row of one would be combined with every \
         row of the other"
    );
    Error::new(ErrorKind::Compile, message).with_help(
        "connect them with `.join(…)` or a comparison in `.filter(…)`, or say `.cross_join(…)` if \
         all combinations are meant",
    )
}

/// Which tables conditions connect.
pub(super) struct Islands<'v> {
    visible: &'v [Occurrence],
    island: Vec<usize>,
}

impl<'v> Islands<'v> {
    pub(super) fn new(visible: &'v [Occurrence]) -> Self {
        let island = (0..visible.len()).collect();
        Self { visible, island }
    }

    fn island_of(&self, occurrence: &Occurrence) -> Option<usize> {
        let position = self.visible.iter().position(|known| known.is(occurrence))?;
        self.island.get(position).copied()
    }

    pub(super) fn connect(&mut self, occurrences: &[Occurrence]) {
        let mut first = None;
        for occurrence in occurrences {
            let Some(found) = self.island_of(occurrence) else {
                continue;
            };
            let home = *first.get_or_insert(found);
            for island in &mut self.island {
                if *island == found {
                    *island = home;
                }
            }
        }
    }

    /// What sees the tables before it is connected with those that it looks at.
    pub(super) fn lateral(&mut self, item: &FromItem) {
        let mut seen = seen_by(item);
        if !seen.is_empty() {
            note(&mut seen, item.occurrence());
            self.connect(&seen);
        }
    }

    /// Every comparison connects what it compares, be it under AND, OR or NOT.
    pub(super) fn condition(&mut self, node: &Node) {
        match node {
            Node::All(list) | Node::Any(list) => {
                list.iter().for_each(|node| self.condition(node));
            }
            Node::Not(Arg::Node(node)) => self.condition(node),
            // Nobody knows what SQL as written connects; the author does.
            Node::Text(_) => self.connect(self.visible),
            comparison => {
                let mut walk = Walk::deep();
                walk.node(comparison);
                self.connect(&walk.found);
            }
        }
    }

    pub(super) fn connected(&self, a: &Occurrence, b: &Occurrence) -> bool {
        self.island_of(a) == self.island_of(b)
    }
}
