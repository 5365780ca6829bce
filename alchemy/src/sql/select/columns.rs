//! What a statement selects, changed after it was begun.

use std::marker::PhantomData;

use smallvec::SmallVec;

use super::node::{SelectItem, SelectNode};
use super::{Select, Selectable};

impl<R> Select<R> {
    /// Selects something more: each row becomes a pair of what it was and what is added.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let titles: Select<String> = select(Post.title).filter(Post.views.gt(100));
    /// let with_authors: Select<(String, (i64, String))> =
    ///     titles.join(Post.author).add_columns((User.id, User.email));
    /// assert_sql!(
    ///     with_authors,
    ///     sqlite | mysql: "SELECT posts.title, users.id, users.email FROM posts JOIN users ON \
    ///         posts.author_id = users.id WHERE posts.views > ?",
    ///     postgres: "SELECT posts.title, users.id, users.email FROM posts JOIN users ON \
    ///         posts.author_id = users.id WHERE posts.views > $1",
    /// );
    /// ```
    ///
    /// Of a set operation, each of its statements selects it:
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let young = select(User.id).filter(User.age.lt(20));
    /// let nameless = select(User.id).filter(User.name.is_null());
    /// assert_sql!(
    ///     young.union(nameless).add_columns(User.email),
    ///     sqlite | mysql: "SELECT id, email FROM users WHERE age < ? UNION SELECT id, email FROM \
    ///         users WHERE name IS NULL",
    ///     postgres: "SELECT id, email FROM users WHERE age < $1 UNION SELECT id, email FROM \
    ///         users WHERE name IS NULL",
    /// );
    /// ```
    #[must_use]
    pub fn add_columns<S: Selectable>(mut self, what: S) -> Select<(R, S::Row)> {
        let mut items = SmallVec::new();
        what.append_to(&mut items);
        append(&mut self.node, &items);
        Select {
            node: self.node,
            options: self.options,
            row: PhantomData,
        }
    }
}

/// Selects more in a statement, and in each of a set operation's.
fn append(select: &mut SelectNode, items: &[SelectItem]) {
    select.items.extend(items.iter().cloned());
    if let Some(rare) = &mut select.rare {
        for operand in &mut rare.operands {
            append(operand, items);
        }
    }
}
