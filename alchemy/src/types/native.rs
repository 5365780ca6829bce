//! Types that are a database's own: they travel as the text that it reads and writes.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::array::ArrayElement;
use super::column_type::{ColumnType, DecodeError};
use super::marker::{Marker, Text};
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// A value of a type that is the database's own, as the text that it reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NativeValue {
    /// Its type.
    pub sql_type: SqlType,
    /// Its text.
    pub text: String,
}

fn native(sql_type: SqlType, text: String) -> Value {
    Value::Native(Box::new(NativeValue { sql_type, text }))
}

fn text_of<'v>(value: ValueRef<'v>, expected: &'static str) -> Result<&'v str, DecodeError> {
    match value {
        ValueRef::Text(text) => Ok(text),
        ValueRef::Native(native) => Ok(&native.text),
        _ => Err(DecodeError::mismatch(expected, value)),
    }
}

macro_rules! families {
    ($($name:ident $doc:literal)*) => {$(
        #[doc = $doc]
        #[derive(Debug)]
        pub struct $name;
        impl Marker for $name {
            const NAME: &'static str = stringify!($name);
        }
    )*};
}

families! {
    Network "Addresses of hosts and networks: `INET` and `CIDR`."
    Hardware "`MACADDR`."
    BitSequence "`BIT` and `BIT VARYING`."
    Keyed "`HSTORE`."
    Document "`TSVECTOR`: a text made ready for full-text search."
    Search "`TSQUERY`: what a full-text search looks for."
}

/// The address of a host, with the length of its network's prefix: PostgreSQL's `INET`.
///
/// An `IpAddr` is an `INET` column, too, of addresses alone.
///
/// ```
/// use alchemy::types::Inet;
///
/// let host: Inet = "192.168.0.7/24".parse().unwrap();
/// assert_eq!((host.address.to_string(), host.prefix), ("192.168.0.7".to_owned(), 24));
/// assert_eq!(host.to_string(), "192.168.0.7/24");
/// assert_eq!("::1".parse::<Inet>().unwrap().prefix, 128);
/// assert!("192.168.0.7/33".parse::<Inet>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Inet {
    /// The address.
    pub address: IpAddr,
    /// How many leading bits are the network's.
    pub prefix: u8,
}

/// The bits of an address of this kind.
const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// The host alone.
impl From<IpAddr> for Inet {
    fn from(address: IpAddr) -> Self {
        let prefix = width(address);
        Self { address, prefix }
    }
}

impl fmt::Display for Inet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, prefix } = self;
        if *prefix == width(*address) {
            write!(f, "{address}")
        } else {
            write!(f, "{address}/{prefix}")
        }
    }
}

impl FromStr for Inet {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let wrong = || DecodeError::mismatch("an address", ValueRef::Text(text));
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| wrong())?,
            None => width(address),
        };
        if prefix > width(address) {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }
}

impl ColumnType for Inet {
    type Sql = Network;
    const SQL_TYPE: SqlType = SqlType::Inet;

    fn to_value(&self) -> Value {
        if self.prefix > width(self.address) {
            return Value::Invalid(format!("a prefix of {} bits is too long", self.prefix));
        }
        native(SqlType::Inet, self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text_of(value, "an address")?.parse()
    }
}

/// An address without a network.
impl ColumnType for IpAddr {
    type Sql = Network;
    const SQL_TYPE: SqlType = SqlType::Inet;

    fn to_value(&self) -> Value {
        native(SqlType::Inet, self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        const EXPECTED: &str = "an address without a network's prefix";
        text_of(value, EXPECTED)?
            .parse()
            .map_err(|_| DecodeError::mismatch(EXPECTED, value))
    }
}

macro_rules! addresses {
    ($($name:ident $expected:literal)*) => {$(
        impl ColumnType for $name {
            type Sql = Network;
            const SQL_TYPE: SqlType = SqlType::Inet;

            fn to_value(&self) -> Value {
                native(SqlType::Inet, self.to_string())
            }

            fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
                let text = text_of(value, $expected)?;
                text.parse().map_err(|_| DecodeError::mismatch($expected, value))
            }
        }
    )*};
}

addresses! {
    Ipv4Addr "an IPv4 address without a network's prefix"
    Ipv6Addr "an IPv6 address without a network's prefix"
}

/// A network: PostgreSQL's `CIDR`. The bits behind the prefix are zero.
///
/// ```
/// use alchemy::types::Cidr;
///
/// let network: Cidr = "10.1.0.0/16".parse().unwrap();
/// assert_eq!(network.to_string(), "10.1.0.0/16");
/// assert!("10.1.0.7/16".parse::<Cidr>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cidr(Inet);

impl Cidr {
    /// The network that an address belongs to: the bits behind the prefix become zero.
    ///
    /// # Errors
    /// When the prefix is longer than the address.
    pub fn of(address: IpAddr, prefix: u8) -> Result<Self, DecodeError> {
        let rest = width(address)
            .checked_sub(prefix)
            .ok_or_else(|| DecodeError::new("a prefix no longer than the address", prefix))?;
        let address = match address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(rest.into()).unwrap_or(0);
                IpAddr::V4((u32::from(address) & mask).into())
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(rest.into()).unwrap_or(0);
                IpAddr::V6((u128::from(address) & mask).into())
            }
        };
        Ok(Self(Inet { address, prefix }))
    }

    /// The first address.
    #[must_use]
    pub const fn address(&self) -> IpAddr {
        self.0.address
    }

    /// How many leading bits are the network's.
    #[must_use]
    pub const fn prefix(&self) -> u8 {
        self.0.prefix
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.address, self.0.prefix)
    }
}

impl FromStr for Cidr {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let found: Inet = text.parse()?;
        let network = Self::of(found.address, found.prefix)?;
        if network.0 == found {
            Ok(network)
        } else {
            let expected = "a network, with zeros behind its prefix";
            Err(DecodeError::mismatch(expected, ValueRef::Text(text)))
        }
    }
}

impl ColumnType for Cidr {
    type Sql = Network;
    const SQL_TYPE: SqlType = SqlType::Cidr;

    fn to_value(&self) -> Value {
        native(SqlType::Cidr, self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text_of(value, "a network")?.parse()
    }
}

/// A hardware address: PostgreSQL's `MACADDR`.
///
/// ```
/// use alchemy::types::MacAddr;
///
/// let address: MacAddr = "08:00:2b:01:02:0f".parse().unwrap();
/// assert_eq!(address.0, [8, 0, 0x2b, 1, 2, 15]);
/// assert_eq!(address.to_string(), "08:00:2b:01:02:0f");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacAddr(pub [u8; 6]);

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl FromStr for MacAddr {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let wrong = || DecodeError::mismatch("a hardware address", ValueRef::Text(text));
        let mut bytes = [0; 6];
        let mut parts = text.split(':');
        for byte in &mut bytes {
            let part = parts
                .next()
                .filter(|part| part.len() == 2)
                .ok_or_else(wrong)?;
            *byte = u8::from_str_radix(part, 16).map_err(|_| wrong())?;
        }
        match parts.next() {
            None => Ok(Self(bytes)),
            Some(_) => Err(wrong()),
        }
    }
}

impl ColumnType for MacAddr {
    type Sql = Hardware;
    const SQL_TYPE: SqlType = SqlType::MacAddr;

    fn to_value(&self) -> Value {
        native(SqlType::MacAddr, self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text_of(value, "a hardware address")?.parse()
    }
}

/// A sequence of bits, the first one on the left: PostgreSQL's `BIT VARYING`.
///
/// For a column of a fixed length say `#[column(sql_type = "BIT(8)")]`.
///
/// ```
/// use alchemy::types::Bits;
///
/// let bits: Bits = "101".parse().unwrap();
/// assert_eq!(bits.0, [true, false, true]);
/// assert_eq!(bits.to_string(), "101");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits(pub Vec<bool>);

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bits = self.0.iter();
        bits.try_for_each(|bit| f.write_str(if *bit { "1" } else { "0" }))
    }
}

impl FromStr for Bits {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let bit = |char| match char {
            '0' => Ok(false),
            '1' => Ok(true),
            _ => Err(DecodeError::mismatch("bits", ValueRef::Text(text))),
        };
        text.chars().map(bit).collect::<Result<_, _>>().map(Self)
    }
}

impl ColumnType for Bits {
    type Sql = BitSequence;
    const SQL_TYPE: SqlType = SqlType::BitVarying;

    fn to_value(&self) -> Value {
        native(SqlType::BitVarying, self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text_of(value, "bits")?.parse()
    }
}

/// Keys with texts, each of which may be NULL: PostgreSQL's `HSTORE`.
///
/// The extension must be there: `CREATE EXTENSION hstore`.
///
/// ```
/// use alchemy::types::Hstore;
///
/// let mut options = Hstore::default();
/// options.0.insert("colour".to_owned(), Some("red".to_owned()));
/// options.0.insert("size".to_owned(), None);
/// assert_eq!(options.to_string(), r#""colour"=>"red", "size"=>NULL"#);
/// assert_eq!(r#""colour"=>"red", "size"=>NULL"#.parse(), Ok(options));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hstore(pub BTreeMap<String, Option<String>>);

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{char}")?;
    }
    f.write_str("\"")
}

impl fmt::Display for Hstore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (key, value)) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            quoted(f, key)?;
            f.write_str("=>")?;
            match value {
                Some(value) => quoted(f, value)?,
                None => f.write_str("NULL")?,
            }
        }
        Ok(())
    }
}

/// A text in double quotes at the beginning, and what follows it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut found = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((found, text.get(at + 2..)?)),
            '\\' => found.push(chars.next()?.1),
            char => found.push(char),
        }
    }
    None
}

fn pairs(mut text: &str) -> Option<BTreeMap<String, Option<String>>> {
    let mut found = BTreeMap::new();
    while !text.is_empty() {
        let (key, rest) = unquoted(text)?;
        let rest = rest.strip_prefix("=>")?;
        let (value, rest) = match rest.strip_prefix("NULL") {
            Some(rest) => (None, rest),
            None => unquoted(rest).map(|(value, rest)| (Some(value), rest))?,
        };
        found.insert(key, value);
        text = match rest.strip_prefix(", ") {
            Some("") => return None,
            Some(rest) => rest,
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(found)
}

impl FromStr for Hstore {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        pairs(text)
            .map(Self)
            .ok_or_else(|| DecodeError::mismatch("keys with texts", ValueRef::Text(text)))
    }
}

impl ColumnType for Hstore {
    type Sql = Keyed;
    const SQL_TYPE: SqlType = SqlType::Hstore;

    fn to_value(&self) -> Value {
        native(SqlType::Hstore, self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text_of(value, "keys with texts")?.parse()
    }
}

macro_rules! texts {
    ($($name:ident $family:ident $sql:ident $expected:literal $doc:literal)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl ColumnType for $name {
            type Sql = $family;
            const SQL_TYPE: SqlType = SqlType::$sql;

            fn to_value(&self) -> Value {
                native(SqlType::$sql, self.0.clone())
            }

            fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
                text_of(value, $expected).map(|text| Self(text.to_owned()))
            }
        }
    )*};
}

texts! {
    TsVector Document TsVector "a text search vector"
        "A text made ready for full-text search, in PostgreSQL's notation: `'cat':3 'fat':2`."
    TsQuery Search TsQuery "a text search query"
        "What a full-text search looks for, in PostgreSQL's notation: `'fat' & 'cat'`."
    CiText Text CiText "text"
        "Text that compares without regard to case: PostgreSQL's `CITEXT`, an extension."
}

impl ArrayElement for Inet {}
impl ArrayElement for IpAddr {}
impl ArrayElement for Cidr {}
impl ArrayElement for MacAddr {}
impl ArrayElement for Bits {}
