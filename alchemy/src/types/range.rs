//! Ranges of values, as PostgreSQL has them.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use super::array::ArrayElement;
use super::column_type::{ColumnType, DecodeError};
use super::marker::Marker;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// The family of ranges over family `M`.
#[derive(Debug)]
pub struct RangeOf<M>(PhantomData<M>);

impl<M: Marker> Marker for RangeOf<M> {
    const NAME: &'static str = "Range";
}

/// The family of multiranges over family `M`.
#[derive(Debug)]
pub struct MultirangeOf<M>(PhantomData<M>);

impl<M: Marker> Marker for MultirangeOf<M> {
    const NAME: &'static str = "Multirange";
}

/// A range as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RangeValue {
    /// The type of its bounds.
    pub element: SqlType,
    /// Where it begins and where it ends; nothing for the empty range.
    pub bounds: Option<(Bound<Value>, Bound<Value>)>,
}

/// A multirange as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MultirangeValue {
    /// The type of its bounds.
    pub element: SqlType,
    /// Its ranges.
    pub ranges: Vec<RangeValue>,
}

/// A type that ranges are made of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a range can have as its bound",
    label = "no range of `{Self}` can be a column",
    note = "ranges are those of `i32`, `i64`, `Decimal`, dates and timestamps"
)]
pub trait RangeElement: ColumnType + Ord {
    /// Whether each value has one that comes next.
    const COUNTED: bool = false;

    /// The value that comes next, where values can be counted: a range of such values includes
    /// its lower bound and excludes its upper one, however it was written. `None` for the last
    /// value, and where between two values there is always another.
    fn successor(&self) -> Option<Self> {
        None
    }
}

impl RangeElement for i32 {
    const COUNTED: bool = true;

    fn successor(&self) -> Option<Self> {
        self.checked_add(1)
    }
}

impl RangeElement for i64 {
    const COUNTED: bool = true;

    fn successor(&self) -> Option<Self> {
        self.checked_add(1)
    }
}

#[cfg(feature = "decimal")]
impl RangeElement for rust_decimal::Decimal {}

#[cfg(feature = "chrono")]
mod of_chrono {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

    use super::RangeElement;

    impl RangeElement for NaiveDate {
        const COUNTED: bool = true;

        fn successor(&self) -> Option<Self> {
            self.succ_opt()
        }
    }

    impl RangeElement for NaiveDateTime {}
    impl RangeElement for DateTime<Utc> {}
}

#[cfg(feature = "time")]
mod of_time {
    use time::{Date, OffsetDateTime, PrimitiveDateTime};

    use super::RangeElement;

    impl RangeElement for Date {
        const COUNTED: bool = true;

        fn successor(&self) -> Option<Self> {
            self.next_day()
        }
    }

    impl RangeElement for PrimitiveDateTime {}
    impl RangeElement for OffsetDateTime {}
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use jiff::Timestamp;
    use jiff::civil::{Date, DateTime};

    use super::RangeElement;

    impl RangeElement for Date {
        const COUNTED: bool = true;

        fn successor(&self) -> Option<Self> {
            self.tomorrow().ok()
        }
    }

    impl RangeElement for DateTime {}
    impl RangeElement for Timestamp {}
}

/// A range of values: from a lower to an upper bound, each of which may be included, excluded or
/// missing; or the empty range.
///
/// Made of a Rust range. A range that holds no value is the empty one, and a range of integers or
/// dates is kept as the database has it, from an included to an excluded bound, so that equal
/// ranges are equal.
///
/// ```
/// use alchemy::types::Range;
///
/// let teens = Range::from(13..=19);
/// assert_eq!(teens, Range::from(13..20));
/// assert!(teens.contains(&15) && !teens.contains(&20));
/// assert!(teens.overlaps(&Range::from(18..)));
/// assert_eq!(teens.intersection(&Range::from(..15)), Range::from(13..15));
/// assert!(Range::from(5..5).is_empty());
/// assert_eq!(teens.to_string(), "[13,20)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Range<T> {
    bounds: Option<(Bound<T>, Bound<T>)>,
}

/// The empty range.
impl<T> Default for Range<T> {
    fn default() -> Self {
        Self { bounds: None }
    }
}

/// Which of two lower bounds begins later.
fn by_lower<T: Ord>(a: &Bound<T>, b: &Bound<T>) -> Ordering {
    match (a, b) {
        (Bound::Unbounded, Bound::Unbounded) => Ordering::Equal,
        (Bound::Unbounded, _) => Ordering::Less,
        (_, Bound::Unbounded) => Ordering::Greater,
        (Bound::Included(a), Bound::Included(b)) | (Bound::Excluded(a), Bound::Excluded(b)) => {
            a.cmp(b)
        }
        (Bound::Included(a), Bound::Excluded(b)) => a.cmp(b).then(Ordering::Less),
        (Bound::Excluded(a), Bound::Included(b)) => a.cmp(b).then(Ordering::Greater),
    }
}

/// Which of two upper bounds ends later.
fn by_upper<T: Ord>(a: &Bound<T>, b: &Bound<T>) -> Ordering {
    match (a, b) {
        (Bound::Unbounded, Bound::Unbounded) => Ordering::Equal,
        (Bound::Unbounded, _) => Ordering::Greater,
        (_, Bound::Unbounded) => Ordering::Less,
        (Bound::Included(a), Bound::Included(b)) | (Bound::Excluded(a), Bound::Excluded(b)) => {
            a.cmp(b)
        }
        (Bound::Included(a), Bound::Excluded(b)) => a.cmp(b).then(Ordering::Greater),
        (Bound::Excluded(a), Bound::Included(b)) => a.cmp(b).then(Ordering::Less),
    }
}

/// Whether what ends with `upper` ends before what begins with `lower` begins.
fn is_before<T: Ord>(upper: &Bound<T>, lower: &Bound<T>) -> bool {
    match (upper, lower) {
        (Bound::Included(upper), Bound::Included(lower)) => upper < lower,
        (
            Bound::Included(upper) | Bound::Excluded(upper),
            Bound::Included(lower) | Bound::Excluded(lower),
        ) => upper <= lower,
        _ => false,
    }
}

/// The bound on the other side of the same value: what a range that ends there leaves.
fn turned<T: Clone>(bound: &Bound<T>) -> Bound<T> {
    match bound {
        Bound::Included(value) => Bound::Excluded(value.clone()),
        Bound::Excluded(value) => Bound::Included(value.clone()),
        Bound::Unbounded => Bound::Unbounded,
    }
}

impl<T: RangeElement> Range<T> {
    /// The range without a value.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The range of every value.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            bounds: Some((Bound::Unbounded, Bound::Unbounded)),
        }
    }

    /// A range from a lower to an upper bound: empty where no value lies between them.
    #[must_use]
    pub fn new(lower: Bound<T>, upper: Bound<T>) -> Self {
        if let (Bound::Included(first), Bound::Included(last)) = (&lower, &upper)
            && first > last
        {
            return Self::empty();
        }
        let lower = match lower {
            Bound::Excluded(value) => match value.successor() {
                Some(next) => Bound::Included(next),
                None => Bound::Excluded(value),
            },
            lower => lower,
        };
        let upper = match upper {
            Bound::Included(value) => match value.successor() {
                Some(next) => Bound::Excluded(next),
                None => Bound::Included(value),
            },
            upper => upper,
        };
        if is_before(&upper, &lower) {
            return Self::empty();
        }
        Self {
            bounds: Some((lower, upper)),
        }
    }

    /// Whether it holds no value.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bounds.is_none()
    }

    /// Where it begins; nothing for the empty range.
    #[must_use]
    pub fn lower(&self) -> Option<Bound<&T>> {
        self.bounds.as_ref().map(|(lower, _)| lower.as_ref())
    }

    /// Where it ends; nothing for the empty range.
    #[must_use]
    pub fn upper(&self) -> Option<Bound<&T>> {
        self.bounds.as_ref().map(|(_, upper)| upper.as_ref())
    }

    /// Whether a value lies in it.
    #[must_use]
    pub fn contains(&self, value: &T) -> bool {
        let bounds = self.bounds.as_ref();
        bounds.is_some_and(|(lower, upper)| (lower.as_ref(), upper.as_ref()).contains(value))
    }

    /// Whether every value of the other lies in it. The empty range lies in every one.
    #[must_use]
    pub fn contains_range(&self, other: &Self) -> bool {
        match (&self.bounds, &other.bounds) {
            (_, None) => true,
            (None, _) => false,
            (Some((lower, upper)), Some((low, high))) => {
                by_lower(lower, low).is_le() && by_upper(upper, high).is_ge()
            }
        }
    }

    /// Whether both have a value in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.intersection(other).is_empty()
    }

    /// Whether it ends before the other begins. Of empty ranges neither does.
    #[must_use]
    pub fn is_left_of(&self, other: &Self) -> bool {
        match (&self.bounds, &other.bounds) {
            (Some((_, upper)), Some((lower, _))) => is_before(upper, lower),
            _ => false,
        }
    }

    /// Whether it begins after the other ends. Of empty ranges neither does.
    #[must_use]
    pub fn is_right_of(&self, other: &Self) -> bool {
        other.is_left_of(self)
    }

    /// Whether one begins where the other ends, without a value between them or in both.
    #[must_use]
    pub fn is_adjacent_to(&self, other: &Self) -> bool {
        let meets = |upper: &Bound<T>, lower: &Bound<T>| match (upper, lower) {
            (Bound::Included(a), Bound::Excluded(b)) | (Bound::Excluded(a), Bound::Included(b)) => {
                a == b
            }
            _ => false,
        };
        match (&self.bounds, &other.bounds) {
            (Some((lower, upper)), Some((low, high))) => meets(upper, low) || meets(high, lower),
            _ => false,
        }
    }

    /// The values of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (Some((lower, upper)), Some((low, high))) = (&self.bounds, &other.bounds) else {
            return Self::empty();
        };
        let lower = if by_lower(lower, low).is_ge() {
            lower
        } else {
            low
        };
        let upper = if by_upper(upper, high).is_le() {
            upper
        } else {
            high
        };
        Self::new(lower.clone(), upper.clone())
    }

    /// The values of either; nothing where there would be a gap between them.
    #[must_use]
    pub fn union(&self, other: &Self) -> Option<Self> {
        let (Some((lower, upper)), Some((low, high))) = (&self.bounds, &other.bounds) else {
            return Some(if self.is_empty() { other } else { self }.clone());
        };
        if !self.overlaps(other) && !self.is_adjacent_to(other) {
            return None;
        }
        let lower = if by_lower(lower, low).is_le() {
            lower
        } else {
            low
        };
        let upper = if by_upper(upper, high).is_ge() {
            upper
        } else {
            high
        };
        Some(Self::new(lower.clone(), upper.clone()))
    }

    /// The values that the other doesn't have; nothing where they would be two ranges.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<Self> {
        if !self.overlaps(other) {
            return Some(self.clone());
        }
        let (Some((lower, upper)), Some((low, high))) = (&self.bounds, &other.bounds) else {
            return Some(self.clone());
        };
        match (by_lower(lower, low).is_lt(), by_upper(upper, high).is_gt()) {
            (true, true) => None,
            (true, false) => Some(Self::new(lower.clone(), turned(low))),
            (false, true) => Some(Self::new(turned(high), upper.clone())),
            (false, false) => Some(Self::empty()),
        }
    }

    fn value(&self) -> Result<RangeValue, String> {
        let last = matches!(&self.bounds, Some((_, Bound::Included(_))));
        if T::COUNTED && last {
            return Err("a range can't include the last value of its type".to_owned());
        }
        let bound = |bound: &Bound<T>| -> Result<Bound<Value>, String> {
            Ok(match bound {
                Bound::Unbounded => Bound::Unbounded,
                Bound::Included(value) => Bound::Included(valid(value.to_value())?),
                Bound::Excluded(value) => Bound::Excluded(valid(value.to_value())?),
            })
        };
        let bounds = match &self.bounds {
            None => None,
            Some((lower, upper)) => Some((bound(lower)?, bound(upper)?)),
        };
        let element = T::SQL_TYPE;
        Ok(RangeValue { element, bounds })
    }

    fn read(value: &RangeValue) -> Result<Self, DecodeError> {
        let bound = |bound: &Bound<Value>| -> Result<Bound<T>, DecodeError> {
            Ok(match bound {
                Bound::Unbounded => Bound::Unbounded,
                Bound::Included(value) => Bound::Included(T::from_value(value.as_ref())?),
                Bound::Excluded(value) => Bound::Excluded(T::from_value(value.as_ref())?),
            })
        };
        Ok(match &value.bounds {
            None => Self::empty(),
            Some((lower, upper)) => Self::new(bound(lower)?, bound(upper)?),
        })
    }
}

fn valid(value: Value) -> Result<Value, String> {
    match value {
        Value::Invalid(why) => Err(why),
        value => Ok(value),
    }
}

macro_rules! from_ranges {
    ($($range:ident)*) => {$(
        impl<T: RangeElement> From<std::ops::$range<T>> for Range<T> {
            fn from(range: std::ops::$range<T>) -> Self {
                Self::new(range.start_bound().cloned(), range.end_bound().cloned())
            }
        }
    )*};
}

from_ranges! { Range RangeFrom RangeInclusive RangeTo RangeToInclusive }

impl<T: RangeElement> From<std::ops::RangeFull> for Range<T> {
    fn from(_: std::ops::RangeFull) -> Self {
        Self::all()
    }
}

/// As PostgreSQL writes it: `[1,5)`, `(,)`, `empty`.
impl<T: fmt::Display> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((lower, upper)) = &self.bounds else {
            return f.write_str("empty");
        };
        match lower {
            Bound::Included(value) => write!(f, "[{value},")?,
            Bound::Excluded(value) => write!(f, "({value},")?,
            Bound::Unbounded => f.write_str("(,")?,
        }
        match upper {
            Bound::Included(value) => write!(f, "{value}]"),
            Bound::Excluded(value) => write!(f, "{value})"),
            Bound::Unbounded => f.write_str(")"),
        }
    }
}

impl<T: RangeElement> ColumnType for Range<T> {
    type Sql = RangeOf<T::Sql>;
    const SQL_TYPE: SqlType = SqlType::Range {
        element: &T::SQL_TYPE,
    };

    fn to_value(&self) -> Value {
        match self.value() {
            Ok(value) => Value::Range(Box::new(value)),
            Err(why) => Value::Invalid(why),
        }
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Range(range) => Self::read(range),
            _ => Err(DecodeError::mismatch("a range", value)),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl<T: RangeElement> ArrayElement for Range<T> {}

/// Ranges that neither overlap nor touch, in order: a set of values with gaps.
///
/// ```
/// use alchemy::types::{Multirange, Range};
///
/// let hours: Multirange<i32> = [13..17, 9..12, 12..13, 20..20].map(Range::from).into_iter().collect();
/// assert_eq!(hours.ranges(), [Range::from(9..17)]);
/// assert!(hours.contains(&12) && !hours.contains(&17));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Multirange<T>(Vec<Range<T>>);

/// The multirange without a value.
impl<T> Default for Multirange<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: RangeElement> Multirange<T> {
    /// The ranges, in order.
    #[must_use]
    pub fn ranges(&self) -> &[Range<T>] {
        &self.0
    }

    /// Whether a value lies in one of the ranges.
    #[must_use]
    pub fn contains(&self, value: &T) -> bool {
        self.0.iter().any(|range| range.contains(value))
    }

    /// Whether it holds no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Ranges that overlap or touch become one.
impl<T: RangeElement> FromIterator<Range<T>> for Multirange<T> {
    fn from_iter<I: IntoIterator<Item = Range<T>>>(ranges: I) -> Self {
        let mut ranges: Vec<_> = ranges
            .into_iter()
            .filter(|range| !range.is_empty())
            .collect();
        ranges.sort_by(|a, b| match (&a.bounds, &b.bounds) {
            (Some((a, _)), Some((b, _))) => by_lower(a, b),
            _ => Ordering::Equal,
        });
        let mut merged: Vec<Range<T>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) => match last.union(&range) {
                    Some(both) => *last = both,
                    None => merged.push(range),
                },
                None => merged.push(range),
            }
        }
        Self(merged)
    }
}

impl<T: RangeElement> ColumnType for Multirange<T> {
    type Sql = MultirangeOf<T::Sql>;
    const SQL_TYPE: SqlType = SqlType::Multirange {
        element: &T::SQL_TYPE,
    };

    fn to_value(&self) -> Value {
        let ranges: Result<Vec<_>, _> = self.0.iter().map(Range::value).collect();
        let element = T::SQL_TYPE;
        match ranges {
            Ok(ranges) => Value::Multirange(Box::new(MultirangeValue { element, ranges })),
            Err(why) => Value::Invalid(why),
        }
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Multirange(found) => found.ranges.iter().map(Range::read).collect(),
            _ => Err(DecodeError::mismatch("a multirange", value)),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
