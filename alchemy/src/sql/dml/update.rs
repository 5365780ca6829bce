//! UPDATE.

use std::marker::PhantomData;

use smallvec::SmallVec;

use super::assign::Assignable;
use crate::schema::Table;
use crate::sql::column::Column;
use crate::sql::entity::Entity;
use crate::sql::expr::{Arg, Condition, Node, Operand};
use crate::sql::row::Row;
use crate::sql::select::{SelectItem, Selectable};
use crate::sql::statement::{Query, Statement, StatementNode};
use crate::types::{ColumnValue, Fits};

/// The tree of an UPDATE.
#[derive(Clone, Debug)]
pub struct UpdateNode {
    /// Which table.
    pub table: &'static Table,
    /// SET: columns by position, and what they become.
    pub assignments: Vec<(u16, Arg)>,
    /// WHERE.
    pub filter: Option<Node>,
    /// RETURNING.
    pub returning: SmallVec<[SelectItem; 1]>,
}

/// An UPDATE of model `M` that gives rows of type `R`; `()` without `returning`.
pub struct Update<M, R = ()> {
    node: UpdateNode,
    types: PhantomData<fn() -> (M, R)>,
}

/// Begins an UPDATE of an entity's rows: of all of them, unless a filter follows.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
/// # use models::*;
/// # use alchemy::prelude::*;
/// let statement = update(User).set(User.age, User.age + 1).filter(User.email.eq("a@b.c"));
/// assert_eq!(statement.to_string(), "UPDATE users SET age = age + ? WHERE email = ?");
/// ```
pub fn update<E: Entity>(entity: E) -> Update<E::Model> {
    let table = entity.table();
    Update {
        node: UpdateNode {
            table,
            assignments: Vec::new(),
            filter: None,
            returning: SmallVec::new(),
        },
        types: PhantomData,
    }
}

impl<M, R> Update<M, R> {
    /// Sets a column to a value, a column, an expression or a scalar subquery.
    ///
    /// A fraction doesn't go into a column of integers by itself:
    ///
    /// ```compile_fail,E0277
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let _ = update(User).set(User.age, User.age / 2);
    /// ```
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let half = func::round(User.age / 2).cast::<i32>();
    /// assert_eq!(
    ///     update(User).set(User.age, half).to_string(),
    ///     "UPDATE users SET age = CAST(round(age / (? + 0.0)) AS INTEGER)"
    /// );
    /// ```
    #[must_use]
    pub fn set<T, V, By>(mut self, column: Column<M, T>, value: V) -> Self
    where
        T: ColumnValue,
        V: Operand<T::Sql, By>,
        V::Type: Assignable<T>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.node
            .assignments
            .push((column.index(), value.into_arg()));
        self
    }

    /// WHERE. Several calls are joined by AND.
    #[must_use]
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.node.filter, condition.into_node());
        self
    }

    /// RETURNING: the rows as they are now, or parts of them.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let statement = update(User).set(User.age, 1).returning(User.id);
    /// assert_eq!(statement.to_string(), "UPDATE users SET age = ? RETURNING id");
    /// ```
    #[must_use]
    pub fn returning<S: Selectable>(mut self, what: S) -> Update<M, S::Row> {
        self.node.returning.clear();
        what.append_to(&mut self.node.returning);
        Update {
            node: self.node,
            types: PhantomData,
        }
    }
}

impl<M, R> Clone for Update<M, R> {
    fn clone(&self) -> Self {
        Self {
            node: self.node.clone(),
            types: PhantomData,
        }
    }
}

impl<M, R> Statement for Update<M, R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Update(&self.node)
    }
}

impl<M, R: Row> Query for Update<M, R> {
    type Row = R;
}
