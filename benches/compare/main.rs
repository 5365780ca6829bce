//! Compares libraries on equal SQLite databases: `cargo bench`.
//!
//! The contenders take turns: in each round each of them runs each scenario some times, so
//! that whatever else slows the machine down slows all of them down. A contender's best round
//! counts. `--quick` is for seeing that it runs, `--no-diesel` spares the build of Diesel, and
//! names of scenarios choose among them.
#![expect(
    clippy::print_stdout,
    reason = "a benchmark's result is what it prints"
)]

mod contender;
mod core;
mod diesel;
mod measure;
mod models;
mod options;
mod rows;
mod runner;
mod rusqlite;
mod scenario;
mod session;
mod table;

use std::env;

use contender::Result;
use core::CoreContender;
use diesel::Diesel;
use options::Options;
use runner::{Local, Runner};
use rusqlite::Rusqlite;
use scenario::Scenario;
use session::SessionContender;
use table::Table;

/// Those who take turns, rusqlite first.
type Runners = Vec<Box<dyn Runner>>;

fn main() -> Result<()> {
    let options = Options::parse(env::args().skip(1))?;
    let (mut runners, missing) = contenders(&options)?;
    for runner in &runners {
        println!("{}: {}", runner.name(), runner.description());
    }
    println!("{}", compare(&mut runners, &options)?);
    for name in missing {
        println!("{name}");
    }
    Ok(())
}

/// Starts the contenders, and tells which ones don't take part and why.
fn contenders(options: &Options) -> Result<(Runners, Vec<String>)> {
    let mut runners: Runners = vec![Box::new(Local::new("rusqlite", Rusqlite::open()?)?)];
    runners.push(Box::new(Local::new("core", CoreContender::open()?)?));
    let uncached = CoreContender::open_without_cache()?;
    runners.push(Box::new(Local::new("uncached", uncached)?));
    runners.push(Box::new(Local::new("session", SessionContender::open()?)?));
    let mut missing = Vec::new();
    match options.diesel.then(Diesel::start) {
        Some(Ok(diesel)) => runners.push(Box::new(diesel)),
        Some(Err(error)) => missing.push(format!("diesel is missing: {error}")),
        None => missing.push("diesel is missing: it was not asked for".into()),
    }
    Ok((runners, missing))
}

/// Lets the contenders take turns.
fn compare(runners: &mut Runners, options: &Options) -> Result<Table> {
    let names = runners.iter().map(|runner| runner.name().into()).collect();
    let mut table = Table::new(names, &options.scenarios);
    for _ in 0..options.rounds {
        for &scenario in &options.scenarios {
            let iterations = iterations(scenario, options.quick);
            for (place, runner) in runners.iter_mut().enumerate() {
                let time = runner
                    .run(scenario, iterations)
                    .map_err(|error| format!("{}, {scenario}: {error}", runner.name()))?;
                table.record(scenario, place, time / iterations);
            }
        }
    }
    Ok(table)
}

/// How often a scenario runs in a turn: for some 10 ms, to be well above the clock's steps.
fn iterations(scenario: Scenario, quick: bool) -> u32 {
    let iterations = match scenario {
        Scenario::SelectOne | Scenario::GetByKey => 15_000,
        Scenario::SelectHundred => 300,
        Scenario::Insert | Scenario::Update => 10,
        Scenario::SelectTenThousand | Scenario::LoadChildren => 5,
        Scenario::UnitOfWork => 3,
    };
    if quick {
        (iterations / 10).max(1)
    } else {
        iterations
    }
}
