//! Conditions, evaluated in memory where that gives what the database would.

use std::cmp::Ordering;

use crate::schema::Table;
use crate::sql::{Arg, BinaryOp, InSource, Node, Source};
use crate::types::Value;

/// The values of one row, to evaluate conditions on.
pub(super) struct Condition<'v> {
    table: &'static Table,
    source: Source,
    value: &'v dyn Fn(u16) -> Option<Value>,
}

/// True, false, or unknown where NULL takes part.
type Truth = Option<bool>;

impl<'v> Condition<'v> {
    pub(super) fn new(
        table: &'static Table,
        source: Source,
        value: &'v dyn Fn(u16) -> Option<Value>,
    ) -> Self {
        Self {
            table,
            source,
            value,
        }
    }

    /// Whether a condition holds; `None` where only the database can tell.
    pub(super) fn holds(&self, node: &Node) -> Option<Truth> {
        match node {
            Node::Column(_) | Node::Bind(_) => match self.node_value(node)? {
                Value::Null => Some(None),
                Value::Bool(value) => Some(Some(value)),
                _ => None,
            },
            Node::Binary(op, left, right) => {
                let (left, right) = (self.arg(left)?, self.arg(right)?);
                compare(*op, &left, &right)
            }
            Node::Not(Arg::Node(node)) => Some(self.holds(node)?.map(|holds| !holds)),
            Node::All(list) => self.list(list, false),
            Node::Any(list) => self.list(list, true),
            Node::IsNull { arg, negated } => {
                let is_null = matches!(self.arg(arg)?, Value::Null);
                Some(Some(is_null != *negated))
            }
            Node::Between(between) if !between.symmetric => {
                let arg = self.arg(&between.arg)?;
                let low = compare(BinaryOp::Ge, &arg, &self.arg(&between.low)?)?;
                let high = compare(BinaryOp::Le, &arg, &self.arg(&between.high)?)?;
                let both = both(low, high);
                Some(both.map(|holds| holds != between.negated))
            }
            Node::In(node) => {
                let InSource::List(list) = &node.source else {
                    return None;
                };
                let arg = self.arg(&node.arg)?;
                let mut found = Some(false);
                for element in list {
                    match compare(BinaryOp::Eq, &arg, &self.arg(element)?)? {
                        Some(true) => found = Some(true),
                        None if found == Some(false) => found = None,
                        _ => {}
                    }
                }
                Some(found.map(|holds| holds != node.negated))
            }
            _ => None,
        }
    }

    /// What an expression is; `None` where only the database can tell.
    pub(super) fn computed(&self, arg: &Arg) -> Option<Value> {
        let Arg::Node(node) = arg else {
            return self.arg(arg);
        };
        let Node::Binary(op, left, right) = &**node else {
            return None;
        };
        match (self.computed(left)?, self.computed(right)?) {
            (Value::Int(left), Value::Int(right)) => {
                let result = match op {
                    BinaryOp::Add => left.checked_add(right),
                    BinaryOp::Sub => left.checked_sub(right),
                    BinaryOp::Mul => left.checked_mul(right),
                    _ => None,
                };
                result.map(Value::Int)
            }
            _ => None,
        }
    }

    /// AND, or OR: `ends` is what decides it.
    fn list(&self, list: &[Node], ends: bool) -> Option<Truth> {
        let mut result = Some(!ends);
        for node in list {
            match self.holds(node)? {
                Some(holds) if holds == ends => result = Some(ends),
                None if result == Some(!ends) => result = None,
                _ => {}
            }
        }
        Some(result)
    }

    fn arg(&self, arg: &Arg) -> Option<Value> {
        match arg {
            Arg::Column(column) if column.source == self.source && column.table.is(self.table) => {
                (self.value)(column.index)
            }
            Arg::Bind(value) => Some(value.clone()),
            _ => None,
        }
    }

    fn node_value(&self, node: &Node) -> Option<Value> {
        match node {
            Node::Column(column) => self.arg(&Arg::Column(*column)),
            Node::Bind(value) => Some(value.clone()),
            _ => None,
        }
    }
}

const fn both(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn compare(op: BinaryOp, left: &Value, right: &Value) -> Option<Truth> {
    if matches!(left, Value::Null) || matches!(right, Value::Null) {
        return Some(None);
    }
    let order = order(left, right)?;
    Some(Some(match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        BinaryOp::Ge => order.is_ge(),
        _ => return None,
    }))
}

/// How values of one kind compare in every database. Text doesn't: that is for its collation to
/// say.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::UInt(a), Value::UInt(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Timestamp(a), Value::Timestamp(b))
        | (Value::TimestampTz(a), Value::TimestampTz(b)) => a.cmp(b),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::ColumnRef;

    static TABLE: Table = Table::define(crate::schema::TableDefinition::new("t", &[]));

    fn column(index: u16) -> Arg {
        Arg::Column(ColumnRef {
            table: &TABLE,
            source: Source::TABLE,
            index,
        })
    }

    /// Column 0 is 5, column 1 is NULL, column 2 is text.
    fn holds(node: &Node) -> Option<Truth> {
        let value = |index| match index {
            0 => Some(Value::Int(5)),
            1 => Some(Value::Null),
            2 => Some(Value::Text("a".into())),
            _ => None,
        };
        Condition::new(&TABLE, Source::TABLE, &value).holds(node)
    }

    fn is(op: BinaryOp, index: u16, value: Value) -> Node {
        Node::Binary(op, column(index), Arg::Bind(value))
    }

    #[test]
    fn three_truths() {
        let (yes, no) = (
            is(BinaryOp::Ge, 0, Value::Int(5)),
            is(BinaryOp::Lt, 0, Value::Int(5)),
        );
        let unknown = is(BinaryOp::Eq, 1, Value::Int(5));
        assert_eq!(holds(&yes), Some(Some(true)));
        assert_eq!(holds(&no), Some(Some(false)));
        assert_eq!(holds(&unknown), Some(None));
        let all = |list: &[&Node]| Node::All(list.iter().map(|node| (*node).clone()).collect());
        let any = |list: &[&Node]| Node::Any(list.iter().map(|node| (*node).clone()).collect());
        assert_eq!(holds(&all(&[&yes, &unknown])), Some(None));
        assert_eq!(holds(&all(&[&unknown, &no])), Some(Some(false)));
        assert_eq!(holds(&any(&[&unknown, &yes])), Some(Some(true)));
        assert_eq!(holds(&any(&[&no, &unknown])), Some(None));
        assert_eq!(holds(&all(&[])), Some(Some(true)));
        assert_eq!(holds(&Node::Not(unknown.into())), Some(None));
        assert_eq!(
            holds(&Node::Not(all(&[&yes, &yes]).into())),
            Some(Some(false))
        );
    }

    #[test]
    fn what_only_the_database_can_tell() {
        assert_eq!(holds(&is(BinaryOp::Eq, 2, Value::Text("A".into()))), None);
        assert_eq!(holds(&is(BinaryOp::Eq, 0, Value::Float(5.0))), None);
        assert_eq!(holds(&is(BinaryOp::Eq, 7, Value::Int(5))), None);
        let text = is(BinaryOp::Eq, 2, Value::Text("A".into()));
        let no = is(BinaryOp::Lt, 0, Value::Int(5));
        assert_eq!(holds(&Node::All(vec![no, text])), None);
    }

    #[test]
    fn whole_numbers_are_computed() {
        let value = |index| (index == 0).then_some(Value::Int(5));
        let row = Condition::new(&TABLE, Source::TABLE, &value);
        let of =
            |op, left, right: Value| row.computed(&Node::Binary(op, left, Arg::Bind(right)).into());
        assert_eq!(
            of(BinaryOp::Add, column(0), Value::Int(2)),
            Some(Value::Int(7))
        );
        assert_eq!(of(BinaryOp::Mul, column(0), Value::Int(i64::MAX)), None);
        assert_eq!(of(BinaryOp::Div, column(0), Value::Int(2)), None);
        assert_eq!(of(BinaryOp::Add, column(1), Value::Int(2)), None);
        assert_eq!(of(BinaryOp::Add, column(0), Value::Float(2.0)), None);
    }

    #[test]
    fn lists_with_null() {
        let list = |values: &[Value], negated| {
            Node::In(Box::new(crate::sql::In {
                arg: column(0),
                source: InSource::List(values.iter().cloned().map(Arg::Bind).collect()),
                negated,
            }))
        };
        assert_eq!(
            holds(&list(&[Value::Int(1), Value::Int(5)], false)),
            Some(Some(true))
        );
        assert_eq!(
            holds(&list(&[Value::Int(1), Value::Null], false)),
            Some(None)
        );
        assert_eq!(
            holds(&list(&[Value::Int(1), Value::Null], true)),
            Some(None)
        );
        assert_eq!(
            holds(&list(&[Value::Int(5), Value::Null], true)),
            Some(Some(false))
        );
        assert_eq!(holds(&list(&[], true)), Some(Some(true)));
    }
}
