//! A case on a database: run in a transaction that is rolled back, and compared.

use std::sync::PoisonError;

use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy_test_support::statements_of;

use crate::answer::Answer;
use crate::cases::Case;
use crate::changes;
use crate::databases::{Database, Fixture};
use crate::expected::Expected;
use crate::tables;

/// How it ended.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// As recorded.
    Pass,
    /// As recorded for others: SQLAlchemy and this database couldn't say it together.
    Beyond,
    /// The error that was expected.
    Raised(ErrorKind),
    /// Where SQLAlchemy and this database couldn't either: not compiled, with a reason.
    Refused(String),
    /// Not as recorded.
    Failed(String),
}

/// Runs a case on a database.
pub(crate) fn run(case: &Case, expected: &Expected, database: Database) -> Outcome {
    judge(case, expected, database).unwrap_or_else(Outcome::Failed)
}

fn judge(case: &Case, expected: &Expected, database: Database) -> Result<Outcome, String> {
    let fixture = database.fixture()?;
    let _turn = fixture.turn.lock().unwrap_or_else(PoisonError::into_inner);
    for table in expected.inserts_into() {
        fixture.restart_keys(table)?;
    }
    let mut session = Session::new(&fixture.engine);
    let (answer, statements) = statements_of(|| (case.run)(&mut session));
    let unsupported = expected.unsupported.contains(&database);
    match answer {
        Err(error) => {
            drop(session);
            unchanged(fixture, &fixture.engine)?;
            error_as_expected(expected.raises(database), unsupported, &error)
        }
        Ok(_) if expected.raises(database).is_some() => Err("no error".to_owned()),
        Ok(answer) => {
            compare(&answer, expected, database)?;
            if expected.writes() {
                compare_changes(&mut session, expected, fixture)?;
            }
            let most = expected.statement_count.get(&database);
            if let Some(&most) = most.filter(|&&most| statements.count() > most) {
                let list = statements.list();
                return Err(format!("expected at most {most} statements: {list:#?}"));
            }
            Ok(if unsupported {
                Outcome::Beyond
            } else {
                Outcome::Pass
            })
        }
    }
}

fn error_as_expected(
    raises: Option<&str>,
    unsupported: bool,
    error: &Error,
) -> Result<Outcome, String> {
    let kind = error.kind();
    let as_recorded = match raises {
        // A flush finds by itself that what is required isn't there.
        Some("IntegrityError") => kind.is_integrity() || kind == ErrorKind::Flush,
        Some("NoResultFound") => kind == ErrorKind::NoResultFound,
        Some("MultipleResultsFound") => kind == ErrorKind::MultipleResultsFound,
        Some("StaleDataError") => kind == ErrorKind::StaleData,
        Some("InvalidRequestError") => {
            matches!(kind, ErrorKind::Compile | ErrorKind::InvalidRequest)
        }
        // Which of these it is, the drivers don't agree on.
        Some("OperationalError" | "ProgrammingError" | "DataError") => matches!(
            kind,
            ErrorKind::Statement | ErrorKind::InvalidValue | ErrorKind::CheckViolation
        ),
        Some("StatementError") => matches!(kind, ErrorKind::Compile | ErrorKind::InvalidRequest),
        Some("AmbiguousForeignKeysError") => kind == ErrorKind::Compile,
        Some(other) => return Err(format!("no kind of error is known for `{other}`")),
        None => false,
    };
    if as_recorded {
        return Ok(Outcome::Raised(kind));
    }
    if unsupported && raises.is_none() && kind == ErrorKind::Compile {
        return Ok(Outcome::Refused(error.message().to_owned()));
    }
    Err(format!("{kind:?}: {error:?}"))
}

fn compare(answer: &Answer, expected: &Expected, database: Database) -> Result<(), String> {
    match answer {
        Answer::Rows(rows) => {
            let mut wanted = expected.rows(database)?;
            let mut rows = rows.clone();
            if !expected.ordered {
                wanted.sort();
                rows.sort();
            }
            equal("rows", &wanted, &rows)
        }
        Answer::Result(result) => {
            let none = serde_json::Value::Null;
            equal("result", expected.result.as_ref().unwrap_or(&none), result)
        }
    }
}

fn compare_changes(
    session: &mut Session,
    expected: &Expected,
    fixture: &Fixture,
) -> Result<(), String> {
    let after = session.connection().and_then(tables::contents);
    let after = after.map_err(|error| error.to_string())?;
    let changes = changes::between(&fixture.contents, &after);
    equal("changes", &expected.changes()?, &changes)
}

/// Nothing remains of what was rolled back.
pub(crate) fn unchanged(fixture: &Fixture, engine: &Engine) -> Result<(), String> {
    let now = engine
        .connect()
        .and_then(|mut connection| tables::contents(&mut connection));
    let now = now.map_err(|error| error.to_string())?;
    let changes = changes::between(&fixture.contents, &now);
    equal("changes after an error", &changes::Changes::new(), &changes)
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, wanted: &T, found: &T) -> Result<(), String> {
    if wanted == found {
        return Ok(());
    }
    Err(format!(
        "{what}\n  recorded: {wanted:?}\n  found:    {found:?}"
    ))
}
