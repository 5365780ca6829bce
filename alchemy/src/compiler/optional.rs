//! Finds what is selected as if it were always there but stands on the optional side of an outer
//! join, where its row may be missing.

use crate::sql::{Arg, BinaryOp, ColumnRef, JoinKind, Node, Occurrence, SelectItem, SelectNode};
use crate::{Error, ErrorKind, Result};

/// The functions of [`func`](crate::sql::func) that are NULL where an argument is.
const STRICT: [&str; 21] = [
    "length",
    "lower",
    "upper",
    "abs",
    "round",
    "trim",
    "ltrim",
    "rtrim",
    "replace",
    "substr",
    "position",
    "left",
    "right",
    "lpad",
    "rpad",
    "ceil",
    "floor",
    "sign",
    "exp",
    "power",
    "bitwise_not",
];

/// Refuses a SELECT whose rows promise more than its outer joins give.
pub(super) fn check(select: &SelectNode) -> Result<()> {
    let optional = Optional::of(select);
    if optional.missing.is_empty() && optional.kept.is_none() {
        return Ok(());
    }
    select.items.iter().try_for_each(|item| match item {
        SelectItem::Entity {
            table,
            source,
            optional: false,
        } => {
            let (table, source) = (*table, *source);
            optional.refuse(Missing {
                occurrence: Occurrence { table, source },
                column: None,
            })
        }
        SelectItem::Expr {
            arg,
            nullable: false,
            ..
        } => each_strict(arg, &mut |arg| match arg {
            Arg::Column(column) => optional.refuse(Missing {
                occurrence: column.occurrence(),
                column: Some(*column),
            }),
            _ => Ok(()),
        }),
        _ => Ok(()),
    })
}

/// What stands on the optional side of an outer join.
struct Optional {
    /// What was joined.
    missing: Vec<Occurrence>,
    /// After a full join everything before it may be missing: all but these.
    kept: Option<Vec<Occurrence>>,
}

/// What may be missing: a row, or a column of it.
struct Missing {
    occurrence: Occurrence,
    column: Option<ColumnRef>,
}

impl Optional {
    fn of(select: &SelectNode) -> Self {
        let mut optional = Self {
            missing: Vec::new(),
            kept: None,
        };
        for join in &select.joins {
            let item = join.item.occurrence();
            match join.kind {
                JoinKind::FullOuter => optional.kept = Some(Vec::new()),
                JoinKind::LeftOuter | JoinKind::Nested => optional.missing.push(item),
                JoinKind::Inner | JoinKind::Cross | JoinKind::Implied => {
                    optional.kept.iter_mut().for_each(|kept| kept.push(item));
                }
            }
        }
        optional
    }

    fn refuse(&self, found: Missing) -> Result<()> {
        let among = |list: &[Occurrence]| list.iter().any(|item| item.is(&found.occurrence));
        if among(&self.missing) || self.kept.as_deref().is_some_and(|kept| !among(kept)) {
            return Err(found.error());
        }
        Ok(())
    }
}

/// Goes over an operand and those in it that make the whole NULL where they are: not into
/// conditions that AND, OR or CASE may have guarded, and not into functions that nobody knows.
pub(super) fn each_strict(arg: &Arg, found: &mut dyn FnMut(&Arg) -> Result<()>) -> Result<()> {
    found(arg)?;
    match arg {
        Arg::Column(_) | Arg::Bind(_) => Ok(()),
        Arg::Node(node) => strict_operands(node).try_for_each(|arg| each_strict(arg, found)),
    }
}

/// The operands that make a node NULL where they are.
fn strict_operands(node: &Node) -> impl Iterator<Item = &Arg> {
    let (first, second, rest): (_, _, &[Arg]) = match node {
        // Never NULL.
        Node::Binary(BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom, ..) => {
            (None, None, &[])
        }
        Node::Binary(_, left, right) => (Some(left), Some(right), &[]),
        Node::Not(arg) | Node::Negate(arg) | Node::Cast(arg, _) | Node::Extract(_, arg) => {
            (Some(arg), None, &[])
        }
        Node::Between(between) => (Some(&between.arg), None, &[]),
        Node::In(node) => (Some(&node.arg), None, &[]),
        Node::Like(like) => (Some(&like.arg), Some(&like.pattern), &[]),
        Node::Regexp(regexp) => (Some(&regexp.arg), Some(&regexp.pattern), &[]),
        Node::Collate(collate) => (Some(&collate.arg), None, &[]),
        Node::Function(function) if STRICT.contains(&function.name.as_ref()) => {
            (None, None, &function.args)
        }
        Node::Temporal(node) => (None, None, &node.args),
        Node::Array(node) => (None, None, &node.args),
        Node::Range(node) => (None, None, &node.args),
        _ => (None, None, &[]),
    };
    first.into_iter().chain(second).chain(rest)
}

impl Missing {
    fn error(&self) -> Error {
        let table = self.occurrence.described();
        let name = match self.column {
            Some(column) => format!("{} of ", column.described()),
            None => String::new(),
        };
        let message = format!(
            "{name}{table} stands on the optional side of an outer join, where its row may be \
             missing"
        );
        let error = Error::new(ErrorKind::Compile, message)
            .with_table(self.occurrence.table.name.as_ref())
            .with_help("select it with `.optional()`");
        match self.column {
            Some(column) => error.with_column(column.name()),
            None => error,
        }
    }
}
