//! Other columns for a statement. It is here because the walk over a tree knows what stands in FROM
//! for the sake of the columns that are left out.

use smallvec::SmallVec;

use super::walk::Walk;
use crate::sql::{Occurrence, Select, SelectItem, SelectNode, Selectable};

impl<R> Select<R> {
    /// Selects these instead of what the statement selects: of the same rows, since the tables that
    /// were selected from stay in FROM.
    ///
    /// Options that load relationships of what was selected go with it. Of a set operation, each of
    /// its statements selects these.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let popular: Select<Post> = select(Post).filter(Post.views.gt(100));
    /// let most: Select<Option<i64>> = popular.clone().with_only_columns(func::max(Post.views));
    /// assert_sql!(
    ///     most,
    ///     sqlite | mysql: "SELECT max(views) FROM posts WHERE views > ?",
    ///     postgres: "SELECT max(views) FROM posts WHERE views > $1",
    /// );
    /// let authors = popular.join(Post.author).with_only_columns(User.email).distinct();
    /// assert_sql!(
    ///     authors,
    ///     sqlite | mysql: "SELECT DISTINCT users.email FROM posts JOIN users ON \
    ///         posts.author_id = users.id WHERE posts.views > ?",
    ///     postgres: "SELECT DISTINCT users.email FROM posts JOIN users ON \
    ///         posts.author_id = users.id WHERE posts.views > $1",
    /// );
    /// assert_sql!(
    ///     select(User.age + 1).with_only_columns(func::count_all()),
    ///     all: "SELECT count(*) FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn with_only_columns<S: Selectable>(self, what: S) -> Select<S::Row> {
        let mut items = SmallVec::new();
        what.append_to(&mut items);
        let mut node = self.into_select_node();
        replace(&mut node, &items);
        Select::from_node(node)
    }
}

/// Replaces what a statement selects, and each of a set operation's.
fn replace(select: &mut SelectNode, items: &[SelectItem]) {
    let combined = select
        .rare
        .as_ref()
        .is_some_and(|rare| rare.operation.is_some());
    let former = std::mem::replace(&mut select.items, items.iter().cloned().collect());
    if combined {
        let operands = select.rare_mut().operands.iter_mut();
        operands.for_each(|operand| replace(operand, items));
        return;
    }
    let mut walk = Walk::default();
    walk.items(&former);
    // A derived table doesn't come into FROM by its columns.
    let is_table = |found: &Occurrence| !found.is_derived();
    let tables = walk.found.into_iter().filter(is_table);
    tables.for_each(|table| select.keep_in_from(table));
}
