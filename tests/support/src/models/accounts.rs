//! Accounts that can't be overdrawn: a CHECK that makes flushes fail.

use alchemy::prelude::*;

/// An account.
#[derive(Model, Debug, Default)]
#[model(table = "accounts", check = "balance >= 0")]
pub struct Account {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// Whose it is.
    #[column(unique, length = 100)]
    pub owner: String,
    /// What is on it, in cents.
    pub balance: i64,
}
