//! Statements of a session: entities come as handles.

use super::row::{Loader, SessionRow};
use super::{InstanceState, Session, SharedCriteria};
use crate::driver::Next;
use crate::engine::{ExecuteResult, Plan, result_items};
use crate::orm::handle::Handle;
use crate::orm::loading;
use crate::orm::model::{IntoKey, Model};
use crate::sql::{
    Arg, BinaryOp, ColumnRef, Entity, FromItem, Node, Query, RowReader, Select, SelectItem,
    SelectNode, Source, Statement, StatementNode, one_of,
};
use crate::{Error, ErrorKind, Result};

/// How a row of a statement comes in a session.
type Loaded<Q> = <<Q as Query>::Row as SessionRow>::Loaded;

impl Session {
    /// Runs a statement and gives all rows. What is pending is flushed first.
    ///
    /// # Errors
    /// What the flush, the database or the decoding answers.
    pub fn all<Q: Query<Row: SessionRow>>(&mut self, query: Q) -> Result<Vec<Loaded<Q>>> {
        self.load_statement(&query, false)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn first<Q: Query<Row: SessionRow>>(&mut self, query: Q) -> Result<Option<Loaded<Q>>> {
        Ok(self.load_rows(&query, false, 1)?.into_iter().next())
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// [`ErrorKind::MultipleResultsFound`] where there are more, and as [`all`](Self::all).
    pub fn one_or_none<Q: Query<Row: SessionRow>>(
        &mut self,
        query: Q,
    ) -> Result<Option<Loaded<Q>>> {
        let mut rows = self.load_rows(&query, false, 2)?.into_iter();
        match (rows.next(), rows.next()) {
            (row, None) => Ok(row),
            (_, Some(_)) => Err(Error::new(
                ErrorKind::MultipleResultsFound,
                "the query gave more than one row, where one was asked for",
            )
            .with_help("narrow it down, or ask for `first` or `all`")),
        }
    }

    /// The only row.
    ///
    /// # Errors
    /// [`ErrorKind::NoResultFound`] where there is none, [`ErrorKind::MultipleResultsFound`] where
    /// there are more, and as [`all`](Self::all).
    pub fn one<Q: Query<Row: SessionRow>>(&mut self, query: Q) -> Result<Loaded<Q>> {
        self.one_or_none(query)?.ok_or_else(|| {
            Error::new(
                ErrorKind::NoResultFound,
                "the query gave no row, where one was asked for",
            )
            .with_help("ask for `one_or_none` or `first` where there may be none")
        })
    }

    /// The value of the first row: `None` without a row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn scalar<Q: Query<Row: SessionRow>>(&mut self, query: Q) -> Result<Option<Loaded<Q>>> {
        self.first(query)
    }

    /// Runs a statement that gives no rows, within the session's transaction. What is pending is
    /// flushed first.
    ///
    /// Instances in memory follow an UPDATE or DELETE of their table: the session looks which of
    /// them the condition holds for, or asks the database for the keys where memory can't tell;
    /// columns that are set to expressions are read again. What SQL as written does, or the
    /// database by itself (triggers, cascades), they don't notice. What is read afterwards is read
    /// again by the next statement that meets it if the transaction is rolled back.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # fn main() -> alchemy::Result<()> {
    /// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
    /// # metadata![User, Post].create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let alice = session.add(User { email: "a@b.c".into(), age: 30, ..User::default() });
    /// session.execute(update(User).set(User.age, User.age + 1).filter(User.age.gt(18)))?;
    /// assert_eq!(session[alice].age, 31);
    /// session.execute(delete(User).filter(User.age.gt(30)))?;
    /// assert!(session.get(User, 1)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the flush or the database answers.
    pub fn execute(&mut self, statement: impl Statement) -> Result<ExecuteResult> {
        self.autoflush()?;
        let node = statement.node();
        let change = self.before_change(&node, true)?;
        self.arena.wrote = true;
        self.arena.note_execute();
        let Some(mut change) = change else {
            return self.connection()?.execute_node(&node);
        };
        let result = if change.asks() {
            self.change_returning_keys(&node, &mut change)?
        } else {
            self.connection()?.execute_node(&node)?
        };
        self.after_change(change)?;
        Ok(result)
    }

    /// How the database is going to run a statement, which isn't run. What is pending is flushed
    /// first, so that the database sees it. See
    /// [`Connection::explain`](crate::engine::Connection::explain).
    ///
    /// # Errors
    /// What the flush or the database answers.
    pub fn explain(&mut self, statement: impl Statement) -> Result<Plan> {
        self.autoflush()?;
        self.connection()?.explain(statement)
    }

    /// Inserts structs, however many, past the unit of work: they don't become instances, and their
    /// relationships are not looked at. What is pending is flushed first. See
    /// [`Connection::insert_many`](crate::engine::Connection::insert_many).
    ///
    /// # Errors
    /// What the flush or the database answers; nothing is inserted then.
    pub fn insert_many<'r, E, I>(&mut self, entity: E, records: I) -> Result<u64>
    where
        E: Entity<Model: Model>,
        I: IntoIterator<Item = &'r E::Model>,
    {
        self.autoflush()?;
        self.arena.wrote = true;
        self.arena.note_execute();
        self.connection()?.insert_many(entity, records)
    }

    /// The instance with a primary key: from memory, or with one SELECT.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn get<E, P>(&mut self, entity: E, key: P) -> Result<Option<Handle<E::Model>>>
    where
        E: Entity<Model: Model>,
        P: IntoKey<<E::Model as Model>::Key>,
    {
        let _ = entity;
        let key = key.into_key();
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        self.autoflush()?;
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        let select = Select::<E::Model>::from_node(by_key::<E::Model>(&key));
        Ok(self
            .load_rows_now::<Select<E::Model>, Handle<E::Model>>(&select, 1, |reader, loader| {
                loader.entity(reader)
            })?
            .into_iter()
            .next())
    }

    /// What memory knows about a key: `Some(None)` for a deleted instance.
    fn known<T: Model>(&mut self, key: &T::Key) -> Option<Option<Handle<T>>> {
        let store = self.arena.store_index(T::mapper());
        let slot = self.arena.typed_mut::<T>(store)?.slot_of(key)?;
        let raw = self.arena.handle_of(store, slot);
        if self.arena.store(store)?.is_expired(slot) {
            return None;
        }
        match self.arena.state(raw)? {
            InstanceState::Deleted => Some(None),
            _ => Some(Some(Handle::new(raw))),
        }
    }

    pub(crate) fn load_statement<Q: Query<Row: SessionRow>>(
        &mut self,
        query: &Q,
        overwrite: bool,
    ) -> Result<Vec<Loaded<Q>>> {
        self.load_rows(query, overwrite, usize::MAX)
    }

    fn load_rows<Q: Query<Row: SessionRow>>(
        &mut self,
        query: &Q,
        overwrite: bool,
        most: usize,
    ) -> Result<Vec<Loaded<Q>>> {
        self.autoflush()?;
        let node = query.node();
        let change = self.before_change(&node, false)?;
        let writes = match &node {
            StatementNode::Select(select) => {
                may_modify(select) && self.connection()?.modifies(&node)?
            }
            StatementNode::Text(_) => false,
            _ => true,
        };
        let inserts = matches!(node, StatementNode::Insert(_));
        drop(node);
        if writes {
            self.arena.wrote = true;
            self.arena.note_execute();
        }
        let rows = self.load_rows_now(query, most, |reader, loader| {
            // An upsert's row may be there already, and isn't what it was.
            loader.overwrite = overwrite || inserts;
            <Q::Row as SessionRow>::load(reader, loader)
        })?;
        if let Some(change) = change {
            self.after_change(change)?;
        }
        Ok(rows)
    }

    /// Runs a statement and reads each row by a closure, then loads what its options ask for.
    fn load_rows_now<Q: Query, L>(
        &mut self,
        query: &Q,
        most: usize,
        mut read: impl FnMut(&mut RowReader<'_>, &mut Loader<'_>) -> Result<L>,
    ) -> Result<Vec<L>> {
        let mut rows = Vec::new();
        let (connection, arena) = self.parts()?;
        arena.next_batch();
        arena.trace = if query.options().is_empty() {
            None
        } else {
            Some(Vec::new())
        };
        let node = query.node();
        let criteria = criteria_of(&node);
        arena.remember_criteria(criteria.as_ref());
        let items = result_items(&node);
        let result = connection.query_rows(&node, &mut |row| {
            let mut loader = Loader {
                arena,
                overwrite: false,
            };
            rows.push(read(&mut RowReader::with_items(row, items), &mut loader)?);
            Ok(if rows.len() < most {
                Next::Continue
            } else {
                Next::Stop
            })
        });
        let trace = self.arena.trace.take();
        result?;
        if let Some(trace) = trace {
            loading::load_options(self, query.options(), criteria.as_ref(), &trace)?;
        }
        Ok(rows)
    }

    /// Runs a statement and gives its instances in chunks of at most `size`, so that a large table
    /// passes through a small memory: what a chunk brought in and nobody changed leaves the
    /// session after it.
    ///
    /// The keys are read first and the instances by key, so that the closure may use the session,
    /// `load` and `flush` included, on every database. A row that is deleted meanwhile is left out.
    ///
    /// # Errors
    /// As [`all`](Self::all), and what the closure answers.
    pub fn for_each_chunk<T: Model>(
        &mut self,
        select: Select<T>,
        size: usize,
        mut each: impl FnMut(&mut Self, &[Handle<T>]) -> Result<()>,
    ) -> Result<()> {
        self.autoflush()?;
        let keys = self.keys_of(&select)?;
        for chunk in keys.chunks(size.max(1)) {
            let before = self.arena.current_batch();
            let mut wanted = Select::<T>::from_node(by_keys::<T>(chunk));
            for option in select.options() {
                wanted.push_option(option.clone());
            }
            for criteria in select.select_node().criteria() {
                wanted.push_criteria(criteria.clone());
            }
            self.load_statement(&wanted, false)?;
            let handles: Vec<Handle<T>> = chunk
                .iter()
                .filter_map(|key| self.known::<T>(key).flatten())
                .collect();
            each(self, &handles)?;
            self.arena.evict_unchanged_since(before);
        }
        Ok(())
    }

    /// The keys of a statement's instances, in its order.
    fn keys_of<T: Model>(&mut self, select: &Select<T>) -> Result<Vec<T::Key>> {
        let mut node = select.select_node().clone();
        node.items = node
            .items
            .iter()
            .flat_map(|item| match item {
                SelectItem::Entity { table, source, .. } => table
                    .primary_key
                    .iter()
                    .map(|index| SelectItem::Expr {
                        arg: Arg::Column(ColumnRef {
                            table,
                            source: *source,
                            index: *index,
                        }),
                        label: None,
                        nullable: false,
                    })
                    .collect(),
                other => vec![other.clone()],
            })
            .collect();
        let width = T::mapper().table.primary_key.len();
        let mut keys = Vec::new();
        let (connection, _) = self.parts()?;
        let statement = Select::<T>::from_node(node);
        connection.query_rows(&statement.node(), &mut |row| {
            let mut values = Vec::with_capacity(width);
            for index in 0..width {
                values.push(row.get(index)?.to_value());
            }
            let key = T::key_from_values(&values).ok_or_else(|| {
                Error::new(
                    ErrorKind::Decode,
                    format!("a primary key of `{}` is not of its type", T::mapper().name),
                )
            })?;
            keys.push(key);
            Ok(Next::Continue)
        })?;
        Ok(keys)
    }
}

/// Whether a SELECT may use a common table expression, which may change a table.
fn may_modify(select: &SelectNode) -> bool {
    let items = select
        .from
        .iter()
        .chain(select.joins.iter().map(|join| &join.item));
    select.rare.is_some()
        || items
            .into_iter()
            .any(|item| matches!(item, FromItem::Derived(_)))
}

/// The conditions on entities that a statement has, if any.
fn criteria_of(node: &StatementNode<'_>) -> Option<SharedCriteria> {
    match node {
        StatementNode::Select(select) if !select.criteria().is_empty() => {
            Some(select.criteria().into())
        }
        _ => None,
    }
}

fn key_column<T: Model>(index: u16) -> Arg {
    Arg::Column(ColumnRef {
        table: T::mapper().table,
        source: Source::TABLE,
        index,
    })
}

fn entity<T: Model>() -> SelectItem {
    let table = T::mapper().table;
    SelectItem::Entity {
        table,
        source: Source::TABLE,
        optional: false,
    }
}

/// That the primary key is this one.
fn key_condition<T: Model>(key: &T::Key) -> Node {
    let pairs = T::mapper().table.primary_key.iter().zip(T::key_values(key));
    let mut parts: Vec<Node> = pairs
        .map(|(index, value)| Node::Binary(BinaryOp::Eq, key_column::<T>(*index), Arg::Bind(value)))
        .collect();
    match parts.len() {
        1 => parts.remove(0),
        _ => Node::All(parts),
    }
}

/// The row with a key.
pub(super) fn by_key<T: Model>(key: &T::Key) -> SelectNode {
    let mut node = SelectNode {
        filter: Some(key_condition::<T>(key)),
        ..SelectNode::default()
    };
    node.items.push(entity::<T>());
    node
}

/// The rows with some keys, in no order.
fn by_keys<T: Model>(keys: &[T::Key]) -> SelectNode {
    let table = T::mapper().table;
    let values = keys.iter().map(|key| T::key_values(key));
    let filter = one_of(table, Source::TABLE, &table.primary_key, values);
    let mut node = SelectNode {
        filter: Some(filter),
        ..SelectNode::default()
    };
    node.items.push(entity::<T>());
    node
}
