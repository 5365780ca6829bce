//! The server's warnings as tracing events.
//!
//! Target `alchemy::notice`, fields `code` and `message`; the level is WARN, and INFO for what the
//! server itself calls a note. Nothing is asked for while no subscriber listens.

use mysql::prelude::Queryable;
use mysql::{Conn, Row};
use tracing::Level;

/// How many are asked for after one statement.
const SHOW: &str = "SHOW WARNINGS LIMIT 16";

/// Whether the last statement left warnings that somebody wants to hear of.
pub(super) fn are_wanted(connection: &Conn) -> bool {
    connection.warnings() > 0 && tracing::enabled!(target: "alchemy::notice", Level::WARN)
}

/// Reports the warnings of the last statement.
pub(super) fn report(connection: &mut Conn) -> mysql::Result<()> {
    for row in connection.query_iter(SHOW)? {
        event(&row?);
    }
    Ok(())
}

fn event(row: &Row) {
    let text = |index: usize| row.get_opt::<String, _>(index).and_then(Result::ok);
    let message = text(2).unwrap_or_default();
    let code = text(1).unwrap_or_default();
    if text(0).is_some_and(|level| level == "Note") {
        tracing::event!(target: "alchemy::notice", Level::INFO, code, "{message}");
    } else {
        tracing::event!(target: "alchemy::notice", Level::WARN, code, "{message}");
    }
}
