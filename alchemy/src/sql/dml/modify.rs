//! What UPDATE and DELETE have in common.

use std::sync::Arc;

use crate::sql::expr::OrderTerm;
use crate::sql::select::{CteNode, FromItem, Hint, Join};
use crate::types::Value;

/// What few UPDATEs and DELETEs have.
#[derive(Clone, Debug, Default)]
pub struct ModifyRare {
    /// The other tables that decide what is changed: `FROM` of an UPDATE, `USING` of a DELETE.
    pub from: Vec<FromItem>,
    /// The joins, in order.
    pub joins: Vec<Join>,
    /// ORDER BY.
    pub order_by: Vec<OrderTerm>,
    /// LIMIT.
    pub limit: Option<Value>,
    /// The common table expressions that were added.
    pub ctes: Vec<Arc<CteNode>>,
    /// Prefixes and hints, in the order of the calls.
    pub hints: Vec<Hint>,
}

impl ModifyRare {
    /// Whether another table takes part.
    #[must_use]
    pub fn has_others(&self) -> bool {
        !self.from.is_empty() || !self.joins.is_empty()
    }
}

/// SQL counts rows in signed integers; beyond that a limit is none.
pub(super) fn row_count(rows: u64) -> Value {
    Value::Int(i64::try_from(rows).unwrap_or(i64::MAX))
}
