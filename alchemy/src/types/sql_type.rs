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
    /// An array, where the database has them.
    Array {
        /// The type of its elements.
        element: &'static SqlType,
    },
    /// A range, where the database has them.
    Range {
        /// The type of its bounds.
        element: &'static SqlType,
    },
    /// A multirange, where the database has them.
    Multirange {
        /// The type of its bounds.
        element: &'static SqlType,
    },
    /// The address of a host, perhaps with its network.
    Inet,
    /// A network.
    Cidr,
    /// A hardware address.
    MacAddr,
    /// Bits, as many as there are.
    BitVarying,
    /// Keys with texts.
    Hstore,
    /// A text made ready for full-text search.
    TsVector,
    /// What a full-text search looks for.
    TsQuery,
    /// Text that compares without regard to case.
    CiText,
    /// A type that is written as it stands: `CITEXT`, `GEOMETRY(POINT)`.
    Other(&'static str),
}

impl SqlType {
    /// What messages call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::SmallInt => "SMALLINT",
            Self::Integer => "INTEGER",
            Self::BigInt => "BIGINT",
            Self::BigUnsigned => "BIGINT UNSIGNED",
            Self::Real => "REAL",
            Self::Double => "DOUBLE PRECISION",
            Self::Decimal { .. } => "NUMERIC",
            Self::Text => "TEXT",
            Self::Varchar(_) => "VARCHAR",
            Self::Blob => "BLOB",
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Timestamp => "TIMESTAMP",
            Self::TimestampTz => "TIMESTAMP WITH TIME ZONE",
            Self::Uuid => "UUID",
            Self::Json => "JSON",
            Self::Interval => "INTERVAL",
            Self::Enum(of) => of.name,
            Self::Array { .. } => "ARRAY",
            Self::Range { .. } => "RANGE",
            Self::Multirange { .. } => "MULTIRANGE",
            Self::Inet => "INET",
            Self::Cidr => "CIDR",
            Self::MacAddr => "MACADDR",
            Self::BitVarying => "BIT VARYING",
            Self::Hstore => "HSTORE",
            Self::TsVector => "TSVECTOR",
            Self::TsQuery => "TSQUERY",
            Self::CiText => "CITEXT",
            Self::Other(name) => name,
        }
    }
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
