//! Conditions on rows by their keys.

use super::in_list::InSource;
use super::node::{Arg, BinaryOp, In, Node};
use crate::schema::Table;
use crate::sql::column::ColumnRef;
use crate::sql::source::Source;
use crate::types::Value;

/// That some columns have the values of one of these keys: IN for one column, alternatives for
/// several.
pub(crate) fn one_of<K>(
    table: &'static Table,
    source: Source,
    columns: &[u16],
    keys: impl IntoIterator<Item = K>,
) -> Node
where
    K: IntoIterator<Item = Value>,
{
    let column = |index: u16| {
        Arg::Column(ColumnRef {
            table,
            source,
            index,
        })
    };
    if let [only] = columns {
        let values = keys.into_iter().flatten().map(Arg::Bind);
        return Node::In(Box::new(In {
            arg: column(*only),
            source: InSource::List(values.collect()),
            negated: false,
        }));
    }
    let equal = |(index, value): (&u16, Value)| {
        Node::Binary(BinaryOp::Eq, column(*index), Arg::Bind(value))
    };
    let alternative = |key: K| Node::All(columns.iter().zip(key).map(equal).collect());
    Node::Any(keys.into_iter().map(alternative).collect())
}
