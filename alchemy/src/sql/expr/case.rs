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

    /// Another branch, which counts where those before it don't hold.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let size = case(Post.views.gt(1_000), "big").when(Post.views.gt(100), "medium").end();
    /// assert_sql!(
    ///     select(size),
    ///     sqlite | mysql: "SELECT CASE WHEN views > ? THEN ? WHEN views > ? THEN ? END FROM \
    ///         posts",
    ///     postgres: "SELECT CASE WHEN views > $1 THEN $2::text WHEN views > $3 THEN $4::text END \
    ///         FROM posts",
    /// );
    /// ```
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
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(case(Post.views.gt(1_000), 2).otherwise(1)),
    ///     sqlite: "SELECT CASE WHEN views > ? THEN ? ELSE ? END FROM posts",
    ///     postgres: "SELECT CASE WHEN views > $1 THEN $2::bigint ELSE $3::bigint END FROM posts",
    ///     mysql: "SELECT CASE WHEN views > ? THEN CAST(? AS SIGNED) ELSE CAST(? AS SIGNED) END \
    ///         FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn otherwise<V, By>(mut self, result: V) -> Expr<Widened<T, V::Type>>
    where
        V: Operand<T::Sql, By>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.case.otherwise = Some(result.into_arg());
        Expr::from_node(Node::Case(Box::new(self.case)))
    }

    /// The expression without an ELSE: NULL where no condition holds.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(case(Post.views.gt(1_000), Post.title).end()),
    ///     sqlite | mysql: "SELECT CASE WHEN views > ? THEN title END FROM posts",
    ///     postgres: "SELECT CASE WHEN views > $1 THEN title END FROM posts",
    /// );
    /// ```
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
/// assert_sql!(
///     select(words),
///     sqlite | mysql: "SELECT CASE views WHEN ? THEN ? WHEN ? THEN ? ELSE ? END FROM posts",
///     postgres: "SELECT CASE views WHEN $1::bigint THEN $2::text WHEN $3::bigint THEN $4::text \
///         ELSE $5::text END FROM posts",
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
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::case_value;
    ///
    /// assert_sql!(
    ///     select(case_value(Post.views).when(0, "none").end()),
    ///     sqlite | mysql: "SELECT CASE views WHEN ? THEN ? END FROM posts",
    ///     postgres: "SELECT CASE views WHEN $1::bigint THEN $2::text END FROM posts",
    /// );
    /// ```
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
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::case_value;
    ///
    /// assert_sql!(
    ///     select(case_value(Post.views).when(0, true).when(1, false).end()),
    ///     sqlite | mysql: "SELECT CASE views WHEN ? THEN ? WHEN ? THEN ? END FROM posts",
    ///     postgres: "SELECT CASE views WHEN $1::bigint THEN $2::boolean WHEN $3::bigint THEN \
    ///         $4::boolean END FROM posts",
    /// );
    /// ```
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
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::case_value;
    ///
    /// assert_sql!(
    ///     select(case_value(Post.author_id).when(1, Post.views).otherwise(0)),
    ///     sqlite: "SELECT CASE author_id WHEN ? THEN views ELSE ? END FROM posts",
    ///     postgres: "SELECT CASE author_id WHEN $1::bigint THEN views ELSE $2::bigint END FROM \
    ///         posts",
    ///     mysql: "SELECT CASE author_id WHEN ? THEN views ELSE CAST(? AS SIGNED) END FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn otherwise<V, By>(self, result: V) -> Expr<Widened<T, V::Type>>
    where
        V: Operand<T::Sql, By>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.case.otherwise(result)
    }

    /// The expression without an ELSE: NULL where none is equal.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::case_value;
    ///
    /// assert_sql!(
    ///     select(case_value(User.name).when("Ada", 1).end()),
    ///     sqlite: "SELECT CASE name WHEN ? THEN ? END FROM users",
    ///     postgres: "SELECT CASE name WHEN $1::text THEN $2::bigint END FROM users",
    ///     mysql: "SELECT CASE name WHEN ? THEN CAST(? AS SIGNED) END FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn end(self) -> Expr<Option<T::Type>> {
        self.case.end()
    }
}
