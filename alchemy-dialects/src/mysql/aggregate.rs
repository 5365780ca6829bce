//! Aggregates that MySQL and MariaDB write in their own way.

use alchemy::Result;
use alchemy::compiler::ansi::window;
use alchemy::compiler::{Context, Level};
use alchemy::sql::{AggregateNode, Node, OverNode};

use super::dialect::MySqlFlavour;

/// `group_concat(… ORDER BY … SEPARATOR '…')`
pub(super) fn aggregate(cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
    let Some(separator) = &node.separator else {
        if node.float && !node.within_group {
            return floating(cx, node);
        }
        return window::aggregate(cx, node);
    };
    cx.push("group_concat(");
    window::arguments(cx, node)?;
    window::order_by(cx, &node.order_by, true)?;
    cx.push(" SEPARATOR ");
    cx.text_literal(separator)?;
    cx.push(")");
    Ok(())
}

/// An aggregate of one argument, as a floating point number: that of integers has four digits after
/// the point else.
fn floating(cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
    cx.function_name(&node.function.name)?;
    cx.push("(");
    match (node.function.args.as_slice(), &node.filter) {
        ([arg], None) => {
            if node.function.distinct {
                cx.push("DISTINCT ");
            }
            cx.operand(arg, Level::Sum)?;
        }
        _ => window::arguments(cx, node)?,
    }
    cx.push(" + 0e0)");
    Ok(())
}

/// What there is over a window elsewhere and isn't here.
pub(super) fn over(cx: &mut Context<'_>, over: &OverNode, flavour: MySqlFlavour) -> Result<()> {
    match &over.function {
        Node::Aggregate(node) if node.separator.is_some() => {
            return Err(cx.unsupported("aggregate_strings over a window"));
        }
        Node::Function(function)
            if flavour == MySqlFlavour::MariaDb
                && matches!(function.name.as_ref(), "lag" | "lead")
                && function.args.len() > 2 =>
        {
            let name = &function.name;
            return Err(cx.unsupported(&format!("a fallback of `{name}`")));
        }
        _ => {}
    }
    window::over(cx, over)
}
