//! Where a connection stands.

use super::BeginMode;

/// Where a connection stands. Everything but `Open` takes the slow path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// No transaction; the next statement begins one.
    Idle,
    /// A transaction was asked for; its BEGIN goes out with the first statement, which tells
    /// whether it reads or writes.
    Begun(BeginMode),
    /// In a transaction.
    Open,
    /// The driver is at work. Seen from outside only after a panic, or after a cursor was
    /// forgotten.
    Running,
    /// A cursor failed: the driver has to be asked.
    Unsure,
    /// The transaction can't be continued: the database or a statement ended it, or a savepoint
    /// couldn't be rolled back.
    Ended,
    /// The connection is gone.
    Broken,
}
