//! Which occurrence of a table a column belongs to.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::schema::{Table, TableDefinition};

/// One occurrence of a table in a statement: the table itself, an alias of it, or a derived table.
///
/// Two calls of [`aliased`](super::aliased) give two sources. The compiler names them `users_1`,
/// `users_2` in the order in which a statement first uses them.
///
/// A derived table may select whole entities. Each has a part of its own, so that a column of one
/// keeps its position in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// The number of the occurrence above [`PART_BITS`], the part below.
    bits: u64,
}

/// How many bits the part takes. The rest counts occurrences, and doesn't run out.
const PART_BITS: u32 = 16;

/// Marks the targets in conditions of relationships.
const RELATED: u64 = 1 << 63;

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Source {
    /// The table under its own name.
    pub const TABLE: Self = Self { bits: 0 };

    /// The row that an INSERT proposes, for an upsert to look at.
    pub const PROPOSED: Self = Self {
        bits: u64::MAX << PART_BITS,
    };

    /// The part of what a derived table doesn't have.
    pub(crate) const MISSING_PART: u16 = u16::MAX;

    /// The part of a column that a derived table has several of.
    pub(crate) const SEVERAL_PARTS: u16 = u16::MAX - 1;

    /// The part of a column that a derived table has as one that may be NULL.
    pub(crate) const OPTIONAL_PART: u16 = u16::MAX - 2;

    /// A new alias.
    #[must_use]
    pub fn alias() -> Self {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            bits: id << PART_BITS,
        }
    }

    /// The alias that the condition of a relationship (`User.posts.any(…)`) makes of its target.
    #[must_use]
    pub fn related() -> Self {
        let Self { bits } = Self::alias();
        Self {
            bits: bits | RELATED,
        }
    }

    /// Whether this is the target in the condition of a relationship.
    #[must_use]
    pub const fn is_related(self) -> bool {
        self.bits & RELATED != 0 && self.id() != Self::PROPOSED.id()
    }

    /// Whether this is the table under its own name.
    #[must_use]
    pub const fn is_table(self) -> bool {
        self.bits == 0
    }

    /// The number of the occurrence.
    #[must_use]
    pub const fn id(self) -> u64 {
        self.bits >> PART_BITS
    }

    /// The entity among those that a derived table selects, counted from 1; 0 for its columns.
    #[must_use]
    pub const fn part(self) -> u64 {
        self.bits & ((1 << PART_BITS) - 1)
    }

    /// An entity of the derived table, counted from 1.
    #[must_use]
    pub fn with_part(self, part: u16) -> Self {
        Self {
            bits: (self.id() << PART_BITS) | u64::from(part),
        }
    }
}

/// What columns of derived tables have as their table: nothing is known of it before the statement
/// is compiled.
static DERIVED: Table = Table::define(TableDefinition::new("", &[]));

/// An occurrence of a table or a derived table in a statement.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence {
    /// The table.
    pub table: &'static Table,
    /// Which occurrence of it.
    pub source: Source,
}

impl Occurrence {
    /// A derived table.
    #[must_use]
    pub const fn derived(source: Source) -> Self {
        Self {
            table: &DERIVED,
            source,
        }
    }

    /// Whether this is a derived table, or an entity of one.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        self.source.part() > 0 || std::ptr::eq(self.table, &raw const DERIVED)
    }

    /// Whether both are the same occurrence. Entities of one derived table are.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.source.id() == other.source.id()
            && (!self.source.is_table() || self.table.is(other.table))
    }

    /// What messages call it.
    #[must_use]
    pub fn described(&self) -> String {
        let name = &self.table.name;
        if self.source.is_table() {
            format!("`{name}`")
        } else if !self.is_derived() {
            format!("an alias of `{name}`")
        } else if name.is_empty() {
            "a subquery".to_owned()
        } else {
            format!("a subquery of `{name}`")
        }
    }
}
