//! The `main` of a test binary that needs servers.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use super::ServerKind;
use crate::{DatabaseKind, TestDatabase};

/// Tests, each with a database of its own.
///
/// ```no_run
/// use std::process::ExitCode;
/// use alchemy_test_support::TestDatabase;
/// use alchemy_test_support::servers::{ServerKind, Suite};
///
/// fn is_empty(database: &TestDatabase) {
///     let mut connection = database.engine().unwrap().connect().unwrap();
///     assert!(!connection.has_table(None, "users").unwrap());
/// }
///
/// fn main() -> ExitCode {
///     Suite::new()
///         .on(ServerKind::Postgres)
///         .test("is_empty", is_empty)
///         .run()
/// }
/// ```
#[derive(Debug, Default)]
pub struct Suite {
    trials: Vec<Trial>,
    on: Option<On>,
}

#[derive(Clone, Debug)]
struct On {
    kind: ServerKind,
    missing: Option<String>,
}

impl Suite {
    /// No tests.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tests that follow run on a server of this kind.
    #[must_use]
    pub fn on(mut self, kind: ServerKind) -> Self {
        let missing = kind.look().err().filter(|_| !kind.is_required());
        if let Some(reason) = &missing {
            eprintln!("the tests on {} are ignored: {reason}", kind.name());
        }
        self.on = Some(On { kind, missing });
        self
    }

    /// Adds a test on a server, with a database of its own.
    #[must_use]
    pub fn test(mut self, name: &str, run: fn(&TestDatabase)) -> Self {
        let Some(on) = self.on.clone() else {
            return self.plain(name, || Err("no server is said before this test".into()));
        };
        let label = match &on.missing {
            None => on.kind.name().to_owned(),
            Some(reason) => format!("{}: {reason}", on.kind.name()),
        };
        let name = format!("{}::{name}", on.kind.name());
        let trial = Trial::test(name, move || {
            let database = TestDatabase::new(DatabaseKind::Server(on.kind), false);
            database.prepare()?;
            run(&database);
            Ok(())
        });
        self.trials.push(
            trial
                .with_kind(label)
                .with_ignored_flag(on.missing.is_some()),
        );
        self
    }

    fn plain(
        mut self,
        name: &str,
        run: impl FnOnce() -> Result<(), Failed> + Send + 'static,
    ) -> Self {
        self.trials.push(Trial::test(name, run));
        self
    }

    /// Runs them as the command line says, as `cargo test` would.
    #[must_use]
    pub fn run(self) -> ExitCode {
        libtest_mimic::run(&Arguments::from_args(), self.trials).exit_code()
    }
}
