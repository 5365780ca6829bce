//! Aggregates and windows in standard SQL.

use crate::compiler::context::Context;
use crate::compiler::grouped;
use crate::sql::{
    AggregateNode, FrameBound, FrameExclusion, FrameNode, FrameOffset, FrameUnit, Node, OrderTerm,
    OverNode, Window, WindowNode,
};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// A call of an aggregate with what stands beside its arguments.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database doesn't have that.
pub fn aggregate(cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
    aggregate_as(cx, node, &node.function.name, node.separator.as_deref())
}

/// A call of an aggregate by another name, with another separator.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database doesn't have that.
pub fn aggregate_as(
    cx: &mut Context<'_>,
    node: &AggregateNode,
    name: &str,
    separator: Option<&str>,
) -> Result<()> {
    let can = cx.capability().aggregates;
    if node.within_group && !can.within_group {
        return Err(cx.unsupported(&format!("`{}` WITHIN GROUP", node.function.name)));
    }
    if node.function.distinct && can.distinct_order && !node.within_group {
        grouped::check_distinct_order(node)?;
    }
    if !node.order_by.is_empty() && !can.order_by {
        return Err(cx.unsupported(&format!("the order of `{}`", node.function.name)));
    }
    cx.function_name(name)?;
    cx.push("(");
    arguments(cx, node)?;
    if let Some(separator) = separator {
        cx.push(", ");
        cx.text_literal(separator)?;
    }
    if node.within_group {
        cx.push(") WITHIN GROUP (");
    }
    order_by(cx, &node.order_by, !node.within_group)?;
    cx.push(")");
    if let Some(filter) = &node.filter
        && can.filter
    {
        cx.push(" FILTER (WHERE ");
        cx.node(filter)?;
        cx.push(")");
    }
    Ok(())
}

/// DISTINCT and the arguments of an aggregate. Where the database has no FILTER, the first is NULL
/// in the rows that the filter leaves out.
///
/// # Errors
/// What the arguments' visits answer.
pub fn arguments(cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
    let function = &node.function;
    if function.distinct {
        cx.push("DISTINCT ");
    }
    let filter = node
        .filter
        .as_ref()
        .filter(|_| !cx.capability().aggregates.filter);
    let (Some(filter), false) = (filter, node.within_group) else {
        if function.star {
            cx.push("*");
            return Ok(());
        }
        return cx.list(&function.args, ", ", Context::arg);
    };
    cx.push("CASE WHEN ");
    cx.node(filter)?;
    cx.push(" THEN ");
    let rest = match function.args.split_first() {
        Some((first, rest)) => {
            cx.arg(first)?;
            rest
        }
        None => {
            cx.push("1");
            &[]
        }
    };
    cx.push(" END");
    rest.iter().try_for_each(|arg| {
        cx.push(", ");
        cx.arg(arg)
    })
}

/// `ORDER BY …`, after a space where something stands before it; nothing where there are no terms.
///
/// # Errors
/// What the terms' visits answer.
pub fn order_by(cx: &mut Context<'_>, terms: &[OrderTerm], space: bool) -> Result<()> {
    if terms.is_empty() {
        return Ok(());
    }
    cx.push(if space { " ORDER BY " } else { "ORDER BY " });
    let dialect = cx.dialect();
    cx.list(terms, ", ", |cx, term| dialect.visit_order_term(cx, term))
}

/// `… OVER …`
///
/// # Errors
/// [`ErrorKind::Compile`] when the function can't stand over a window, or the window contradicts
/// itself.
pub fn over(cx: &mut Context<'_>, over: &OverNode) -> Result<()> {
    check_function(cx, &over.function)?;
    cx.window_function(&over.function)?;
    cx.push(" OVER ");
    let window = &over.window;
    let Some(base) = &window.base else {
        return parts(cx, window, None);
    };
    cx.check_window(base, window)?;
    if window.partition_by.is_empty() && window.order_by.is_empty() && window.frame.is_none() {
        return cx.identifier(base);
    }
    parts(cx, window, Some(base))
}

/// No database has these over a window.
fn check_function(cx: &Context<'_>, function: &Node) -> Result<()> {
    let (distinct, ordered) = match function {
        Node::Function(function) => (function.distinct, false),
        Node::Aggregate(node) => (node.function.distinct, !node.order_by.is_empty()),
        _ => (false, false),
    };
    if distinct {
        return Err(cx.unsupported("DISTINCT in an aggregate over a window"));
    }
    if ordered {
        return Err(cx.unsupported("an order of its own in an aggregate over a window"));
    }
    Ok(())
}

/// ` WINDOW … AS (…)`
///
/// # Errors
/// [`ErrorKind::Compile`] when a window contradicts itself.
pub fn clause(cx: &mut Context<'_>, windows: &[Window]) -> Result<()> {
    cx.push(" WINDOW ");
    cx.list(windows, ", ", |cx, window| {
        cx.identifier(&window.name)?;
        cx.push(" AS ");
        parts(cx, &window.window, None)
    })
}

fn parts(cx: &mut Context<'_>, window: &WindowNode, base: Option<&str>) -> Result<()> {
    check_order(window, base.is_some())?;
    cx.push("(");
    let mut space = false;
    if let Some(base) = base {
        cx.identifier(base)?;
        space = true;
    }
    if !window.partition_by.is_empty() {
        cx.push(if space {
            " PARTITION BY "
        } else {
            "PARTITION BY "
        });
        cx.list(&window.partition_by, ", ", Context::arg)?;
        space = true;
    }
    order_by(cx, &window.order_by, space)?;
    space |= !window.order_by.is_empty();
    if let Some(frame) = &window.frame {
        if space {
            cx.push(" ");
        }
        cx.dialect().visit_frame(cx, frame)?;
    }
    cx.push(")");
    Ok(())
}

/// Frames that go by values or by groups need an order to go by.
fn check_order(window: &WindowNode, refines: bool) -> Result<()> {
    let Some(frame) = &window.frame else {
        return Ok(());
    };
    if refines && window.order_by.is_empty() {
        return Ok(());
    }
    let offset = [&frame.start, &frame.end]
        .iter()
        .any(|bound| matches!(bound, FrameBound::Preceding(_) | FrameBound::Following(_)));
    let message = match (frame.unit, window.order_by.len()) {
        (FrameUnit::Groups, 0) => "a frame of groups needs an order that makes them",
        (FrameUnit::Range, count) if offset && count != 1 => {
            "a range with a distance needs an order by one expression"
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Compile, message).with_help("give the window an `.order_by(…)`"))
}

/// `ROWS BETWEEN … AND …`
///
/// # Errors
/// [`ErrorKind::Compile`] when the database has no such frame.
pub fn frame(cx: &mut Context<'_>, frame: &FrameNode) -> Result<()> {
    let can = cx.capability().frames;
    cx.push(match frame.unit {
        FrameUnit::Rows => "ROWS BETWEEN ",
        FrameUnit::Range => "RANGE BETWEEN ",
        FrameUnit::Groups if can.groups => "GROUPS BETWEEN ",
        FrameUnit::Groups => return Err(cx.unsupported("a frame of GROUPS")),
    });
    bound(cx, &frame.start, "UNBOUNDED PRECEDING")?;
    cx.push(" AND ");
    bound(cx, &frame.end, "UNBOUNDED FOLLOWING")?;
    if let Some(exclude) = frame.exclude {
        if !can.exclude {
            return Err(cx.unsupported("EXCLUDE in the frame of a window"));
        }
        cx.push(match exclude {
            FrameExclusion::CurrentRow => " EXCLUDE CURRENT ROW",
            FrameExclusion::Group => " EXCLUDE GROUP",
            FrameExclusion::Ties => " EXCLUDE TIES",
        });
    }
    Ok(())
}

fn bound(cx: &mut Context<'_>, bound: &FrameBound, unbounded: &'static str) -> Result<()> {
    let (offset, side) = match bound {
        FrameBound::Unbounded => {
            cx.push(unbounded);
            return Ok(());
        }
        FrameBound::CurrentRow => {
            cx.push("CURRENT ROW");
            return Ok(());
        }
        FrameBound::Preceding(offset) => (offset, " PRECEDING"),
        FrameBound::Following(offset) => (offset, " FOLLOWING"),
    };
    match offset {
        FrameOffset::Number(number) => cx.push_number(*number),
        FrameOffset::Value(Value::Int(number)) if *number < 0 => {
            let message = format!("a frame can't reach {number} rows or values far");
            return Err(Error::new(ErrorKind::Compile, message)
                .with_help("give a number from 0 on, `preceding` or `following` it"));
        }
        FrameOffset::Value(_) if !cx.capability().frames.range_values => {
            return Err(cx.unsupported("a RANGE whose distance isn't an integer"));
        }
        FrameOffset::Value(value) => cx.dialect().visit_bind(cx, value)?,
    }
    cx.push(side);
    Ok(())
}
