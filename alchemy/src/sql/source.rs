//! Which occurrence of a table a column belongs to.

use std::sync::atomic::{AtomicU32, Ordering};

/// One occurrence of a table in a statement: the table itself, or an alias of it.
///
/// Two calls of [`aliased`](super::aliased) give two sources. The compiler names them `users_1`,
/// `users_2` in the order in which a statement first uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(u32);

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Source {
    /// The table under its own name.
    pub const TABLE: Self = Self(0);

    /// A new alias.
    #[must_use]
    pub fn alias() -> Self {
        // After four thousand million aliases the numbers start over; they only have to differ
        // within one statement.
        match NEXT.fetch_add(1, Ordering::Relaxed) {
            0 => Self::alias(),
            id => Self(id),
        }
    }

    /// Whether this is the table under its own name.
    #[must_use]
    pub const fn is_table(self) -> bool {
        self.0 == 0
    }

    /// The number, to tell sources apart.
    #[must_use]
    pub const fn id(self) -> u32 {
        self.0
    }
}
