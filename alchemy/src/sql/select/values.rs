//! VALUES: rows given by the program as a table in FROM.

use super::derived::{DerivedBody, ValuesNode};
use super::derived_row::DerivedRow;
use super::subquery::Subquery;
use crate::tuples::for_each_tuple;
use crate::types::{ColumnType, ColumnValue, SqlType, Value};

/// Rows given by the program, as a table in FROM: its columns are `column1`, `column2` and so on,
/// or have the names that [`with_column_names`](Subquery::with_column_names) gives them.
///
/// Without rows it is an error when the statement is compiled.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::values;
///
/// let bonus = values([(1_i64, 10_i32), (2, 20)]).named("bonus");
/// let (user, years) = bonus.columns();
/// let statement = select(User.age + years).join(bonus.on(user.eq(User.id)));
/// assert_sql!(
///     statement,
///     sqlite: "SELECT users.age + bonus.column2 FROM users \
///              JOIN (VALUES (?, ?), (?, ?)) AS bonus ON bonus.column1 = users.id",
///     postgres: "SELECT users.age + bonus.column2 FROM users \
///                JOIN (VALUES (CAST($1 AS BIGINT), CAST($2 AS INTEGER)), ($3, $4)) \
///                AS bonus (column1, column2) ON bonus.column1 = users.id",
///     mysql: "SELECT users.age + bonus.column2 FROM users \
///             JOIN (VALUES ROW(CAST(? AS SIGNED), CAST(? AS SIGNED)), \
///             ROW(CAST(? AS SIGNED), CAST(? AS SIGNED))) AS bonus (column1, column2) \
///             ON bonus.column1 = users.id",
///     mariadb: "SELECT users.age + bonus.column2 FROM users \
///               JOIN (SELECT ? AS column1, ? AS column2 UNION ALL SELECT ?, ?) AS bonus \
///               ON bonus.column1 = users.id"
/// );
/// ```
#[must_use]
pub fn values<R: ValuesRow>(rows: impl IntoIterator<Item = R>) -> Subquery<R> {
    let mut types = Vec::with_capacity(R::WIDTH);
    R::append_types(&mut types);
    let mut values = Vec::new();
    for row in rows {
        row.append_values(&mut values);
    }
    Subquery::new(DerivedBody::Values(ValuesNode { types, values }), &[])
}

/// What can be a row of [`values`]: a value, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a row of `values`",
    label = "expected a value of a column type, an `Option` of one, or a tuple of at most 16 of them"
)]
pub trait ValuesRow: DerivedRow {
    /// Appends the types of its columns.
    fn append_types(types: &mut Vec<SqlType>);

    /// Appends its values.
    fn append_values(&self, values: &mut Vec<Value>);
}

impl<T: ColumnType> ValuesRow for T {
    fn append_types(types: &mut Vec<SqlType>) {
        types.push(T::SQL_TYPE);
    }

    fn append_values(&self, values: &mut Vec<Value>) {
        values.push(ColumnType::to_value(self));
    }
}

impl<T: ColumnType> ValuesRow for Option<T> {
    fn append_types(types: &mut Vec<SqlType>) {
        types.push(T::SQL_TYPE);
    }

    fn append_values(&self, values: &mut Vec<Value>) {
        values.push(ColumnValue::to_value(self));
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: ValuesRow),+> ValuesRow for ($($name,)+) {
            fn append_types(types: &mut Vec<SqlType>) {
                $($name::append_types(types);)+
            }

            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn append_values(&self, values: &mut Vec<Value>) {
                let ($($name,)+) = self;
                $($name.append_values(values);)+
            }
        }
    )*};
}

for_each_tuple!(tuples);
