//! CASE.

use super::Expr;
use super::condition::Condition;
use super::node::{Arg, Case, Node};
use super::operand::{Operand, Typed};
use crate::types::{ColumnValue, Nullness};

/// A CASE with at least one branch; its first result decides the type.
#[derive(Clone, Debug)]
pub struct CaseBuilder<T> {
    case: Case,
    result: std::marker::PhantomData<fn() -> T>,
}

/// Begins a CASE: the result where the condition holds.
///
/// SQL: `CASE WHEN condition THEN result … ELSE … END`
///
/// ```ignore
/// case(Track.milliseconds.gt(600_000), "long").when(Track.milliseconds.gt(200_000), "medium").otherwise("short")
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
