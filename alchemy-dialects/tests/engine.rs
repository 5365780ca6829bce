//! The engine over SQLite. One binary, since linking takes longest.

#[path = "engine/concurrency.rs"]
mod concurrency;
#[path = "engine/ddl.rs"]
mod ddl;
#[path = "engine/errors.rs"]
mod errors;
#[path = "engine/model.rs"]
mod model;
#[path = "engine/rows.rs"]
mod rows;
#[path = "engine/transactions.rs"]
mod transactions;
