//! What is wrong with an option of a URL, in the same words for every database.

use alchemy::{Error, ErrorKind};

/// The options that a database's URLs have.
#[derive(Clone, Copy)]
pub(crate) struct UrlOptions {
    /// The database, as messages call it.
    pub(crate) database: &'static str,
    /// All of them, each with its values.
    pub(crate) list: &'static str,
}

impl UrlOptions {
    /// The error of an option, which shows those that there are.
    pub(crate) fn malformed(self, message: String) -> Error {
        Error::new(ErrorKind::Url, message).with_help(format!("the options are {}", self.list))
    }

    /// The error of an option with a value that it doesn't take.
    pub(crate) fn bad_value(self, name: &str, value: &str, expected: &str) -> Error {
        let Self { database, .. } = self;
        self.malformed(format!(
            "the option `{name}` of the {database} URL is {expected}, not {value:?}"
        ))
    }
}
