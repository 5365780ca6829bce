//! INSERT.

use std::borrow::Cow;
use std::marker::PhantomData;

use smallvec::SmallVec;

use super::assign::Assignable;
use crate::schema::Table;
use crate::sql::column::Column;
use crate::sql::entity::Entity;
use crate::sql::expr::{Arg, Operand};
use crate::sql::row::Row;
use crate::sql::select::{SelectItem, Selectable};
use crate::sql::statement::{Query, Statement, StatementNode};
use crate::types::{ColumnValue, FieldValue, Fits};

/// Where an INSERT's rows come from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum InsertSource {
    /// Rows of values. `None` leaves the column to the database; a row without columns is
    /// `DEFAULT VALUES`.
    Rows(Vec<Vec<Option<Arg>>>),
}

/// The tree of an INSERT.
#[derive(Clone, Debug)]
pub struct InsertNode {
    /// Into which table.
    pub table: &'static Table,
    /// Which columns, by position.
    pub columns: Vec<u16>,
    /// The rows, each as long as `columns`.
    pub source: InsertSource,
    /// RETURNING.
    pub returning: SmallVec<[SelectItem; 1]>,
}

impl InsertNode {
    /// Adds the columns that were left out and have a default, evaluated anew for each row.
    fn with_defaults(&self) -> Option<Self> {
        let missing: Vec<_> = (0u16..)
            .zip(self.table.columns.iter())
            .filter(|(index, _)| !self.columns.contains(index))
            .filter_map(|(index, column)| Some((index, column.default?)))
            .collect();
        if missing.is_empty() {
            return None;
        }
        let mut node = self.clone();
        let InsertSource::Rows(rows) = &mut node.source;
        for (index, default) in missing {
            node.columns.push(index);
            for row in rows.iter_mut() {
                row.push(Some(Arg::Bind(default())));
            }
        }
        Some(node)
    }

    /// Leaves out the columns that no row sets.
    fn without_unset(mut self) -> Self {
        let InsertSource::Rows(rows) = &mut self.source;
        let used: Vec<bool> = (0..self.columns.len())
            .map(|at| {
                rows.iter()
                    .any(|row| row.get(at).is_some_and(Option::is_some))
            })
            .collect();
        let mut keep = used.iter().copied();
        self.columns.retain(|_| keep.next().unwrap_or(true));
        for row in rows {
            let mut keep = used.iter().copied();
            row.retain(|_| keep.next().unwrap_or(true));
        }
        self
    }
}

/// A struct that an INSERT can take its values from. The derive implements it.
pub trait Record {
    /// What it says about the column at a position.
    fn field_value(&self, index: u16) -> FieldValue;
}

/// An INSERT of model `M` that gives rows of type `R`; `()` without `returning`.
pub struct Insert<M, R = ()> {
    node: InsertNode,
    types: PhantomData<fn() -> (M, R)>,
}

/// Begins an INSERT into an entity's table.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
/// # use models::*;
/// # use alchemy::prelude::*;
/// // One row by columns.
/// let statement = insert(User).set(User.email, "a@b.c").set(User.age, 30);
/// assert_eq!(statement.to_string(), "INSERT INTO users (email, age) VALUES (?, ?)");
///
/// // Rows of values.
/// let statement = insert(User).columns((User.email, User.age)).values([("a", 1), ("b", 2)]);
/// assert_eq!(statement.to_string(), "INSERT INTO users (email, age) VALUES (?, ?), (?, ?)");
///
/// // Structs; an `Auto` that is unset is left to the database.
/// let posts = [Post { title: "Hello".into(), author_id: 1, ..Post::default() }];
/// let statement = insert(Post).values(&posts);
/// assert_eq!(
///     statement.to_string(),
///     "INSERT INTO posts (title, views, author_id) VALUES (?, ?, ?)"
/// );
/// ```
pub fn insert<E: Entity>(entity: E) -> Insert<E::Model> {
    let table = entity.table();
    let node = InsertNode {
        table,
        columns: Vec::new(),
        source: InsertSource::Rows(vec![Vec::new()]),
        returning: SmallVec::new(),
    };
    Insert {
        node,
        types: PhantomData,
    }
}

impl<M, R> Insert<M, R> {
    /// Sets a column of the one row.
    #[must_use]
    pub fn set<T, V, By>(mut self, column: Column<M, T>, value: V) -> Self
    where
        T: ColumnValue,
        V: Operand<T::Sql, By>,
        V::Type: Assignable<T>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        self.node.columns.push(column.index());
        let InsertSource::Rows(rows) = &mut self.node.source;
        let arg = value.into_arg();
        for row in rows {
            row.push(Some(arg.clone()));
        }
        self
    }

    /// The rows of structs, by reference: `values(&users)`, `values([&user])`. Fields that are unset (`Auto`) are left to
    /// the database.
    #[must_use]
    pub fn values<'a, I>(mut self, records: I) -> Self
    where
        M: Record + 'a,
        I: IntoIterator<Item = &'a M>,
    {
        let count = u16::try_from(self.node.table.columns.len()).unwrap_or(u16::MAX);
        let rows = records
            .into_iter()
            .map(|record| {
                (0..count)
                    .map(|index| match record.field_value(index) {
                        FieldValue::Set(value) => Some(Arg::Bind(value)),
                        FieldValue::Unset => {
                            let column = self.node.table.column(index);
                            column
                                .and_then(|column| column.default)
                                .map(|make| Arg::Bind(make()))
                        }
                    })
                    .collect()
            })
            .collect();
        self.node.columns = (0..count).collect();
        self.node.source = InsertSource::Rows(rows);
        self.node = self.node.without_unset();
        self
    }

    /// Names the columns of the rows that follow as tuples.
    #[must_use]
    pub fn columns<C: InsertColumns<M>>(self, columns: C) -> InsertValues<M, R, C> {
        InsertValues {
            insert: self,
            columns,
        }
    }

    /// RETURNING: the rows as they were stored, or parts of them.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User).set(User.email, "a@b.c").returning(User.id);
    /// assert_eq!(statement.to_string(), "INSERT INTO users (email) VALUES (?) RETURNING id");
    /// ```
    #[must_use]
    pub fn returning<S: Selectable>(mut self, what: S) -> Insert<M, S::Row> {
        self.node.returning.clear();
        what.append_to(&mut self.node.returning);
        Insert {
            node: self.node,
            types: PhantomData,
        }
    }
}

impl<M, R> Clone for Insert<M, R> {
    fn clone(&self) -> Self {
        Self {
            node: self.node.clone(),
            types: PhantomData,
        }
    }
}

impl<M, R> Statement for Insert<M, R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Insert(match self.node.with_defaults() {
            Some(node) => Cow::Owned(node),
            None => Cow::Borrowed(&self.node),
        })
    }
}

impl<M, R: Row> Query for Insert<M, R> {
    type Row = R;
}

/// An INSERT with its columns named, waiting for the rows.
pub struct InsertValues<M, R, C> {
    insert: Insert<M, R>,
    columns: C,
}

impl<M, R, C> InsertValues<M, R, C> {
    /// The rows, each a tuple of values for the named columns.
    #[must_use]
    pub fn values<V, By>(self, rows: impl IntoIterator<Item = V>) -> Insert<M, R>
    where
        C: InsertColumns<M> + InsertTuple<V, By>,
    {
        let mut insert = self.insert;
        insert.node.columns = self.columns.positions();
        insert.node.source = InsertSource::Rows(rows.into_iter().map(C::args).collect());
        insert
    }
}

/// A column or a tuple of columns of model `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of columns of `{M}`",
    label = "expected columns of `{M}`"
)]
pub trait InsertColumns<M> {
    /// The positions in the table.
    fn positions(&self) -> Vec<u16>;
}

/// Says that a tuple of values fits these columns.
#[diagnostic::on_unimplemented(
    message = "`{Values}` doesn't fit the columns",
    label = "expected one value of the right type for each column"
)]
pub trait InsertTuple<Values, By> {
    /// The values in the tree.
    fn args(values: Values) -> Vec<Option<Arg>>;
}

impl<M, T: ColumnValue> InsertColumns<M> for Column<M, T> {
    fn positions(&self) -> Vec<u16> {
        vec![self.index()]
    }
}

impl<M, T, V, By> InsertTuple<V, By> for Column<M, T>
where
    T: ColumnValue,
    V: Operand<T::Sql, By>,
    V::Type: Assignable<T>,
    <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
{
    fn args(value: V) -> Vec<Option<Arg>> {
        vec![Some(value.into_arg())]
    }
}

macro_rules! tuples {
    ($($($column:ident $value:ident $by:ident)+;)*) => {$(
        impl<M, $($column: ColumnValue),+> InsertColumns<M> for ($(Column<M, $column>,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn positions(&self) -> Vec<u16> {
                let ($($column,)+) = self;
                vec![$($column.index()),+]
            }
        }

        impl<M, $($column, $value, $by),+> InsertTuple<($($value,)+), ($($by,)+)>
            for ($(Column<M, $column>,)+)
        where
            $($column: ColumnValue, $value: Operand<$column::Sql, $by>,
              $value::Type: Assignable<$column>,
              <$value::Type as ColumnValue>::Sql: Fits<$column::Sql>,)+
        {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn args(values: ($($value,)+)) -> Vec<Option<Arg>> {
                let ($($value,)+) = values;
                vec![$(Some($value.into_arg())),+]
            }
        }
    )*};
}

tuples! {
    A VA BA;
    A VA BA B VB BB;
    A VA BA B VB BB C VC BC;
    A VA BA B VB BB C VC BC D VD BD;
    A VA BA B VB BB C VC BC D VD BD E VE BE;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ K VK BK;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ K VK BK L VL
        BL;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ K VK BK L VL
        BL Q VQ BQ;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ K VK BK L VL
        BL Q VQ BQ N VN BN;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ K VK BK L VL
        BL Q VQ BQ N VN BN O VO BO;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH I VI BI J VJ BJ K VK BK L VL
        BL Q VQ BQ N VN BN O VO BO P VP BP;
}
