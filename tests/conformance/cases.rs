//! The cases: one function each, which carries its id, in files by category.

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

use alchemy::Result;
use alchemy::prelude::*;

use crate::answer::Answer;

/// A case as it is said in alchemy.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) run: fn(&mut Session) -> Result<Answer>,
}

/// A list of cases: functions that give a statement, or that work with a session. The ids of
/// further ones begin with their category.
macro_rules! cases {
    (in $category:ident; $($kind:ident: $($name:ident)*;)*) => {
        pub(super) fn all() -> Vec<crate::cases::Case> {
            vec![$($(crate::cases::Case {
                id: format!(
                    "{}/{}",
                    stringify!($category),
                    stringify!($name).trim_start_matches("r#").replace('_', "-"),
                ),
                run: crate::cases::cases!(@ $kind $name),
            },)*)*]
        }
    };
    ($($kind:ident: $($name:ident)*;)*) => {
        pub(super) fn all() -> Vec<crate::cases::Case> {
            vec![$($(crate::cases::Case {
                id: stringify!($name).replace('_', "-"),
                run: crate::cases::cases!(@ $kind $name),
            },)*)*]
        }
    };
    (@ queries $name:ident) => { |session| crate::answer::rows(session, $name()) };
    (@ scenarios $name:ident) => { $name };
}

pub(crate) use cases;

/// All cases.
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
