//! Diesel as a contender of alchemy's benchmarks, for `benches/compare/diesel.rs` to talk to.
//!
//! It says one line about itself when its database is filled, and then answers each line
//! `<scenario> <iterations>` with the nanoseconds that the runs took. Scenarios, rows and clock
//! are those of the other contenders, from the same files.

#[path = "../../compare/contender.rs"]
mod contender;
mod diesel;
#[path = "../../compare/measure.rs"]
mod measure;
mod models;
#[path = "../../compare/rows.rs"]
mod rows;
#[path = "../../compare/scenario.rs"]
mod scenario;
mod schema;

use std::io::{self, Write as _};
use std::time::Duration;

use crate::contender::Result;
use crate::diesel::Diesel;

fn main() -> Result<()> {
    let mut diesel = Diesel::open()?;
    measure::prepare(&mut diesel)?;
    let mut output = io::stdout().lock();
    writeln!(output, "{}", measure::describe(&mut diesel)?)?;
    for request in io::stdin().lines() {
        writeln!(output, "{}", answer(&mut diesel, &request?)?.as_nanos())?;
    }
    Ok(())
}

/// Runs what a line asks for.
fn answer(diesel: &mut Diesel, request: &str) -> Result<Duration> {
    let (scenario, iterations) = request
        .split_once(' ')
        .ok_or("a request is a scenario and a number")?;
    measure::run(diesel, scenario.parse()?, iterations.parse()?)
}
