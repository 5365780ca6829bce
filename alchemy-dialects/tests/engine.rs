//! The engine over SQLite. One binary, since linking takes longest.

#[cfg(test)]
#[path = "engine/concurrency.rs"]
mod concurrency;
#[cfg(test)]
#[path = "engine/ddl.rs"]
mod ddl;
#[cfg(test)]
#[path = "engine/errors.rs"]
mod errors;
#[cfg(test)]
#[path = "engine/model.rs"]
mod model;
#[cfg(test)]
#[path = "engine/rows.rs"]
mod rows;
#[cfg(test)]
#[path = "engine/transactions.rs"]
mod transactions;
