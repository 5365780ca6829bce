//! What SQLAlchemy's expression language says, said in alchemy, with the rows that SQLAlchemy got
//! on four databases; see README.md beside this file.

#![expect(
    clippy::panic,
    reason = "these are tests, though without the attribute that says so"
)]

mod answer;
mod cases;
mod cell;
mod changes;
mod csv_file;
#[path = "../../examples/chinook/timestamp.rs"]
mod csv_timestamp;
mod databases;
mod expected;
mod further;
mod models;
mod results;
mod run;
mod tables;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};

use cases::Case;
use databases::Database;
use expected::{Collection, Expected};
use results::Outcomes;
use run::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let outcomes = Arc::new(Mutex::new(Outcomes::new()));
    let trials = trials(&outcomes);
    let all = trials.len();
    let conclusion = libtest_mimic::run(&arguments, trials);
    let outcomes = std::mem::take(&mut *outcomes.lock().unwrap_or_else(PoisonError::into_inner));
    let filtered = conclusion.num_filtered_out > 0 || arguments.list || all == 0;
    let after = finish(&outcomes, filtered);
    if conclusion.has_failed() || after.is_err() {
        if let Err(error) = after {
            eprintln!("{error}");
        }
        return ExitCode::from(101);
    }
    ExitCode::SUCCESS
}

/// A trial for each case and database, and two that no case is forgotten.
fn trials(outcomes: &Arc<Mutex<Outcomes>>) -> Vec<Trial> {
    let mut written: BTreeMap<String, Arc<Case>> = BTreeMap::new();
    for case in cases::all().into_iter().chain(further::all()) {
        written.insert(case.id.clone(), Arc::new(case));
    }
    let missing = Database::ALL.map(Database::missing);
    let mut trials = Vec::new();
    let mut unwritten = Vec::new();
    for expected in expected::all() {
        let Some(case) = written.remove(&expected.id) else {
            unwritten.push(&expected.id);
            continue;
        };
        for (database, missing) in Database::ALL.into_iter().zip(&missing) {
            let id = expected.id.replace('/', "::");
            let name = match Collection::of(&expected.id) {
                Collection::Given => format!("{}::{id}::{database}", expected.category),
                Collection::Further => format!("further::{id}::{database}"),
            };
            let (case, outcomes) = (Arc::clone(&case), Arc::clone(outcomes));
            let trial = Trial::test(name, move || one(&case, expected, database, &outcomes));
            let trial = trial.with_ignored_flag(missing.is_some());
            trials.push(match missing {
                Some(reason) => trial.with_kind(reason),
                None => trial,
            });
        }
    }
    let unknown: Vec<String> = written.into_keys().collect();
    trials.push(Trial::test("every case was recorded", move || {
        if unknown.is_empty() {
            return Ok(());
        }
        Err(format!("nothing was recorded for {unknown:?}").into())
    }));
    trials.push(Trial::test("every recorded case was written", move || {
        if unwritten.is_empty() {
            return Ok(());
        }
        Err(format!("no function has the id {unwritten:?}").into())
    }));
    trials
}

fn one(
    case: &Case,
    expected: &Expected,
    database: Database,
    outcomes: &Mutex<Outcomes>,
) -> Result<(), Failed> {
    let outcome = run::run(case, expected, database);
    let failed = match &outcome {
        Outcome::Failed(why) => Some(why.clone()),
        _ => None,
    };
    let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
    outcomes.insert((expected.id.clone(), database), outcome);
    failed.map_or(Ok(()), |why| Err(why.into()))
}

/// After the last case: the tables are as they were, the databases go, the table is compared.
fn finish(outcomes: &Outcomes, filtered: bool) -> Result<(), String> {
    let mut ran = Vec::new();
    let mut changed = Ok(());
    for database in Database::ALL {
        let Some(fixture) = database.loaded() else {
            continue;
        };
        ran.push(database);
        changed = changed.and(run::unchanged(fixture, &fixture.engine));
        fixture.drop_database();
    }
    changed?;
    if filtered {
        return Ok(());
    }
    results::report(outcomes, &ran)
}
