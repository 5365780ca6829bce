//! What stands in FROM, and SELECTs that are written as derived tables.

use std::rc::Rc;

use super::Context;
use crate::Result;
use crate::compiler::from::From;
use crate::compiler::output;
use crate::sql::{FromItem, SelectNode, Source};

impl Context<'_> {
    /// Writes what stands in FROM, with its name.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn from_item(&mut self, item: &FromItem) -> Result<()> {
        match item {
            FromItem::Table { table, source } => self.from_table(table, *source),
            FromItem::Derived(derived) => self.dialect.visit_derived(self, derived),
        }
    }

    /// Writes the SELECT that is a derived table. It sees the FROM lists around it only where it
    /// is lateral.
    ///
    /// # Errors
    /// What the dialect's visit answers.
    pub fn derived_select(
        &mut self,
        source: Source,
        select: &SelectNode,
        lateral: bool,
    ) -> Result<()> {
        self.derived(source, lateral, |cx| cx.dialect.visit_select(cx, select))
    }

    /// Writes the SELECT of `IN`, `ANY` or `ALL`: one with a LIMIT in FROM of another, where the
    /// database doesn't take it as it is.
    pub(in crate::compiler) fn compared_select(&mut self, select: &SelectNode) -> Result<()> {
        let dialect = self.dialect;
        let capability = self.capability();
        if capability.limited_in || !is_limited(select) {
            return dialect.visit_select(self, select);
        }
        if !capability.lateral && From::is_correlated(select, &self.scopes)? {
            return Err(self
                .unsupported(
                    "a subquery of IN, ANY or ALL that has a LIMIT and uses the tables around it",
                )
                .with_help("leave out the limit, or count in it: `exists(…)`, `row_number()`"));
        }
        self.push("SELECT * FROM (");
        self.output = Some(output::names(&select.items, &self.names, capability).into());
        dialect.visit_select(self, select)?;
        self.push(") AS limited");
        Ok(())
    }

    /// Writes what is a derived table: its first SELECT gives the columns their names, and it sees
    /// the FROM lists around it only where it is lateral.
    pub(super) fn derived(
        &mut self,
        source: Source,
        lateral: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.in_from(lateral, |cx| {
            cx.output = cx.names.columns(source);
            write(cx)
        })
    }

    /// Writes what stands in FROM and sees the FROM lists around it only where it is lateral.
    ///
    /// # Errors
    /// What writing it answers.
    pub fn in_from(
        &mut self,
        lateral: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let hidden = (!lateral).then(|| self.scopes.hide());
        write(self)?;
        if let Some(hidden) = hidden {
            self.scopes = hidden;
        }
        Ok(())
    }

    /// Writes a SELECT that is a derived table although the statement doesn't have it as one: each
    /// of its columns gets a name of its own, and it may not refer to what stands around it.
    ///
    /// # Errors
    /// What the SELECT's visit answers, and [`ErrorKind::Compile`](crate::ErrorKind::Compile) where it does.
    pub fn made_derived(&mut self, select: &SelectNode) -> Result<()> {
        let target = self.target.take();
        self.output =
            Some(output::names(&select.items, &self.names, self.dialect.capability()).into());
        let barred = self.scopes.bar();
        let result = self.dialect.visit_select(self, select);
        self.scopes.unbar(barred);
        self.target = target;
        result
    }

    /// Takes the names that the columns of this SELECT must have, where it is a derived table.
    pub(in crate::compiler) fn take_output(&mut self) -> Option<Rc<[String]>> {
        self.output.take()
    }

    /// The SELECT that is visited next has columns of these names.
    pub(in crate::compiler) fn set_output(&mut self, names: Option<Rc<[String]>>) {
        self.output = names;
    }
}

/// Whether a SELECT or an operand of a set operation has a LIMIT.
fn is_limited(select: &SelectNode) -> bool {
    let mut rare = select.rare.iter();
    select.limit.is_some()
        || select.offset.is_some()
        || rare.any(|rare| rare.operands.iter().any(is_limited))
}
