//! The clauses of a SELECT that not every database has.

use crate::compiler::context::Context;
use crate::sql::{
    Arg, ColumnRef, FromItem, Hint, HintPlace, Lock, LockStrength, LockWait, Occurrence, Sample,
    SelectClauses, SelectNode, TableClauseKind,
};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// The clauses of a SELECT, where it has any.
pub(super) fn of(select: &SelectNode) -> Option<&SelectClauses> {
    select.rare.as_ref().map(|rare| &rare.clauses)
}

/// Refuses clauses that contradict the rest of the statement.
pub(super) fn check(select: &SelectNode, visible: &[Occurrence]) -> Result<()> {
    let Some(clauses) = of(select) else {
        return Ok(());
    };
    let locked = clauses.lock.iter().flat_map(|lock| &lock.of);
    locked
        .map(|item| ("a lock", item))
        .chain(hinted(clauses))
        .chain(clauses.tables.iter().map(|clause| match clause.kind {
            TableClauseKind::Only => ("ONLY", &clause.item),
            TableClauseKind::Sample(_) => ("TABLESAMPLE", &clause.item),
        }))
        .try_for_each(|(what, item)| {
            let found = item.occurrence();
            if visible.iter().any(|known| known.is(&found)) {
                return Ok(());
            }
            let message = format!("{what} names {0}, but {0} isn't in FROM", found.described());
            Err(Error::new(ErrorKind::Compile, message).with_table(found.table.name.as_ref()))
        })?;
    if clauses.with_ties && (select.limit.is_none() || select.order_by.is_empty()) {
        let message = "WITH TIES needs a LIMIT and an order: without one no row equals the last";
        return Err(
            Error::new(ErrorKind::Compile, message).with_help("add `.order_by(…)` and `.limit(…)`")
        );
    }
    check_distinct_on(select, clauses)
}

fn hinted(clauses: &SelectClauses) -> impl Iterator<Item = (&'static str, &FromItem)> {
    clauses.hints.iter().filter_map(|hint| match &hint.place {
        HintPlace::Table(item) => Some(("a hint", item)),
        _ => None,
    })
}

/// The order has to begin with what the rows are distinct on; for columns it can be told.
fn check_distinct_on(select: &SelectNode, clauses: &SelectClauses) -> Result<()> {
    let distinct: Option<Vec<&ColumnRef>> = clauses.distinct_on.iter().map(column).collect();
    let Some(distinct) = distinct.filter(|_| !select.order_by.is_empty()) else {
        return Ok(());
    };
    let first = select.order_by.iter().take(distinct.len());
    let other = first.filter_map(|term| column(&term.arg)).find(|ordered| {
        let same = |known: &&ColumnRef| {
            known.index == ordered.index
                && known.source == ordered.source
                && known.table.is(ordered.table)
        };
        !distinct.iter().any(same)
    });
    match other {
        None => Ok(()),
        Some(column) => {
            let message = format!(
                "the order begins with `{}`, which the rows aren't distinct on",
                column.name()
            );
            Err(Error::new(ErrorKind::Compile, message)
                .with_column(column.name())
                .with_help("order by the columns of `.distinct_on(…)` first"))
        }
    }
}

fn column(arg: &Arg) -> Option<&ColumnRef> {
    match arg {
        Arg::Column(column) => Some(column),
        _ => None,
    }
}

/// Refuses on a whole set operation what belongs to its operands.
pub(super) fn check_compound(select: &SelectNode) -> Result<()> {
    let Some(clauses) = of(select) else {
        return Ok(());
    };
    let suffix = |hint: &Hint| matches!(hint.place, HintPlace::Suffix);
    let refused = [
        (!clauses.distinct_on.is_empty(), "DISTINCT ON"),
        (clauses.lock.is_some(), "a lock"),
        (!clauses.hints.iter().all(suffix), "a prefix or hint"),
    ];
    if let Some((_, what)) = refused.iter().find(|(there, _)| *there) {
        let message = format!("{what} can't stand on a set operation");
        return Err(Error::new(ErrorKind::Compile, message).with_help("put it on its operands"));
    }
    if clauses.with_ties && (select.limit.is_none() || select.order_by.is_empty()) {
        let message = "WITH TIES needs a LIMIT and an order";
        return Err(Error::new(ErrorKind::Compile, message));
    }
    Ok(())
}

/// Whether something follows that would be taken for the whole set operation's.
pub(super) fn has_tail(select: &SelectNode) -> bool {
    of(select).is_some_and(|clauses| {
        let suffix = |hint: &Hint| matches!(hint.place, HintPlace::Suffix);
        clauses.lock.is_some() || clauses.hints.iter().any(suffix)
    })
}

/// What stands between SELECT and what is selected: hints, prefixes, DISTINCT.
pub(super) fn before_items(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    let Some(rare) = &select.rare else {
        return Ok(());
    };
    let clauses = &rare.clauses;
    prefixes(cx, &clauses.hints);
    if !clauses.distinct_on.is_empty() {
        return cx.dialect().visit_distinct_on(cx, &clauses.distinct_on);
    }
    if rare.distinct {
        cx.push("DISTINCT ");
    }
    Ok(())
}

/// What is said of a table in FROM.
fn of_table<'s>(
    select: &'s SelectNode,
    table: &Occurrence,
) -> impl Iterator<Item = &'s TableClauseKind> {
    let clauses = of(select).into_iter().flat_map(|clauses| &clauses.tables);
    let table = *table;
    let about = clauses.filter(move |clause| clause.item.occurrence().is(&table));
    about.map(|clause| &clause.kind)
}

/// A table as FROM names it, with what is said of it.
pub(super) fn table(cx: &mut Context<'_>, select: &SelectNode, item: &Occurrence) -> Result<()> {
    if of_table(select, item).any(|kind| matches!(kind, TableClauseKind::Only)) {
        if !cx.capability().only {
            return Err(cx.unsupported("ONLY before a table in FROM"));
        }
        cx.push("ONLY ");
    }
    cx.from_table(item.table, item.source)?;
    let mut samples = of_table(select, item).filter_map(|kind| match kind {
        TableClauseKind::Sample(sample) => Some(sample),
        TableClauseKind::Only => None,
    });
    match (samples.next(), samples.next()) {
        (None, _) => {}
        (Some(sample), None) => cx.dialect().visit_sample(cx, sample)?,
        (Some(_), Some(_)) => {
            let message = format!("two samples of {} are asked for", item.described());
            return Err(Error::new(ErrorKind::Compile, message));
        }
    }
    after_table(cx, select, item);
    Ok(())
}

/// `TABLESAMPLE … (…) REPEATABLE (…)`, with the space before it.
///
/// # Errors
/// [`ErrorKind::Compile`] where the database doesn't have it.
pub fn sample(cx: &mut Context<'_>, sample: &Sample) -> Result<()> {
    if !cx.capability().table_sample {
        return Err(cx.unsupported("TABLESAMPLE"));
    }
    cx.push(" TABLESAMPLE ");
    cx.function_name(&sample.method)?;
    cx.push(" (");
    cx.bind(&sample.argument)?;
    cx.push(")");
    if let Some(seed) = &sample.seed {
        cx.push(" REPEATABLE (");
        cx.bind(seed)?;
        cx.push(")");
    }
    Ok(())
}

/// The hints and prefixes after a statement's first word.
pub(super) fn prefixes(cx: &mut Context<'_>, hints: &[Hint]) {
    let name = cx.dialect().name();
    let mut statement = hints
        .iter()
        .filter(|hint| matches!(hint.place, HintPlace::Statement) && hint.dialect.as_str() == name);
    if let Some(first) = statement.next() {
        cx.push("/*+ ");
        cx.push(first.sql);
        for hint in statement {
            cx.push(" ");
            cx.push(hint.sql);
        }
        cx.push(" */ ");
    }
    for hint in hints {
        if matches!(hint.place, HintPlace::Prefix) && hint.dialect.as_str() == name {
            cx.push(hint.sql);
            cx.push(" ");
        }
    }
}

/// The hints on a table in FROM.
pub(super) fn after_table(cx: &mut Context<'_>, select: &SelectNode, table: &Occurrence) {
    let name = cx.dialect().name();
    for (item, hint) in of(select)
        .iter()
        .flat_map(|clauses| &clauses.hints)
        .filter_map(|hint| match &hint.place {
            HintPlace::Table(item) => Some((item, hint)),
            _ => None,
        })
    {
        if hint.dialect.as_str() == name && item.occurrence().is(table) {
            cx.push(" ");
            cx.push(hint.sql);
        }
    }
}

/// What stands at the end: the lock and the suffixes.
pub(super) fn at_end(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    let Some(clauses) = of(select) else {
        return Ok(());
    };
    if let Some(lock) = &clauses.lock {
        if clauses.with_ties && lock.wait == LockWait::SkipLocked {
            return Err(cx.unsupported("SKIP LOCKED together with WITH TIES"));
        }
        if cx.capability().row_locks {
            cx.dialect().visit_lock(cx, select, lock)?;
        }
    }
    let name = cx.dialect().name();
    for hint in &clauses.hints {
        if matches!(hint.place, HintPlace::Suffix) && hint.dialect.as_str() == name {
            cx.push(" ");
            cx.push(hint.sql);
        }
    }
    Ok(())
}

/// `DISTINCT ON (…)`, with the space after it.
///
/// # Errors
/// [`ErrorKind::Compile`] where the database doesn't have it, and what the expressions' visits
/// answer.
pub fn distinct_on(cx: &mut Context<'_>, args: &[Arg]) -> Result<()> {
    if !cx.capability().distinct_on {
        return Err(cx.unsupported("DISTINCT ON"));
    }
    cx.push("DISTINCT ON (");
    cx.list(args, ", ", Context::arg)?;
    cx.push(") ");
    Ok(())
}

/// `OFFSET … FETCH FIRST … ROWS WITH TIES`, with the space before it.
///
/// # Errors
/// [`ErrorKind::Compile`] where the database doesn't have it, and what the values' visits answer.
pub fn limit_with_ties(cx: &mut Context<'_>, limit: &Value, offset: Option<&Value>) -> Result<()> {
    if !cx.capability().with_ties {
        return Err(cx.unsupported("WITH TIES"));
    }
    if let Some(offset) = offset {
        cx.push(" OFFSET ");
        cx.bind(offset)?;
        cx.push(" ROWS");
    }
    cx.push(" FETCH FIRST ");
    cx.bind(limit)?;
    cx.push(" ROWS WITH TIES");
    Ok(())
}

/// FOR UPDATE and its kin, with the space before it.
///
/// # Errors
/// [`ErrorKind::Compile`] when a name can't be an identifier.
pub fn lock(cx: &mut Context<'_>, lock: &Lock) -> Result<()> {
    cx.push(match lock.strength {
        LockStrength::Update => " FOR UPDATE",
        LockStrength::NoKeyUpdate => " FOR NO KEY UPDATE",
        LockStrength::Share => " FOR SHARE",
        LockStrength::KeyShare => " FOR KEY SHARE",
    });
    if !lock.of.is_empty() {
        cx.push(" OF ");
        cx.list(&lock.of, ", ", Context::from_name)?;
    }
    lock_wait(cx, lock);
    Ok(())
}

/// NOWAIT and SKIP LOCKED.
pub fn lock_wait(cx: &mut Context<'_>, lock: &Lock) {
    match lock.wait {
        LockWait::Wait => {}
        LockWait::NoWait => cx.push(" NOWAIT"),
        LockWait::SkipLocked => cx.push(" SKIP LOCKED"),
    }
}
