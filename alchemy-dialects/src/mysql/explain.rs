//! EXPLAIN of MySQL and MariaDB, which each have forms of their own.
//!
//! MySQL answers with a tree of steps in a document (8.3 and later), with a tree in text where it
//! measures, and for UPDATE and DELETE with rows of columns. MariaDB, and MySQL before, answer with a
//! document of the statement's parts, tables among them.

use alchemy::engine::{BeginMode, Explain, Plan, PlanAccess, PlanNode};
use alchemy::types::Value;
use alchemy::{Error, ErrorKind, Result};
use serde_json::{Map, Value as Json};

/// Reads what MySQL says about its plans.
pub(super) struct MySqlExplain;

/// Reads what MariaDB says about its plans.
pub(super) struct MariaDbExplain;

impl Explain for MySqlExplain {
    fn prefix(&self, mode: BeginMode, analyze: bool) -> Option<&'static str> {
        match (mode, analyze) {
            (BeginMode::Read, false) => Some("EXPLAIN FORMAT=JSON"),
            (BeginMode::Write, false) => Some("EXPLAIN FORMAT=TRADITIONAL"),
            (BeginMode::Read, true) => Some("EXPLAIN ANALYZE FORMAT=TREE"),
            (BeginMode::Write, true) => None,
        }
    }

    fn plan(&self, rows: &[Vec<Value>]) -> Result<Plan> {
        plan(rows, "MySQL")
    }
}

impl Explain for MariaDbExplain {
    fn prefix(&self, _: BeginMode, analyze: bool) -> Option<&'static str> {
        Some(match analyze {
            true => "ANALYZE FORMAT=JSON",
            false => "EXPLAIN FORMAT=JSON",
        })
    }

    fn plan(&self, rows: &[Vec<Value>]) -> Result<Plan> {
        plan(rows, "MariaDB")
    }
}

fn plan(rows: &[Vec<Value>], database: &str) -> Result<Plan> {
    let answer = match rows {
        [] => None,
        [row] if row.len() == 1 => row.first().and_then(words).and_then(|text| {
            let roots = match serde_json::from_str::<Json>(&text) {
                Ok(document) => documented(document.as_object()?),
                Err(_) => printed(&text),
            };
            Some(Plan::new(roots, text))
        }),
        rows => tabled(rows),
    };
    answer.ok_or_else(|| {
        let message = format!("{database} explained a statement in an unknown form");
        Error::new(ErrorKind::Decode, message)
    })
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => Some(text.clone()),
        Value::Blob(bytes) => String::from_utf8(bytes.clone()).ok(),
        _ => None,
    }
}

fn number(value: &Json) -> Option<f64> {
    // Costs are texts in MySQL's older form.
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn documented(document: &Map<String, Json>) -> Vec<PlanNode> {
    match document.get("query_plan").and_then(Json::as_object) {
        Some(plan) => vec![step(plan)],
        None => parts(document),
    }
}

// A tree of steps.

fn step(step: &Map<String, Json>) -> PlanNode {
    let text = |key: &str| step.get(key).and_then(Json::as_str);
    let figure = |key: &str| step.get(key).and_then(number);
    let children = step.get("inputs").and_then(Json::as_array);
    let children: Vec<PlanNode> = children
        .into_iter()
        .flatten()
        .filter_map(Json::as_object)
        .map(self::step)
        .collect();
    let node = described(text("operation").unwrap_or_default(), !children.is_empty());
    PlanNode {
        rows: figure("estimated_rows"),
        cost: figure("estimated_total_cost"),
        actual_rows: figure("actual_rows"),
        actual_time: figure("actual_last_row_ms"),
        loops: figure("actual_loops"),
        children,
        ..node
    }
}

/// A step that MySQL describes: `Index lookup on t using ix (a = 1)`. A scan of what other steps
/// make isn't one of a table.
fn described(text: &str, has_inputs: bool) -> PlanNode {
    let Some((operation, rest)) = text.split_once(" on ").filter(|(operation, _)| {
        ["scan", "lookup", "search"]
            .iter()
            .any(|word| operation.ends_with(word))
    }) else {
        return PlanNode::new(text);
    };
    let (table, rest) = rest.split_once(" using ").map_or_else(
        || match rest.split_once(' ') {
            Some((table, rest)) => (table, Some((None, rest))),
            None => (rest, None),
        },
        |(table, rest)| {
            let (index, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            (table, Some((Some(index.trim_end_matches(',')), rest)))
        },
    );
    let (index, detail) = rest.unwrap_or((None, ""));
    // `<temporary>`, and a derived table with the steps that fill it.
    let is_made = table.starts_with('<') || has_inputs && index.is_none();
    let is_table = !is_made;
    let access = match index {
        _ if !is_table => None,
        None => Some(PlanAccess::FullScan),
        Some(index) if operation.to_lowercase().ends_with("index scan") => Some(whole_index(index)),
        Some(_) => Some(PlanAccess::IndexSearch),
    };
    PlanNode {
        table: is_table.then(|| table.to_owned()),
        index: index.map(str::to_owned),
        access,
        detail: match is_table {
            true => (!detail.is_empty()).then(|| detail.to_owned()),
            false => Some(format!("on {table}")),
        },
        ..PlanNode::new(operation)
    }
}

/// The primary key is the table.
fn whole_index(index: &str) -> PlanAccess {
    match index {
        "PRIMARY" => PlanAccess::FullScan,
        _ => PlanAccess::IndexScan,
    }
}

// A tree in text: `-> ` and four spaces for each level.

fn printed(text: &str) -> Vec<PlanNode> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .filter_map(|line| {
            let (indent, rest) = line.split_once("-> ")?;
            Some((indent.len(), rest))
        })
        .collect();
    level(&mut lines.as_slice(), 0)
}

/// The steps at a level or further in, with those below each.
fn level(lines: &mut &[(usize, &str)], least: usize) -> Vec<PlanNode> {
    let mut nodes = Vec::new();
    while let Some(((indent, line), rest)) = lines.split_first() {
        if *indent < least {
            break;
        }
        *lines = rest;
        let children = level(lines, *indent + 1);
        nodes.push(measured(line, children));
    }
    nodes
}

/// `… (cost=0.3 rows=1) (actual time=0.1..0.2 rows=1 loops=2)`
fn measured(line: &str, children: Vec<PlanNode>) -> PlanNode {
    let begin = |text: &str, word: &str| text.rfind(word).unwrap_or(text.len());
    let (line, actual) = line.split_at(begin(line, "(actual "));
    let (text, expected) = line.split_at(begin(line, "(cost="));
    let figure = |within: &str, name: &str| -> Option<f64> {
        let after = within.split_once(name)?.1;
        let end = after.find([' ', ')']).unwrap_or(after.len());
        let figure = after.get(..end)?;
        figure.rsplit("..").next()?.parse().ok()
    };
    let node = described(text.trim_end(), !children.is_empty());
    PlanNode {
        rows: figure(expected, "rows="),
        cost: figure(expected, "cost="),
        actual_rows: figure(actual, "rows="),
        actual_time: figure(actual, "time="),
        loops: figure(actual, "loops="),
        children,
        ..node
    }
}

// A document of parts, each under its name.

fn parts(within: &Map<String, Json>) -> Vec<PlanNode> {
    let mut nodes = Vec::new();
    for (name, value) in within {
        match value {
            Json::Object(part) if name == "table" => nodes.push(table(part)),
            Json::Object(part) => {
                let children = parts(part);
                if !children.is_empty() {
                    nodes.push(PlanNode {
                        cost: cost(part),
                        children,
                        ..PlanNode::new(name.replace('_', " "))
                    });
                }
            }
            Json::Array(list) => {
                let children: Vec<PlanNode> = list
                    .iter()
                    .filter_map(Json::as_object)
                    .flat_map(parts)
                    .collect();
                match (children.len(), &**name) {
                    (0, _) => {}
                    (1, _) | (_, "query_specifications") => nodes.extend(children),
                    _ => nodes.push(PlanNode {
                        children,
                        ..PlanNode::new(name.replace('_', " "))
                    }),
                }
            }
            _ => {}
        }
    }
    nodes
}

fn cost(part: &Map<String, Json>) -> Option<f64> {
    let info = part.get("cost_info");
    let info = info.and_then(|info| info.get("query_cost").or_else(|| info.get("prefix_cost")));
    info.or_else(|| part.get("cost")).and_then(number)
}

fn table(part: &Map<String, Json>) -> PlanNode {
    let text = |key: &str| part.get(key).and_then(Json::as_str);
    let figure = |key: &str| part.get(key).and_then(number);
    let name = text("table_name").filter(|name| !name.starts_with('<'));
    let made = part.keys().any(|key| key.starts_with("materialized"));
    let message = text("message").map(str::to_owned);
    let condition = text("attached_condition").map(|condition| format!("({condition})"));
    PlanNode {
        cost: cost(part),
        rows: figure("rows").or_else(|| figure("rows_examined_per_scan")),
        actual_rows: figure("r_rows"),
        actual_time: figure("r_table_time_ms"),
        loops: figure("r_loops"),
        children: parts(part),
        detail: condition.or(message),
        ..of_type(
            name.filter(|_| !made),
            text("access_type").unwrap_or_default(),
            text("key"),
        )
    }
}

/// How a table is read, by the name that EXPLAIN has for it.
fn of_type(table: Option<&str>, access_type: &str, key: Option<&str>) -> PlanNode {
    let access = match (access_type, key) {
        _ if table.is_none() => None,
        ("ALL", _) => Some(PlanAccess::FullScan),
        ("index", Some(key)) => Some(whole_index(key)),
        (_, Some(_)) => Some(PlanAccess::IndexSearch),
        _ => None,
    };
    PlanNode {
        table: table.map(str::to_owned),
        index: key.map(str::to_owned),
        access,
        ..PlanNode::new(match access_type {
            "" => "table",
            access_type => access_type,
        })
    }
}

// Rows of columns: id, select_type, table, partitions, type, possible_keys, key, key_len, ref, rows,
// filtered, Extra.

fn tabled(rows: &[Vec<Value>]) -> Option<Plan> {
    let mut lines = Vec::new();
    let mut nodes = Vec::new();
    for row in rows {
        let [_, kind, table, _, access_type, _, key, _, _, rows, _, extra] = row.as_slice() else {
            return None;
        };
        let of = of_type(
            words(table)
                .as_deref()
                .filter(|name| !name.starts_with('<')),
            words(access_type).as_deref().unwrap_or_default(),
            words(key).as_deref(),
        );
        let kind_of = words(kind).unwrap_or_default();
        let what: Vec<String> = [kind, extra].into_iter().filter_map(words).collect();
        nodes.push(PlanNode {
            detail: (!what.is_empty()).then(|| what.join(", ")),
            rows: match rows {
                Value::Int(rows) => i32::try_from(*rows).ok().map(f64::from),
                rows => words(rows).and_then(|rows| rows.parse().ok()),
            },
            // What an INSERT writes to is said to be read.
            access: of
                .access
                .filter(|_| !matches!(&*kind_of, "INSERT" | "REPLACE")),
            ..of
        });
        let line: Vec<String> = row.iter().map(ToString::to_string).collect();
        lines.push(line.join("\t"));
    }
    Some(Plan::new(nodes, lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Before 8.3, and where `explain_json_format_version` is 1.
    #[test]
    fn the_older_document_of_mysql() {
        let text = r#"{"query_block": {"select_id": 1, "cost_info": {"query_cost": "2.50"},
            "ordering_operation": {"using_filesort": true, "nested_loop": [
                {"table": {"table_name": "u", "access_type": "ALL", "rows_examined_per_scan": 7,
                    "cost_info": {"prefix_cost": "0.95"}, "attached_condition": "(`u`.`a` > 1)"}},
                {"table": {"table_name": "t", "access_type": "ref", "key": "ix",
                    "rows_examined_per_scan": 1, "used_columns": ["id"]}},
                {"table": {"table_name": "d", "access_type": "ALL", "materialized_from_subquery":
                    {"query_block": {"table": {"table_name": "x", "access_type": "index",
                        "key": "PRIMARY"}}}}}]}}}"#;
        let plan = MySqlExplain
            .plan(&[vec![Value::Text(text.into())]])
            .unwrap();
        assert_eq!(
            plan.to_string(),
            "query block (cost 2.5)
  ordering operation
    nested loop
      ALL on u ((`u`.`a` > 1)) (rows 7, cost 0.95)
      ref on t using ix (rows 1)
      ALL
        materialized from subquery
          query block
            index on x using PRIMARY
"
        );
        let scans: Vec<_> = plan
            .full_scans()
            .map(|node| node.table.as_deref())
            .collect();
        assert_eq!(scans, [Some("u"), Some("x")]);
    }

    #[test]
    fn the_tree_in_text() {
        let text = "-> Nested loop inner join  (cost=1.15 rows=2) (actual time=0.031..0.0352 rows=2 \
            loops=1)\n    -> Table scan on <temporary>  (actual time=0.1..0.2 rows=3 loops=1)\n    -> \
            Single-row index lookup on t using PRIMARY (id = u.t_id)  (cost=0.3 rows=1) (actual \
            time=0.00407..0.00411 rows=1 loops=2)\n";
        let plan = MySqlExplain
            .plan(&[vec![Value::Text(text.into())]])
            .unwrap();
        assert_eq!(
            plan.to_string(),
            "Nested loop inner join (rows 2, cost 1.15, actual rows 2, ms 0.0352, loops 1)
  Table scan on <temporary> (actual rows 3, ms 0.2, loops 1)
  Single-row index lookup on t using PRIMARY (id = u.t_id) (rows 1, cost 0.3, actual rows 1, ms \
             0.0041, loops 2)
"
        );
        assert_eq!(plan.full_scans().count(), 0);
    }

    #[test]
    fn another_form_is_an_error() {
        for rows in [
            vec![],
            vec![vec![Value::Int(1)]],
            vec![vec![Value::Null; 3]],
        ] {
            let error = MySqlExplain.plan(&rows).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
        }
    }
}
