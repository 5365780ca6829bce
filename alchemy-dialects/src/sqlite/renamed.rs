//! Functions and operators that SQLite calls by other names or hasn't got.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Context, Level};
use alchemy::sql::{Arg, BinaryOp, Function, In, InSource, Node};

/// A function call.
pub(super) fn function(cx: &mut Context<'_>, function: &Function) -> Result<()> {
    match (function.name.as_ref(), function.args.as_slice()) {
        // Moments as they are stored: in UTC, those with a zone saying so.
        ("current_timestamp", []) => cx.push("strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')"),
        ("localtimestamp", []) => cx.push("CURRENT_TIMESTAMP"),
        ("localtime", []) => cx.push("CURRENT_TIME"),
        // From all integers of 64 bits to a fraction.
        ("random", []) => cx.push("(random() / 18446744073709551616.0 + 0.5)"),
        ("greatest", args) => return named(cx, "max(", args),
        ("least", args) => return named(cx, "min(", args),
        ("position", args) => return named(cx, "instr(", args),
        ("left", [text, count]) => {
            cx.push("substr(");
            cx.arg(text)?;
            cx.push(", 1, ");
            cx.arg(count)?;
            cx.push(")");
        }
        // The length keeps it empty where nothing is wanted: from -0 on is from the start on.
        ("right", [text, count]) => {
            cx.push("substr(");
            cx.arg(text)?;
            cx.push(", -");
            cx.operand(count, Level::Atom)?;
            cx.push(", ");
            cx.arg(count)?;
            cx.push(")");
        }
        (name @ ("lpad" | "rpad"), _) => return Err(cx.unsupported(&format!("`{name}`"))),
        _ => return expression::function(cx, function),
    }
    Ok(())
}

fn named(cx: &mut Context<'_>, name: &'static str, args: &[Arg]) -> Result<()> {
    cx.push(name);
    cx.list(args, ", ", Context::arg)?;
    cx.push(")");
    Ok(())
}

/// An infix operator.
pub(super) fn binary(cx: &mut Context<'_>, op: BinaryOp, left: &Arg, right: &Arg) -> Result<()> {
    let infix = match op {
        BinaryOp::IsDistinctFrom => " IS NOT ",
        BinaryOp::IsNotDistinctFrom => " IS ",
        // `%` takes integers only.
        BinaryOp::DecimalRem | BinaryOp::FloatRem => {
            cx.push("(");
            cx.operand(left, Level::Atom)?;
            cx.push(" - ");
            cx.operand(right, Level::Atom)?;
            cx.push(" * CAST(");
            expression::binary(cx, BinaryOp::Div, left, right)?;
            cx.push(" AS INTEGER))");
            return Ok(());
        }
        // What either has but for what both have.
        BinaryOp::BitXor => {
            cx.push("((");
            expression::binary(cx, BinaryOp::BitOr, left, right)?;
            cx.push(") - (");
            expression::binary(cx, BinaryOp::BitAnd, left, right)?;
            cx.push("))");
            return Ok(());
        }
        op => return expression::binary(cx, op, left, right),
    };
    expression::left_operand(cx, op, left)?;
    cx.push(infix);
    expression::right_operand(cx, op, right)
}

/// `… [NOT] IN (…)`; tuples are among VALUES, since SQLite takes no list of them.
pub(super) fn in_(cx: &mut Context<'_>, node: &In) -> Result<()> {
    let tuples = matches!(&node.arg, Arg::Node(arg) if matches!(**arg, Node::Tuple(_)));
    let InSource::List(list) = &node.source else {
        return expression::in_(cx, node);
    };
    if !tuples || list.is_empty() {
        return expression::in_(cx, node);
    }
    cx.arg(&node.arg)?;
    cx.push(if node.negated {
        " NOT IN (VALUES "
    } else {
        " IN (VALUES "
    });
    cx.list(list, ", ", Context::arg)?;
    cx.push(")");
    Ok(())
}
