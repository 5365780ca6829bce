//! Tracing events.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

use super::{engine, read, refusal, write};
use crate::driver::fake::{FakeDriver, Reply};
use crate::engine::{Engine, EngineOptions, ExecutionOptions};
use crate::sql::text;
use crate::types::Value;

type Fields = BTreeMap<&'static str, String>;

thread_local! {
    /// The events of this thread, where a test wants them.
    static CAPTURED: RefCell<Option<Vec<Fields>>> = const { RefCell::new(None) };
}

/// One subscriber for all threads: those of a scope race for what tracing remembers about a place
/// in the code.
struct Capture;

struct Collect(Fields);

impl Visit for Collect {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Capture {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "alchemy::sql" && CAPTURED.with_borrow(Option::is_some)
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Collect(Fields::new());
        match *event.metadata().level() {
            Level::DEBUG => {}
            other => drop(fields.0.insert("level", other.to_string())),
        }
        event.record(&mut fields);
        CAPTURED.with_borrow_mut(|events| events.as_mut().unwrap().push(fields.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn capture(run: impl FnOnce()) -> Vec<Fields> {
    CAPTURED.set(Some(Vec::new()));
    run();
    CAPTURED.take().unwrap()
}

fn captured(engine: &Engine, run: impl FnOnce(&Engine)) -> Vec<Fields> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(Capture).unwrap();
        // Another test may be at its first event at this very moment.
        let seen = || !capture(|| engine.execute_script("PRAGMA probe").unwrap()).is_empty();
        while !seen() {
            tracing::callsite::rebuild_interest_cache();
        }
    });
    capture(|| run(engine))
}

#[test]
fn every_statement_is_one_event() {
    let driver = FakeDriver::new();
    driver.reply(
        "SELECT",
        Reply::rows(&["n"], (0..3).map(|n| vec![Value::Int(n)])),
    );
    driver.reply("bad", Reply::fault(refusal()));
    let events = captured(&engine(&driver, EngineOptions::new()), |engine| {
        let mut conn = engine.connect().unwrap();
        conn.execute(text("INSERT :a").bind("a", String::from("x")))
            .unwrap();
        conn.all(read()).unwrap();
        assert_eq!(conn.iter(read()).unwrap().take(2).count(), 2);
        conn.execute(write("bad")).unwrap_err();
        conn.commit().unwrap();
    });
    let column = |name: &str| -> Vec<_> {
        let get = |fields: &Fields| fields.get(name).cloned().unwrap_or_default();
        events.iter().map(get).collect()
    };
    let sql = column("sql");
    assert_eq!(sql[0], "\"BEGIN\"");
    assert!(sql[1].starts_with("\"INSERT "));
    assert_eq!(
        sql[2..],
        [
            "\"SELECT n\"",
            "\"SELECT n\"",
            "\"INSERT bad\"",
            "\"COMMIT\""
        ]
    );
    assert_eq!(column("rows"), ["0", "1", "3", "2", "0", "0"]);
    assert_eq!(column("binds"), ["", "[\"x\"]", "", "", "", ""]);
    assert_eq!(column("error"), ["", "", "", "", "refused", ""]);
    for elapsed in column("elapsed") {
        elapsed.parse::<u64>().unwrap();
    }
}

#[test]
fn hidden_parameters_are_in_no_event() {
    let driver = FakeDriver::new();
    driver.reply("bad", Reply::fault(refusal()));
    let options = EngineOptions::new().hide_parameters(true);
    let events = captured(&engine(&driver, options), |engine| {
        let mut conn = engine.connect().unwrap();
        conn.execute(text("INSERT :a").bind("a", String::from("secret")))
            .unwrap();
        conn.execute(text("bad :a").bind("a", String::from("secret")))
            .unwrap_err();
        let query = text("SELECT :a")
            .bind("a", String::from("secret"))
            .columns::<i64>();
        drop(conn.iter(query).unwrap());
    });
    assert_eq!(events.len(), 4);
    let shown = format!("{events:?}");
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn an_echo_is_at_a_higher_level_and_has_a_name() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new());
    let options = ExecutionOptions::new().echo(true).logging_name("shop");
    let events = captured(&engine, |engine| {
        let loud = engine.execution_options(options);
        loud.connect().unwrap().execute(write("a")).unwrap();
        engine.connect().unwrap().execute(write("b")).unwrap();
    });
    let levels: Vec<_> = events
        .iter()
        .filter(|fields| fields["sql"].contains("INSERT"))
        .map(|fields| (fields.get("level").cloned(), fields.get("name").cloned()))
        .collect();
    let shown = |text: &str| Some(text.to_owned());
    assert_eq!(levels, [(shown("INFO"), shown("\"shop\"")), (None, None)]);
}
