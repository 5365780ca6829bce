//! Cases beside those that were given, in the same form: what SQLAlchemy got for them is recorded in
//! `further.json`.

mod aggregate;
mod cte;
mod dml;
mod error;
mod expression;
mod filter;
mod hybrid;
mod join;
mod ordering;
mod relationship_filter;
mod setop;
mod subquery;
mod values_tuple;
mod window;

use crate::cases::Case;

/// All further cases.
pub(crate) fn all() -> Vec<Case> {
    [
        filter::all(),
        expression::all(),
        ordering::all(),
        join::all(),
        aggregate::all(),
        subquery::all(),
        cte::all(),
        setop::all(),
        window::all(),
        values_tuple::all(),
        relationship_filter::all(),
        hybrid::all(),
        dml::all(),
        error::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
