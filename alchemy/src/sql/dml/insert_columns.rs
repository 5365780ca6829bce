//! The columns of an INSERT and what fits them: tuples of values, and the rows of a SELECT.

use super::assign::Assignable;
use crate::sql::column::Column;
use crate::sql::expr::{Arg, Operand};
use crate::types::{ColumnValue, ComparesWith, Fits};

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

/// Says that the rows of a SELECT fit these columns.
#[diagnostic::on_unimplemented(
    message = "rows of type `{Row}` don't fit the columns",
    label = "expected a SELECT of one value of the right type for each column"
)]
pub trait InsertRow<Row> {}

#[diagnostic::do_not_recommend]
impl<M, T, V> InsertRow<V> for Column<M, T>
where
    T: ColumnValue,
    V: ColumnValue<Sql: ComparesWith<T::Sql> + Fits<T::Sql>> + Assignable<T>,
{
}

impl<M, T: ColumnValue> InsertColumns<M> for Column<M, T> {
    fn positions(&self) -> Vec<u16> {
        vec![self.index()]
    }
}

#[diagnostic::do_not_recommend]
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
        #[diagnostic::do_not_recommend]
        impl<M, $($column: ColumnValue),+> InsertColumns<M> for ($(Column<M, $column>,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn positions(&self) -> Vec<u16> {
                let ($($column,)+) = self;
                vec![$($column.index()),+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M, $($column, $value),+> InsertRow<($($value,)+)> for ($(Column<M, $column>,)+)
        where
            $($column: ColumnValue, $value: ColumnValue<Sql: ComparesWith<$column::Sql>
              + Fits<$column::Sql>>
              + Assignable<$column>,)+
        {
        }

        #[diagnostic::do_not_recommend]
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
