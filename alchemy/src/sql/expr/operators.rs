//! The operators of columns and expressions: inherent methods, since a trait's `eq` would clash
//! with `PartialEq`.

use std::borrow::Cow;

use super::contains::Contains;
use super::in_list::InList;
use super::node::{Arg, Between, BinaryOp, Function, In, Like, Node};
use super::operand::Operand;
use super::order::OrderTerm;
use super::{Expr, Labelled};
use crate::sql::column::Column;
use crate::types::{ColumnType, ColumnValue, Nullness, SqlType, StoredAs, Text, Value};

/// `Inner`, or an `Option` of it where one of two operands can be NULL.
pub(super) type Propagated<A, B, Inner> = <<<A as ColumnValue>::Nullness as Nullness>::Or<
    <B as ColumnValue>::Nullness,
> as Nullness>::Wrap<Inner>;

/// A condition over three operands: an `Option` where one of them can be NULL.
type Within<T, Low, High> = <<<<T as ColumnValue>::Nullness as Nullness>::Or<
    <Low as ColumnValue>::Nullness,
> as Nullness>::Or<<High as ColumnValue>::Nullness> as Nullness>::Wrap<bool>;

/// The character that takes the meaning from `%` and `_` where the library escapes a pattern:
/// not a backslash, which MySQL takes for itself in literals.
pub(super) const ESCAPE: char = '/';

/// A pattern for text that must be found as it is, with any text before or behind it.
pub(super) fn escaped(before: bool, text: Arg, behind: bool) -> Arg {
    match text {
        Arg::Bind(Value::Text(text)) => Arg::Bind(escaped_text(before, &text, behind)),
        Arg::Bind(Value::Null) => Arg::Bind(Value::Null),
        text => escaped_expression(before, text, behind),
    }
}

fn escaped_text(before: bool, text: &str, behind: bool) -> Value {
    let mut pattern = String::with_capacity(text.len() + 4);
    if before {
        pattern.push('%');
    }
    for char in text.chars() {
        if matches!(char, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(char);
    }
    if behind {
        pattern.push('%');
    }
    Value::Text(pattern)
}

fn escaped_expression(before: bool, text: Arg, behind: bool) -> Arg {
    let bound = |text: String| Arg::Bind(Value::Text(text));
    // What escapes comes first, or it would escape the others twice.
    let escaped = [ESCAPE, '%', '_'].into_iter().fold(text, |text, char| {
        let to = String::from_iter([ESCAPE, char]);
        let args = vec![text, bound(char.to_string()), bound(to)];
        function("replace", args).into()
    });
    let concat = |left: Arg, right: Arg| Node::Binary(BinaryOp::Concat, left, right).into();
    let pattern = if before {
        concat(bound("%".to_owned()), escaped)
    } else {
        escaped
    };
    if behind {
        return concat(pattern, bound("%".to_owned()));
    }
    pattern
}

/// A cast. That of a number to a boolean is a comparison, since databases cast only some numbers or
/// have numbers for booleans.
fn cast(arg: Arg, from: SqlType, to: SqlType) -> Node {
    let is_number = matches!(
        from,
        SqlType::SmallInt
            | SqlType::Integer
            | SqlType::BigInt
            | SqlType::BigUnsigned
            | SqlType::Real
            | SqlType::Double
            | SqlType::Decimal { .. }
    );
    if is_number && to == SqlType::Boolean {
        return Node::Binary(BinaryOp::Ne, arg, Arg::Bind(Value::Int(0)));
    }
    Node::Cast(arg, to)
}

/// `=` and `<>` with NULL are IS NULL and IS NOT NULL.
fn equality(op: BinaryOp, left: Arg, right: Arg) -> Node {
    match right {
        Arg::Bind(Value::Null) => Node::IsNull {
            arg: left,
            negated: op == BinaryOp::Ne,
        },
        right => Node::Binary(op, left, right),
    }
}

pub(super) fn like(arg: Arg, pattern: Arg, escape: Option<char>, case_insensitive: bool) -> Node {
    Node::Like(Box::new(Like {
        arg,
        pattern,
        escape,
        case_insensitive,
        negated: false,
    }))
}

fn distinct(op: BinaryOp, left: Arg, right: Arg) -> Expr<bool> {
    Expr::from_node(match right {
        Arg::Bind(Value::Null) => Node::IsNull {
            arg: left,
            negated: op == BinaryOp::IsDistinctFrom,
        },
        right => Node::Binary(op, left, right),
    })
}

macro_rules! comparisons {
    ($($(#[$attribute:meta])* $method:ident $make:expr;)*) => {$(
        $(#[$attribute])*
        #[must_use]
        #[inline]
        pub fn $method<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, bool>>
        where
            V: Operand<T::Sql, By>,
        {
            Expr::from_node($make(self.operand(), other.into_arg()))
        }
    )*};
}

macro_rules! operators {
    ([$($generics:tt)*] $target:ty, $self:ident => $arg:expr) => {
        impl<$($generics)*> $target {
            #[inline]
            pub(super) fn operand($self) -> Arg {
                $arg
            }

            comparisons! {
                /// Whether both are equal: `self = other`, and `self IS NULL` where `other` is
                /// `None`.
                ///
                /// NULL equals nothing, so the condition is an `Option` where a side can be NULL.
                /// To take NULL for a value like others there is
                /// [`is_not_distinct_from`](Self::is_not_distinct_from).
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(User.id).filter(User.email.eq("a@b.c")),
                ///     sqlite | mysql: "SELECT id FROM users WHERE email = ?",
                ///     postgres: "SELECT id FROM users WHERE email = $1",
                /// );
                /// let nobody: Option<&str> = None;
                /// assert_sql!(
                ///     select(User.id).filter(User.name.eq(nobody)),
                ///     all: "SELECT id FROM users WHERE name IS NULL",
                /// );
                /// ```
                eq |a, b| equality(BinaryOp::Eq, a, b);

                /// Whether both differ: `self <> other`, and `self IS NOT NULL` where `other` is
                /// `None`.
                ///
                /// NULL differs from nothing, so the condition is an `Option` where a side can be
                /// NULL. To take NULL for a value like others there is
                /// [`is_distinct_from`](Self::is_distinct_from).
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(User.id).filter(User.email.ne("a@b.c")),
                ///     sqlite | mysql: "SELECT id FROM users WHERE email <> ?",
                ///     postgres: "SELECT id FROM users WHERE email <> $1",
                /// );
                /// ```
                ne |a, b| equality(BinaryOp::Ne, a, b);

                /// Whether it is less: `self < other`.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(User.id).filter(User.age.lt(18)),
                ///     sqlite | mysql: "SELECT id FROM users WHERE age < ?",
                ///     postgres: "SELECT id FROM users WHERE age < $1",
                /// );
                /// ```
                lt |a, b| Node::Binary(BinaryOp::Lt, a, b);

                /// Whether it is less or equal: `self <= other`.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(User.id).filter(User.age.le(18)),
                ///     sqlite | mysql: "SELECT id FROM users WHERE age <= ?",
                ///     postgres: "SELECT id FROM users WHERE age <= $1",
                /// );
                /// ```
                le |a, b| Node::Binary(BinaryOp::Le, a, b);

                /// Whether it is greater: `self > other`.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(User.id).filter(User.age.gt(18)),
                ///     sqlite | mysql: "SELECT id FROM users WHERE age > ?",
                ///     postgres: "SELECT id FROM users WHERE age > $1",
                /// );
                /// ```
                gt |a, b| Node::Binary(BinaryOp::Gt, a, b);

                /// Whether it is greater or equal: `self >= other`.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(User.id).filter(User.age.ge(18)),
                ///     sqlite | mysql: "SELECT id FROM users WHERE age >= ?",
                ///     postgres: "SELECT id FROM users WHERE age >= $1",
                /// );
                /// ```
                ge |a, b| Node::Binary(BinaryOp::Ge, a, b);
            }

            /// Whether both differ, where NULL is a value like others: never NULL itself.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let statement = select(User.id).filter(User.name.is_distinct_from("Ada"));
            /// assert_sql!(
            ///     statement,
            ///     sqlite: "SELECT id FROM users WHERE name IS NOT ?",
            ///     postgres: "SELECT id FROM users WHERE name IS DISTINCT FROM $1",
            ///     mysql: "SELECT id FROM users WHERE NOT (name <=> ?)",
            /// );
            /// ```
            #[must_use]
            pub fn is_distinct_from<V, By>(self, other: V) -> Expr<bool>
            where
                V: Operand<T::Sql, By>,
            {
                distinct(BinaryOp::IsDistinctFrom, self.operand(), other.into_arg())
            }

            /// Whether both are the same, where NULL is a value like others: never NULL itself.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let same = User.manager_id.is_not_distinct_from(User.id);
            /// assert_sql!(
            ///     select(User.id).filter(same),
            ///     sqlite: "SELECT id FROM users WHERE manager_id IS id",
            ///     postgres: "SELECT id FROM users WHERE manager_id IS NOT DISTINCT FROM id",
            ///     mysql: "SELECT id FROM users WHERE manager_id <=> id",
            /// );
            /// ```
            #[must_use]
            pub fn is_not_distinct_from<V, By>(self, other: V) -> Expr<bool>
            where
                V: Operand<T::Sql, By>,
            {
                distinct(BinaryOp::IsNotDistinctFrom, self.operand(), other.into_arg())
            }

            /// Whether it is NULL: `self IS NULL`. Never NULL itself.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.name.is_null()),
            ///     all: "SELECT id FROM users WHERE name IS NULL",
            /// );
            /// ```
            #[must_use]
            pub fn is_null(self) -> Expr<bool> {
                Expr::from_node(Node::IsNull { arg: self.operand(), negated: false })
            }

            /// Whether it isn't NULL: `self IS NOT NULL`. Never NULL itself.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.name.is_not_null()),
            ///     all: "SELECT id FROM users WHERE name IS NOT NULL",
            /// );
            /// ```
            #[must_use]
            pub fn is_not_null(self) -> Expr<bool> {
                Expr::from_node(Node::IsNull { arg: self.operand(), negated: true })
            }

            /// Whether it is one of a list of values, or of the rows of a `select` of one column.
            ///
            /// A list may be of any length: an empty one is never true, and one that is longer than
            /// the placeholders that a statement can have is an error when the statement is
            /// compiled.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.age.in_([18, 19])),
            ///     sqlite | mysql: "SELECT id FROM users WHERE age IN (?, ?)",
            ///     postgres: "SELECT id FROM users WHERE age IN ($1, $2)",
            /// );
            /// assert_sql!(
            ///     select(User.id).filter(User.age.in_(Vec::<i32>::new())),
            ///     sqlite: "SELECT id FROM users WHERE 1 = 0",
            ///     postgres | mysql: "SELECT id FROM users WHERE FALSE",
            /// );
            /// let authors = select(Post.author_id).filter(Post.views.gt(100));
            /// assert_sql!(
            ///     select(User.email).filter(User.id.in_(authors)),
            ///     sqlite | mysql: "SELECT users.email FROM users WHERE users.id IN (SELECT \
            ///         posts.author_id FROM posts WHERE posts.views > ?)",
            ///     postgres: "SELECT users.email FROM users WHERE users.id IN (SELECT \
            ///         posts.author_id FROM posts WHERE posts.views > $1)",
            /// );
            /// ```
            #[must_use]
            pub fn in_<L, Of>(self, list: L) -> Expr<Propagated<T, L::Type, bool>>
            where
                L: InList<T::Sql, Of>,
            {
                let (arg, source) = (self.operand(), list.into_source());
                Expr::from_node(Node::In(Box::new(In { arg, source, negated: false })))
            }

            /// Whether it is none of a list of values, or of the rows of a `select` of one column.
            ///
            /// An empty list is always true. A NULL among the values makes it never true, as SQL
            /// says.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.age.not_in([18, 19])),
            ///     sqlite | mysql: "SELECT id FROM users WHERE age NOT IN (?, ?)",
            ///     postgres: "SELECT id FROM users WHERE age NOT IN ($1, $2)",
            /// );
            /// assert_sql!(
            ///     select(User.id).filter(User.age.not_in(Vec::<i32>::new())),
            ///     sqlite: "SELECT id FROM users WHERE 1 = 1",
            ///     postgres | mysql: "SELECT id FROM users WHERE TRUE",
            /// );
            /// ```
            #[must_use]
            pub fn not_in<L, Of>(self, list: L) -> Expr<Propagated<T, L::Type, bool>>
            where
                L: InList<T::Sql, Of>,
            {
                let (arg, source) = (self.operand(), list.into_source());
                Expr::from_node(Node::In(Box::new(In { arg, source, negated: true })))
            }

            /// Whether it lies between two values, both included.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.age.between(18, 65)),
            ///     sqlite | mysql: "SELECT id FROM users WHERE age BETWEEN ? AND ?",
            ///     postgres: "SELECT id FROM users WHERE age BETWEEN $1 AND $2",
            /// );
            /// assert_sql!(
            ///     select(User.id).filter(!User.age.between(18, 65)),
            ///     sqlite | mysql: "SELECT id FROM users WHERE age NOT BETWEEN ? AND ?",
            ///     postgres: "SELECT id FROM users WHERE age NOT BETWEEN $1 AND $2",
            /// );
            /// ```
            #[must_use]
            pub fn between<L, LowBy, H, HighBy>(
                self,
                low: L,
                high: H,
            ) -> Expr<Within<T, L::Type, H::Type>>
            where
                L: Operand<T::Sql, LowBy>,
                H: Operand<T::Sql, HighBy>,
            {
                let (arg, low, high) = (self.operand(), low.into_arg(), high.into_arg());
                Expr::from_node(Node::Between(Box::new(Between {
                    arg,
                    low,
                    high,
                    symmetric: false,
                    negated: false,
                })))
            }

            /// Whether it lies between two values, both included, whichever is the smaller.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.age.between_symmetric(65, 18)),
            ///     sqlite | mysql: "SELECT id FROM users WHERE (age BETWEEN ? AND ? OR age BETWEEN ? AND ?)",
            ///     postgres: "SELECT id FROM users WHERE age BETWEEN SYMMETRIC $1 AND $2",
            /// );
            /// ```
            #[must_use]
            pub fn between_symmetric<L, LowBy, H, HighBy>(
                self,
                one: L,
                other: H,
            ) -> Expr<Within<T, L::Type, H::Type>>
            where
                L: Operand<T::Sql, LowBy>,
                H: Operand<T::Sql, HighBy>,
            {
                let (arg, low, high) = (self.operand(), one.into_arg(), other.into_arg());
                Expr::from_node(Node::Between(Box::new(Between {
                    arg,
                    low,
                    high,
                    symmetric: true,
                    negated: false,
                })))
            }

            /// In rising order: to say where NULL stands in it, since a column by itself rises too.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).order_by(User.name.asc()),
            ///     all: "SELECT id FROM users ORDER BY name",
            /// );
            /// ```
            #[must_use]
            pub fn asc(self) -> OrderTerm {
                OrderTerm::new(self.operand().into())
            }

            /// In falling order.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).order_by(User.age.desc()),
            ///     all: "SELECT id FROM users ORDER BY age DESC",
            /// );
            /// ```
            #[must_use]
            pub fn desc(self) -> OrderTerm {
                self.asc().desc()
            }

            /// A name of its own in the result, which `order_by` and `group_by` refer to by
            /// [`label`](fn@crate::sql::label).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let statement = select((User.id, (User.age / 10).label("decade"))).order_by(label("decade"));
            /// assert_sql!(
            ///     statement,
            ///     sqlite: "SELECT users.id, users.age / (? + 0.0) AS decade FROM users ORDER BY \
            ///         decade",
            ///     postgres: "SELECT users.id, users.age / ($1::bigint + 0.0) AS decade FROM \
            ///         users ORDER BY decade",
            ///     mysql: "SELECT users.id, users.age / (? + 0e0) AS decade FROM users ORDER BY decade",
            /// );
            /// ```
            #[must_use]
            pub fn label(self, name: impl Into<Cow<'static, str>>) -> Labelled<T> {
                Labelled { expr: self.expr(), name: name.into() }
            }

            /// The same as an expression, where one type is wanted for columns and expressions
            /// alike.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let by_name = true;
            /// let shown = if by_name { User.email.expr() } else { func::lower(User.email) };
            /// assert_sql!(select(shown), all: "SELECT email FROM users");
            /// ```
            #[must_use]
            pub fn expr(self) -> Expr<T> {
                Expr::from_node(self.operand().into())
            }

            /// The same, as an `Option`: what is selected from the optional side of an outer join.
            /// Without it such a statement isn't compiled.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let statement = select((User.email, Post.title.optional())).outer_join(User.posts);
            /// assert_sql!(
            ///     statement,
            ///     all: "SELECT users.email, posts.title FROM users LEFT JOIN posts ON users.id = \
            ///         posts.author_id",
            /// );
            /// ```
            #[must_use]
            pub fn optional(self) -> Expr<Option<T::Type>> {
                Expr::from_node(self.operand().into())
            }

            /// The same as what the database has: for a column with an adapter, or of a newtype.
            /// Nothing is said of it in SQL.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// use alchemy::ColumnType;
            ///
            /// #[derive(ColumnType, Clone, Debug, PartialEq)]
            /// struct Celsius(i32);
            ///
            /// #[derive(Model)]
            /// #[model(table = "days")]
            /// struct Day {
            ///     #[column(primary_key)]
            ///     id: i64,
            ///     high: Celsius,
            /// }
            ///
            /// // `Celsius` can't be added to, its number can.
            /// assert_sql!(
            ///     select(Day.high.stored() + 1),
            ///     sqlite | mysql: "SELECT high + ? FROM days",
            ///     postgres: "SELECT high + $1 FROM days",
            /// );
            /// ```
            #[must_use]
            pub fn stored(
                self,
            ) -> Expr<<T::Nullness as Nullness>::Wrap<<T::Type as StoredAs>::Stored>>
            where
                T::Type: StoredAs,
            {
                Expr::from_node(self.operand().into())
            }

            /// `CAST(self AS …)`, to the SQL type of a Rust type, and read as that.
            ///
            /// SQLite, MySQL and MariaDB cast to a few types only: `SIGNED` stands for all integers
            /// there. A text that isn't a number is an error on PostgreSQL, and 0 in a SELECT
            /// elsewhere. Of numbers what isn't 0 is true, said by a comparison.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.views.cast::<String>()),
            ///     sqlite | postgres: "SELECT CAST(views AS TEXT) FROM posts",
            ///     mysql: "SELECT CAST(views AS CHAR) FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn cast<U: ColumnType>(
                self,
            ) -> Expr<<T::Nullness as Nullness>::Wrap<U>> {
                Expr::from_node(cast(self.operand(), T::SQL_TYPE, U::SQL_TYPE))
            }

            /// `CAST(self AS …)`, to a SQL type that is given, read as a Rust type.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// use alchemy::types::SqlType;
            ///
            /// assert_sql!(
            ///     select(Post.title.cast_as::<String>(SqlType::Varchar(10))),
            ///     sqlite: "SELECT CAST(title AS TEXT) FROM posts",
            ///     postgres: "SELECT CAST(title AS VARCHAR(10)) FROM posts",
            ///     mysql: "SELECT CAST(title AS CHAR(10)) FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn cast_as<U: ColumnType>(
                self,
                sql_type: SqlType,
            ) -> Expr<<T::Nullness as Nullness>::Wrap<U>> {
                Expr::from_node(Node::Cast(self.operand(), sql_type))
            }
        }

        impl<$($generics)*> $target
        where
            T: ColumnValue<Sql = Text>,
        {
            /// Whether it matches a pattern, in which `%` stands for any text and `_` for any
            /// character.
            ///
            /// A backslash before either takes its meaning on PostgreSQL, MySQL and MariaDB, and is
            /// itself on SQLite: [`like_escape`](Self::like_escape) is the same everywhere. On
            /// SQLite the case of ASCII letters doesn't count, on MySQL and MariaDB the collation
            /// decides; [`ilike`](Self::ilike) ignores it everywhere.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.email.like("a%")),
            ///     sqlite | mysql: "SELECT id FROM users WHERE email LIKE ?",
            ///     postgres: "SELECT id FROM users WHERE email LIKE $1",
            /// );
            /// ```
            #[must_use]
            pub fn like<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), None, false))
            }

            /// Whether it doesn't match a pattern: see [`like`](Self::like).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.email.not_like("a%")),
            ///     sqlite | mysql: "SELECT id FROM users WHERE email NOT LIKE ?",
            ///     postgres: "SELECT id FROM users WHERE email NOT LIKE $1",
            /// );
            /// ```
            #[must_use]
            pub fn not_like<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), None, false).negated())
            }

            /// Whether it matches a pattern, whatever the case: `ILIKE` on PostgreSQL, and
            /// elsewhere both sides in lower case. SQLite lowers ASCII letters only.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.email.ilike("A%")),
            ///     sqlite | mysql: "SELECT id FROM users WHERE lower(email) LIKE lower(?)",
            ///     postgres: "SELECT id FROM users WHERE email ILIKE $1",
            /// );
            /// ```
            #[must_use]
            pub fn ilike<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), None, true))
            }

            /// Whether it begins with the text; `%` and `_` in it mean themselves.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// // The value is `50/%%`.
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.starts_with("50%")),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE title LIKE ? ESCAPE '/'",
            ///     postgres: "SELECT id FROM posts WHERE title LIKE $1 ESCAPE '/'",
            /// );
            /// ```
            #[must_use]
            pub fn starts_with<V, By>(self, text: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                let pattern = escaped(false, text.into_arg(), true);
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), false))
            }

            /// Whether it ends with the text; `%` and `_` in it mean themselves, also where it is an
            /// expression.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.ends_with("!")),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE title LIKE ? ESCAPE '/'",
            ///     postgres: "SELECT id FROM posts WHERE title LIKE $1 ESCAPE '/'",
            /// );
            /// ```
            #[must_use]
            pub fn ends_with<V, By>(self, text: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                let pattern = escaped(true, text.into_arg(), false);
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), false))
            }

            /// This text and another one behind it; NULL where either is. For more of them, and for
            /// numbers, there is [`func::concat`](fn@crate::sql::func::concat).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.email.concat(" (deleted)")),
            ///     sqlite: "SELECT email || ? FROM users",
            ///     postgres: "SELECT email || $1 FROM users",
            ///     mysql: "SELECT concat(email, ?) FROM users",
            /// );
            /// ```
            #[must_use]
            pub fn concat<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, String>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(Node::Binary(BinaryOp::Concat, self.operand(), other.into_arg()))
            }

            /// The text in lower case. SQLite lowers ASCII letters only.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(User.id).filter(User.email.lower().eq("a@b.c")),
            ///     sqlite | mysql: "SELECT id FROM users WHERE lower(email) = ?",
            ///     postgres: "SELECT id FROM users WHERE lower(email) = $1::text",
            /// );
            /// ```
            #[must_use]
            pub fn lower(self) -> Expr<T> {
                Expr::from_node(call("lower", self.operand()))
            }

            /// The text in upper case. SQLite raises ASCII letters only.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(select(User.email.upper()), all: "SELECT upper(email) FROM users");
            /// ```
            #[must_use]
            pub fn upper(self) -> Expr<T> {
                Expr::from_node(call("upper", self.operand()))
            }
        }
    };
}

/// `LIKE '%…%'`: `%` and `_` in the text mean themselves.
impl<V, By> Contains<V, By> for Text
where
    V: Operand<Self, By>,
{
    type Other = V::Type;

    fn contains(this: Arg, other: V) -> Node {
        let pattern = escaped(true, other.into_arg(), true);
        like(this, pattern, Some(ESCAPE), false)
    }
}

fn call(name: &'static str, arg: Arg) -> Node {
    function(name, vec![arg])
}

fn function(name: &'static str, args: Vec<Arg>) -> Node {
    Node::Function(Box::new(Function {
        name: name.into(),
        args,
        distinct: false,
        star: false,
    }))
}

operators!([T: ColumnValue, Kind] Expr<T, Kind>, self => self.into_node().into());
operators!([M, T: ColumnValue] Column<M, T>, self => Arg::Column(self.column_ref()));
