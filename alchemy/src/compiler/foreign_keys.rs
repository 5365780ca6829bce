//! How a table hangs together with those in FROM by foreign keys, for a join without a condition.

use crate::schema::{ForeignKey, ForeignKeyTarget, Table};
use crate::sql::{ColumnRef, Occurrence};
use crate::{Error, ErrorKind, Result};

/// One way to join: a foreign key of either side that points to the other.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The table that it is joined to.
    pub(super) left: Occurrence,
    /// The columns that are equal, those of the left table first.
    pub(super) pairs: Vec<(ColumnRef, ColumnRef)>,
}

impl Way {
    fn described(&self) -> String {
        let side = |column: &ColumnRef| format!("{}.{}", column.table.name, column.name());
        let pairs: Vec<String> = self
            .pairs
            .iter()
            .map(|(left, right)| format!("{} = {}", side(left), side(right)))
            .collect();
        let pairs = pairs.join(" and ");
        if self.left.source.is_table() {
            format!("`{pairs}`")
        } else {
            format!("`{pairs}` with {}", self.left.described())
        }
    }
}

/// The only way from one of these tables to the one that is joined.
pub(super) fn only_way(lefts: &[Occurrence], item: &Occurrence) -> Result<Way> {
    let mut ways: Vec<Way> = lefts
        .iter()
        .flat_map(|left| ways_between(left, item))
        .collect();
    match ways.len() {
        1 => Ok(ways.remove(0)),
        0 => Err(no_way(lefts, item)),
        _ => Err(several_ways(&ways, item)),
    }
}

fn ways_between(left: &Occurrence, right: &Occurrence) -> Vec<Way> {
    let forth = keys_to(left.table, right.table).map(|key| pairs(left, key, right));
    let back = keys_to(right.table, left.table).map(|key| {
        let pairs = pairs(right, key, left);
        pairs.into_iter().map(|(a, b)| (b, a)).collect()
    });
    forth
        .chain(back)
        .map(|pairs| Way { left: *left, pairs })
        .collect()
}

fn keys_to<'t>(from: &'t Table, to: &'t Table) -> impl Iterator<Item = &'t ForeignKey> {
    let keys = from.foreign_keys.iter();
    keys.filter(|key| key.target.table_key() == to.key())
}

/// The referring columns, each with the one that it refers to.
fn pairs(
    referring: &Occurrence,
    key: &ForeignKey,
    target: &Occurrence,
) -> Vec<(ColumnRef, ColumnRef)> {
    let column = |of: &Occurrence, index: u16| ColumnRef {
        table: of.table,
        source: of.source,
        index,
    };
    let targets: Vec<u16> = match &key.target {
        ForeignKeyTarget::Table { columns, .. } => columns.to_vec(),
        ForeignKeyTarget::Named { columns, .. } => columns
            .iter()
            .filter_map(|name| position(target.table, name))
            .collect(),
    };
    key.columns
        .iter()
        .zip(targets)
        .map(|(from, to)| (column(referring, *from), column(target, to)))
        .collect()
}

fn position(table: &Table, name: &str) -> Option<u16> {
    (0..)
        .zip(table.columns.iter())
        .find(|(_, column)| column.name == name)
        .map(|(index, _)| index)
}

fn no_way(lefts: &[Occurrence], item: &Occurrence) -> Error {
    let names: Vec<String> = lefts.iter().map(Occurrence::described).collect();
    let item = item.described();
    let message = format!(
        "no foreign key joins {item} to what stands in FROM ({})",
        names.join(", ")
    );
    Error::new(ErrorKind::Compile, message)
        .with_help("give the condition: `.join(entity.on(…))`, or join along a relationship")
}

fn several_ways(ways: &[Way], item: &Occurrence) -> Error {
    let described: Vec<String> = ways.iter().map(Way::described).collect();
    let message = format!(
        "{} can be joined in several ways: {}",
        item.described(),
        described.join(", ")
    );
    Error::new(ErrorKind::Compile, message).with_help(
        "give the condition: `.join(entity.on(…))`, or join along a relationship; name the left \
         side where it is one of several tables: `.join_from(left, right)`",
    )
}
