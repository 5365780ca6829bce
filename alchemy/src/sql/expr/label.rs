//! References to labels of what is selected.

use std::borrow::Cow;

use super::node::Node;
use super::order::{IntoOrder, OrderTerm};

/// What is selected under a label, as a term of ORDER BY or GROUP BY.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let statement = select((Post.author_id, func::count_all().label("n")))
///     .group_by(Post.author_id)
///     .order_by((label("n").desc(), Post.author_id));
/// assert_sql!(
///     statement,
///     all: "SELECT posts.author_id, count(*) AS n FROM posts GROUP BY posts.author_id \
///         ORDER BY n DESC, posts.author_id",
/// );
/// ```
///
/// A column of a table may have the same name, and in GROUP BY databases take that one first.
/// There the label is written as the position of what it names:
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let email = func::lower(User.email).label("email");
/// assert_sql!(
///     select((email, func::count_all())).group_by(label("email")),
///     all: "SELECT lower(users.email) AS email, count(*) FROM users GROUP BY 1",
/// );
/// ```
///
/// A label that the SELECT doesn't have, or has twice, is an error of
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile), as is one that stands anywhere else:
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let statement = select(func::count_all().label("n")).select_from(User).order_by(label("m"));
/// assert_sql!(statement, all: refused);
/// ```
#[must_use]
pub fn label(name: impl Into<Cow<'static, str>>) -> LabelReference {
    LabelReference { name: name.into() }
}

/// A reference to a label: see [`label`].
#[derive(Clone, Debug)]
pub struct LabelReference {
    name: Cow<'static, str>,
}

impl LabelReference {
    fn term(self) -> OrderTerm {
        OrderTerm::new(Node::Label(self.name))
    }

    /// In rising order, to say where NULL stands in it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let names = select((User.id, func::lower(User.name).label("n")));
    /// assert_sql!(
    ///     names.order_by(label("n").asc()),
    ///     all: "SELECT users.id, lower(users.name) AS n FROM users ORDER BY n",
    /// );
    /// ```
    #[must_use]
    pub fn asc(self) -> OrderTerm {
        self.term()
    }

    /// In falling order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let names = select((User.id, func::lower(User.name).label("n")));
    /// assert_sql!(
    ///     names.order_by(label("n").desc()),
    ///     all: "SELECT users.id, lower(users.name) AS n FROM users ORDER BY n DESC",
    /// );
    /// ```
    #[must_use]
    pub fn desc(self) -> OrderTerm {
        self.term().desc()
    }
}

#[diagnostic::do_not_recommend]
impl IntoOrder for LabelReference {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        terms.push(self.term());
    }
}
