//! The list of tests of a binary, and its `main`.

use std::fmt::Debug;
use std::process::ExitCode;

use alchemy::compiler::Capability;
use libtest_mimic::{Arguments, Completion, Trial};

use crate::servers::Server;
use crate::{DatabaseKind, TestDatabase};

/// A test, as the attribute puts it on the list.
#[derive(Debug)]
pub struct Test {
    /// Where it stands.
    pub module: &'static str,
    /// The function's name.
    pub name: &'static str,
    /// The function.
    pub run: Run,
    /// What the database must be able to do.
    pub needs: &'static [Need],
    /// The only databases that it is about, if not all.
    pub on: &'static [&'static str],
    /// Whether it needs several connections to one database.
    pub concurrent: bool,
}

inventory::collect!(Test);

/// The function of a test.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// It needs no database of ours.
    Once(fn()),
    /// It runs on each database.
    OnEach(fn(&TestDatabase)),
}

/// What a test may give: nothing, or a result.
pub trait Outcome {
    /// Fails where it is an error.
    fn check(self);
}

impl Outcome for () {
    fn check(self) {}
}

impl<E: Debug> Outcome for Result<(), E> {
    fn check(self) {
        if let Err(error) = self {
            panic!("{error:?}");
        }
    }
}

/// Something that a database must be able to do.
#[derive(Debug)]
pub struct Need {
    /// In words.
    pub what: &'static str,
    /// Whether it can.
    pub has: fn(&Capability) -> bool,
}

/// Runs the tests of a binary, each on every database.
#[must_use]
pub fn main() -> ExitCode {
    main_on(&DatabaseKind::ALL)
}

/// Runs the tests of a binary that is about some databases only.
#[must_use]
pub fn main_on(kinds: &[DatabaseKind]) -> ExitCode {
    let missing: Vec<_> = kinds.iter().map(|kind| (*kind, kind.missing())).collect();
    for (kind, reason) in &missing {
        if let Some(reason) = reason {
            eprintln!("the tests on {} are ignored: {reason}", kind.name());
        }
    }
    let mut tests: Vec<&'static Test> = inventory::iter::<Test>.into_iter().collect();
    tests.sort_unstable_by_key(|test| (test.module, test.name));
    let mut trials = Vec::new();
    for test in tests {
        match test.run {
            Run::Once(run) => trials.push(Trial::test(test.path(), move || {
                run();
                Ok(())
            })),
            Run::OnEach(run) => trials.extend(
                missing
                    .iter()
                    .filter(|(kind, _)| test.is_on(*kind))
                    .map(|(kind, reason)| trial(test, run, *kind, reason.as_deref())),
            ),
        }
    }
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    Server::drop_databases();
    conclusion.exit_code()
}

fn trial(
    test: &'static Test,
    run: fn(&TestDatabase),
    kind: DatabaseKind,
    missing: Option<&str>,
) -> Trial {
    let lacking = || test.needs.iter().find(|it| !(it.has)(kind.capability()));
    let ignored = match (missing, lacking()) {
        (_, Some(need)) => Some(format!("{} lacks {}", kind.name(), need.what)),
        (Some(reason), None) => Some(format!("no {}: {reason}", kind.name())),
        (None, None) => None,
    };
    let name = format!("{}::{}", test.path(), kind.name());
    let label = ignored.clone().unwrap_or_default();
    let is_ignored = ignored.is_some();
    Trial::ignorable_test(name, move || {
        if let Some(reason) = ignored {
            return Ok(Completion::ignored_with(reason));
        }
        let database = TestDatabase::new(kind, test.concurrent);
        database.prepare()?;
        run(&database);
        Ok(Completion::Completed)
    })
    .with_kind(label)
    .with_ignored_flag(is_ignored)
}

impl Test {
    /// The module without the crate, and the name.
    fn path(&self) -> String {
        match self.module.split_once("::") {
            Some((_, module)) => format!("{module}::{}", self.name),
            None => self.name.to_owned(),
        }
    }

    fn is_on(&self, kind: DatabaseKind) -> bool {
        for name in self.on {
            let known = DatabaseKind::ALL.iter().any(|kind| kind.name() == *name);
            assert!(known, "{}: `{name}` is no database", self.path());
        }
        self.on.is_empty() || self.on.contains(&kind.name())
    }
}
