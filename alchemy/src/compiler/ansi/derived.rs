//! What stands in FROM without being a table, in standard SQL.

use crate::Result;
use crate::compiler::context::Context;
use crate::sql::{DerivedBody, DerivedTable};

/// A derived table with its name.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when it contradicts itself or the database
/// can't do it.
pub fn derived(cx: &mut Context<'_>, derived: &DerivedTable) -> Result<()> {
    match &derived.body {
        DerivedBody::Select { select, lateral } => {
            if *lateral {
                if !cx.capability().lateral {
                    return Err(cx.unsupported("LATERAL"));
                }
                cx.push("LATERAL ");
            }
            cx.push("(");
            cx.derived_select(derived.source, select, *lateral)?;
            cx.push(") AS ");
        }
    }
    cx.derived_name(derived)
}
