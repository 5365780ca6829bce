//! CASE.

use super::Expr;
use super::condition::Condition;
use super::node::{Arg, Case, Node};
use super::operand::{Operand, Typed};
use crate::types::{ColumnValue, Fits, Nullness};

/// A CASE with at least one branch; its first result decides the type.
#[derive(Clone, Debug)]
pub struct CaseBuilder<T> {
    case: Case,
    result: std::marker::PhantomData<fn() -> T>,
}

/// Begins a CASE: the result where the condition holds.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
/// # use models::*;
/// # use alchemy::prelude::*;
/// let size = case(Post.views.gt(1_000), "big").when(Post.views.gt(100), "medium").otherwise("small");
/// assert_eq!(
///     select(size).to_string(),
///     "SELECT CASE WHEN views > ? THEN ? WHEN views > ? THEN ? ELSE ? END FROM posts"
/// );
/// ```
pub fn case<V: Typed<By>, By>(condition: impl Condition, result: V) -> CaseBuilder<V::Type> {
    CaseBuilder {
        case: Case {
            whens: vec![(condition.into_node(), result.into_arg())],
            otherwise: None,
        },
        result: std::marker::PhantomData,
    }
}

/// `T`, or `Option` of it where either of the two can be NULL.
type Widened<T, V> = <<<T as ColumnValue>::Nullness as Nullness>::Or<
    <V as ColumnValue>::Nullness,
> as Nullness>::Wrap<<T as ColumnValue>::Type>;

impl<T: ColumnValue> CaseBuilder<T> {
    fn push(&mut self, condition: Node, result: Arg) {
        self.case.whens.push((condition, result));
    }

    /// Another branch.
    #[must_use]
    pub fn when<V, By>(
        mut self,
        condition: impl Condition,
        result: V,
    ) -> CaseBuilder<Widened<T, V::Type>>
    where
        V: Operand<T::Sql, By>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.push(condition.into_node(), result.into_arg());
        CaseBuilder {
            case: self.case,
            result: std::marker::PhantomData,
        }
    }

    /// The result where no condition holds.
    #[must_use]
    pub fn otherwise<V, By>(mut self, result: V) -> Expr<Widened<T, V::Type>>
    where
        V: Operand<T::Sql, By>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.case.otherwise = Some(result.into_arg());
        Expr::from_node(Node::Case(Box::new(self.case)))
    }

    /// Without ELSE: NULL where no condition holds.
    #[must_use]
    pub fn end(self) -> Expr<Option<T::Type>> {
        Expr::from_node(Node::Case(Box::new(self.case)))
    }
}
