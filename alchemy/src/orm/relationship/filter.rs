//! Conditions along relationships: whether there is a target, one that meets a condition, or a
//! particular one.
//!
//! A subquery has its target under an alias, so that a condition in it can speak of the target and
//! of the enclosing statement's rows of the same table.

use super::super::model::{IntoKey, Model};
use super::{Many, Maybe, One, Relationship};
use crate::orm::mapper::RelationshipKeys;
use crate::schema::Table;
use crate::sql::{
    Arg, BinaryOp, ColumnRef, Condition, Entity, Expr, FromItem, Join, JoinKind, Node, SelectItem,
    SelectNode, Source, TextNode,
};
use crate::types::{FieldValue, Value};

/// Columns of an occurrence of a table, by position.
#[derive(Clone, Copy)]
struct Columns<'a> {
    table: &'static Table,
    source: Source,
    positions: &'a [u16],
}

impl Columns<'_> {
    fn args(self) -> impl Iterator<Item = Arg> {
        let Columns {
            table,
            source,
            positions,
        } = self;
        positions.iter().map(move |&index| {
            Arg::Column(ColumnRef {
                table,
                source,
                index,
            })
        })
    }

    const fn item(self) -> FromItem {
        FromItem::Table {
            table: self.table,
            source: self.source,
        }
    }

    /// These columns equal other ones, or values, pair by pair.
    fn equal(self, others: impl Iterator<Item = Arg>) -> Node {
        all(self
            .args()
            .zip(others)
            .map(|(left, right)| Node::Binary(BinaryOp::Eq, left, right))
            .collect())
    }
}

fn all(mut conditions: Vec<Node>) -> Node {
    match conditions.pop() {
        Some(only) if conditions.is_empty() => only,
        Some(last) => {
            conditions.push(last);
            Node::All(conditions)
        }
        None => Node::All(conditions),
    }
}

/// `EXISTS (SELECT 1 FROM … WHERE …)`
fn exists(from: FromItem, joins: Vec<Join>, filter: Node) -> Node {
    let one = TextNode {
        sql: "1".into(),
        parts: Vec::new(),
        items: Vec::new(),
    };
    let mut select = SelectNode {
        joins,
        filter: Some(filter),
        ..SelectNode::default()
    };
    select.items.push(SelectItem::Expr {
        arg: Node::Text(Box::new(one)).into(),
        label: None,
        nullable: false,
    });
    select.from.push(from);
    Node::Exists {
        select: Box::new(select),
        negated: false,
    }
}

/// What an instance has in some columns. One that has no value yet can't be compared with.
fn values_of<T: Model>(instance: &T, positions: &[u16]) -> Vec<Value> {
    let value = |&position: &u16| match instance.field_value(position) {
        FieldValue::Set(value) => value,
        FieldValue::Unset => {
            let mapper = T::mapper();
            let column = mapper.table.column_name(position);
            Value::Invalid(format!("`{}.{column}` has no value yet", mapper.name))
        }
    };
    positions.iter().map(value).collect()
}

/// Columns equal values. A NULL refers to nothing.
fn refer(columns: Columns<'_>, values: Vec<Value>) -> Node {
    if values.iter().any(Value::is_null) {
        return Node::Any(Vec::new());
    }
    columns.equal(binds(values))
}

fn binds(values: Vec<Value>) -> impl Iterator<Item = Arg> {
    values.into_iter().map(Arg::Bind)
}

impl<S, T: Model, C> Relationship<S, T, C> {
    const fn own<'a>(&self, positions: &'a [u16]) -> Columns<'a> {
        Columns {
            table: self.table,
            source: self.source,
            positions,
        }
    }

    /// The subquery of all targets, or of those that meet a condition.
    fn targets(self, condition: Option<(T::Entity, Node)>) -> Node {
        let target = T::ENTITY.table();
        match self.definition.keys {
            RelationshipKeys::Direct { local, remote } => {
                let source = condition
                    .as_ref()
                    .map_or_else(Source::related, |(entity, _)| entity.source());
                let there = Columns {
                    table: target,
                    source,
                    positions: remote,
                };
                let mut filter = Some(self.own(local).equal(there.args()));
                if let Some((_, condition)) = condition {
                    Node::narrow(&mut filter, condition);
                }
                exists(
                    there.item(),
                    Vec::new(),
                    filter.unwrap_or(Node::All(Vec::new())),
                )
            }
            RelationshipKeys::Secondary {
                table,
                local,
                this,
                other,
                remote,
            } => {
                let middle = |positions| Columns {
                    table,
                    source: Source::TABLE,
                    positions,
                };
                let source = Source::alias();
                let (this, other) = (
                    Columns {
                        source,
                        ..middle(this)
                    },
                    Columns {
                        source,
                        ..middle(other)
                    },
                );
                let mut filter = Some(self.own(local).equal(this.args()));
                let mut joins = Vec::new();
                // The association's foreign key answers for the target itself.
                let (kind, source) = match &condition {
                    None => (JoinKind::Implied, Source::related()),
                    Some((entity, _)) => (JoinKind::Inner, entity.source()),
                };
                let there = Columns {
                    table: target,
                    source,
                    positions: remote,
                };
                joins.push(Join {
                    kind,
                    item: there.item(),
                    left: None,
                    on: Some(other.equal(there.args())),
                });
                if let Some((_, condition)) = condition {
                    Node::narrow(&mut filter, condition);
                }
                exists(this.item(), joins, filter.unwrap_or(Node::All(Vec::new())))
            }
        }
    }

    fn such(self, condition: impl FnOnce(T::Entity) -> Node) -> Expr<bool> {
        let target = T::ENTITY.with_source(Source::related());
        let condition = condition(target);
        Expr::from_node(self.targets(Some((target, condition))))
    }

    /// One of the own columns is NULL. A composite key with one NULL in it points to nothing.
    fn has_null_key(self) -> Node {
        let (RelationshipKeys::Direct { local, .. } | RelationshipKeys::Secondary { local, .. }) =
            self.definition.keys;
        let mut nulls: Vec<Node> = self
            .own(local)
            .args()
            .map(|arg| Node::IsNull {
                arg,
                negated: false,
            })
            .collect();
        match (nulls.pop(), nulls.is_empty()) {
            (Some(only), true) => only,
            (last, _) => Node::Any(nulls.into_iter().chain(last).collect()),
        }
    }

    /// The instance is the target, or one of them.
    fn is_target(self, instance: &T) -> Node {
        match self.definition.keys {
            RelationshipKeys::Direct { local, remote } => {
                refer(self.own(local), values_of(instance, remote))
            }
            RelationshipKeys::Secondary { remote, .. } => {
                self.associated(values_of(instance, remote))
            }
        }
    }

    /// There is an association with a target that these values refer to.
    fn associated(self, values: Vec<Value>) -> Node {
        let RelationshipKeys::Secondary {
            table,
            local,
            this,
            other,
            ..
        } = self.definition.keys
        else {
            return Node::Any(Vec::new());
        };
        let source = Source::alias();
        let middle = |positions| Columns {
            table,
            source,
            positions,
        };
        let own = self.own(local).equal(middle(this).args());
        let that = refer(middle(other), values);
        exists(middle(this).item(), Vec::new(), all(vec![own, that]))
    }

    /// Whether there is a target.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(User.posts.exists());
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email FROM users WHERE EXISTS \
    ///           (SELECT 1 FROM posts AS posts_1 WHERE users.id = posts_1.author_id)"
    /// );
    /// ```
    #[must_use]
    pub fn exists(self) -> Expr<bool> {
        Expr::from_node(self.targets(None))
    }

    /// Targets of one instance, as a condition on the target's rows: what `load` would give.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let alice = User { id: 7.into(), ..User::default() };
    /// let statement = select(Post.title).filter(User.posts.with_parent(&alice));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT title FROM posts WHERE author_id = ?",
    ///     postgres: "SELECT title FROM posts WHERE author_id = $1"
    /// );
    /// ```
    #[must_use]
    pub fn with_parent(self, parent: &S) -> Expr<bool>
    where
        S: Model,
    {
        let target = |positions| Columns {
            table: T::ENTITY.table(),
            source: Source::TABLE,
            positions,
        };
        Expr::from_node(match self.definition.keys {
            RelationshipKeys::Direct { local, remote } => {
                refer(target(remote), values_of(parent, local))
            }
            RelationshipKeys::Secondary {
                table,
                local,
                this,
                other,
                remote,
            } => {
                let source = Source::alias();
                let middle = |positions| Columns {
                    table,
                    source,
                    positions,
                };
                let that = refer(middle(this), values_of(parent, local));
                let own = target(remote).equal(middle(other).args());
                exists(middle(this).item(), Vec::new(), all(vec![own, that]))
            }
        })
    }
}

impl<S, T: Model> Relationship<S, T, Many> {
    /// Whether one of the targets meets a condition. The closure gets the target under an alias.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(!User.posts.any(|post| post.views.gt(User.age)));
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email FROM users WHERE NOT EXISTS \
    ///           (SELECT 1 FROM posts AS posts_1 \
    ///           WHERE users.id = posts_1.author_id AND posts_1.views > users.age)"
    /// );
    /// ```
    #[must_use]
    pub fn any<K: Condition>(self, condition: impl FnOnce(T::Entity) -> K) -> Expr<bool> {
        self.such(|target| condition(target).into_node())
    }

    /// Whether there is no target.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(User.posts.is_empty());
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email FROM users WHERE NOT EXISTS \
    ///           (SELECT 1 FROM posts AS posts_1 WHERE users.id = posts_1.author_id)"
    /// );
    /// ```
    #[must_use]
    pub fn is_empty(self) -> Expr<bool> {
        !self.exists()
    }

    /// Whether an instance is among the targets, by the keys that it has in memory.
    ///
    /// Without a subquery where the target holds the key. To ask by primary key alone there is
    /// [`contains_key`](Self::contains_key).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let post = Post { id: 1.into(), author_id: 7, ..Post::default() };
    /// let statement = select(User.email).filter(User.posts.contains(&post));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT email FROM users WHERE id = ?",
    ///     postgres: "SELECT email FROM users WHERE id = $1"
    /// );
    /// ```
    ///
    /// # Errors
    /// The statement fails with [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) where
    /// the instance has no key yet.
    #[must_use]
    pub fn contains(self, target: &T) -> Expr<bool> {
        Expr::from_node(self.is_target(target))
    }

    /// Whether the target with a primary key is among them.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(User.posts.contains_key(1));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT users.email FROM users WHERE EXISTS (SELECT 1 \
    ///         FROM posts AS posts_1 WHERE users.id = posts_1.author_id AND posts_1.id = ?)",
    ///     postgres: "SELECT users.email FROM users WHERE EXISTS (SELECT 1 \
    ///         FROM posts AS posts_1 WHERE users.id = posts_1.author_id AND posts_1.id = $1)"
    /// );
    /// ```
    #[must_use]
    pub fn contains_key(self, key: impl IntoKey<T::Key>) -> Expr<bool> {
        let primary_key = T::mapper().primary_key_columns();
        let values = T::key_values(&key.into_key()).into_vec();
        match self.definition.keys {
            RelationshipKeys::Secondary { remote, .. } if *remote == *primary_key => {
                Expr::from_node(self.associated(values))
            }
            _ => self.such(|target| {
                let columns = Columns {
                    table: target.table(),
                    source: target.source(),
                    positions: primary_key,
                };
                refer(columns, values)
            }),
        }
    }
}

macro_rules! to_one {
    ($($cardinality:ty)*) => {$(
        impl<S, T: Model> Relationship<S, T, $cardinality> {
            /// Whether the target is there and meets a condition. The closure gets the target under
            /// an alias.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let statement = select(Post.title).filter(Post.author.has(|user| user.name.is_null()));
            /// assert_sql!(
            ///     statement,
            ///     all: "SELECT posts.title FROM posts WHERE EXISTS \
            ///           (SELECT 1 FROM users AS users_1 \
            ///           WHERE posts.author_id = users_1.id AND users_1.name IS NULL)"
            /// );
            /// ```
            #[must_use]
            pub fn has<K: Condition>(self, condition: impl FnOnce(T::Entity) -> K) -> Expr<bool> {
                self.such(|target| condition(target).into_node())
            }

            /// Whether an instance is the target, by the keys that it has in memory and without a
            /// join.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let alice = User { id: 7.into(), ..User::default() };
            /// let statement = select(Post.title).filter(Post.author.is(&alice));
            /// assert_sql!(
            ///     statement,
            ///     sqlite | mysql: "SELECT title FROM posts WHERE author_id = ?",
            ///     postgres: "SELECT title FROM posts WHERE author_id = $1"
            /// );
            /// ```
            ///
            /// # Errors
            /// The statement fails with
            /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) where the instance has
            /// no key yet.
            #[must_use]
            pub fn is(self, target: &T) -> Expr<Option<bool>> {
                Expr::from_node(self.is_target(target))
            }

            /// Whether the target is another one than this, or there is none.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let alice = User { id: 7.into(), ..User::default() };
            /// let statement = select(User.email).filter(User.manager.is_not(&alice));
            /// assert_sql!(
            ///     statement,
            ///     sqlite | mysql: "SELECT email FROM users WHERE manager_id <> ? OR manager_id IS NULL",
            ///     postgres: "SELECT email FROM users WHERE manager_id <> $1 OR manager_id IS NULL"
            /// );
            /// ```
            ///
            /// # Errors
            /// As [`is`](Self::is).
            #[must_use]
            pub fn is_not(self, target: &T) -> Expr<bool> {
                let other = (!self.is(target)).into_node();
                Expr::from_node(Node::Any(vec![other, self.has_null_key()]))
            }
        }
    )*};
}

to_one!(Maybe One);

impl<S, T: Model> Relationship<S, T, Maybe> {
    /// Whether there is no target: the key is NULL, or nothing there points here.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(User.manager.is_none());
    /// assert_sql!(statement, all: "SELECT email FROM users WHERE manager_id IS NULL");
    /// ```
    #[must_use]
    pub fn is_none(self) -> Expr<bool> {
        if self.definition.kind != crate::orm::RelationshipKind::BelongsTo {
            return !self.exists();
        }
        Expr::from_node(self.has_null_key())
    }

    /// Whether there is a target: the opposite of [`is_none`](Self::is_none).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(User.manager.is_some());
    /// assert_sql!(statement, all: "SELECT email FROM users WHERE manager_id IS NOT NULL");
    /// ```
    #[must_use]
    pub fn is_some(self) -> Expr<bool> {
        !self.is_none()
    }
}
