//! MySQL and MariaDB.

mod ddl;
mod dialect;
mod types;

pub use dialect::{MySqlDialect, MySqlFlavour};
