//! Names of table occurrences, and which of them can be seen where.

use std::borrow::Cow;
use std::rc::Rc;

use smallvec::SmallVec;

use super::capability::Capability;
use super::output;
use super::quote::shortened;
use super::walk::{Named, Walk};
use crate::sql::{
    ColumnRef, CteBody, CteNode, DerivedBody, DerivedEntity, DerivedTable, Occurrence, Source,
    TextBody, numbered_columns,
};
use crate::{Error, ErrorKind};

/// The names of the aliases and derived tables of one statement.
#[derive(Debug, Default)]
pub(super) struct Names {
    aliases: Vec<(Source, String)>,
    derived: Vec<Derived>,
    ctes: Vec<Cte>,
    /// What is wrong with names that were given.
    pub(super) clash: Option<Error>,
}

/// The columns of a derived table.
#[derive(Debug)]
struct Derived {
    source: Source,
    columns: Rc<[String]>,
    entities: SmallVec<[DerivedEntity; 1]>,
}

/// A common table expression.
#[derive(Debug)]
struct Cte {
    id: Source,
    name: String,
    columns: Rc<[String]>,
    /// What goes by its plain name outside of it, and within.
    outside: Option<Source>,
    within: Option<Source>,
}

impl Names {
    /// Names aliases `users_1`, `users_2` in the order of their first use, past the names of the
    /// statement's real tables.
    pub(super) fn new(walk: &Walk<'_>, capability: &Capability) -> Self {
        let mut names = Self::default();
        if walk.named.is_empty() && walk.found.iter().all(|found| found.source.is_table()) {
            return names;
        }
        let tables = walk.found.iter().filter(|found| !found.is_derived());
        let mut taken: Vec<String> = tables.map(|found| found.table.name.to_string()).collect();
        for cte in &walk.ctes {
            if taken
                .iter()
                .any(|taken| taken.eq_ignore_ascii_case(&cte.name))
            {
                names.clash.get_or_insert_with(|| named_twice(&cte.name));
            }
            taken.push(cte.name.to_string());
        }
        for named in &walk.named {
            match named {
                Named::Derived(derived) => names.add_derived(derived, &mut taken, capability),
                Named::Cte(cte) => names.add_cte(cte, capability),
            }
        }
        for found in walk.found.iter().filter(|found| !found.source.is_table()) {
            if names.alias(found).is_some() {
                continue;
            }
            let proposed = capability.proposed_row;
            let name = if found.source == Source::PROPOSED && !taken.iter().any(|it| it == proposed)
            {
                proposed.to_owned()
            } else {
                numbered(names.base(found, walk), &taken, capability)
            };
            taken.push(name.clone());
            names.aliases.push((found.source, name));
        }
        names
    }

    fn add_derived(
        &mut self,
        derived: &DerivedTable,
        taken: &mut Vec<String>,
        capability: &Capability,
    ) {
        if self.derived_table(derived.source).is_some() {
            return;
        }
        let source = derived.source;
        let columns = match &derived.body {
            DerivedBody::Select { select, .. } => {
                output::names(&select.items, self, capability).into()
            }
            DerivedBody::Values(values) => numbered_columns(values.types.len()).into(),
            DerivedBody::Text(body) => self.text_columns(body).into(),
            DerivedBody::Function(function) => {
                let names = function.names.iter().map(ToString::to_string);
                self.check_names(&function.names, function.width);
                names.collect()
            }
            DerivedBody::Cte(cte) => {
                if derived.name.is_none() && derived.columns.is_none() {
                    self.call_plainly(cte.id, source, false);
                }
                self.cte_columns(cte.id)
            }
            DerivedBody::Itself(id) => {
                if derived.name.is_none() && derived.columns.is_none() {
                    self.call_plainly(*id, source, true);
                }
                self.cte_columns(*id)
            }
        };
        let columns = self.given(derived.columns.as_deref(), columns);
        if let Some(name) = &derived.name {
            if taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)) {
                self.clash.get_or_insert_with(|| named_twice(name));
            }
            taken.push(name.to_string());
            self.aliases.push((source, name.to_string()));
        }
        self.derived.push(Derived {
            source,
            columns,
            entities: derived.entities.clone(),
        });
    }

    fn add_cte(&mut self, cte: &CteNode, capability: &Capability) {
        let columns = match &cte.body {
            CteBody::Text(body) => self.text_columns(body),
            body => output::names(body.items(), self, capability),
        };
        let columns = self.given(cte.columns.as_deref(), columns.into());
        self.ctes.push(Cte {
            id: cte.id,
            name: cte.name.to_string(),
            columns,
            outside: None,
            within: None,
        });
    }

    /// What the columns of a text are called: as those of the entity that its rows are, or by their
    /// numbers.
    fn text_columns(&self, body: &TextBody) -> Vec<String> {
        let mut names = Vec::with_capacity(body.width);
        for item in &body.text.items {
            output::each_column(item, self, |name, _| {
                names.extend(name.map(Cow::into_owned));
            });
        }
        if names.len() == body.width {
            return names;
        }
        numbered_columns(body.width)
    }

    /// The names that were given, if any: as many as there are columns.
    fn given(
        &mut self,
        given: Option<&[Cow<'static, str>]>,
        columns: Rc<[String]>,
    ) -> Rc<[String]> {
        let Some(given) = given else {
            return columns;
        };
        self.check_names(given, columns.len());
        given.iter().map(ToString::to_string).collect()
    }

    fn check_names(&mut self, names: &[Cow<'static, str>], width: usize) {
        let repeated = names.iter().enumerate().find(|(position, name)| {
            let mut before = names.iter().take(*position);
            before.any(|other| other.eq_ignore_ascii_case(name))
        });
        if let Some((_, name)) = repeated {
            let message = format!("two columns of a table in FROM are named `{name}`");
            self.clash
                .get_or_insert_with(|| Error::new(ErrorKind::Compile, message));
        }
        if names.len() != width {
            self.clash.get_or_insert_with(|| miscounted(names, width));
        }
    }

    fn cte(&self, id: Source) -> Option<&Cte> {
        self.ctes.iter().find(|cte| cte.id == id)
    }

    fn cte_columns(&self, id: Source) -> Rc<[String]> {
        self.cte(id)
            .map_or_else(Rc::default, |cte| Rc::clone(&cte.columns))
    }

    /// The first occurrence of a common table expression goes by its name. Within it the name is
    /// free once more.
    fn call_plainly(&mut self, id: Source, source: Source, within: bool) {
        let Some(cte) = self.ctes.iter_mut().find(|cte| cte.id == id) else {
            return;
        };
        let place = if within {
            &mut cte.within
        } else {
            &mut cte.outside
        };
        if place.is_none() {
            *place = Some(source);
            self.aliases.push((source, cte.name.clone()));
        }
    }

    /// What the made up name of an alias or a derived table begins with.
    fn base<'n>(&'n self, found: &'n Occurrence, walk: &Walk<'n>) -> &'n str {
        if !found.is_derived() {
            return &found.table.name;
        }
        let body = walk.named.iter().find_map(|named| match named {
            Named::Derived(derived) if derived.source.id() == found.source.id() => {
                Some(&derived.body)
            }
            _ => None,
        });
        match body {
            Some(DerivedBody::Cte(cte)) => self.cte(cte.id).map_or("cte", |cte| &cte.name),
            Some(DerivedBody::Itself(id)) => self.cte(*id).map_or("cte", |cte| &cte.name),
            Some(DerivedBody::Function(function)) => function.base_name(),
            _ => "subquery",
        }
    }

    /// Whether this occurrence of a common table expression goes by its plain name.
    pub(super) fn is_plain(&self, source: Source) -> bool {
        self.ctes
            .iter()
            .any(|cte| cte.outside == Some(source) || cte.within == Some(source))
    }

    /// The name of a common table expression.
    pub(super) fn cte_name(&self, id: Source) -> Option<&str> {
        Some(self.cte(id)?.name.as_str())
    }

    fn derived_table(&self, source: Source) -> Option<&Derived> {
        let mut all = self.derived.iter();
        all.find(|derived| derived.source.id() == source.id())
    }

    /// The name of an alias or a derived table; `None` for a table under its own name.
    pub(super) fn alias(&self, occurrence: &Occurrence) -> Option<&str> {
        if occurrence.source.is_table() {
            return None;
        }
        self.aliases
            .iter()
            .find(|(known, _)| known.id() == occurrence.source.id())
            .map(|(_, name)| name.as_str())
    }

    /// The name of a column: that of the table's column, or the one that the derived table gives
    /// it. `None` for a column that the derived table doesn't have.
    pub(super) fn column(&self, column: &ColumnRef) -> Option<Cow<'static, str>> {
        if !column.occurrence().is_derived() {
            return Some(Cow::Borrowed(column.name()));
        }
        let derived = self.derived_table(column.source)?;
        let begin = match usize::try_from(column.source.part()).ok()?.checked_sub(1) {
            None => 0,
            Some(entity) => usize::from(derived.entities.get(entity)?.begin),
        };
        let name = derived.columns.get(begin + usize::from(column.index))?;
        Some(Cow::Owned(name.clone()))
    }

    /// The names of the columns of a derived table or a common table expression.
    pub(super) fn columns(&self, source: Source) -> Option<Rc<[String]>> {
        if let Some(cte) = self.cte(source) {
            return Some(Rc::clone(&cte.columns));
        }
        let derived = self.derived_table(source)?;
        Some(Rc::clone(&derived.columns))
    }
}

/// The first of `name_1`, `name_2` … that isn't there.
fn numbered(name: &str, taken: &[String], capability: &Capability) -> String {
    (1..)
        .map(|number: usize| {
            let number = format!("_{number}");
            let name = shortened(name, capability, number.len());
            format!("{name}{number}")
        })
        .find(|name| !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)))
        .unwrap_or_default()
}

fn named_twice(name: &str) -> Error {
    let message = format!(
        "two tables, subqueries or common table expressions of the statement are named `{name}`"
    );
    Error::new(ErrorKind::Compile, message)
        .with_help("give each a name of its own, or none: `subquery.alias()`")
}

fn miscounted(names: &[Cow<'static, str>], width: usize) -> Error {
    let message = format!(
        "a table in FROM has {width} columns, but {} names for them: {}",
        names.len(),
        names.join(", ")
    );
    Error::new(ErrorKind::Compile, message).with_help("give each column one name")
}

/// The FROM lists around the place that is being written, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    stack: Vec<Vec<Occurrence>>,
    /// How many of the lists can't be looked into from this place, although they stand around it.
    barred: usize,
}

impl Scopes {
    pub(super) fn enter(&mut self, visible: Vec<Occurrence>) {
        self.stack.push(visible);
    }

    pub(super) fn leave(&mut self) {
        self.stack.pop();
    }

    /// Puts the lists around this place out of sight.
    pub(super) fn hide(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Whether this stands at the top of the statement, in an operand of it or in a derived table.
    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// Whether the nearest FROM list around this place has the occurrence.
    pub(super) fn innermost_sees(&self, occurrence: &Occurrence) -> bool {
        let innermost = self.stack.last();
        innermost.is_some_and(|visible| visible.iter().any(|one| one.is(occurrence)))
    }

    /// Everything that stands in the FROM lists around this place.
    pub(super) fn all(&self) -> impl Iterator<Item = &Occurrence> {
        self.stack.iter().flatten()
    }

    /// Bars the lists around this place. Answers how many were barred before.
    pub(super) fn bar(&mut self) -> usize {
        std::mem::replace(&mut self.barred, self.stack.len())
    }

    /// Opens those that [`bar`](Self::bar) barred.
    pub(super) fn unbar(&mut self, barred: usize) {
        self.barred = barred;
    }

    /// Whether only a list that is barred has the occurrence.
    pub(super) fn is_barred(&self, occurrence: &Occurrence) -> bool {
        let mut open = self.stack.iter().skip(self.barred).flatten();
        self.barred > 0 && !open.any(|visible| visible.is(occurrence))
    }

    /// Whether a FROM list around this place has the occurrence.
    pub(super) fn sees(&self, occurrence: &Occurrence) -> bool {
        self.all().any(|visible| visible.is(occurrence))
    }
}
