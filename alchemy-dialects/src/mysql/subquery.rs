//! Subqueries that read the table which the statement changes: MySQL, and MariaDB where a DELETE has
//! joins, read it in a derived table only.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Change, Context, SubqueryPlace};
use alchemy::sql::SelectNode;

use super::dialect::MySqlFlavour;

/// The SELECT of an expression.
pub(super) fn subquery(
    cx: &mut Context<'_>,
    select: &SelectNode,
    place: SubqueryPlace,
    flavour: MySqlFlavour,
) -> Result<()> {
    let begin = cx.checkpoint();
    expression::subquery(cx, select, place)?;
    let change = match (flavour, cx.change()) {
        (MySqlFlavour::MySql, Some(change)) => change,
        (MySqlFlavour::MariaDb, Some(Change::JoinedDelete)) => Change::JoinedDelete,
        _ => return Ok(()),
    };
    let Some(read) = cx.target_read_since(&begin) else {
        return Ok(());
    };
    if change == Change::Upsert && read.is_table() {
        return Err(cx
            .unsupported("an upsert's subquery of its own table under the table's name")
            .with_help("select from an alias of it: `aliased(…)`"));
    }
    cx.rewind(&begin);
    cx.push(match flavour {
        // Merged into the subquery, it would be what it stands for.
        MySqlFlavour::MySql => "SELECT /*+ NO_MERGE(subquery) */ * FROM (",
        MySqlFlavour::MariaDb => "SELECT * FROM (",
    });
    // One that refers to the row that is changed would be made anew for each, and would find those
    // changed that were before it.
    cx.made_derived(select)?;
    cx.push(") AS subquery");
    Ok(())
}
