//! ORDER BY.

use super::node::{Arg, Node};
use super::{Condition as _, Expr, Labelled};
use crate::sql::column::Column;
use crate::sql::text::Text;
use crate::tuples::for_each_tuple;

/// Where NULL stands in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NullsOrder {
    /// Before everything else.
    First,
    /// After everything else.
    Last,
}

/// One term of an ORDER BY.
#[derive(Clone, Debug)]
pub struct OrderTerm {
    /// By what.
    pub arg: Arg,
    /// `DESC`
    pub descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`; the database's own order without it.
    pub nulls: Option<NullsOrder>,
}

impl OrderTerm {
    /// A term in rising order.
    #[must_use]
    pub fn new(node: Node) -> Self {
        Self {
            arg: node.into(),
            descending: false,
            nulls: None,
        }
    }

    /// The term in falling order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.id).order_by(User.age.asc().desc()),
    ///     all: "SELECT id FROM users ORDER BY age DESC",
    /// );
    /// ```
    #[must_use]
    pub fn desc(self) -> Self {
        Self {
            descending: true,
            ..self
        }
    }

    /// NULL before everything else. MySQL and MariaDB have no words for it, and order by whether it
    /// is NULL first.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.id).order_by(User.name.asc().nulls_first()),
    ///     sqlite | postgres: "SELECT id FROM users ORDER BY name NULLS FIRST",
    ///     mysql: "SELECT id FROM users ORDER BY (name IS NULL) DESC, name",
    /// );
    /// assert_sql!(
    ///     select(User.id).order_by(User.name.desc().nulls_first()),
    ///     sqlite | postgres: "SELECT id FROM users ORDER BY name DESC NULLS FIRST",
    ///     mysql: "SELECT id FROM users ORDER BY (name IS NULL) DESC, name DESC",
    /// );
    /// ```
    #[must_use]
    pub fn nulls_first(self) -> Self {
        Self {
            nulls: Some(NullsOrder::First),
            ..self
        }
    }

    /// NULL after everything else. MySQL and MariaDB have no words for it, and order by whether it
    /// is NULL first.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.id).order_by(User.name.asc().nulls_last()),
    ///     sqlite | postgres: "SELECT id FROM users ORDER BY name NULLS LAST",
    ///     mysql: "SELECT id FROM users ORDER BY (name IS NULL), name",
    /// );
    /// assert_sql!(
    ///     select(User.id).order_by(User.name.desc().nulls_last()),
    ///     sqlite | postgres: "SELECT id FROM users ORDER BY name DESC NULLS LAST",
    ///     mysql: "SELECT id FROM users ORDER BY (name IS NULL), name DESC",
    /// );
    /// ```
    #[must_use]
    pub fn nulls_last(self) -> Self {
        Self {
            nulls: Some(NullsOrder::Last),
            ..self
        }
    }
}

/// What `order_by` takes: columns, expressions, terms, and tuples or lists of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to order by",
    label = "expected a column or an expression, perhaps with `.desc()`, or a tuple of them"
)]
pub trait IntoOrder {
    /// Appends the terms.
    fn append_to(self, terms: &mut Vec<OrderTerm>);
}

#[diagnostic::do_not_recommend]
impl IntoOrder for OrderTerm {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        terms.push(self);
    }
}

#[diagnostic::do_not_recommend]
impl<T, Kind> IntoOrder for Expr<T, Kind> {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        terms.push(OrderTerm::new(self.into_node()));
    }
}

#[diagnostic::do_not_recommend]
impl<M, T> IntoOrder for Column<M, T> {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        terms.push(OrderTerm::new(Node::Column(self.column_ref())));
    }
}

impl<T> Labelled<T> {
    /// What has the label, in rising order: written once more, since its label isn't a name
    /// everywhere in ORDER BY.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let length = func::length(User.email).label("length");
    /// assert_sql!(
    ///     select((User.id, length.clone())).order_by(length.asc()),
    ///     sqlite | postgres: "SELECT users.id, length(users.email) AS length FROM users ORDER BY \
    ///         length(users.email)",
    ///     mysql: "SELECT users.id, char_length(users.email) AS length FROM users ORDER BY \
    ///         char_length(users.email)",
    /// );
    /// ```
    #[must_use]
    pub fn asc(self) -> OrderTerm {
        OrderTerm::new(self.expr.into_node())
    }

    /// What has the label, in falling order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let length = func::length(User.email).label("length");
    /// let statement = select((User.id, length.clone())).order_by(length.desc());
    /// assert_sql!(
    ///     statement,
    ///     sqlite | postgres:
    ///         "SELECT users.id, length(users.email) AS length FROM users \
    ///          ORDER BY length(users.email) DESC",
    ///     mysql: "SELECT users.id, char_length(users.email) AS length FROM users \
    ///             ORDER BY char_length(users.email) DESC"
    /// );
    /// ```
    #[must_use]
    pub fn desc(self) -> OrderTerm {
        self.asc().desc()
    }
}

/// The expression; the label is the result's.
#[diagnostic::do_not_recommend]
impl<T> IntoOrder for Labelled<T> {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        self.expr.append_to(terms);
    }
}

/// SQL as written, such as a label.
#[diagnostic::do_not_recommend]
impl IntoOrder for Text {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        terms.push(OrderTerm::new(self.into_node()));
    }
}

#[diagnostic::do_not_recommend]
impl<I: IntoOrder, const N: usize> IntoOrder for [I; N] {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        for term in self {
            term.append_to(terms);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<I: IntoOrder> IntoOrder for Vec<I> {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        for term in self {
            term.append_to(terms);
        }
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: IntoOrder),+> IntoOrder for ($($name,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn append_to(self, terms: &mut Vec<OrderTerm>) {
                let ($($name,)+) = self;
                $($name.append_to(terms);)+
            }
        }
    )*};
}

for_each_tuple!(tuples);
