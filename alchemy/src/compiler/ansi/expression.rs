//! Expressions in standard SQL.

use crate::compiler::context::Context;
use crate::compiler::dialect::SubqueryPlace;
use crate::compiler::precedence::Level;
use crate::compiler::quote::{date_text, time_text, timestamp_text, uuid_text};
use crate::sql::{Arg, Between, BinaryOp, Case, Function, In, InSource, Like, Node, SelectNode};
use crate::types::{SqlType, Value};
use crate::{Error, ErrorKind, Result};

/// A value as a literal.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database can't have it as a literal.
pub fn literal(cx: &mut Context<'_>, value: &Value) -> Result<()> {
    match value {
        Value::Null => cx.push("NULL"),
        Value::Bool(value) => boolean(cx, *value),
        Value::Int(value) => cx.buffer.push_verbatim(&value.to_string()),
        Value::UInt(value) => cx.push_number(*value),
        Value::Float(value) => return float(cx, *value),
        Value::Text(text) | Value::Json(text) => return cx.text_literal(text),
        Value::Blob(bytes) => {
            cx.push("X'");
            cx.hex_digits(bytes);
            cx.push("'");
        }
        Value::Decimal(digits) => return decimal(cx, digits),
        Value::Date(days) => return cx.text_literal(&date_text(i64::from(*days))),
        Value::Time(micros) => return cx.text_literal(&time_text(*micros)),
        Value::Timestamp(micros) => return cx.text_literal(&timestamp_text(*micros)),
        Value::TimestampTz(micros) => {
            let text = timestamp_text(*micros) + "+00:00";
            return cx.text_literal(&text);
        }
        Value::Uuid(bytes) => return cx.text_literal(&uuid_text(bytes)),
        Value::Interval(interval) => return cx.text_literal(&interval.to_string()),
        Value::Label(_, label) => return cx.text_literal(label),
        Value::Array(_) | Value::Range(_) | Value::Multirange(_) | Value::Native(_) => {
            let kind = value.as_ref().type_name();
            return Err(cx.unsupported(&format!("{kind} as a literal")));
        }
        Value::Invalid(why) => {
            let message = format!("a value can't be written: {why}");
            return Err(Error::new(ErrorKind::InvalidValue, message));
        }
    }
    Ok(())
}

fn boolean(cx: &mut Context<'_>, value: bool) {
    cx.push(match (cx.capability().boolean_literals, value) {
        (true, true) => "TRUE",
        (true, false) => "FALSE",
        (false, true) => "1",
        (false, false) => "0",
    });
}

fn float(cx: &mut Context<'_>, value: f64) -> Result<()> {
    if value.is_finite() {
        cx.buffer.push_verbatim(&format!("{value:?}"));
        return Ok(());
    }
    Err(cx.unsupported(&format!("the number {value} as a literal")))
}

fn decimal(cx: &mut Context<'_>, digits: &str) -> Result<()> {
    let plain = |char: char| char.is_ascii_digit() || matches!(char, '.' | '-' | '+' | 'e' | 'E');
    if digits.starts_with(|char: char| plain(char)) && digits.chars().all(plain) {
        cx.buffer.push_verbatim(digits);
        return Ok(());
    }
    let message = format!("`{}` is no decimal number", digits.escape_debug());
    Err(Error::new(ErrorKind::Compile, message))
}

/// The SQL of an operator.
#[must_use]
pub const fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => " = ",
        BinaryOp::Ne => " <> ",
        BinaryOp::Lt => " < ",
        BinaryOp::Le => " <= ",
        BinaryOp::Gt => " > ",
        BinaryOp::Ge => " >= ",
        BinaryOp::Add => " + ",
        BinaryOp::Sub => " - ",
        BinaryOp::Mul => " * ",
        BinaryOp::Div | BinaryOp::DecimalDiv | BinaryOp::FloorDiv => " / ",
        BinaryOp::Rem | BinaryOp::DecimalRem | BinaryOp::FloatRem => " % ",
        BinaryOp::Concat => " || ",
        BinaryOp::IsDistinctFrom => " IS DISTINCT FROM ",
        BinaryOp::IsNotDistinctFrom => " IS NOT DISTINCT FROM ",
        BinaryOp::BitAnd => " & ",
        BinaryOp::BitOr => " | ",
        BinaryOp::BitXor => " ^ ",
        BinaryOp::ShiftLeft => " << ",
        BinaryOp::ShiftRight => " >> ",
    }
}

/// An infix operator. Division is never that of integers.
///
/// # Errors
/// What the operands' visits answer.
pub fn binary(cx: &mut Context<'_>, op: BinaryOp, left: &Arg, right: &Arg) -> Result<()> {
    left_operand(cx, op, left)?;
    cx.push(operator(op));
    if matches!(op, BinaryOp::Div | BinaryOp::DecimalDiv) {
        cx.push("(");
        cx.operand(right, Level::Sum)?;
        cx.push(" + 0.0)");
        return Ok(());
    }
    right_operand(cx, op, right)
}

/// The left operand of an infix operator: operators of one level group from the left.
///
/// # Errors
/// What the operand's visit answers.
pub fn left_operand(cx: &mut Context<'_>, op: BinaryOp, left: &Arg) -> Result<()> {
    let level = match Level::of_operator(op) {
        Level::Concat if Level::of_arg(left) != Level::Concat => Level::Atom,
        Level::Predicate => Level::Concat,
        Level::Bitwise => Level::Atom,
        level => level,
    };
    cx.operand(left, level)
}

fn is_quantified(arg: &Arg) -> bool {
    matches!(arg, Arg::Node(node) if matches!(**node, Node::Quantified(_)))
}

/// The right operand of an infix operator.
///
/// # Errors
/// What the operand's visit answers.
pub fn right_operand(cx: &mut Context<'_>, op: BinaryOp, right: &Arg) -> Result<()> {
    let level = match Level::of_operator(op) {
        Level::Concat | Level::Bitwise => Level::Atom,
        // What stands alone on the right of a comparison.
        Level::Predicate if is_quantified(right) => Level::Predicate,
        Level::Predicate => Level::Concat,
        level => level.tighter(),
    };
    cx.operand(right, level)
}

/// `NOT …`
///
/// # Errors
/// What the operand's visit answers.
pub fn not(cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
    cx.push("NOT ");
    cx.operand(arg, Level::Atom)
}

/// `-…`
///
/// # Errors
/// What the operand's visit answers.
pub fn negate(cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
    cx.push("-");
    // The literal of a negative number would make it `--`, a comment.
    if cx.writes_literals() && matches!(arg, Arg::Bind(_)) {
        cx.push("(");
        cx.arg(arg)?;
        cx.push(")");
        return Ok(());
    }
    cx.operand(arg, Level::Atom)
}

/// A condition that is always true, or always false.
pub fn constant(cx: &mut Context<'_>, value: bool) {
    cx.push(match (cx.capability().boolean_literals, value) {
        (true, true) => "TRUE",
        (true, false) => "FALSE",
        (false, true) => "1 = 1",
        (false, false) => "1 = 0",
    });
}

/// `… AND …`; true where there is nothing.
///
/// # Errors
/// What the conditions' visits answer.
pub fn all(cx: &mut Context<'_>, list: &[Node]) -> Result<()> {
    conditions(cx, list, " AND ", Level::And, true)
}

/// `… OR …`; false where there is nothing.
///
/// # Errors
/// What the conditions' visits answer.
pub fn any(cx: &mut Context<'_>, list: &[Node]) -> Result<()> {
    conditions(cx, list, " OR ", Level::Or, false)
}

fn conditions(
    cx: &mut Context<'_>,
    list: &[Node],
    between: &'static str,
    level: Level,
    empty: bool,
) -> Result<()> {
    match list {
        [] => {
            constant(cx, empty);
            Ok(())
        }
        [one] => cx.node(one),
        list => cx.list(list, between, |cx, node| cx.node_within(node, level)),
    }
}

/// `… IS [NOT] NULL`
///
/// # Errors
/// What the operand's visit answers.
pub fn is_null(cx: &mut Context<'_>, arg: &Arg, negated: bool) -> Result<()> {
    cx.operand(arg, Level::Concat)?;
    cx.push(if negated { " IS NOT NULL" } else { " IS NULL" });
    Ok(())
}

/// `… [NOT] BETWEEN … AND …`
///
/// # Errors
/// What the operands' visits answer.
pub fn between(cx: &mut Context<'_>, between: &Between) -> Result<()> {
    if between.symmetric && !cx.capability().between_symmetric {
        return either_between(cx, between);
    }
    cx.operand(&between.arg, Level::Concat)?;
    cx.push(between_words(between));
    cx.operand(&between.low, Level::Concat)?;
    cx.push(" AND ");
    cx.operand(&between.high, Level::Concat)
}

/// ` BETWEEN ` and its kin.
#[must_use]
pub const fn between_words(between: &Between) -> &'static str {
    match (between.negated, between.symmetric) {
        (false, false) => " BETWEEN ",
        (true, false) => " NOT BETWEEN ",
        (false, true) => " BETWEEN SYMMETRIC ",
        (true, true) => " NOT BETWEEN SYMMETRIC ",
    }
}

/// One way round, or the other.
fn either_between(cx: &mut Context<'_>, between: &Between) -> Result<()> {
    let one_way = |cx: &mut Context<'_>, low: &Arg, high: &Arg| {
        cx.operand(&between.arg, Level::Concat)?;
        cx.push(" BETWEEN ");
        cx.operand(low, Level::Concat)?;
        cx.push(" AND ");
        cx.operand(high, Level::Concat)
    };
    cx.push(if between.negated { "(NOT (" } else { "(" });
    one_way(cx, &between.low, &between.high)?;
    cx.push(" OR ");
    one_way(cx, &between.high, &between.low)?;
    cx.push(if between.negated { "))" } else { ")" });
    Ok(())
}

/// `… [NOT] IN (…)`; an empty list is false whatever is looked for, NULL included, and its
/// opposite true.
///
/// # Errors
/// What the operands' visits answer.
pub fn in_(cx: &mut Context<'_>, node: &In) -> Result<()> {
    if matches!(&node.source, InSource::List(list) if list.is_empty()) {
        constant(cx, node.negated);
        return Ok(());
    }
    cx.operand(&node.arg, Level::Concat)?;
    cx.push(if node.negated { " NOT IN (" } else { " IN (" });
    match &node.source {
        InSource::List(list) => cx.in_list(list)?,
        InSource::Select(select) => {
            let place = SubqueryPlace::Compared;
            cx.dialect().visit_subquery(cx, select, place)?;
        }
        InSource::Parameter(parameter) => cx.parameter(parameter)?,
    }
    cx.push(")");
    Ok(())
}

/// `… [NOT] LIKE … [ESCAPE …]`; both sides in lower case where case is ignored.
///
/// # Errors
/// What the operands' visits answer.
pub fn like(cx: &mut Context<'_>, like: &Like) -> Result<()> {
    let operator = if like.negated { " NOT LIKE " } else { " LIKE " };
    if like.case_insensitive {
        cx.push("lower(");
        cx.arg(&like.arg)?;
        cx.push(")");
        cx.push(operator);
        cx.push("lower(");
        cx.arg(&like.pattern)?;
        cx.push(")");
    } else {
        like_operands(cx, like, operator)?;
    }
    escape(cx, like)
}

/// Both sides of a LIKE and the operator between them.
///
/// # Errors
/// What the operands' visits answer.
pub fn like_operands(cx: &mut Context<'_>, like: &Like, operator: &'static str) -> Result<()> {
    cx.operand(&like.arg, Level::Concat)?;
    cx.push(operator);
    cx.operand(&like.pattern, Level::Concat)
}

/// ` ESCAPE …`, where the LIKE has one.
///
/// # Errors
/// [`ErrorKind::Compile`] when the character can't be a literal.
pub fn escape(cx: &mut Context<'_>, like: &Like) -> Result<()> {
    if let Some(escape) = like.escape {
        cx.push(" ESCAPE ");
        cx.text_literal(escape.encode_utf8(&mut [0; 4]))?;
    }
    Ok(())
}

/// The functions that are called without parentheses.
const NILADIC: [(&str, &str); 7] = [
    ("current_date", "CURRENT_DATE"),
    ("current_time", "CURRENT_TIME"),
    ("current_timestamp", "CURRENT_TIMESTAMP"),
    ("current_user", "CURRENT_USER"),
    ("localtime", "LOCALTIME"),
    ("localtimestamp", "LOCALTIMESTAMP"),
    ("session_user", "SESSION_USER"),
];

/// A function call.
///
/// # Errors
/// [`ErrorKind::Compile`] when its name can't be one.
pub fn function(cx: &mut Context<'_>, function: &Function) -> Result<()> {
    if function.args.is_empty() && !function.star {
        let mut known = NILADIC.iter();
        if let Some((_, sql)) = known.find(|(name, _)| *name == function.name) {
            cx.push(sql);
            return Ok(());
        }
    }
    match (function.name.as_ref(), function.args.as_slice()) {
        ("position", [text, sought]) => {
            cx.push("position(");
            cx.operand(sought, Level::Concat)?;
            cx.push(" IN ");
            cx.operand(text, Level::Concat)?;
            cx.push(")");
            return Ok(());
        }
        ("bitwise_not", [arg]) => {
            cx.push("(~");
            cx.operand(arg, Level::Atom)?;
            cx.push(")");
            return Ok(());
        }
        _ => {}
    }
    cx.function_name(&function.name)?;
    cx.push(if function.distinct { "(DISTINCT " } else { "(" });
    if function.star {
        cx.push("*");
    } else {
        cx.list(&function.args, ", ", Context::arg)?;
    }
    cx.push(")");
    Ok(())
}

/// `CAST(… AS …)`
///
/// # Errors
/// What the operand's and the type's visits answer.
pub fn cast(cx: &mut Context<'_>, arg: &Arg, sql_type: SqlType) -> Result<()> {
    cx.push("CAST(");
    cx.arg(arg)?;
    cx.push(" AS ");
    cx.dialect().visit_cast_type(cx, sql_type)?;
    cx.push(")");
    Ok(())
}

/// `CASE WHEN … THEN … ELSE … END`
///
/// # Errors
/// What the branches' visits answer.
pub fn case(cx: &mut Context<'_>, case: &Case) -> Result<()> {
    cx.push("CASE");
    if let Some(operand) = &case.operand {
        cx.push(" ");
        cx.arg(operand)?;
    }
    for (when, then) in &case.whens {
        cx.push(" WHEN ");
        cx.node(when)?;
        cx.push(" THEN ");
        cx.arg(then)?;
    }
    if let Some(otherwise) = &case.otherwise {
        cx.push(" ELSE ");
        cx.arg(otherwise)?;
    }
    cx.push(" END");
    Ok(())
}

/// The SELECT of an expression, between its parentheses.
///
/// # Errors
/// What the subquery's visit answers.
pub fn subquery(cx: &mut Context<'_>, select: &SelectNode, place: SubqueryPlace) -> Result<()> {
    match place {
        SubqueryPlace::Compared => cx.compared_select(select),
        SubqueryPlace::Scalar | SubqueryPlace::Exists => cx.dialect().visit_select(cx, select),
    }
}

/// A scalar subquery.
///
/// # Errors
/// What the subquery's visit answers.
pub fn scalar(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    cx.push("(");
    let place = SubqueryPlace::Scalar;
    cx.dialect().visit_subquery(cx, select, place)?;
    cx.push(")");
    Ok(())
}

/// `[NOT] EXISTS (…)`
///
/// # Errors
/// What the subquery's visit answers.
pub fn exists(cx: &mut Context<'_>, select: &SelectNode, negated: bool) -> Result<()> {
    cx.push(if negated { "NOT EXISTS (" } else { "EXISTS (" });
    let place = SubqueryPlace::Exists;
    cx.dialect().visit_subquery(cx, select, place)?;
    cx.push(")");
    Ok(())
}

/// The type of the column that an operand is, if it is one.
#[must_use]
pub fn column_type(arg: &Arg) -> Option<SqlType> {
    match arg {
        Arg::Column(column) => column.definition().map(|column| column.sql_type),
        Arg::Bind(_) | Arg::Node(_) => None,
    }
}
