//! The command line.

use crate::contender::Result;
use crate::scenario::Scenario;

/// How the options are written.
const USAGE: &str = "cargo bench -- [--quick] [--no-diesel] [--rounds N] [SCENARIO…]";

/// What is to be measured.
pub(crate) struct Options {
    /// The scenarios: those named, or all.
    pub(crate) scenarios: Vec<Scenario>,
    /// How often the contenders take their turn; the best turn of each counts.
    pub(crate) rounds: u32,
    /// Fewer rounds and runs, to see that everything works.
    pub(crate) quick: bool,
    /// Whether Diesel takes part.
    pub(crate) diesel: bool,
}

impl Options {
    /// Reads the arguments that follow the program's name.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (mut scenarios, mut rounds) = (Vec::new(), None);
        let (mut bench, mut quick, mut diesel) = (false, false, true);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => bench = true,
                "--quick" => quick = true,
                "--no-diesel" => diesel = false,
                "--rounds" => rounds = Some(arguments.next().ok_or(USAGE)?.parse()?),
                option if option.starts_with('-') => {
                    return Err(format!("{option} is no option; usage: {USAGE}").into());
                }
                name => scenarios.push(name.parse()?),
            }
        }
        if scenarios.is_empty() {
            scenarios = Scenario::ALL.into();
        }
        // `cargo bench` says `--bench`; `cargo test --all-targets` doesn't, and only wants to
        // see that it runs.
        quick |= !bench;
        let rounds = rounds.unwrap_or(if quick { 2 } else { 25 });
        Ok(Self {
            scenarios,
            rounds,
            quick,
            diesel: diesel && bench,
        })
    }
}
