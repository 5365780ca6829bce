//! Tests in a process of their own, where nothing else takes memory, and how much they take.

use std::process::Command;
use std::{env, fs};

use crate::{DatabaseKind, TestDatabase};

/// Runs the test of this name, as in `cursors::a_million_rows`, in a process of its own.
///
/// # Panics
/// When it fails there.
pub fn in_own_process(database: &TestDatabase, test: &str, run: fn(&TestDatabase)) {
    const MARK: &str = "ALCHEMY_TEST_OWN_PROCESS";
    if env::var_os(MARK).is_some() {
        return run(database);
    }
    let binary = env::current_exe().unwrap_or_else(|error| panic!("no test binary: {error}"));
    let name = format!("{test}::{}", database.kind().name());
    let mut command = Command::new(binary);
    command.args(["--exact", &name]).env(MARK, "1");
    if let DatabaseKind::Server(kind) = database.kind() {
        command.env(kind.variable(), database.server().url());
    }
    let done = command
        .output()
        .unwrap_or_else(|error| panic!("{name} can't be run: {error}"));
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

/// The most memory that the process has had, in bytes; none where the system doesn't tell.
#[must_use]
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Forgets the peak so far.
pub fn forget_peak_memory() {
    // Refused in some containers: the peak so far counts then, which is the stricter test of the
    // first reader and none of the others.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
