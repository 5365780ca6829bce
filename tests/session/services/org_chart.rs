//! A company: chains of managers, and messages with two ends.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::company::{Employee, Message};

use crate::setup::{session, stored};

/// The names from an employee up to the top.
fn chain_of_command(session: &mut Session, employee: Handle<Employee>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut next = Some(employee);
    while let Some(employee) = next {
        names.push(session[employee].name.clone());
        next = session.load(employee, Employee.manager)?;
    }
    Ok(names)
}

/// Writes to everybody that reports to somebody.
fn write_to_reports(session: &mut Session, manager: Handle<Employee>, text: &str) -> Result<usize> {
    let reports = session.load(manager, Employee.reports)?;
    for report in &reports {
        session.add(Message {
            text: text.to_owned(),
            sender: manager.into(),
            recipient: (*report).into(),
            ..Message::default()
        });
    }
    session.commit()?;
    Ok(reports.len())
}

fn employee(name: &str, reports: Vec<Employee>) -> Employee {
    Employee {
        name: name.to_owned(),
        reports: reports.into(),
        ..Employee::default()
    }
}

#[test]
fn up_and_down(database: &TestDatabase) {
    let mut session = session(database, &metadata![Employee, Message]);
    let boss = session.add(employee(
        "Grace",
        vec![
            employee("Ada", vec![employee("Tim", Vec::new())]),
            employee("Alan", Vec::new()),
        ],
    ));
    session.commit().unwrap();
    let tim = session
        .one(select(Employee).filter(Employee.name.eq("Tim")))
        .unwrap();
    assert_eq!(
        chain_of_command(&mut session, tim).unwrap(),
        ["Tim", "Ada", "Grace"]
    );

    assert_eq!(write_to_reports(&mut session, boss, "Hello").unwrap(), 2);
    let ends = select((Message.sender_id, Employee.name))
        .join(Message.recipient)
        .order_by(Employee.name);
    let boss_key = session.key(boss).unwrap();
    assert_eq!(
        stored(&mut session, ends),
        [(boss_key, "Ada".to_owned()), (boss_key, "Alan".to_owned())]
    );
    let sent = session.load(boss, Employee.sent).unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!(session.load(boss, Employee.received).unwrap(), []);
}
