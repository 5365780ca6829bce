//! A transfer between accounts: both change or neither does.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::accounts::Account;

use crate::setup::{error_of, session, stored};

/// Moves money from one account to another. The database refuses an overdrawn account.
fn transfer(session: &mut Session, from: &str, to: &str, amount: i64) -> Result<()> {
    let from = session.one(select(Account).filter(Account.owner.eq(from)))?;
    let to = session.one(select(Account).filter(Account.owner.eq(to)))?;
    session[from].balance -= amount;
    session[to].balance += amount;
    session.commit()
}

/// Exchanges what is on two accounts.
fn exchange(session: &mut Session, one: Handle<Account>, other: Handle<Account>) -> Result<()> {
    let [one, other] = session.get_many_mut([one, other])?;
    std::mem::swap(&mut one.balance, &mut other.balance);
    session.commit()
}

fn account(owner: &str, balance: i64) -> Account {
    Account {
        owner: owner.to_owned(),
        balance,
        ..Account::default()
    }
}

fn bank(database: &TestDatabase) -> (Session, Handle<Account>, Handle<Account>) {
    let mut session = session(database, &metadata![Account]);
    let alice = session.add(account("alice", 100));
    let bob = session.add(account("bob", 20));
    session.commit().unwrap();
    (session, alice, bob)
}

fn balances(session: &mut Session) -> Vec<i64> {
    stored(session, select(Account.balance).order_by(Account.id))
}

#[test]
fn money_moves(database: &TestDatabase) {
    let (mut session, ..) = bank(database);
    transfer(&mut session, "alice", "bob", 30).unwrap();
    assert_eq!(balances(&mut session), [70, 50]);
}

#[test]
fn an_overdrawn_account_changes_neither(database: &TestDatabase) {
    let (mut session, alice, bob) = bank(database);
    let error = error_of(transfer(&mut session, "bob", "alice", 30));
    assert_eq!(error.kind(), ErrorKind::CheckViolation);
    assert_eq!(balances(&mut session), [100, 20]);
    assert_eq!((session[alice].balance, session[bob].balance), (100, 20));

    transfer(&mut session, "bob", "alice", 20).unwrap();
    assert_eq!(balances(&mut session), [120, 0]);
}

#[test]
fn a_transfer_to_nobody_says_so(database: &TestDatabase) {
    let (mut session, ..) = bank(database);
    let error = error_of(transfer(&mut session, "alice", "carol", 1));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
}

#[test]
fn balances_are_exchanged(database: &TestDatabase) {
    let (mut session, alice, bob) = bank(database);
    exchange(&mut session, alice, bob).unwrap();
    assert_eq!(balances(&mut session), [20, 100]);
    let error = error_of(exchange(&mut session, alice, alice));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}
