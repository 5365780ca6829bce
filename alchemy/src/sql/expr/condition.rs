//! Conditions and boolean algebra.

use std::ops::{BitAnd, BitOr, Not};

use super::Expr;
use super::node::Node;
use crate::sql::column::Column;
use crate::types::{Boolean, ColumnValue, Nullness};

/// What `filter`, `having`, `on` and `&` take: a boolean expression, nullable or not.
///
/// Conditions are put together by `&`, `|` and `!`, which bind more tightly than Rust's comparisons
/// but not than method calls.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let young = User.age.lt(18) | User.name.is_null();
/// assert_sql!(
///     select(User.id).filter(young & !User.email.like("%@b.c")),
///     sqlite | mysql: "SELECT id FROM users WHERE (age < ? OR name IS NULL) AND email NOT LIKE ?",
///     postgres: "SELECT id FROM users WHERE (age < $1 OR name IS NULL) AND email NOT LIKE $2",
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "expected a condition, such as `User.name.eq(\"Alice\")`",
    note = "compare the column with something: `.eq(…)`, `.gt(…)`, `.like(…)`, `.is_null()`"
)]
pub trait Condition {
    /// The Rust type: `bool` or `Option<bool>`.
    type Type: ColumnValue<Sql = Boolean>;

    /// The condition in the tree.
    fn into_node(self) -> Node;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnValue<Sql = Boolean>, Kind> Condition for Expr<T, Kind> {
    type Type = T;

    fn into_node(self) -> Node {
        Self::into_node(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: ColumnValue<Sql = Boolean>> Condition for Column<M, T> {
    type Type = T;

    fn into_node(self) -> Node {
        Node::Column(self.column_ref())
    }
}

/// The condition that always holds. It goes away in `&`, and `|` with it always holds too.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::true_;
///
/// let mut condition = true_();
/// for age in [20, 30] {
///     condition = condition & User.age.ne(age);
/// }
/// assert_sql!(
///     select(User.id).filter(condition),
///     sqlite | mysql: "SELECT id FROM users WHERE age <> ? AND age <> ?",
///     postgres: "SELECT id FROM users WHERE age <> $1 AND age <> $2",
/// );
/// assert_sql!(
///     select(true_()),
///     sqlite: "SELECT 1 = 1",
///     postgres | mysql: "SELECT TRUE",
/// );
/// ```
#[must_use]
pub const fn true_() -> Expr<bool> {
    Expr::from_node(Node::All(Vec::new()))
}

/// The condition that never holds. It goes away in `|`, and `&` with it never holds either.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::false_;
///
/// assert_sql!(
///     select(User.id).filter(false_() | User.age.gt(20)),
///     sqlite | mysql: "SELECT id FROM users WHERE age > ?",
///     postgres: "SELECT id FROM users WHERE age > $1",
/// );
/// assert_sql!(
///     select(User.id).filter(false_() & User.age.gt(20)),
///     sqlite: "SELECT id FROM users WHERE 1 = 0",
///     postgres | mysql: "SELECT id FROM users WHERE FALSE",
/// );
/// ```
#[must_use]
pub const fn false_() -> Expr<bool> {
    Expr::from_node(Node::Any(Vec::new()))
}

/// `bool`, or `Option<bool>` where either side can be NULL.
type Either<A, B> =
    <<<A as ColumnValue>::Nullness as Nullness>::Or<<B as ColumnValue>::Nullness> as Nullness>::Wrap<
        bool,
    >;

macro_rules! algebra {
    ([$($generics:tt)*] $target:ty) => {
        impl<$($generics)*, C: Condition> BitAnd<C> for $target {
            type Output = Expr<Either<T, C::Type>>;

            fn bitand(self, other: C) -> Self::Output {
                Expr::from_node(Condition::into_node(self).and(other.into_node()))
            }
        }

        impl<$($generics)*, C: Condition> BitOr<C> for $target {
            type Output = Expr<Either<T, C::Type>>;

            fn bitor(self, other: C) -> Self::Output {
                Expr::from_node(Condition::into_node(self).or(other.into_node()))
            }
        }

        impl<$($generics)*> Not for $target {
            type Output = Expr<T>;

            fn not(self) -> Self::Output {
                Expr::from_node(Condition::into_node(self).negated())
            }
        }
    };
}

algebra!([T: ColumnValue<Sql = Boolean>, Kind] Expr<T, Kind>);
algebra!([M, T: ColumnValue<Sql = Boolean>] Column<M, T>);
