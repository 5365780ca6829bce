//! Diesel, which is built in a package of its own and runs as a child process.
//!
//! Diesel and rusqlite ask for different versions of libsqlite3-sys, and a build can hold only
//! one. The child has its clock with it: a line `<scenario> <iterations>` goes in, a line of
//! nanoseconds comes out, and what is in between is not measured.

use std::env;
use std::io::{BufRead, BufReader, Lines, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::contender::Result;
use crate::runner::Runner;
use crate::scenario::Scenario;

/// A running child.
pub(crate) struct Diesel {
    process: Child,
    /// Closed to end the child.
    requests: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
    description: String,
}

impl Diesel {
    /// Builds the package, starts it and waits until its database is filled.
    pub(crate) fn start() -> Result<Self> {
        let mut process = Command::new(build()?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().ok_or("the child has no output")?;
        let mut diesel = Self {
            process,
            requests,
            answers: BufReader::new(answers).lines(),
            description: String::new(),
        };
        diesel.description = diesel.answer()?;
        Ok(diesel)
    }

    /// The next line of the child.
    fn answer(&mut self) -> Result<String> {
        match self.answers.next() {
            Some(line) => Ok(line?),
            None => Err("Diesel's process ended; its last words are above".into()),
        }
    }
}

impl Runner for Diesel {
    fn name(&self) -> &str {
        "diesel"
    }

    fn description(&self) -> &str {
        &self.description
    }

    fn run(&mut self, scenario: Scenario, iterations: u32) -> Result<Duration> {
        let requests = self.requests.as_mut().ok_or("the child has no input")?;
        writeln!(requests, "{scenario} {iterations}")?;
        Ok(Duration::from_nanos(self.answer()?.parse()?))
    }
}

impl Drop for Diesel {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Err(error) = self.process.wait() {
            eprintln!("diesel: {error}");
        }
    }
}

/// Builds the package and gives the path of its program.
fn build() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/diesel");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Cargo reads the package's .cargo/config.toml only from inside of the package.
    let output = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--locked",
            "--message-format=json-render-diagnostics",
        ])
        .current_dir(&folder)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("cargo build in {}: {}", folder.display(), output.status).into());
    }
    output
        .stdout
        .split(|&byte| byte == b'\n')
        .find_map(executable)
        .ok_or_else(|| "cargo build named no program".into())
}

/// The program that a line of Cargo's messages speaks of.
fn executable(line: &[u8]) -> Option<PathBuf> {
    let message: Value = serde_json::from_slice(line).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}
