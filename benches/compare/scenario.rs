//! What is measured.

use std::fmt;
use std::str::FromStr;

use crate::contender::Error;

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// One row by a filtered select built anew.
    SelectOne,
    /// 100 rows by one select.
    SelectHundred,
    /// 10,000 rows by one select.
    SelectTenThousand,
    /// One row by its key.
    GetByKey,
    /// 1,000 new rows in one transaction.
    Insert,
    /// 1,000 new rows with 5 children each in one transaction.
    UnitOfWork,
    /// 1,000 rows loaded, changed and committed.
    Update,
    /// 1,000 rows loaded with their 5 children each.
    LoadChildren,
}

impl Scenario {
    /// All scenarios, in the order of the table.
    pub(crate) const ALL: [Self; 8] = [
        Self::SelectOne,
        Self::SelectHundred,
        Self::SelectTenThousand,
        Self::GetByKey,
        Self::Insert,
        Self::UnitOfWork,
        Self::Update,
        Self::LoadChildren,
    ];

    /// The name in the table, on the command line and in the protocol.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SelectOne => "select_1",
            Self::SelectHundred => "select_100",
            Self::SelectTenThousand => "select_10000",
            Self::GetByKey => "get_by_key",
            Self::Insert => "insert_1000",
            Self::UnitOfWork => "unit_of_work_6000",
            Self::Update => "update_1000",
            Self::LoadChildren => "load_children",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Scenario {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == name)
            .ok_or_else(|| format!("no scenario is called {name:?}").into())
    }
}
