//! EXPLAIN QUERY PLAN: rows of a step's number, that of the step above, and what it does in words.

use alchemy::engine::{BeginMode, Explain, Plan, PlanAccess, PlanNode};
use alchemy::types::Value;
use alchemy::{Error, ErrorKind, Result};

/// Reads what SQLite says about its plans.
pub(super) struct QueryPlan;

impl Explain for QueryPlan {
    fn prefix(&self, _: BeginMode, analyze: bool) -> Option<&'static str> {
        (!analyze).then_some("EXPLAIN QUERY PLAN")
    }

    fn plan(&self, rows: &[Vec<Value>]) -> Result<Plan> {
        let steps: Option<Vec<Step<'_>>> = rows.iter().map(|row| Step::of(row)).collect();
        let Some(steps) = steps else {
            let message = "SQLite explained a statement in an unknown form";
            return Err(Error::new(ErrorKind::Decode, message));
        };
        let lines: Vec<&str> = steps.iter().map(|step| step.detail).collect();
        let mut made = Vec::new();
        let roots = below(0, &steps, &mut made);
        Ok(Plan::new(roots, lines.join("\n")))
    }
}

struct Step<'r> {
    id: i64,
    parent: i64,
    detail: &'r str,
}

impl<'r> Step<'r> {
    fn of(row: &'r [Value]) -> Option<Self> {
        match row {
            [Value::Int(id), Value::Int(parent), _, Value::Text(detail)] => Some(Self {
                id: *id,
                parent: *parent,
                detail,
            }),
            _ => None,
        }
    }
}

/// The steps below one. `made` are the names that the statement gives to what isn't a table: they
/// are made before they are read.
fn below<'r>(parent: i64, steps: &[Step<'r>], made: &mut Vec<&'r str>) -> Vec<PlanNode> {
    let mut nodes = Vec::new();
    for step in steps {
        // A step never stands above itself, whatever the numbers say.
        if step.parent != parent || step.id <= parent {
            continue;
        }
        for word in ["CO-ROUTINE ", "MATERIALIZE "] {
            made.extend(step.detail.strip_prefix(word));
        }
        let children = below(step.id, steps, made);
        nodes.push(PlanNode {
            children,
            ..node(step.detail, made)
        });
    }
    nodes
}

/// `SCAN t`, `SEARCH t USING INDEX i (a=?)`; anything else is an operation without a table.
fn node(detail: &str, made: &[&str]) -> PlanNode {
    let scan = detail.strip_prefix("SCAN ");
    let Some(rest) = scan.or_else(|| detail.strip_prefix("SEARCH ")) else {
        return PlanNode::new(detail);
    };
    let (name, using) = match rest.split_once(" USING ") {
        Some((name, using)) => (name, Some(using)),
        None => (rest, None),
    };
    let (name, left_join) = match name.strip_suffix(" LEFT-JOIN") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let is_table = !name.starts_with('(')
        && !name.ends_with("CONSTANT ROW")
        && !name.ends_with("CONSTANT ROWS")
        && !name.starts_with("SUBQUERY ")
        && !name.contains(" VIRTUAL TABLE ")
        && !made.contains(&name);
    let (index, rest) = using.map_or((None, None), index_of);
    let access = match (scan, index, using) {
        _ if !is_table => None,
        (Some(_), Some(_), _) => Some(PlanAccess::IndexScan),
        (Some(_), None, _) => Some(PlanAccess::FullScan),
        (None, ..) => Some(PlanAccess::IndexSearch),
    };
    let mut further: Vec<&str> = Vec::new();
    further.extend(rest);
    further.extend(left_join.then_some("LEFT-JOIN"));
    PlanNode {
        table: is_table.then(|| name.to_owned()),
        index: index.map(str::to_owned),
        access,
        detail: match (is_table, further.is_empty()) {
            (false, _) => Some(name.to_owned()),
            (true, true) => None,
            (true, false) => Some(further.join(" ")),
        },
        ..PlanNode::new(if scan.is_some() { "SCAN" } else { "SEARCH" })
    }
}

/// The index after USING, where it has a name, and what is said of it.
fn index_of(using: &str) -> (Option<&str>, Option<&str>) {
    let named = using
        .strip_prefix("COVERING INDEX ")
        .or_else(|| using.strip_prefix("INDEX "));
    match named {
        // The condition is the last thing in parentheses, which a name may have as well.
        Some(named) => match named.rfind(" (") {
            Some(at) => {
                let (name, condition) = named.split_at_checked(at).unwrap_or((named, ""));
                (Some(name), Some(condition.trim_start()))
            }
            None => (Some(named), None),
        },
        None => (None, Some(using)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(lines: &[(i64, i64, &str)]) -> Plan {
        let rows: Vec<Vec<Value>> = lines
            .iter()
            .map(|(id, parent, detail)| {
                let detail = Value::Text((*detail).to_owned());
                vec![Value::Int(*id), Value::Int(*parent), Value::Int(0), detail]
            })
            .collect();
        QueryPlan.plan(&rows).unwrap()
    }

    #[test]
    fn what_the_statement_makes_is_no_table() {
        let plan = plan(&[
            (2, 0, "MATERIALIZE c"),
            (3, 2, "SCAN t USING COVERING INDEX ix (x)"),
            (9, 0, "SCAN c"),
            (
                12,
                0,
                "SEARCH u USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
            ),
            (15, 0, "USE TEMP B-TREE FOR ORDER BY"),
        ]);
        assert_eq!(
            plan.to_string(),
            "MATERIALIZE c\n  SCAN on t using ix (x)\nSCAN c\nSEARCH on u INTEGER PRIMARY KEY \
             (rowid=?) LEFT-JOIN\nUSE TEMP B-TREE FOR ORDER BY\n"
        );
        assert_eq!(plan.full_scans().count(), 0);
        let access: Vec<_> = plan.nodes().map(|node| node.access).collect();
        let (scan, search) = (PlanAccess::IndexScan, PlanAccess::IndexSearch);
        assert_eq!(access, [None, Some(scan), None, Some(search), None]);
    }

    #[test]
    fn another_form_is_an_error() {
        let error = QueryPlan.plan(&[vec![Value::Int(1)]]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
