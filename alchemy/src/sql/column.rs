//! Typed columns and the untyped reference under them.

use std::fmt;
use std::marker::PhantomData;

use super::source::{Occurrence, Source};
use crate::schema::Table;

/// A column of an occurrence of a table, untyped: what stands in the tree.
#[derive(Clone, Copy)]
pub struct ColumnRef {
    /// The table.
    pub table: &'static Table,
    /// Which occurrence of it.
    pub source: Source,
    /// The position in the table.
    pub index: u16,
}

impl ColumnRef {
    /// The column's name. Empty for a column of a derived table, which has its name from the
    /// statement.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.table.column_name(self.index)
    }

    /// The occurrence that it is a column of.
    #[must_use]
    pub const fn occurrence(&self) -> Occurrence {
        Occurrence {
            table: self.table,
            source: self.source,
        }
    }

    /// What messages call it: its name, or its place where it is a column of a derived table.
    #[must_use]
    pub fn described(&self) -> String {
        let name = self.name();
        if name.is_empty() {
            format!("column {}", u32::from(self.index) + 1)
        } else {
            format!("`{name}`")
        }
    }

    /// The column's definition.
    #[must_use]
    pub fn definition(&self) -> Option<&'static crate::schema::Column> {
        self.table.column(self.index)
    }
}

impl fmt::Debug for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.occurrence().is_derived() && self.name().is_empty() {
            return write!(f, "{}@{}", self.index, self.source.id());
        }
        write!(f, "{}.{}", self.table.name, self.name())?;
        if self.source.is_table() {
            Ok(())
        } else {
            write!(f, "@{}", self.source.id())
        }
    }
}

/// A column of model `M` whose values are of type `T`.
///
/// It is a small copyable value, found as a field of the entity beside the struct: `User.email`.
/// Its operators are those of [`Expr`](super::Expr). Each takes a value, a column, an expression or
/// a scalar subquery of a type that fits; where one side can be NULL, so can the result.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// # use alchemy::sql::Condition;
/// fn sql(condition: impl Condition) -> String {
///     let statement = select(User.id).filter(condition).to_string();
///     statement.replace("SELECT id FROM users WHERE ", "")
/// }
///
/// assert_eq!(sql(User.age.eq(3) & User.age.ne(4)), "age = ? AND age <> ?");
/// assert_eq!(sql(User.age.lt(3) | User.age.ge(4)), "age < ? OR age >= ?");
/// assert_eq!(sql(!(User.age.gt(3) & User.age.le(4))), "NOT (age > ? AND age <= ?)");
/// assert_eq!(sql(User.name.eq(None::<&str>)), "name IS NULL");
/// assert_eq!(sql(User.name.is_not_null()), "name IS NOT NULL");
/// assert_eq!(sql(User.age.in_([1, 2])), "age IN (?, ?)");
/// assert_eq!(sql(User.age.not_in([1, 2])), "age NOT IN (?, ?)");
/// assert_eq!(sql(User.age.between(1, 2)), "age BETWEEN ? AND ?");
/// assert_eq!(sql(User.email.like("a%")), "email LIKE ?");
/// assert_eq!(sql(User.email.not_like("a%")), "email NOT LIKE ?");
/// assert_eq!(sql(User.email.ilike("A%")), "lower(email) LIKE lower(?)");
/// assert_eq!(sql(User.email.contains("50%")), "email LIKE ? ESCAPE '/'");
/// assert_eq!(sql((User.age + 1).eq(User.id * 2)), "age + ? = id * ?");
/// assert_eq!(sql((-User.age % 3).eq(0)), "-age % ? = ?");
/// assert_eq!(sql((User.age / 2).lt(0.5)), "age / (? + 0.0) < ?");
/// assert_eq!(sql(User.name.concat("!").eq("a")), "name || ? = ?");
/// assert_eq!(sql(User.email.upper().eq("A")), "upper(email) = ?");
/// assert_eq!(sql(User.age.cast::<f64>().lt(0.5)), "CAST(age AS DOUBLE PRECISION) < ?");
/// ```
pub struct Column<M, T> {
    column: ColumnRef,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M, T> fmt::Debug for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.column.fmt(f)
    }
}

impl<M, T> Column<M, T> {
    /// A column of a table.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(table: &'static Table, index: u16) -> Self {
        Self {
            column: ColumnRef {
                table,
                source: Source::TABLE,
                index,
            },
            types: PhantomData,
        }
    }

    /// A column of a derived table, by its position.
    #[must_use]
    pub(crate) const fn derived(source: Source, index: u16) -> Self {
        let table = Occurrence::derived(source).table;
        Self {
            column: ColumnRef {
                table,
                source,
                index,
            },
            types: PhantomData,
        }
    }

    /// A column of a derived table, by its reference.
    #[must_use]
    pub(crate) const fn corresponding(column: ColumnRef) -> Self {
        Self {
            column,
            types: PhantomData,
        }
    }

    /// The same column of another occurrence of the table.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_source(self, source: Source) -> Self {
        Self {
            column: ColumnRef {
                source,
                ..self.column
            },
            types: PhantomData,
        }
    }

    /// Its position in the table.
    #[must_use]
    pub const fn index(&self) -> u16 {
        self.column.index
    }

    /// The untyped reference.
    #[must_use]
    pub const fn column_ref(&self) -> ColumnRef {
        self.column
    }
}
