//! Aggregates that SQLite writes in its own way.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::window;
use alchemy::sql::AggregateNode;

/// `group_concat`, which takes DISTINCT without a separator only: a comma.
pub(super) fn aggregate(cx: &mut Context<'_>, node: &AggregateNode) -> Result<()> {
    let Some(separator) = &node.separator else {
        return window::aggregate(cx, node);
    };
    if !node.function.distinct {
        return window::aggregate_as(cx, node, "group_concat", Some(separator));
    }
    if separator != "," {
        let construct = "distinct texts with a separator other than a comma";
        return Err(cx
            .unsupported(construct)
            .with_help("separate by `,`, or select the distinct texts in a subquery"));
    }
    window::aggregate_as(cx, node, "group_concat", None)
}
