//! How a database is going to run a statement, or has run it.

use std::fmt;

/// How a database is going to run a statement: what [`explain`](super::Connection::explain)
/// answers. Printed, it is a tree.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// The steps that nothing stands above; one on most databases.
    pub roots: Vec<PlanNode>,
    /// What the database answered, as it stands.
    pub text: String,
}

/// A step of a plan.
///
/// Databases tell more or less of it; what they don't tell is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanNode {
    /// What it does, in the database's words: `Seq Scan`, `SEARCH`, `Index lookup`.
    pub operation: String,
    /// The table that it reads or writes. SQLite, MySQL and MariaDB tell the alias where it has one.
    pub table: Option<String>,
    /// The index that it uses. `PRIMARY` is the primary key on MySQL and MariaDB, and a table's
    /// `rowid` has no name on SQLite.
    pub index: Option<String>,
    /// How it comes to the table's rows, where it does.
    pub access: Option<PlanAccess>,
    /// What else the database says: the condition, the order.
    pub detail: Option<String>,
    /// How many rows it is expected to give, in each of its runs.
    pub rows: Option<f64>,
    /// What it is expected to cost with all steps below, in units of the database's own.
    pub cost: Option<f64>,
    /// How many rows it gave, in each of its runs. After `explain_analyze`.
    pub actual_rows: Option<f64>,
    /// How many milliseconds it took with all steps below, in each of its runs; MariaDB tells those
    /// of the step alone, of all its runs. After `explain_analyze`.
    pub actual_time: Option<f64>,
    /// How often it ran. After `explain_analyze`.
    pub loops: Option<f64>,
    /// The steps that it takes its rows from.
    pub children: Vec<Self>,
}

/// How a step comes to a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PlanAccess {
    /// It reads every row of the table.
    FullScan,
    /// It reads an index from end to end.
    IndexScan,
    /// It looks rows up by an index or a primary key.
    IndexSearch,
}

impl Plan {
    /// A plan of these steps.
    #[must_use]
    pub const fn new(roots: Vec<PlanNode>, text: String) -> Self {
        Self { roots, text }
    }

    /// All steps, each before those below it.
    pub fn nodes(&self) -> impl Iterator<Item = &PlanNode> {
        // The steps that are still to come, the next one last.
        let mut rest: Vec<&PlanNode> = self.roots.iter().rev().collect();
        std::iter::from_fn(move || {
            let node = rest.pop()?;
            rest.extend(node.children.iter().rev());
            Some(node)
        })
    }

    /// The steps that read every row of a table. That is right for a small one, and for a statement
    /// that wants most of the rows.
    pub fn full_scans(&self) -> impl Iterator<Item = &PlanNode> {
        self.nodes()
            .filter(|node| node.access == Some(PlanAccess::FullScan))
    }

    /// Whether a step uses the index of this name.
    #[must_use]
    pub fn uses_index(&self, name: &str) -> bool {
        self.nodes().any(|node| node.index.as_deref() == Some(name))
    }
}

impl PlanNode {
    /// A step that does this, of which nothing else is known.
    #[must_use]
    pub fn new(operation: impl Into<String>) -> Self {
        Self {
            operation: operation.into(),
            ..Self::default()
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, level: usize) -> fmt::Result {
        write!(f, "{:width$}{}", "", self.operation, width = level * 2)?;
        if let Some(table) = &self.table {
            write!(f, " on {table}")?;
        }
        if let Some(index) = &self.index {
            write!(f, " using {index}")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, " {detail}")?;
        }
        let expected = [("rows", self.rows), ("cost", self.cost)];
        let actual = [
            ("actual rows", self.actual_rows),
            ("ms", self.actual_time),
            ("loops", self.loops),
        ];
        let mut before = " (";
        for (name, value) in expected.into_iter().chain(actual) {
            if let Some(value) = value {
                write!(f, "{before}{name} {}", Figure(value))?;
                before = ", ";
            }
        }
        f.write_str(if before == ", " { ")\n" } else { "\n" })?;
        self.children
            .iter()
            .try_for_each(|child| child.write(f, level + 1))
    }
}

/// A number with at most two digits after the point, and as many as it takes where it is small.
struct Figure(f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.0 != 0.0 && self.0.abs() < 0.1 {
            4
        } else {
            2
        };
        let text = format!("{:.digits$}", self.0);
        let text = match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.'),
            false => &text,
        };
        f.write_str(text)
    }
}

/// The tree, a step a line.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.roots.iter().try_for_each(|node| node.write(f, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_printed_as_a_tree() {
        let scan = PlanNode {
            table: Some("users".into()),
            access: Some(PlanAccess::FullScan),
            rows: Some(1_000.0),
            cost: Some(25.456),
            ..PlanNode::new("Seq Scan")
        };
        let search = PlanNode {
            table: Some("posts".into()),
            index: Some("ix_posts".into()),
            detail: Some("(author_id = users.id)".into()),
            access: Some(PlanAccess::IndexSearch),
            actual_rows: Some(1.0),
            actual_time: Some(0.0123),
            loops: Some(1_000.0),
            ..PlanNode::new("Index Scan")
        };
        let join = PlanNode {
            children: vec![scan, search],
            ..PlanNode::new("Nested Loop")
        };
        let plan = Plan::new(vec![join], String::new());
        assert_eq!(
            plan.to_string(),
            "Nested Loop\n  Seq Scan on users (rows 1000, cost 25.46)\n  Index Scan on posts using \
             ix_posts (author_id = users.id) (actual rows 1, ms 0.0123, loops 1000)\n"
        );
        let tables: Vec<_> = plan.nodes().map(|node| node.table.as_deref()).collect();
        assert_eq!(tables, [None, Some("users"), Some("posts")]);
        let scans: Vec<_> = plan.full_scans().map(|node| &*node.operation).collect();
        assert_eq!(scans, ["Seq Scan"]);
        assert!(plan.uses_index("ix_posts") && !plan.uses_index("ix"));
    }
}
