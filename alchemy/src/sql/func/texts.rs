//! Functions of text.

use super::{Argument, expr, function};
use crate::sql::expr::{Arg, BinaryOp, Expr, Node, Operand};
use crate::types::{ColumnValue, Integer, NotNull, Nullness, SqlType, Text, Value};

/// `T` where no argument can be NULL, else an `Option` of it.
type Strict2<A, B, T> = <Strictness<A, B> as Nullness>::Wrap<T>;

type Strictness<A, B> =
    <<A as ColumnValue>::Nullness as Nullness>::Or<<B as ColumnValue>::Nullness>;

/// A text of three arguments.
type TextOf<A, B, C> = Expr<
    <<Strictness<A, B> as Nullness>::Or<<C as ColumnValue>::Nullness> as Nullness>::Wrap<String>,
>;

macro_rules! trims {
    ($($(#[$attribute:meta])* $name:ident)*) => {$(
        $(#[$attribute])*
        pub fn $name<A>(argument: A) -> Expr<A::Type>
        where
            A: Argument,
            A::Type: ColumnValue<Sql = Text>,
        {
            expr(function(stringify!($name), vec![argument.into_argument()]))
        }
    )*};
}

trims! {
    /// The text without the spaces around it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(select(func::trim(Post.title)), all: "SELECT trim(title) FROM posts");
    /// ```
    trim

    /// The text without the spaces before it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(select(func::ltrim(Post.title)), all: "SELECT ltrim(title) FROM posts");
    /// ```
    ltrim

    /// The text without the spaces after it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(select(func::rtrim(Post.title)), all: "SELECT rtrim(title) FROM posts");
    /// ```
    rtrim
}

/// The text with every occurrence of one text replaced by another.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::replace(Post.title, "a", "b")),
///     sqlite | mysql: "SELECT replace(title, ?, ?) FROM posts",
///     postgres: "SELECT replace(title, $1::text, $2::text) FROM posts",
/// );
/// ```
pub fn replace<A, P, PatternBy, R, ReplacementBy>(
    argument: A,
    pattern: P,
    replacement: R,
) -> TextOf<A::Type, P::Type, R::Type>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
    P: Operand<Text, PatternBy>,
    R: Operand<Text, ReplacementBy>,
{
    expr(function(
        "replace",
        vec![
            argument.into_argument(),
            pattern.into_arg(),
            replacement.into_arg(),
        ],
    ))
}

/// So many characters of the text, from one on: the first is 1.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::substr(Post.title, 2, 3)),
///     sqlite | mysql: "SELECT substr(title, ?, ?) FROM posts",
///     postgres: "SELECT substr(title, $1::integer, $2::integer) FROM posts",
/// );
/// ```
pub fn substr<A, S, StartBy, L, LengthBy>(
    argument: A,
    start: S,
    length: L,
) -> TextOf<A::Type, S::Type, L::Type>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
    S: Operand<Integer, StartBy>,
    L: Operand<Integer, LengthBy>,
{
    expr(function(
        "substr",
        vec![
            argument.into_argument(),
            start.into_arg(),
            length.into_arg(),
        ],
    ))
}

/// Where a text begins in another, from 1; 0 where it isn't found.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::position(Post.title, "a")),
///     sqlite: "SELECT instr(title, ?) FROM posts",
///     postgres: "SELECT strpos(title, $1::text) FROM posts",
///     mysql: "SELECT locate(?, title) FROM posts",
/// );
/// ```
pub fn position<A, V, By>(argument: A, text: V) -> Expr<Strict2<A::Type, V::Type, i64>>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
    V: Operand<Text, By>,
{
    expr(function(
        "position",
        vec![argument.into_argument(), text.into_arg()],
    ))
}

fn count(characters: u32) -> Arg {
    Arg::Bind(Value::Int(i64::from(characters)))
}

/// The first so many characters of the text.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::left(Post.title, 3)),
///     sqlite: "SELECT substr(title, 1, ?) FROM posts",
///     postgres: "SELECT left(title, $1::integer) FROM posts",
///     mysql: "SELECT left(title, ?) FROM posts",
/// );
/// ```
pub fn left<A>(argument: A, characters: u32) -> Expr<A::Type>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
{
    expr(function(
        "left",
        vec![argument.into_argument(), count(characters)],
    ))
}

/// The last so many characters of the text.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::right(Post.title, 3)),
///     sqlite: "SELECT substr(title, -?, ?) FROM posts",
///     postgres: "SELECT right(title, $1::integer) FROM posts",
///     mysql: "SELECT right(title, ?) FROM posts",
/// );
/// ```
pub fn right<A>(argument: A, characters: u32) -> Expr<A::Type>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
{
    expr(function(
        "right",
        vec![argument.into_argument(), count(characters)],
    ))
}

/// The text made so many characters long, by another text before it or by cutting off its end. Not
/// in SQLite.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::lpad(Post.title, 8, ".")),
///     postgres: "SELECT lpad(title, $1::integer, $2::text) FROM posts",
///     mysql: "SELECT lpad(title, ?, ?) FROM posts",
///     sqlite: refused,
/// );
/// ```
pub fn lpad<A, V, By>(
    argument: A,
    characters: u32,
    fill: V,
) -> Expr<Strict2<A::Type, V::Type, String>>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
    V: Operand<Text, By>,
{
    expr(function(
        "lpad",
        vec![argument.into_argument(), count(characters), fill.into_arg()],
    ))
}

/// The text made so many characters long, by another text after it or by cutting off its end. Not
/// in SQLite.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::rpad(Post.title, 8, ".")),
///     postgres: "SELECT rpad(title, $1::integer, $2::text) FROM posts",
///     mysql: "SELECT rpad(title, ?, ?) FROM posts",
///     sqlite: refused,
/// );
/// ```
pub fn rpad<A, V, By>(
    argument: A,
    characters: u32,
    fill: V,
) -> Expr<Strict2<A::Type, V::Type, String>>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
    V: Operand<Text, By>,
{
    expr(function(
        "rpad",
        vec![argument.into_argument(), count(characters), fill.into_arg()],
    ))
}

/// What [`concat`](fn@concat) puts together: a tuple of two to eight columns, expressions and
/// values.
pub trait Concatenated {
    /// Whether one of them can be NULL.
    type Nullness: Nullness;

    /// They as one expression.
    fn into_node(self) -> Node;
}

/// As text: what isn't is converted.
fn text<A: Argument>(argument: A) -> Node {
    let arg = argument.into_argument();
    match A::Type::SQL_TYPE {
        SqlType::Text | SqlType::Varchar(_) => arg.into(),
        _ => Node::Cast(arg, SqlType::Text),
    }
}

macro_rules! concatenated {
    ($($first:ident $($name:ident)+;)*) => {$(
        impl<$first: Argument, $($name: Argument),+> Concatenated for ($first, $($name),+) {
            type Nullness = concatenated!(
                @ <<$first::Type as ColumnValue>::Nullness as Nullness>::Or<NotNull>, $($name)+
            );

            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_node(self) -> Node {
                let ($first, $($name),+) = self;
                let node = text($first);
                $(let node = Node::Binary(BinaryOp::Concat, node.into(), text($name).into());)+
                node
            }
        }
    )*};
    (@ $so_far:ty, $name:ident $($rest:ident)*) => {
        concatenated!(
            @ <$so_far as Nullness>::Or<<$name::Type as ColumnValue>::Nullness>, $($rest)*
        )
    };
    (@ $so_far:ty,) => { $so_far };
}

concatenated! {
    A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
}

/// Texts, one after the other; what isn't text is converted. NULL where one of them is, on every
/// database: `coalesce` those that can be.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::concat((User.email, " #", User.id))),
///     sqlite: "SELECT email || ? || CAST(id AS TEXT) FROM users",
///     postgres: "SELECT email || $1 || CAST(id AS TEXT) FROM users",
///     mysql: "SELECT concat(concat(email, ?), CAST(id AS CHAR)) FROM users",
/// );
/// ```
pub fn concat<C: Concatenated>(texts: C) -> Expr<<C::Nullness as Nullness>::Wrap<String>> {
    Expr::from_node(texts.into_node())
}
