//! The table of results.

use std::fmt;
use std::time::Duration;

use crate::scenario::Scenario;

/// The width of a contender's column.
const COLUMN: usize = 20;

/// The best time of each contender in each scenario.
pub(crate) struct Table {
    names: Vec<String>,
    lines: Vec<(Scenario, Vec<Option<Duration>>)>,
}

impl Table {
    /// An empty table of some contenders, the first of which is what the others are measured by.
    pub(crate) fn new(names: Vec<String>, scenarios: &[Scenario]) -> Self {
        let lines = scenarios
            .iter()
            .map(|&scenario| (scenario, vec![None; names.len()]))
            .collect();
        Self { names, lines }
    }

    /// Takes note of a time for one run, which counts if it is the best one so far.
    pub(crate) fn record(&mut self, scenario: Scenario, contender: usize, time: Duration) {
        let line = self.lines.iter_mut().find(|(of, _)| *of == scenario);
        if let Some(best) = line.and_then(|(_, times)| times.get_mut(contender)) {
            *best = Some(best.map_or(time, |best| best.min(time)));
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<18}", "best time, ratio")?;
        for name in &self.names {
            write!(f, "{name:>COLUMN$}")?;
        }
        for (scenario, times) in &self.lines {
            write!(f, "\n{scenario:<18}")?;
            let first = times.first().copied().flatten();
            for time in times {
                write!(f, "{:>COLUMN$}", cell(*time, first))?;
            }
        }
        Ok(())
    }
}

/// A time in microseconds and its ratio to the first contender's.
fn cell(time: Option<Duration>, first: Option<Duration>) -> String {
    let (Some(time), Some(first)) = (time, first) else {
        return "-".into();
    };
    let ratio = time.as_secs_f64() / first.as_secs_f64();
    format!("{:.2} µs {ratio:>5.2}", time.as_secs_f64() * 1e6)
}
