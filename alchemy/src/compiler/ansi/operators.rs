//! The less common operators in standard SQL.

use crate::Result;
use crate::compiler::context::Context;
use crate::compiler::dialect::SubqueryPlace;
use crate::compiler::precedence::Level;
use crate::sql::{Arg, Collate, Custom, QuantifiedNode, Regexp};

/// `… [NOT] REGEXP …`, which no standard has.
///
/// # Errors
/// What the operands' visits answer.
pub fn regexp(cx: &mut Context<'_>, regexp: &Regexp) -> Result<()> {
    cx.operand(&regexp.arg, Level::Concat)?;
    cx.push(if regexp.negated {
        " NOT REGEXP "
    } else {
        " REGEXP "
    });
    if regexp.case_insensitive {
        cx.push("('(?i)' || ");
        cx.operand(&regexp.pattern, Level::Atom)?;
        cx.push(")");
        return Ok(());
    }
    cx.operand(&regexp.pattern, Level::Concat)
}

/// `… COLLATE …`
///
/// # Errors
/// What the operand's visit answers, or when the name can't be one.
pub fn collate(cx: &mut Context<'_>, collate: &Collate) -> Result<()> {
    cx.operand(&collate.arg, Level::Atom)?;
    cx.push(" COLLATE ");
    cx.identifier(&collate.name)
}

/// `(…, …)`
///
/// # Errors
/// What the parts' visits answer.
pub fn tuple(cx: &mut Context<'_>, items: &[Arg]) -> Result<()> {
    cx.push("(");
    cx.list(items, ", ", Context::arg)?;
    cx.push(")");
    Ok(())
}

/// An operator that the library doesn't know, its operands in parentheses unless they hold together
/// by themselves.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when it is no operator.
pub fn custom(cx: &mut Context<'_>, custom: &Custom) -> Result<()> {
    if let Some(left) = &custom.left {
        cx.operand(left, Level::Atom)?;
        cx.push(" ");
    }
    cx.operator_symbol(custom.symbol)?;
    if let Some(right) = &custom.right {
        cx.push(" ");
        cx.operand(right, Level::Atom)?;
    }
    Ok(())
}

/// `ANY (…)` or `ALL (…)`
///
/// # Errors
/// What the subquery's visit answers.
pub fn quantified(cx: &mut Context<'_>, node: &QuantifiedNode) -> Result<()> {
    cx.push(if node.all { "ALL (" } else { "ANY (" });
    let place = SubqueryPlace::Compared;
    cx.dialect().visit_subquery(cx, &node.select, place)?;
    cx.push(")");
    Ok(())
}
