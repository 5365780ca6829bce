//! Where aggregates and functions over windows can stand: they have their rows only after WHERE and
//! GROUP BY have chosen them.

use super::context::Context;
use super::walk::Walk;
use crate::sql::Function;
use crate::{Error, ErrorKind, Result};

/// A part of a statement, and which of the two it can have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    name: &'static str,
    aggregates: bool,
    windows: bool,
    /// What to do with an aggregate instead.
    help: &'static str,
}

const BY_HAVING: &str =
    "compare it in `.having(…)`, or take it from a subquery: `.scalar_subquery()`";
const BY_SUBQUERY: &str = "take it from a subquery: `.scalar_subquery()`";
const BY_DERIVED: &str = "select it in a subquery, and take the subquery's column: `.subquery()`";

impl Place {
    pub(super) const ANYWHERE: Self = Self {
        name: "a SELECT",
        aggregates: true,
        windows: true,
        help: "",
    };
    pub(super) const WHERE: Self = Self::without("WHERE", BY_HAVING);
    pub(super) const ON: Self = Self::without("the condition of a join", BY_HAVING);
    pub(super) const GROUP_BY: Self = Self::without("GROUP BY", BY_DERIVED);
    pub(super) const SET: Self = Self::without("what a column is set to", BY_SUBQUERY);
    pub(super) const RETURNING: Self = Self::without("RETURNING", BY_SUBQUERY);
    pub(super) const HAVING: Self = Self::with_aggregates("HAVING");
    const AGGREGATE: Self = Self::without("an aggregate", BY_DERIVED);
    const WINDOW: Self = Self::with_aggregates("another function over a window");

    const fn without(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            aggregates: false,
            windows: false,
            help,
        }
    }

    const fn with_aggregates(name: &'static str) -> Self {
        Self {
            name,
            aggregates: true,
            windows: false,
            help: "",
        }
    }

    fn refuse(self, what: &str, help: &'static str) -> Error {
        let message = format!("{what} can't stand in {}", self.name);
        Error::new(ErrorKind::Compile, message).with_help(help)
    }
}

/// Whether it is an aggregate for certain: less common names may be those of functions that an
/// application defines, and `max` and `min` of two arguments are other functions of SQLite's.
pub(super) fn is_aggregate_for_certain(function: &Function) -> bool {
    let known = ["count", "sum", "avg", "min", "max"];
    let name = &*function.name;
    function.star
        || function.distinct
        || (function.args.len() == 1 && known.iter().any(|one| name.eq_ignore_ascii_case(one)))
}

impl Context<'_> {
    /// Writes a part of the statement.
    pub(super) fn at<T>(
        &mut self,
        place: Place,
        write: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let around = std::mem::replace(&mut self.place, place);
        let written = write(self);
        self.place = around;
        written
    }

    /// Writes an aggregate, where it can stand.
    pub(super) fn aggregate(
        &mut self,
        function: &Function,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let outer = self.capability().aggregates.outer && self.is_of_outer_rows(function);
        if !self.place.aggregates && !outer {
            let what = format!("the aggregate `{}`", function.name);
            return Err(self.place.refuse(&what, self.place.help));
        }
        self.at(Place::AGGREGATE, write)
    }

    /// Writes a function over a window, where it can stand.
    pub(super) fn over_window(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        if !self.place.windows {
            return Err(self.place.refuse("a function over a window", BY_DERIVED));
        }
        self.at(Place::WINDOW, write)
    }

    /// Whether an aggregate in a subquery is one of the statement around it, of whose rows it is
    /// made.
    fn is_of_outer_rows(&self, function: &Function) -> bool {
        let mut walk = Walk::default();
        function.args.iter().for_each(|arg| walk.arg(arg));
        !walk.found.is_empty()
            && !walk
                .found
                .iter()
                .any(|used| self.scopes.innermost_sees(used))
    }
}
