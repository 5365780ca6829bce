//! Markers for families of SQL types: what compares and computes with what, at compile time.

/// A family of SQL types. All integer widths are one family, and so are all lengths of text. A
/// type that compares with itself alone (an enum, a newtype) is its own family.
pub trait Marker: 'static {
    /// The family's name in messages.
    const NAME: &'static str;
}

/// Says that a value of this family can be compared with one of family `Other`.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` can't be compared with or assigned to SQL type `{Other}`",
    label = "this is `{Self}`, the column is `{Other}`",
    note = "convert it with `.cast::<…>()`, or give a value of the column's type"
)]
pub trait ComparesWith<Other: Marker>: Marker {}

impl<M: Marker> ComparesWith<M> for M {}

/// Says that values of this family can be stored in a column of family `Column`, or stand beside
/// its values as the results of one expression: fractions are no integers.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` doesn't fit SQL type `{Column}`",
    label = "this is `{Self}`, which may have a fraction that `{Column}` can't take",
    note = "round it and convert it with `.cast::<…>()`"
)]
pub trait Fits<Column: Marker>: Marker {}

impl<M: Marker> Fits<M> for M {}

/// A family that `+ - * /`, `sum` and `avg` work on.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is not a number",
    label = "arithmetic needs a number",
    note = "for text use `.concat(…)`"
)]
pub trait Number: Marker {
    /// The type of a sum of values of type `T`: wide enough for what databases answer.
    type Sum<T>;
}

/// Arithmetic between this family on the left and `Right`: which side's Rust type is the result's.
#[diagnostic::on_unimplemented(
    message = "can't compute with SQL types `{Self}` and `{Right}`",
    label = "no arithmetic between `{Self}` and `{Right}`"
)]
pub trait Promotes<Right: Marker>: Number {
    /// `L` or `R`, whichever is the wider; `f64` where floating point numbers take part, since
    /// that is what databases compute with. Of two integers it is the left one.
    type Pick<L, R>;
    /// The type of a quotient, which is never cut to an integer.
    type Quotient<L, R>;
}

macro_rules! markers {
    ($($name:ident $doc:literal)*) => {$(
        #[doc = $doc]
        #[derive(Debug)]
        pub struct $name;
        impl Marker for $name {
            const NAME: &'static str = stringify!($name);
        }
    )*};
}

markers! {
    Boolean "`BOOLEAN`."
    Integer "Integers of every width."
    Float "Binary floating point numbers."
    Numeric "Decimal numbers: `NUMERIC`, `DECIMAL`."
    Text "Character strings of every length."
    Blob "Byte strings."
    Date "`DATE`."
    Time "`TIME`."
    Timestamp "`TIMESTAMP` without a time zone."
    TimestampTz "`TIMESTAMP WITH TIME ZONE`: an instant."
    Uuid "`UUID`."
    Json "`JSON`."
    Interval "`INTERVAL`: an amount of time."
}

macro_rules! numbers {
    ($($left:ident sum $sum:ident: $($right:ident => $pick:ident $quotient:ident),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Number for $left {
            type Sum<T> = $sum;
        }
        $(
            impl Promotes<$right> for $left {
                type Pick<L, R> = $pick;
                type Quotient<L, R> = $quotient;
            }
        )*
    )*};
}

numbers! {
    Integer sum i64: Integer => L f64, Float => f64 f64, Numeric => R R;
    Float sum f64: Integer => f64 f64, Float => f64 f64, Numeric => f64 f64;
    Numeric sum T: Integer => L L, Float => f64 f64, Numeric => L L;
}

macro_rules! comparable {
    ($($a:ident $b:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl ComparesWith<$a> for $b {}
        #[diagnostic::do_not_recommend]
        impl ComparesWith<$b> for $a {}
    )*};
}

comparable!(Integer Float, Integer Numeric, Float Numeric);

macro_rules! fitting {
    ($($family:ident: $($column:ident)*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl Fits<$column> for $family {}
    )*)*};
}

// All but fractions in integers. What can't be compared can't be stored either, and is told so
// there: one mistake is one message.
fitting! {
    Boolean: Integer Float Numeric Text Blob Date Time Timestamp TimestampTz Uuid Json;
    Integer: Boolean Float Numeric Text Blob Date Time Timestamp TimestampTz Uuid Json;
    Float: Boolean Numeric Text Blob Date Time Timestamp TimestampTz Uuid Json;
    Numeric: Boolean Float Text Blob Date Time Timestamp TimestampTz Uuid Json;
    Text: Boolean Integer Float Numeric Blob Date Time Timestamp TimestampTz Uuid Json;
    Blob: Boolean Integer Float Numeric Text Date Time Timestamp TimestampTz Uuid Json;
    Date: Boolean Integer Float Numeric Text Blob Time Timestamp TimestampTz Uuid Json;
    Time: Boolean Integer Float Numeric Text Blob Date Timestamp TimestampTz Uuid Json;
    Timestamp: Boolean Integer Float Numeric Text Blob Date Time TimestampTz Uuid Json;
    TimestampTz: Boolean Integer Float Numeric Text Blob Date Time Timestamp Uuid Json;
    Uuid: Boolean Integer Float Numeric Text Blob Date Time Timestamp TimestampTz Json;
    Json: Boolean Integer Float Numeric Text Blob Date Time Timestamp TimestampTz Uuid;
}
