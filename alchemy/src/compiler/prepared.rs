//! Compiled text, and a statement ready for the driver.

use std::fmt;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use smallvec::SmallVec;

use super::buffer::{BindSlot, Mark};
use super::capability::Placeholder;
use super::context::{BindMode, Context};
use super::dialect::Dialect;
use super::key::Key;
use super::schemas::SchemaTranslateMap;
use crate::sql::{Arg, ParameterNode, StatementNode};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// The text of every statement of one structure.
#[derive(Debug)]
pub(super) struct CompiledText {
    /// The text; without its placeholders where an IN list has to be expanded.
    sql: String,
    binds: Binds,
    placeholder: Placeholder,
    limit: usize,
    database: &'static str,
    /// Whether a common table expression in it changes a table.
    modifies: bool,
}

/// How the values of a statement become the binds of its text.
#[derive(Debug)]
enum Binds {
    /// In the order of the walk.
    InOrder,
    /// Each by its number in the walk.
    Reordered(Box<[usize]>),
    /// With IN lists among them: where they stand in the text.
    Expanded(Box<[Mark]>),
}

/// A statement ready for the driver: its text, and its values in the order of the placeholders.
#[derive(Clone)]
pub struct Prepared<'s> {
    text: Arc<CompiledText>,
    expanded: Option<String>,
    binds: SmallVec<[&'s Value; 8]>,
    parameters: Vec<&'s ParameterNode>,
}

impl<'s> Prepared<'s> {
    /// The SQL.
    #[must_use]
    pub fn sql(&self) -> &str {
        self.expanded.as_deref().unwrap_or(&self.text.sql)
    }

    /// Whether a common table expression in it changes a table.
    pub(crate) fn modifies(&self) -> bool {
        self.text.modifies
    }

    /// The parameter that a value stands for, if it does.
    pub(crate) fn parameter(&self, value: &Value) -> Option<&'s ParameterNode> {
        let mut parameters = self.parameters.iter().copied();
        parameters.find(|parameter| std::ptr::eq(&raw const parameter.stand_in, value))
    }

    /// The values, one a placeholder.
    #[must_use]
    pub fn binds(&self) -> &[&'s Value] {
        &self.binds
    }
}

impl fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("sql", &self.sql())
            .field("binds", &self.binds.len())
            .finish()
    }
}

/// Compiles a statement, without a cache.
///
/// # Errors
/// [`ErrorKind::Compile`] when the statement contradicts itself or the database can't do it.
pub fn compile<'s>(node: &'s StatementNode<'s>, dialect: &dyn Dialect) -> Result<Prepared<'s>> {
    compile_in(node, dialect, None)
}

/// Compiles a statement with other names for its schemas, without a cache.
pub(crate) fn compile_in<'s>(
    node: &'s StatementNode<'s>,
    dialect: &dyn Dialect,
    schemas: Option<&SchemaTranslateMap>,
) -> Result<Prepared<'s>> {
    let key = Key::of(node, dialect);
    let text = CompiledText::new(node, &key, dialect, schemas)?;
    CompiledText::prepare(Arc::new(text), key)
}

/// What the driver runs to load the rows of an INSERT, where the dialect has such a thing.
pub(crate) fn bulk_load(
    node: &StatementNode<'_>,
    dialect: &dyn Dialect,
    schemas: Option<&SchemaTranslateMap>,
) -> Result<Option<String>> {
    let StatementNode::Insert(insert) = node else {
        return Ok(None);
    };
    let mut context = Context::for_ddl(dialect);
    context.schemas = schemas;
    let found = dialect.visit_bulk_load(&mut context, insert)?;
    Ok(found.then(|| context.buffer.into_parts().0))
}

impl CompiledText {
    /// Visits the tree.
    pub(super) fn new(
        node: &StatementNode<'_>,
        key: &Key<'_>,
        dialect: &dyn Dialect,
        schemas: Option<&SchemaTranslateMap>,
    ) -> Result<Self> {
        let addresses = key.addresses();
        let mut context = Context::new(node, dialect, BindMode::Placeholders(&addresses));
        context.schemas = schemas;
        context.statement(node)?;
        let modifies = context.modifies;
        let shared = context.shared_slots();
        let (sql, mut marks) = context.buffer.into_parts();
        let capability = dialect.capability();
        find_again(&mut marks, &shared);
        let mut text = Self {
            sql,
            binds: Binds::InOrder,
            placeholder: capability.placeholder,
            limit: capability.bind_limit,
            database: dialect.name(),
            modifies,
        };
        let numbers: Option<Box<[usize]>> = bound(&marks)
            .map(|mark| match mark.slot {
                BindSlot::Value(number) => Some(number),
                BindSlot::List(_) => None,
            })
            .collect();
        match numbers {
            None => text.binds = Binds::Expanded(marks.into_boxed_slice()),
            Some(numbers) => {
                text.check_limit(numbers.len())?;
                text.sql = text.with_placeholders(&marks, |_| 1);
                let in_order = numbers.len() == key.values.len()
                    && numbers.iter().enumerate().all(|(at, number)| at == *number);
                if !in_order {
                    text.binds = Binds::Reordered(numbers);
                }
            }
        }
        Ok(text)
    }

    /// Puts a statement's values to the text.
    pub(super) fn prepare(text: Arc<Self>, mut key: Key<'_>) -> Result<Prepared<'_>> {
        let parameters = std::mem::take(&mut key.parameters);
        let (expanded, binds) = match &text.binds {
            Binds::InOrder => (None, key.values),
            Binds::Reordered(numbers) => {
                let values = numbers.iter().filter_map(|number| key.values.get(*number));
                (None, values.copied().collect())
            }
            Binds::Expanded(marks) => {
                let (sql, binds) = text.expand(marks, &key)?;
                (Some(sql), binds)
            }
        };
        Ok(Prepared {
            text,
            expanded,
            binds,
            parameters,
        })
    }

    fn expand<'s>(
        &self,
        marks: &[Mark],
        key: &Key<'s>,
    ) -> Result<(String, SmallVec<[&'s Value; 8]>)> {
        let exact: usize = bound(marks).map(|mark| length(mark, key)).sum();
        self.check_limit(exact)?;
        let padded: usize = bound(marks).map(|mark| padded_length(mark, key)).sum();
        let length = if padded <= self.limit {
            padded_length
        } else {
            length
        };
        let mut binds = SmallVec::new();
        for mark in bound(marks) {
            match mark.slot {
                BindSlot::Value(number) => binds.extend(key.values.get(number).copied()),
                BindSlot::List(number) => {
                    let list = key.lists.get(number).copied().unwrap_or_default();
                    let values = list.iter().filter_map(|arg| match arg {
                        Arg::Bind(value) => Some(value),
                        _ => None,
                    });
                    // The last value again does no harm, and lists of three lengths make one text.
                    let last = values.clone().next_back();
                    let padding = std::iter::repeat(last).flatten();
                    binds.extend(values.chain(padding).take(length(mark, key)));
                }
            }
        }
        let sql = self.with_placeholders(marks, |mark| length(mark, key));
        Ok((sql, binds))
    }

    fn with_placeholders(&self, marks: &[Mark], length: impl Fn(&Mark) -> usize) -> String {
        let mut sql = String::with_capacity(self.sql.len() + marks.len() * 4);
        let (mut written, mut next) = (0, 1);
        let mut starts = HashMap::new();
        let repeats = marks.iter().any(|mark| mark.again);
        for mark in marks {
            sql.push_str(self.sql.get(written..mark.at).unwrap_or_default());
            written = mark.at;
            let length = length(mark);
            let start = match starts.get(&mark.slot) {
                Some(start) if mark.again => *start,
                _ => next,
            };
            if !mark.again {
                next += length;
            }
            if repeats {
                starts.entry(mark.slot).or_insert(start);
            }
            for number in start..start + length {
                if number > start {
                    sql.push_str(", ");
                }
                match self.placeholder {
                    Placeholder::Question => sql.push('?'),
                    Placeholder::Numbered => sql.push_str(&format!("${number}")),
                }
            }
        }
        sql.push_str(self.sql.get(written..).unwrap_or_default());
        sql
    }

    fn check_limit(&self, count: usize) -> Result<()> {
        let limit = self.limit;
        if count <= limit {
            return Ok(());
        }
        let message = format!(
            "the statement binds {count} values, and {} takes at most {limit} in one statement",
            self.database
        );
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("split it into several statements; `insert_many` does so for structs"))
    }
}

/// Notes which of the values and lists that share their placeholders stand in the text for another
/// time.
fn find_again(marks: &mut [Mark], shared: &HashSet<BindSlot>) {
    if shared.is_empty() {
        return;
    }
    let mut met = HashSet::new();
    for mark in marks {
        mark.again = shared.contains(&mark.slot) && !met.insert(mark.slot);
    }
}

/// The marks that values are bound for.
fn bound(marks: &[Mark]) -> impl Iterator<Item = &Mark> {
    marks.iter().filter(|mark| !mark.again)
}

fn length(mark: &Mark, key: &Key<'_>) -> usize {
    match mark.slot {
        BindSlot::Value(_) => 1,
        BindSlot::List(number) => key.lists.get(number).map_or(0, |list| list.len()),
    }
}

fn padded_length(mark: &Mark, key: &Key<'_>) -> usize {
    length(mark, key).next_power_of_two()
}

/// Compiles a statement with its values as literals.
pub(super) fn compile_literals(node: &StatementNode<'_>, dialect: &dyn Dialect) -> Result<String> {
    let mut context = Context::new(node, dialect, BindMode::Literals);
    context.statement(node)?;
    Ok(context.buffer.into_parts().0)
}
