//! Functions that take one of several values of a type.

use super::{Argument, expr, function};
use crate::sql::expr::{Arg, Expr, Operand, operand_by as by};
use crate::types::{ColumnValue, Fits, Marker, NotNull, Nullable, Nullness};

/// What [`coalesce`], [`greatest`] and [`least`] choose from beside their first argument, of SQL type
/// `S`: a value, a column or an expression, or a tuple of two to seven of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be used where SQL type `{S}` is expected",
    label = "expected a value or an expression of SQL type `{S}`, or a tuple of two to seven",
    note = "give values of the first argument's own type, other columns or expressions of that type"
)]
pub trait Choices<S: Marker, By> {
    /// Whether one of them can be NULL.
    type AnyNull: Nullness;
    /// Whether all of them can be NULL.
    type AllNull: Nullness;

    /// Appends them to a function's arguments.
    fn append_to(self, args: &mut Vec<Arg>);
}

impl<S, V, By> Choices<S, by::Alone<By>> for V
where
    S: Marker,
    V: Operand<S, By>,
    <V::Type as ColumnValue>::Sql: Fits<S>,
{
    type AnyNull = <V::Type as ColumnValue>::Nullness;
    type AllNull = <V::Type as ColumnValue>::Nullness;

    fn append_to(self, args: &mut Vec<Arg>) {
        args.push(self.into_arg());
    }
}

macro_rules! several {
    ($($($name:ident $by:ident)+;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<S, $($name, $by),+> Choices<S, by::Several<($($by,)+)>> for ($($name,)+)
        where
            S: Marker,
            $($name: Operand<S, $by>, <$name::Type as ColumnValue>::Sql: Fits<S>,)+
        {
            type AnyNull = several!(@ Or NotNull, $($name)+);
            type AllNull = several!(@ And Nullable, $($name)+);

            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn append_to(self, args: &mut Vec<Arg>) {
                let ($($name,)+) = self;
                args.extend([$($name.into_arg()),+]);
            }
        }
    )*};
    (@ $fold:ident $so_far:ty, $name:ident $($rest:ident)*) => {
        several!(
            @ $fold
            <$so_far as Nullness>::$fold<<$name::Type as ColumnValue>::Nullness>,
            $($rest)*
        )
    };
    (@ $fold:ident $so_far:ty,) => { $so_far };
}

several! {
    A ByA B ByB;
    A ByA B ByB C ByC;
    A ByA B ByB C ByC D ByD;
    A ByA B ByB C ByC D ByD E ByE;
    A ByA B ByB C ByC D ByD E ByE F ByF;
    A ByA B ByB C ByC D ByD E ByE F ByF G ByG;
}

/// The first value's type, NULL where all can be.
type AllOf<A, V, By> = <<<A as ColumnValue>::Nullness as Nullness>::And<
    <V as Choices<<A as ColumnValue>::Sql, By>>::AllNull,
> as Nullness>::Wrap<<A as ColumnValue>::Type>;

/// The first value's type, NULL where one can be.
type AnyOf<A, V, By> = <<<A as ColumnValue>::Nullness as Nullness>::Or<
    <V as Choices<<A as ColumnValue>::Sql, By>>::AnyNull,
> as Nullness>::Wrap<<A as ColumnValue>::Type>;

fn choice<A, V, By, T>(name: &'static str, argument: A, others: V) -> Expr<T>
where
    A: Argument,
    V: Choices<<A::Type as ColumnValue>::Sql, By>,
{
    let mut args = vec![argument.into_argument()];
    others.append_to(&mut args);
    expr(function(name, args))
}

/// The first of two or more values that isn't NULL. With a fallback that is never NULL the result is
/// never NULL either.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let name = func::coalesce(User.name, "nobody");
/// let _: &Expr<String> = &name;
/// assert_sql!(
///     select(name),
///     sqlite | mysql: "SELECT coalesce(name, ?) FROM users",
///     postgres: "SELECT coalesce(name, $1) FROM users",
/// );
///
/// // Several fallbacks are a tuple.
/// let boss = aliased(User);
/// let name = func::coalesce(User.name, (boss.name, "nobody"));
/// let _: &Expr<String> = &name;
/// assert_sql!(
///     select(name).join(User.manager.of(boss)),
///     sqlite | mysql: "SELECT coalesce(users.name, users_1.name, ?) FROM users JOIN users AS \
///         users_1 ON users.manager_id = users_1.id",
///     postgres: "SELECT coalesce(users.name, users_1.name, $1) FROM users JOIN users AS users_1 \
///         ON users.manager_id = users_1.id",
/// );
/// ```
pub fn coalesce<A, V, By>(argument: A, fallbacks: V) -> Expr<AllOf<A::Type, V, By>>
where
    A: Argument,
    V: Choices<<A::Type as ColumnValue>::Sql, By>,
{
    choice("coalesce", argument, fallbacks)
}

/// The greatest of two or more values. Those that are NULL don't count on PostgreSQL; elsewhere the
/// result is NULL where one is.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::greatest(Post.views, (Post.author_id, 10))),
///     sqlite: "SELECT max(views, author_id, ?) FROM posts",
///     postgres: "SELECT greatest(views, author_id, $1) FROM posts",
///     mysql: "SELECT greatest(views, author_id, ?) FROM posts",
/// );
/// ```
pub fn greatest<A, V, By>(argument: A, others: V) -> Expr<AnyOf<A::Type, V, By>>
where
    A: Argument,
    V: Choices<<A::Type as ColumnValue>::Sql, By>,
{
    choice("greatest", argument, others)
}

/// The smallest of two or more values. Those that are NULL don't count on PostgreSQL; elsewhere the
/// result is NULL where one is.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::least(Post.views, (Post.author_id, 10))),
///     sqlite: "SELECT min(views, author_id, ?) FROM posts",
///     postgres: "SELECT least(views, author_id, $1) FROM posts",
///     mysql: "SELECT least(views, author_id, ?) FROM posts",
/// );
/// ```
pub fn least<A, V, By>(argument: A, others: V) -> Expr<AnyOf<A::Type, V, By>>
where
    A: Argument,
    V: Choices<<A::Type as ColumnValue>::Sql, By>,
{
    choice("least", argument, others)
}

/// The first value, or NULL where it is equal to the second.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let rate = func::sum(Post.views) / func::nullif(func::count(Post.id), 0);
/// assert_sql!(
///     select(rate),
///     sqlite: "SELECT sum(views) / (nullif(count(id), ?) + 0.0) FROM posts",
///     postgres: "SELECT sum(views) / (nullif(count(id), $1::bigint) + 0.0) FROM posts",
///     mysql: "SELECT sum(views) / (nullif(count(id), ?) + 0e0) FROM posts",
/// );
/// ```
pub fn nullif<A, V, By>(argument: A, other: V) -> Expr<Option<<A::Type as ColumnValue>::Type>>
where
    A: Argument,
    V: Operand<<A::Type as ColumnValue>::Sql, By>,
{
    expr(function(
        "nullif",
        vec![argument.into_argument(), other.into_arg()],
    ))
}
