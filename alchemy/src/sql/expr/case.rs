//! CASE.

use super::Expr;
use super::condition::Condition;
use super::node::{Arg, Case, Node};
use super::operand::{Operand, Typed};
use crate::sql::func::Argument;
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
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let size = case(Post.views.gt(1_000), "big").when(Post.views.gt(100), "medium").otherwise("small");
/// assert_sql!(
///     select(size),
///     sqlite | mysql: "SELECT CASE WHEN views > ? THEN ? WHEN views > ? THEN ? ELSE ? END FROM \
///         posts",
///     postgres: "SELECT CASE WHEN views > $1 THEN $2::text WHEN views > $3 THEN $4::text ELSE \
///         $5::text END FROM posts",
/// );
/// ```
pub fn case<V: Typed<By>, By>(condition: impl Condition, result: V) -> CaseBuilder<V::Type> {
    CaseBuilder {
        case: Case {
            operand: None,
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

/// A CASE that compares one value with others: `case_value(x).when(1, "one")`.
#[derive(Clone, Debug)]
#[must_use = "call `.when(…)` on it"]
pub struct SimpleCase<X> {
    operand: Arg,
    types: std::marker::PhantomData<fn() -> X>,
}

/// A simple CASE with at least one branch; its first result decides the type.
#[derive(Clone, Debug)]
pub struct SimpleCaseBuilder<X, T> {
    case: CaseBuilder<T>,
    types: std::marker::PhantomData<fn() -> X>,
}

/// Begins a CASE that compares one value with others.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::case_value;
///
/// let words = case_value(Post.views).when(0, "none").when(1, "one").otherwise("many");
/// assert_eq!(
///     select(words).to_string(),
///     "SELECT CASE views WHEN ? THEN ? WHEN ? THEN ? ELSE ? END FROM posts"
/// );
/// ```
pub fn case_value<A: Argument>(value: A) -> SimpleCase<A::Type> {
    SimpleCase {
        operand: value.into_argument(),
        types: std::marker::PhantomData,
    }
}

impl<X: ColumnValue> SimpleCase<X> {
    /// The result where both are equal. NULL equals nothing.
    pub fn when<W, WhenBy, V, By>(self, value: W, result: V) -> SimpleCaseBuilder<X, V::Type>
    where
        W: Operand<X::Sql, WhenBy>,
        V: Typed<By>,
    {
        let case = Case {
            operand: Some(self.operand),
            whens: vec![(value.into_arg().into(), result.into_arg())],
            otherwise: None,
        };
        SimpleCaseBuilder {
            case: CaseBuilder {
                case,
                result: std::marker::PhantomData,
            },
            types: std::marker::PhantomData,
        }
    }
}

impl<X: ColumnValue, T: ColumnValue> SimpleCaseBuilder<X, T> {
    /// Another branch.
    #[must_use]
    pub fn when<W, WhenBy, V, By>(
        mut self,
        value: W,
        result: V,
    ) -> SimpleCaseBuilder<X, Widened<T, V::Type>>
    where
        W: Operand<X::Sql, WhenBy>,
        V: Operand<T::Sql, By>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.case.push(value.into_arg().into(), result.into_arg());
        SimpleCaseBuilder {
            case: CaseBuilder {
                case: self.case.case,
                result: std::marker::PhantomData,
            },
            types: std::marker::PhantomData,
        }
    }

    /// The result where none is equal.
    #[must_use]
    pub fn otherwise<V, By>(self, result: V) -> Expr<Widened<T, V::Type>>
    where
        V: Operand<T::Sql, By>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.case.otherwise(result)
    }

    /// Without ELSE: NULL where none is equal.
    #[must_use]
    pub fn end(self) -> Expr<Option<T::Type>> {
        self.case.end()
    }
}
