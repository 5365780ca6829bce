//! How tightly the parts of an expression hold together.
//!
//! The levels are those that all databases agree on. Where they don't, a level takes part in no
//! other without parentheses: `||` binds tighter than `*` in SQLite and looser than `+` in
//! PostgreSQL.

use crate::sql::{Arg, ArrayOp, BinaryOp, JsonOp, Node, RangeOp, SearchOp};

/// How tightly an expression holds together, the loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// SQL as written: nobody knows.
    Unknown,
    /// `OR`
    Or,
    /// `AND`
    And,
    /// `NOT`
    Not,
    /// Comparisons, `IN`, `LIKE`, `BETWEEN`, `IS NULL`.
    Predicate,
    /// `& | ^ << >>`, collations and operators that nobody knows
    Bitwise,
    /// `||`
    Concat,
    /// `+` and `-`
    Sum,
    /// `*`, `/` and `%`
    Product,
    /// `-` before a value
    Negation,
    /// Holds together by itself.
    Atom,
}

impl Level {
    /// The level of a node.
    #[must_use]
    pub fn of(node: &Node) -> Self {
        match node {
            Node::Column(_)
            | Node::Bind(_)
            | Node::Parameter(_)
            | Node::Function(_)
            | Node::Aggregate(_)
            | Node::Temporal(_)
            | Node::Over(_)
            | Node::Cast(..)
            | Node::Extract(..)
            | Node::Case(_)
            | Node::Label(_)
            | Node::Tuple(_)
            | Node::Scalar(_) => Self::Atom,
            Node::Collate(_) | Node::Custom(_) => Self::Bitwise,
            Node::Binary(op, ..) => Self::of_operator(*op),
            Node::Not(_) | Node::Exists { negated: true, .. } => Self::Not,
            Node::Negate(_) => Self::Negation,
            Node::All(list) => Self::of_list(list, Self::And),
            Node::Any(list) => Self::of_list(list, Self::Or),
            Node::IsNull { .. }
            | Node::Between(_)
            | Node::In(_)
            | Node::Like(_)
            | Node::Regexp(_)
            | Node::Quantified(_)
            | Node::Exists { negated: false, .. } => Self::Predicate,
            Node::Element(element) if element.is_atomic() => Self::Atom,
            Node::Element(_) | Node::Text(_) => Self::Unknown,
            Node::Json(node) => Self::of_condition(matches!(
                node.op,
                JsonOp::Exists
                    | JsonOp::Contains
                    | JsonOp::HasKey
                    | JsonOp::HasAnyKey
                    | JsonOp::HasAllKeys
                    | JsonOp::PathExists
                    | JsonOp::PathMatches
            )),
            Node::Array(node) => Self::of_condition(matches!(
                node.op,
                ArrayOp::Contains | ArrayOp::ContainedBy | ArrayOp::Overlaps | ArrayOp::Has
            )),
            Node::Range(node) => Self::of_condition(!matches!(
                node.op,
                RangeOp::Union
                    | RangeOp::Intersection
                    | RangeOp::Difference
                    | RangeOp::Lower
                    | RangeOp::Upper
                    | RangeOp::IsEmpty
            )),
            Node::Search(node) => Self::of_condition(matches!(
                node.op,
                SearchOp::Matches(_) | SearchOp::DocumentMatches(_)
            )),
        }
    }

    /// The level of an operand.
    #[must_use]
    pub fn of_arg(arg: &Arg) -> Self {
        match arg {
            Arg::Column(_) | Arg::Bind(_) => Self::Atom,
            Arg::Node(node) => Self::of(node),
        }
    }

    /// The level of an operator.
    #[must_use]
    pub const fn of_operator(op: BinaryOp) -> Self {
        match op {
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::IsDistinctFrom
            | BinaryOp::IsNotDistinctFrom => Self::Predicate,
            BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight => Self::Bitwise,
            BinaryOp::Add | BinaryOp::Sub => Self::Sum,
            BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::DecimalDiv
            | BinaryOp::FloorDiv
            | BinaryOp::Rem
            | BinaryOp::DecimalRem
            | BinaryOp::FloatRem => Self::Product,
            BinaryOp::Concat => Self::Concat,
        }
    }

    /// The level of what is written with an operator where it is a condition, and holds together
    /// by itself where it is a value.
    const fn of_condition(is_condition: bool) -> Self {
        if is_condition {
            Self::Predicate
        } else {
            Self::Atom
        }
    }

    fn of_list(list: &[Node], level: Self) -> Self {
        match list {
            [] => Self::Predicate,
            [one] => Self::of(one),
            _ => level,
        }
    }

    /// The next tighter level.
    #[must_use]
    pub const fn tighter(self) -> Self {
        match self {
            Self::Unknown => Self::Or,
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Predicate,
            Self::Predicate => Self::Bitwise,
            Self::Bitwise => Self::Concat,
            Self::Concat => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Negation,
            Self::Negation | Self::Atom => Self::Atom,
        }
    }
}
