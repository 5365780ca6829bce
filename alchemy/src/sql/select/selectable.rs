//! What can be selected.

use smallvec::SmallVec;

use super::node::SelectItem;
use crate::sql::column::Column;
use crate::sql::entity::{Entity, Optional};
use crate::sql::expr::{Arg, Expr, Labelled};
use crate::sql::row::Row;
use crate::tuples::for_each_tuple;
use crate::types::ColumnValue;

/// Entities, columns, expressions, and tuples of them: what `select` and `returning` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be selected",
    label = "expected an entity, a column, an expression, or a tuple of at most 16 of them",
    note = "wrap a value in `literal(…)` to select it; a function over a window needs its window: `.over()`"
)]
pub trait Selectable {
    /// What its columns become.
    type Row: Row;

    /// Appends it to what is selected.
    fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>);
}

#[diagnostic::do_not_recommend]
impl<E: Entity> Selectable for E {
    type Row = E::Model;

    fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>) {
        items.push(SelectItem::Entity {
            table: self.table(),
            source: self.source(),
            optional: false,
        });
    }
}

#[diagnostic::do_not_recommend]
impl<E: Entity> Selectable for Optional<E> {
    type Row = Option<E::Model>;

    fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>) {
        let (table, source) = (self.0.table(), self.0.source());
        items.push(SelectItem::Entity {
            table,
            source,
            optional: true,
        });
    }
}

#[diagnostic::do_not_recommend]
impl<T: ColumnValue + Row, Kind> Selectable for Expr<T, Kind> {
    type Row = T;

    fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>) {
        let arg = self.into_node().into();
        items.push(SelectItem::Expr {
            arg,
            label: None,
            nullable: T::NULLABLE,
        });
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: ColumnValue + Row> Selectable for Column<M, T> {
    type Row = T;

    fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>) {
        let arg = Arg::Column(self.column_ref());
        items.push(SelectItem::Expr {
            arg,
            label: None,
            nullable: T::NULLABLE,
        });
    }
}

#[diagnostic::do_not_recommend]
impl<T: ColumnValue + Row> Selectable for Labelled<T> {
    type Row = T;

    fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>) {
        let arg = self.expr.into_node().into();
        items.push(SelectItem::Expr {
            arg,
            label: Some(self.name),
            nullable: T::NULLABLE,
        });
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: Selectable),+> Selectable for ($($name,)+) {
            type Row = ($($name::Row,)+);

            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn append_to(self, items: &mut SmallVec<[SelectItem; 1]>) {
                let ($($name,)+) = self;
                $($name.append_to(items);)+
            }
        }
    )*};
}

for_each_tuple!(tuples);
