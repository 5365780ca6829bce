//! Functions and operators that MySQL and MariaDB call by other names.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Context, Level};
use alchemy::sql::{Arg, BinaryOp, Function, Regexp};
use alchemy::types::{SqlType, Value};

use super::dialect::MySqlFlavour;
use super::operators;

/// A function call.
pub(super) fn function(
    cx: &mut Context<'_>,
    function: &Function,
    flavour: MySqlFlavour,
) -> Result<()> {
    match (function.name.as_ref(), function.args.as_slice()) {
        // `length` counts bytes here; elsewhere it counts characters.
        ("length", [arg]) => named(cx, "char_length(", &[arg]),
        ("abs", [arg @ Arg::Bind(Value::Int(_))]) => {
            cx.push("abs(");
            signed(cx, arg)?;
            cx.push(")");
            Ok(())
        }
        ("round", [number, digits @ ..]) if !is_decimal(number) => rounded(cx, number, digits),
        ("random", []) => named(cx, "rand(", &[]),
        ("position", [text, sought]) => named(cx, "locate(", &[sought, text]),
        // As precise as the columns are: without it, seconds.
        ("current_timestamp", []) => named(cx, "CURRENT_TIMESTAMP(6", &[]),
        ("localtimestamp", []) => named(cx, "LOCALTIMESTAMP(6", &[]),
        ("localtime", []) => named(cx, "CURTIME(6", &[]),
        ("bitwise_not", [arg]) => {
            cx.push("CAST(~");
            cx.operand(arg, Level::Atom)?;
            cx.push(" AS SIGNED)");
            Ok(())
        }
        ("regexp_replace", [text, pattern, replacement]) => {
            cx.push("regexp_replace(");
            cx.arg(text)?;
            cx.push(", ");
            regexp_pattern(cx, pattern, false, flavour)?;
            cx.push(", ");
            cx.arg(replacement)?;
            cx.push(match flavour {
                MySqlFlavour::MySql => ", 1, 0, 'c')",
                MySqlFlavour::MariaDb => ")",
            });
            Ok(())
        }
        _ => expression::function(cx, function),
    }
}

/// `round` of what may be a floating point number, which would be rounded to the even neighbour in the
/// middle between two. One that no decimal holds has no fraction.
fn rounded(cx: &mut Context<'_>, number: &Arg, digits: &[Arg]) -> Result<()> {
    cx.push("CASE WHEN abs(");
    cx.arg(number)?;
    cx.push(") < 1e30 THEN round(CAST(");
    cx.arg(number)?;
    cx.push(" AS DECIMAL(65, 30))");
    digits.iter().try_for_each(|digits| {
        cx.push(", ");
        cx.arg(digits)
    })?;
    cx.push(") ELSE ");
    cx.arg(number)?;
    cx.push(" END");
    Ok(())
}

fn named(cx: &mut Context<'_>, name: &'static str, args: &[&Arg]) -> Result<()> {
    cx.push(name);
    cx.list(args.iter().copied(), ", ", Context::arg)?;
    cx.push(")");
    Ok(())
}

/// The pattern. MariaDB takes the case from the collation, unless the pattern says.
fn regexp_pattern(
    cx: &mut Context<'_>,
    pattern: &Arg,
    case_insensitive: bool,
    flavour: MySqlFlavour,
) -> Result<()> {
    if flavour == MySqlFlavour::MySql {
        return cx.arg(pattern);
    }
    cx.push(if case_insensitive {
        "concat('(?i)', "
    } else {
        "concat('(?-i)', "
    });
    cx.arg(pattern)?;
    cx.push(")");
    Ok(())
}

/// A match of a regular expression.
pub(super) fn regexp(cx: &mut Context<'_>, regexp: &Regexp, flavour: MySqlFlavour) -> Result<()> {
    let pattern = |cx: &mut Context<'_>| {
        regexp_pattern(cx, &regexp.pattern, regexp.case_insensitive, flavour)
    };
    if flavour == MySqlFlavour::MariaDb {
        cx.operand(&regexp.arg, Level::Concat)?;
        cx.push(if regexp.negated {
            " NOT REGEXP "
        } else {
            " REGEXP "
        });
        return pattern(cx);
    }
    cx.push(if regexp.negated {
        "NOT regexp_like("
    } else {
        "regexp_like("
    });
    cx.arg(&regexp.arg)?;
    cx.push(", ");
    pattern(cx)?;
    cx.push(if regexp.case_insensitive {
        ", 'i')"
    } else {
        ", 'c')"
    });
    Ok(())
}

/// An infix operator.
pub(super) fn binary(
    cx: &mut Context<'_>,
    op: BinaryOp,
    left: &Arg,
    right: &Arg,
    flavour: MySqlFlavour,
) -> Result<()> {
    match op {
        op if flavour == MySqlFlavour::MariaDb
            && operators::compares_documents(op, left, right) =>
        {
            operators::json_equals(cx, op, left, right)
        }
        // `||` is OR here.
        BinaryOp::Concat => named(cx, "concat(", &[left, right]),
        // Of integers it would be a decimal of four digits after the point.
        BinaryOp::Div => {
            expression::left_operand(cx, op, left)?;
            cx.push(" / (");
            cx.operand(right, Level::Sum)?;
            cx.push(" + 0e0)");
            Ok(())
        }
        BinaryOp::DecimalDiv => infix(cx, op, left, " / ", right),
        BinaryOp::FloorDiv => floor_div(cx, left, right),
        // The server computes with placeholders alone as with floating point numbers.
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Rem
            if matches!(
                (left, right),
                (Arg::Bind(Value::Int(_)), Arg::Bind(Value::Int(_)))
            ) =>
        {
            signed(cx, left)?;
            cx.push(expression::operator(op));
            cx.arg(right)
        }
        // The sign moves down as well: where it is set, the bits that are not are moved.
        BinaryOp::ShiftRight if !is_unsigned(left) => {
            cx.push("CAST(if(");
            cx.operand(left, Level::Concat)?;
            cx.push(" < 0, ~(~");
            cx.operand(left, Level::Atom)?;
            cx.push(" >> ");
            cx.operand(right, Level::Atom)?;
            cx.push("), ");
            expression::binary(cx, op, left, right)?;
            cx.push(") AS SIGNED)");
            Ok(())
        }
        BinaryOp::IsNotDistinctFrom => infix(cx, op, left, " <=> ", right),
        BinaryOp::IsDistinctFrom => {
            cx.push("NOT (");
            infix(cx, op, left, " <=> ", right)?;
            cx.push(")");
            Ok(())
        }
        // Bits are unsigned here: -1 would come back as 2^64 - 1.
        BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::ShiftLeft
            if !is_unsigned(left) =>
        {
            cx.push("CAST(");
            expression::binary(cx, op, left, right)?;
            cx.push(" AS SIGNED)");
            Ok(())
        }
        op => match operators::compared(op, right) {
            Some(value) => {
                expression::left_operand(cx, op, left)?;
                cx.push(expression::operator(op));
                cx.bind(value)
            }
            None => expression::binary(cx, op, left, right),
        },
    }
}

/// `(a - (a % b + b) % b) DIV b`: what is taken off has the divisor's sign, so that nothing is left
/// to be cut. The floor of a quotient would be that of one with four digits, rounded up.
fn floor_div(cx: &mut Context<'_>, left: &Arg, right: &Arg) -> Result<()> {
    cx.push("(");
    cx.operand(left, Level::Atom)?;
    cx.push(" - (");
    cx.operand(left, Level::Atom)?;
    cx.push(" % ");
    cx.operand(right, Level::Atom)?;
    cx.push(" + ");
    cx.operand(right, Level::Atom)?;
    cx.push(") % ");
    cx.operand(right, Level::Atom)?;
    cx.push(") DIV ");
    cx.operand(right, Level::Atom)
}

fn is_decimal(arg: &Arg) -> bool {
    matches!(expression::column_type(arg), Some(SqlType::Decimal { .. }))
}

fn signed(cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
    cx.push("CAST(");
    cx.arg(arg)?;
    cx.push(" AS SIGNED)");
    Ok(())
}

fn is_unsigned(arg: &Arg) -> bool {
    expression::column_type(arg) == Some(SqlType::BigUnsigned)
}

fn infix(
    cx: &mut Context<'_>,
    op: BinaryOp,
    left: &Arg,
    symbol: &'static str,
    right: &Arg,
) -> Result<()> {
    expression::left_operand(cx, op, left)?;
    cx.push(symbol);
    expression::right_operand(cx, op, right)
}
