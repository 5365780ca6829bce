//! The nodes of the expression tree. Leaves stand inline, AND and OR are flat lists: building a
//! condition allocates little.

use std::borrow::Cow;
use std::sync::Arc;

use super::aggregate::AggregateNode;
use super::custom::{Custom, QuantifiedNode};
use super::element::Element;
use super::matching::{Collate, Regexp};
use super::parameter::ParameterNode;
use super::window::OverNode;
use super::{ArrayOp, JsonOp, Operation, RangeOp, SearchOp, TemporalOp};
use crate::sql::column::ColumnRef;
use crate::sql::select::SelectNode;
use crate::sql::text::TextNode;
use crate::types::{SqlType, Value};

/// An operand: a leaf inline, anything else boxed.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A column.
    Column(ColumnRef),
    /// A bound value.
    Bind(Value),
    /// Another node.
    Node(Box<Node>),
}

/// An infix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BinaryOp {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/` that gives a floating point number
    Div,
    /// `/` that gives a decimal
    DecimalDiv,
    /// `/` of integers that gives an integer
    FloorDiv,
    /// `%` of integers
    Rem,
    /// `%` that gives a decimal
    DecimalRem,
    /// `%` that gives a floating point number
    FloatRem,
    /// `||`
    Concat,
    /// `IS DISTINCT FROM`
    IsDistinctFrom,
    /// `IS NOT DISTINCT FROM`
    IsNotDistinctFrom,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `^`, exclusive or
    BitXor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
}

impl BinaryOp {
    /// The comparison that is true exactly where this one is false; `None` for other operators.
    #[must_use]
    pub const fn negated(self) -> Option<Self> {
        Some(match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
            Self::IsDistinctFrom => Self::IsNotDistinctFrom,
            Self::IsNotDistinctFrom => Self::IsDistinctFrom,
            _ => return None,
        })
    }
}

/// A node of the expression tree.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Node {
    /// A column.
    Column(ColumnRef),
    /// A bound value.
    Bind(Value),
    /// An infix operator.
    Binary(BinaryOp, Arg, Arg),
    /// `NOT …`
    Not(Arg),
    /// `-…`
    Negate(Arg),
    /// Conditions that must all hold. Empty: true.
    All(Vec<Node>),
    /// Conditions of which one must hold. Empty: false.
    Any(Vec<Node>),
    /// `… IS [NOT] NULL`
    IsNull {
        /// What is tested.
        arg: Arg,
        /// `IS NOT NULL`
        negated: bool,
    },
    /// `… [NOT] BETWEEN … AND …`
    Between(Box<Between>),
    /// `… [NOT] IN …`
    In(Box<In>),
    /// `… [NOT] LIKE …`
    Like(Box<Like>),
    /// A match of a regular expression.
    Regexp(Box<Regexp>),
    /// `… COLLATE …`
    Collate(Box<Collate>),
    /// `(…, …)`
    Tuple(Vec<Arg>),
    /// An operator that the library doesn't know.
    Custom(Box<Custom>),
    /// A label of what is selected, as a term of ORDER BY or GROUP BY.
    Label(Cow<'static, str>),
    /// `ANY (…)` or `ALL (…)`
    Quantified(Box<QuantifiedNode>),
    /// A function call.
    Function(Box<Function>),
    /// A call of an aggregate with more than its arguments.
    Aggregate(Box<AggregateNode>),
    /// An operator on documents.
    Json(Box<Operation<JsonOp>>),
    /// An operator on arrays.
    Array(Box<Operation<ArrayOp>>),
    /// An operator on ranges.
    Range(Box<Operation<RangeOp>>),
    /// An operator on dates and times.
    Temporal(Box<Operation<TemporalOp>>),
    /// Full-text search.
    Search(Box<Operation<SearchOp>>),
    /// A function over a window.
    Over(Box<OverNode>),
    /// `CAST(… AS …)`
    Cast(Arg, SqlType),
    /// `EXTRACT(… FROM …)`
    Extract(super::DatePart, Arg),
    /// `CASE … END`
    Case(Box<Case>),
    /// A subquery with one column and at most one row.
    Scalar(Box<SelectNode>),
    /// `[NOT] EXISTS (…)`
    Exists {
        /// The subquery.
        select: Box<SelectNode>,
        /// `NOT EXISTS`
        negated: bool,
    },
    /// An expression of an application's own.
    Element(Arc<dyn Element>),
    /// A place whose value comes when the statement runs.
    Parameter(Box<ParameterNode>),
    /// SQL as written, with named binds.
    Text(Box<TextNode>),
}

/// `arg [NOT] BETWEEN low AND high`, both ends included.
#[derive(Clone, Debug)]
pub struct Between {
    /// What is tested.
    pub arg: Arg,
    /// The lower end.
    pub low: Arg,
    /// The upper end.
    pub high: Arg,
    /// Whether the ends may stand in either order.
    pub symmetric: bool,
    /// `NOT BETWEEN`
    pub negated: bool,
}

/// `arg [NOT] IN (…)`
#[derive(Clone, Debug)]
pub struct In {
    /// What is tested.
    pub arg: Arg,
    /// Among what.
    pub source: super::InSource,
    /// `NOT IN`
    pub negated: bool,
}

/// `arg [NOT] LIKE pattern [ESCAPE …]`
#[derive(Clone, Debug)]
pub struct Like {
    /// What is tested.
    pub arg: Arg,
    /// The pattern.
    pub pattern: Arg,
    /// The character that takes the meaning from `%` and `_`.
    pub escape: Option<char>,
    /// Whether case is ignored.
    pub case_insensitive: bool,
    /// `NOT LIKE`
    pub negated: bool,
}

/// A function call.
#[derive(Clone, Debug)]
pub struct Function {
    /// The name, perhaps qualified by a schema. Written as it stands when it is made of letters,
    /// digits, `_` and `.`, refused otherwise.
    pub name: Cow<'static, str>,
    /// The arguments. None and `star` is `count(*)`.
    pub args: Vec<Arg>,
    /// `DISTINCT` before the arguments.
    pub distinct: bool,
    /// `*` as the argument.
    pub star: bool,
}

/// `CASE WHEN … THEN … ELSE … END`, or `CASE … WHEN … THEN … ELSE … END`
#[derive(Clone, Debug)]
pub struct Case {
    /// What is compared with each WHEN; without it, each WHEN is a condition.
    pub operand: Option<Arg>,
    /// Conditions and results, in order.
    pub whens: Vec<(Node, Arg)>,
    /// The result where no condition holds; NULL without it.
    pub otherwise: Option<Arg>,
}

impl From<Node> for Arg {
    fn from(node: Node) -> Self {
        match node {
            Node::Column(column) => Self::Column(column),
            Node::Bind(value) => Self::Bind(value),
            node => Self::Node(Box::new(node)),
        }
    }
}

impl From<Arg> for Node {
    fn from(arg: Arg) -> Self {
        match arg {
            Arg::Column(column) => Self::Column(column),
            Arg::Bind(value) => Self::Bind(value),
            Arg::Node(node) => *node,
        }
    }
}

impl Node {
    /// Both conditions, in one flat list.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (never, _) | (_, never) if never.is_constant(false) => never,
            (Self::All(mut list), Self::All(more)) => {
                list.extend(more);
                Self::All(list)
            }
            (Self::All(mut list), one) => {
                list.push(one);
                Self::All(list)
            }
            (one, Self::All(mut list)) => {
                list.insert(0, one);
                Self::All(list)
            }
            (a, b) => Self::All(vec![a, b]),
        }
    }

    /// Whether it is the condition that always holds, or the one that never does.
    const fn is_constant(&self, value: bool) -> bool {
        match self {
            Self::All(list) => value && list.is_empty(),
            Self::Any(list) => !value && list.is_empty(),
            _ => false,
        }
    }

    /// Adds a condition to those that must hold already.
    pub(crate) fn narrow(filter: &mut Option<Self>, condition: Self) {
        *filter = Some(match filter.take() {
            None => condition,
            Some(before) => before.and(condition),
        });
    }

    /// Either condition, in one flat list.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (always, _) | (_, always) if always.is_constant(true) => always,
            (Self::Any(mut list), Self::Any(more)) => {
                list.extend(more);
                Self::Any(list)
            }
            (Self::Any(mut list), one) => {
                list.push(one);
                Self::Any(list)
            }
            (one, Self::Any(mut list)) => {
                list.insert(0, one);
                Self::Any(list)
            }
            (a, b) => Self::Any(vec![a, b]),
        }
    }

    /// The opposite condition: pushed into the operator where it has an opposite, which is right
    /// for NULL too, since both are NULL there.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Binary(op, a, b) => match op.negated() {
                Some(op) => Self::Binary(op, a, b),
                None => Self::Not(Self::Binary(op, a, b).into()),
            },
            Self::Not(arg) => arg.into(),
            Self::IsNull { arg, negated } => Self::IsNull {
                arg,
                negated: !negated,
            },
            Self::Between(mut node) => {
                node.negated = !node.negated;
                Self::Between(node)
            }
            Self::In(mut node) => {
                node.negated = !node.negated;
                Self::In(node)
            }
            Self::Like(mut node) => {
                node.negated = !node.negated;
                Self::Like(node)
            }
            Self::Regexp(mut node) => {
                node.negated = !node.negated;
                Self::Regexp(node)
            }
            Self::All(list) if list.is_empty() => Self::Any(list),
            Self::Any(list) if list.is_empty() => Self::All(list),
            Self::Exists { select, negated } => Self::Exists {
                select,
                negated: !negated,
            },
            other => Self::Not(other.into()),
        }
    }
}
