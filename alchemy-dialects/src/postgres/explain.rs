//! EXPLAIN (FORMAT JSON): one row with one document.

use alchemy::engine::{BeginMode, Explain, Plan, PlanAccess, PlanNode};
use alchemy::types::Value;
use alchemy::{Error, ErrorKind, Result};
use serde_json::{Map, Value as Json};

/// Reads what PostgreSQL says about its plans.
pub(super) struct ExplainJson;

impl Explain for ExplainJson {
    fn prefix(&self, _: BeginMode, analyze: bool) -> Option<&'static str> {
        Some(match analyze {
            true => "EXPLAIN (ANALYZE, FORMAT JSON)",
            false => "EXPLAIN (FORMAT JSON)",
        })
    }

    fn plan(&self, rows: &[Vec<Value>]) -> Result<Plan> {
        let text = match rows {
            [row] => match row.as_slice() {
                [Value::Json(text) | Value::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        };
        let answer = text.and_then(|text| {
            let answer: Json = serde_json::from_str(text).ok()?;
            let root = answer.get(0)?.get("Plan")?.as_object().map(node)?;
            Some(Plan::new(vec![root], text.clone()))
        });
        answer.ok_or_else(|| {
            let message = "PostgreSQL explained a statement in an unknown form";
            Error::new(ErrorKind::Decode, message)
        })
    }
}

/// What is said of a step beside its table and its index, in the order of importance.
const DETAILS: [&str; 9] = [
    "Index Cond",
    "Recheck Cond",
    "Hash Cond",
    "Merge Cond",
    "Join Filter",
    "Filter",
    "Sort Key",
    "Group Key",
    "CTE Name",
];

fn node(step: &Map<String, Json>) -> PlanNode {
    let text = |key: &str| step.get(key).and_then(Json::as_str).map(str::to_owned);
    let number = |key: &str| step.get(key).and_then(Json::as_f64);
    let operation = text("Node Type").unwrap_or_default();
    let index = text("Index Name");
    let access = match &*operation {
        "Seq Scan" | "Sample Scan" => Some(PlanAccess::FullScan),
        _ if index.is_none() => None,
        _ if step.contains_key("Index Cond") => Some(PlanAccess::IndexSearch),
        _ => Some(PlanAccess::IndexScan),
    };
    let details: Vec<String> = DETAILS
        .into_iter()
        .filter_map(|key| match step.get(key)? {
            Json::String(text) => Some(text.clone()),
            Json::Array(list) => {
                let list: Vec<&str> = list.iter().filter_map(Json::as_str).collect();
                Some(format!("({})", list.join(", ")))
            }
            _ => None,
        })
        .collect();
    let children = step.get("Plans").and_then(Json::as_array);
    PlanNode {
        // `ModifyTable` doesn't say how.
        operation: match text("Operation") {
            Some(change) if operation == "ModifyTable" => change,
            _ => operation,
        },
        table: text("Relation Name"),
        index,
        access,
        detail: (!details.is_empty()).then(|| details.join(" ")),
        rows: number("Plan Rows"),
        cost: number("Total Cost"),
        actual_rows: number("Actual Rows"),
        actual_time: number("Actual Total Time"),
        loops: number("Actual Loops"),
        children: children
            .into_iter()
            .flatten()
            .filter_map(Json::as_object)
            .map(node)
            .collect(),
    }
}
