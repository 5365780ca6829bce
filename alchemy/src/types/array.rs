//! Arrays: `Vec<T>` and `Vec<Option<T>>` as column types, where the database has them.

use std::marker::PhantomData;

use super::column_type::{ColumnType, ColumnValue, DecodeError};
use super::interval::Interval;
use super::marker::Marker;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// The family of arrays whose elements are of family `M`.
#[derive(Debug)]
pub struct Array<M>(PhantomData<M>);

impl<M: Marker> Marker for Array<M> {
    const NAME: &'static str = "Array";
}

/// An array as it travels: its elements, and of which type they are, for an array that is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArrayValue {
    /// The type of the elements.
    pub element: SqlType,
    /// The elements; some may be NULL.
    pub values: Vec<Value>,
}

/// A type that arrays are made of: `Vec<T>` and `Vec<Option<T>>` are columns then.
///
/// Every scalar type has it, and each enum and newtype that is made a column by derive. `Vec<u8>`
/// is no array: it holds bytes. Arrays of arrays are refused by the compiler.
///
/// ```
/// use alchemy::types::{ColumnType, SqlType, Value};
///
/// let SqlType::Array { element } = <Vec<i32>>::SQL_TYPE else { panic!() };
/// assert_eq!(*element, SqlType::Integer);
/// let Value::Array(array) = vec![Some("a".to_owned()), None].to_value() else { panic!() };
/// assert_eq!(array.values, [Value::Text("a".to_owned()), Value::Null]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that an array can have as its element",
    label = "no array of `{Self}` can be a column",
    note = "elements are integers, floats, bool, String, dates, UUIDs, documents, \
            enums and newtypes, or `Option` of these; bytes are `Vec<u8>`, which is no array"
)]
pub trait ArrayElement: ColumnValue {}

impl<T: ArrayElement + ColumnType> ArrayElement for Option<T> {}

macro_rules! elements {
    ($($(#[$attribute:meta])* $name:ty)*) => {$(
        $(#[$attribute])*
        impl ArrayElement for $name {}
    )*};
}

elements! {
    i8 i16 i32 i64 u16 u32 u64 f32 f64 bool String Vec<u8> Interval
    #[cfg(feature = "decimal")] rust_decimal::Decimal
    #[cfg(feature = "uuid")] uuid::Uuid
    #[cfg(feature = "json")] serde_json::Value
    #[cfg(feature = "chrono")] chrono::NaiveDate
    #[cfg(feature = "chrono")] chrono::NaiveTime
    #[cfg(feature = "chrono")] chrono::NaiveDateTime
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc>
    #[cfg(feature = "chrono")] chrono::TimeDelta
    #[cfg(feature = "time")] time::Date
    #[cfg(feature = "time")] time::Time
    #[cfg(feature = "time")] time::PrimitiveDateTime
    #[cfg(feature = "time")] time::OffsetDateTime
    #[cfg(feature = "time")] time::Duration
    #[cfg(feature = "jiff")] jiff::civil::Date
    #[cfg(feature = "jiff")] jiff::civil::Time
    #[cfg(feature = "jiff")] jiff::civil::DateTime
    #[cfg(feature = "jiff")] jiff::Timestamp
    #[cfg(feature = "jiff")] jiff::SignedDuration
}

#[cfg(feature = "json")]
impl<T> ArrayElement for super::json::Json<T> where Self: ColumnType {}

impl<E: ArrayElement> ColumnType for Vec<E> {
    type Sql = Array<E::Sql>;
    const SQL_TYPE: SqlType = SqlType::Array {
        element: &E::SQL_TYPE,
    };

    fn to_value(&self) -> Value {
        let mut values = Vec::with_capacity(self.len());
        for element in self {
            match element.to_value() {
                Value::Invalid(why) => return Value::Invalid(why),
                value => values.push(value),
            }
        }
        let element = E::SQL_TYPE;
        Value::Array(Box::new(ArrayValue { element, values }))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Array(array) => array
                .values
                .iter()
                .map(|element| E::from_value(element.as_ref()))
                .collect(),
            _ => Err(DecodeError::mismatch("an array", value)),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.same(b))
    }
}
