//! A session's transaction that is run again.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use alchemy::engine::IsolationLevel;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

#[derive(Model, Debug, Default)]
#[model(table = "counters")]
pub(crate) struct Counter {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) name: String,
    pub(crate) hits: i64,
}

#[test(on("postgres", "mysql", "mariadb"))]
fn each_try_has_a_fresh_session(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Counter]).unwrap();
    let mut session = Session::new(&engine);
    session.add(Counter::default());
    session.commit().unwrap();
    drop(session);
    let strict = engine.with_isolation(IsolationLevel::Serializable);
    let (both, tries) = (Barrier::new(2), AtomicU32::new(0));
    let work = || {
        let mut waited = false;
        Session::run_transaction(&strict, 20, |session| {
            tries.fetch_add(1, Ordering::Relaxed);
            let counter = session.one(select(Counter))?;
            if !std::mem::replace(&mut waited, true) {
                both.wait();
            }
            session[counter].hits += 1;
            // A row that a try that failed must not leave behind.
            session.add(Counter {
                name: "log".to_owned(),
                ..Counter::default()
            });
            session.flush()?;
            let log = session.one(select(Counter).filter(Counter.name.eq("log")))?;
            session.delete(log)
        })
    };
    thread::scope(|scope| {
        let one = scope.spawn(work);
        work().unwrap();
        one.join().unwrap().unwrap();
    });
    assert!(tries.into_inner() > 2, "nothing was run again");
    let mut session = Session::new(&engine);
    let counter = session.one(select(Counter)).unwrap();
    assert_eq!(session[counter].hits, 2);
}
