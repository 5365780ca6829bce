//! Contenders of this process and of others under one interface.

use std::time::Duration;

use crate::contender::{Contender, Result};
use crate::measure;
use crate::scenario::Scenario;

/// Whatever takes its turn in a round.
pub(crate) trait Runner {
    /// The name above the column.
    fn name(&self) -> &str;

    /// What the contender runs on.
    fn description(&self) -> &str;

    /// Runs a scenario some times and gives the time of all runs together.
    fn run(&mut self, scenario: Scenario, iterations: u32) -> Result<Duration>;
}

/// A contender of this process.
pub(crate) struct Local<C> {
    name: &'static str,
    description: String,
    contender: C,
}

impl<C: Contender> Local<C> {
    /// Fills the contender's database.
    pub(crate) fn new(name: &'static str, mut contender: C) -> Result<Self> {
        measure::prepare(&mut contender).map_err(|error| format!("{name}: {error}"))?;
        let description = measure::describe(&mut contender)?;
        Ok(Self {
            name,
            description,
            contender,
        })
    }
}

impl<C: Contender> Runner for Local<C> {
    fn name(&self) -> &str {
        self.name
    }

    fn description(&self) -> &str {
        &self.description
    }

    fn run(&mut self, scenario: Scenario, iterations: u32) -> Result<Duration> {
        measure::run(&mut self.contender, scenario, iterations)
    }
}
