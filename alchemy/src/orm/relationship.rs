//! Typed relationships: `User.posts` as a value, to join along, to load and to link.

mod filter;

use std::fmt;
use std::marker::PhantomData;

use super::handle::Handle;
use super::mapper::{RelationshipDefinition, RelationshipKeys};
use super::model::Model;
use crate::schema::Table;
use crate::sql::{
    Arg, BinaryOp, ColumnRef, Condition, Cte, DerivedRow, Entity, FromItem, IntoFrom, Join,
    JoinKind, JoinTarget, Node, Occurrence, Source, Subquery,
};

/// How many targets a relationship has: [`Many`], [`Maybe`] or [`One`].
pub trait Cardinality: 'static {
    /// What `load` gives: a list of handles, an optional handle or a handle.
    type Loaded<T>;
    /// Whether there can be several.
    const COLLECTION: bool;

    /// The result of a load. `None` where there must be a target and is none.
    #[doc(hidden)]
    fn collect<T>(handles: Vec<Handle<T>>) -> Option<Self::Loaded<T>>;
}

/// Any number of targets: `HasMany`, `ManyToMany`.
#[derive(Debug)]
pub struct Many;

/// One target or none: `HasOne`, `BelongsTo<Option<…>>`.
#[derive(Debug)]
pub struct Maybe;

/// One target, always: `BelongsTo`.
#[derive(Debug)]
pub struct One;

impl Cardinality for Many {
    type Loaded<T> = Vec<Handle<T>>;
    const COLLECTION: bool = true;

    fn collect<T>(handles: Vec<Handle<T>>) -> Option<Vec<Handle<T>>> {
        Some(handles)
    }
}

impl Cardinality for Maybe {
    type Loaded<T> = Option<Handle<T>>;
    const COLLECTION: bool = false;

    fn collect<T>(handles: Vec<Handle<T>>) -> Option<Option<Handle<T>>> {
        Some(handles.first().copied())
    }
}

impl Cardinality for One {
    type Loaded<T> = Handle<T>;
    const COLLECTION: bool = false;

    fn collect<T>(handles: Vec<Handle<T>>) -> Option<Handle<T>> {
        handles.first().copied()
    }
}

/// The type parameters, without owning any of them.
type Types<S, T, C> = PhantomData<fn() -> (S, T, C)>;

/// A relationship from model `S` to model `T`, a small copyable value found as a field of the
/// entity: `User.posts`.
pub struct Relationship<S, T, C> {
    definition: &'static RelationshipDefinition,
    table: &'static Table,
    source: Source,
    index: u16,
    types: Types<S, T, C>,
}

impl<S, T, C> Clone for Relationship<S, T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T, C> Copy for Relationship<S, T, C> {}

impl<S, T, C> fmt::Debug for Relationship<S, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.definition.model, self.definition.name)
    }
}

impl<S, T, C> Relationship<S, T, C> {
    /// The relationship at a position, of the model with this table.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        definition: &'static RelationshipDefinition,
        table: &'static Table,
        index: u16,
    ) -> Self {
        Self {
            definition,
            table,
            source: Source::TABLE,
            index,
            types: PhantomData,
        }
    }

    /// The same relationship from another occurrence of the table.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// Its position among the model's relationships.
    #[must_use]
    pub const fn index(&self) -> u16 {
        self.index
    }

    /// The metadata.
    #[must_use]
    pub const fn definition(&self) -> &'static RelationshipDefinition {
        self.definition
    }
}

/// A relationship between any models: which ones.
///
/// Bounds go through it where a message should say what a relationship is, and not which other
/// impl there is.
pub trait AnyRelationship {
    /// From which model.
    type Source;
    /// To which model.
    type Target;

    /// Its position among the source's relationships.
    fn position(&self) -> u16;
}

impl<S, T, C> AnyRelationship for Relationship<S, T, C> {
    type Source = S;
    type Target = T;

    fn position(&self) -> u16 {
        self.index
    }
}

impl<S, T: Model, C> Relationship<S, T, C> {
    /// The relationship to an alias of its target, `.join(Employee.manager.of(manager))`, or to a
    /// subquery of it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let popular = select(Post).filter(Post.views.gt(100)).subquery().named("popular");
    /// assert_sql!(
    ///     select(User.email).join(User.posts.of(&popular)),
    ///     sqlite | mysql: "SELECT users.email FROM users JOIN (SELECT posts.id, posts.title, \
    ///         posts.views, posts.author_id FROM posts WHERE posts.views > ?) AS popular ON \
    ///         users.id = popular.author_id",
    ///     postgres: "SELECT users.email FROM users JOIN (SELECT posts.id, posts.title, \
    ///         posts.views, posts.author_id FROM posts WHERE posts.views > $1) AS popular ON \
    ///         users.id = popular.author_id",
    /// );
    /// ```
    #[must_use]
    pub fn of(self, target: impl RelationshipTarget<T>) -> RelationshipTo {
        let (item, to) = target.into_target();
        RelationshipTo {
            definition: self.definition,
            from: Occurrence {
                table: self.table,
                source: self.source,
            },
            to,
            item,
            and: None,
        }
    }

    /// The relationship with another condition in ON, which tells in an outer join.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((User.email, Post.title.optional()))
    ///     .outer_join(User.posts.and(Post.views.gt(100)));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT users.email, posts.title FROM users LEFT JOIN posts ON \
    ///         users.id = posts.author_id AND posts.views > ?",
    ///     postgres: "SELECT users.email, posts.title FROM users LEFT JOIN posts ON users.id = \
    ///         posts.author_id AND posts.views > $1",
    /// );
    /// ```
    #[must_use]
    pub fn and(self, condition: impl Condition) -> RelationshipTo {
        self.of(*T::ENTITY).and(condition)
    }
}

/// What a relationship to model `T` can be joined to: an occurrence of the model, or a subquery
/// whose rows it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no target of a relationship to `{T}`",
    label = "expected an alias of the entity, or `&subquery` that selects it"
)]
pub trait RelationshipTarget<T> {
    /// What stands in FROM, and the entity of it.
    fn into_target(self) -> (FromItem, Occurrence);
}

#[diagnostic::do_not_recommend]
impl<T, E: Entity<Model = T>> RelationshipTarget<T> for E {
    fn into_target(self) -> (FromItem, Occurrence) {
        let to = Occurrence {
            table: self.table(),
            source: self.source(),
        };
        (to.into(), to)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model> RelationshipTarget<T> for &Subquery<T> {
    fn into_target(self) -> (FromItem, Occurrence) {
        let (_, to) = self.entity(*T::ENTITY).into_target();
        (self.into_from(), to)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model + DerivedRow> RelationshipTarget<T> for &Cte<T> {
    fn into_target(self) -> (FromItem, Occurrence) {
        let (_, to) = self.entity(*T::ENTITY).into_target();
        (self.into_from(), to)
    }
}

/// A relationship between two occurrences of tables, ready to be joined.
#[derive(Clone, Debug)]
pub struct RelationshipTo {
    definition: &'static RelationshipDefinition,
    from: Occurrence,
    to: Occurrence,
    item: FromItem,
    and: Option<Node>,
}

impl RelationshipTo {
    /// With another condition in ON.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let other = aliased(Post);
    /// let statement = select((User.email, other.title.optional()))
    ///     .outer_join(User.posts.of(other).and(other.views.gt(100)));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT users.email, posts_1.title FROM users LEFT JOIN posts AS \
    ///         posts_1 ON users.id = posts_1.author_id AND posts_1.views > ?",
    ///     postgres: "SELECT users.email, posts_1.title FROM users LEFT JOIN posts AS posts_1 ON \
    ///         users.id = posts_1.author_id AND posts_1.views > $1",
    /// );
    /// ```
    #[must_use]
    pub fn and(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.and, condition.into_node());
        self
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Model, C> JoinTarget for Relationship<S, T, C> {
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>) {
        self.of(*T::ENTITY).append_to(kind, joins);
    }
}

#[diagnostic::do_not_recommend]
impl JoinTarget for RelationshipTo {
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>) {
        match self.definition.keys {
            RelationshipKeys::Direct { local, remote } => {
                let on = Some(narrowed(equal(self.from, local, self.to, remote), self.and));
                joins.push(Join {
                    kind,
                    item: self.item,
                    left: Some(self.from),
                    on,
                });
            }
            RelationshipKeys::Secondary {
                table,
                local,
                this,
                other,
                remote,
            } => {
                let plain = self.from.source.is_table() && self.to.source.is_table();
                let source = if plain {
                    Source::TABLE
                } else {
                    Source::alias()
                };
                let middle = Occurrence { table, source };
                let on = Some(equal(self.from, local, middle, this));
                joins.push(Join {
                    kind,
                    item: middle.into(),
                    left: Some(self.from),
                    on,
                });
                let on = Some(narrowed(equal(middle, other, self.to, remote), self.and));
                // An association whose target a condition leaves out is none: joined one after the
                // other, it would give a row without a target.
                let kind = match kind {
                    JoinKind::LeftOuter | JoinKind::FullOuter => JoinKind::Nested,
                    kind => kind,
                };
                joins.push(Join {
                    kind,
                    item: self.item,
                    left: Some(middle),
                    on,
                });
            }
        }
    }
}

fn narrowed(on: Node, and: Option<Node>) -> Node {
    match and {
        None => on,
        Some(and) => on.and(and),
    }
}

fn column(of: Occurrence, index: u16) -> Arg {
    Arg::Column(ColumnRef {
        table: of.table,
        source: of.source,
        index,
    })
}

/// The columns of both sides are equal, pair by pair.
fn equal(from: Occurrence, left: &[u16], to: Occurrence, right: &[u16]) -> Node {
    let mut pairs = left
        .iter()
        .zip(right)
        .map(|(left, right)| Node::Binary(BinaryOp::Eq, column(from, *left), column(to, *right)));
    match (pairs.next(), pairs.len()) {
        (Some(only), 0) => only,
        (first, _) => Node::All(first.into_iter().chain(pairs).collect()),
    }
}
