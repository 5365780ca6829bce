//! SQL types as data, for DDL and CAST. `Copy`, so that constants can pass them on.

/// A column's SQL type. Each dialect renders it in its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqlType {
    /// `BOOLEAN`.
    Boolean,
    /// 16 bits.
    SmallInt,
    /// 32 bits.
    Integer,
    /// 64 bits.
    BigInt,
    /// 64 bits without a sign, where the database has it.
    BigUnsigned,
    /// 32-bit floating point.
    Real,
    /// 64-bit floating point.
    Double,
    /// Exact decimals with so many digits in all, and so many behind the point.
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits behind the point.
        scale: u8,
    },
    /// Text without a limit.
    Text,
    /// Text of at most so many characters.
    Varchar(u32),
    /// Bytes.
    Blob,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// Date and time without a zone, in microseconds.
    Timestamp,
    /// An instant, in microseconds.
    TimestampTz,
    /// A UUID.
    Uuid,
    /// A JSON document.
    Json,
    /// An amount of time.
    Interval,
    /// One of some labels.
    Enum(&'static EnumType),
    /// A type that is written as it stands: `CITEXT`, `GEOMETRY(POINT)`.
    Other(&'static str),
}

/// An enum: its name where the database has named types, and its labels in order.
///
/// ```
/// use alchemy::types::EnumType;
///
/// static MOOD: EnumType = EnumType { name: "mood", labels: &["happy", "sad"] };
/// assert_eq!(MOOD.longest(), 5);
/// ```
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct EnumType {
    /// The type's name.
    pub name: &'static str,
    /// What the database stores.
    pub labels: &'static [&'static str],
}

impl EnumType {
    /// The length of the longest label, in characters.
    #[must_use]
    pub fn longest(&self) -> u32 {
        let lengths = self.labels.iter().map(|label| label.chars().count());
        lengths
            .max()
            .map_or(1, |most| u32::try_from(most).unwrap_or(u32::MAX))
            .max(1)
    }
}
