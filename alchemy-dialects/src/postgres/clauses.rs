//! The clauses of a SELECT that PostgreSQL has of its own.

use alchemy::Result;
use alchemy::compiler::ansi::clauses;
use alchemy::compiler::{Context, computed_rows};
use alchemy::sql::{FromItem, Join, JoinKind, Lock, SelectNode};

/// A lock, where the rows of the result are rows of tables.
pub(super) fn lock(cx: &mut Context<'_>, select: &SelectNode, lock: &Lock) -> Result<()> {
    if let Some(what) = computed_rows(select) {
        return Err(cx
            .unsupported(&format!("a lock on rows made by {what}"))
            .with_help("lock the tables' rows in a SELECT of their own, and compute from those"));
    }
    let optional = |join: &&Join| {
        let outer = [JoinKind::LeftOuter, JoinKind::FullOuter, JoinKind::Nested];
        outer.contains(&join.kind)
    };
    if select
        .joins
        .iter()
        .filter(optional)
        .any(|join| locks(lock, &join.item))
    {
        return Err(cx
            .unsupported("a lock on the optional side of an outer join")
            .with_help("name what is locked: `Lock::for_update().of(…)`"));
    }
    clauses::lock(cx, lock)
}

fn locks(lock: &Lock, item: &FromItem) -> bool {
    lock.of.is_empty() || lock.of.iter().any(|locked| locked.is(item))
}
