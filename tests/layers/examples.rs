//! Each public function that builds a statement shows the SQL of every database in its
//! documentation, by an `assert_sql!` that is run with the documentation's tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::rust_files;

/// Files of functions that build nothing which an application writes, and why.
const FILES: &[(&str, &str)] = &[
    ("dml/modify.rs", "the tree, which dialects read"),
    ("expr/node.rs", "the tree, which dialects read"),
    ("row.rs", "reads rows"),
    ("select/derived.rs", "the tree, which dialects read"),
    ("select/derived_row.rs", "lists columns for generated code"),
    ("select/node.rs", "the tree, which dialects read"),
    ("source.rs", "tells occurrences of a table apart"),
];

/// Types beside the nodes whose functions give parts of the tree.
const TYPES: &[&str] = &[
    "Assignment",
    "ColumnRef",
    "GroupingElement",
    "Operation",
    "RowCount",
];

/// Functions that build no SQL by themselves, and why.
const FUNCTIONS: &[(&str, &str, &str)] = &[
    ("column.rs", "column_ref", "the tree"),
    ("column.rs", "index", "the tree"),
    ("column.rs", "new", "for generated code"),
    ("column.rs", "with_source", "for generated code"),
    ("dml/delete.rs", "delete_node", "the tree"),
    ("dml/delete.rs", "from_node", "the tree"),
    ("dml/insert.rs", "from_node", "the tree"),
    ("dml/insert.rs", "insert_node", "the tree"),
    ("dml/merge.rs", "merge_node", "the tree"),
    ("dml/update.rs", "from_node", "the tree"),
    ("dml/update.rs", "update_node", "the tree"),
    ("dialect_name.rs", "as_str", "names a database"),
    ("dialect_name.rs", "new", "names a database"),
    ("expr.rs", "from_node", "the tree"),
    ("expr.rs", "into_node", "the tree"),
    ("expr.rs", "node", "the tree"),
    (
        "expr/element.rs",
        "element",
        "its example is that of `Element`",
    ),
    (
        "expr/element.rs",
        "operand",
        "its example is that of `Element`",
    ),
    ("expr/order.rs", "new", "the tree"),
    ("expr/parameter.rs", "bind", "a value beside the statement"),
    ("select.rs", "from_node", "the tree"),
    ("select.rs", "into_select_node", "the tree"),
    ("select.rs", "select_node", "the tree"),
    ("select/cte.rs", "node", "the tree"),
    ("select/subquery.rs", "derived_table", "the tree"),
    ("text.rs", "into_text_node", "the tree"),
];

/// A public function without an example: its type, if it has one, and its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bare {
    owner: String,
    name: String,
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = rest.strip_prefix("const ").unwrap_or(rest);
    let name = rest.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

/// The type that an `impl` is for.
fn implemented(line: &str) -> Option<&str> {
    let mut rest = line.strip_prefix("impl")?;
    if rest.starts_with('<') {
        let mut depth = 0;
        let end = rest.find(|char: char| {
            depth += i32::from(char == '<') - i32::from(char == '>');
            depth == 0
        })?;
        rest = &rest[end + 1..];
    }
    let target = rest.split(" for ").last()?.trim();
    target.split(['<', ' ']).next()
}

/// The public functions whose documentation has no `assert_sql!`. Where a macro takes the names of
/// its functions, the documentation stands where it is called.
fn bare(text: &str) -> BTreeSet<Bare> {
    let mut found = BTreeSet::new();
    let (mut owner, mut calling) = ("", false);
    let mut documentation = String::new();
    let naming = naming_macros(text);
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(target) = implemented(line) {
            owner = target;
        } else if trimmed.starts_with("pub") && !line.starts_with(' ') {
            owner = "";
        }
        if let Some(name) = trimmed
            .split("! {")
            .next()
            .filter(|_| trimmed.contains("! {"))
        {
            calling = naming.contains(name);
        } else if trimmed.starts_with('}') {
            calling = false;
        }
        if trimmed.starts_with("///") {
            documentation.push_str(trimmed);
            continue;
        }
        if trimmed.starts_with("#[") || trimmed.starts_with(")]") {
            continue;
        }
        let name = match function(trimmed) {
            Some(name) if name.starts_with('$') => None,
            Some(name) => Some(name),
            None if calling && !trimmed.is_empty() => trimmed.split(' ').next(),
            None => None,
        };
        let shown = documentation.contains("assert_sql!");
        documentation.clear();
        if let Some(name) = name.filter(|name| !shown && !name.contains('!')) {
            let (owner, name) = (owner.to_owned(), name.to_owned());
            found.insert(Bare { owner, name });
        }
    }
    found
}

/// The macros of a file that take the names of the functions which they make.
fn naming_macros(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut name = "";
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(rest) = trimmed.strip_prefix("macro_rules! ") {
            name = rest.trim_end_matches(" {");
        } else if function(trimmed).is_some_and(|function| function.starts_with('$')) {
            names.insert(name);
        }
    }
    names
}

#[test]
fn every_builder_method_shows_its_sql() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("alchemy/src/sql");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut needed = BTreeSet::new();
    let mut missing = Vec::new();
    for path in files {
        let inside = path.strip_prefix(&source).expect("the file is inside");
        let file = inside.to_str().expect("the path is text").to_owned();
        let text = fs::read_to_string(&path).expect("the file can be read");
        for Bare { owner, name } in bare(&text) {
            let known = FUNCTIONS
                .iter()
                .find(|(at, of, _)| *at == file && *of == name);
            if let Some((at, of, _)) = known {
                needed.insert((*at).to_owned() + of);
            } else if FILES.iter().any(|(at, _)| *at == file) {
                needed.insert(file.clone());
            } else if TYPES.contains(&&*owner) {
                needed.insert(owner);
            } else if !owner.ends_with("Node") {
                missing.push(format!("{file}: `{owner}::{name}`"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "these show no SQL by `assert_sql!` in their documentation:\n{}",
        missing.join("\n")
    );
    let exceptions = FILES.len() + TYPES.len() + FUNCTIONS.len();
    assert_eq!(
        needed.len(),
        exceptions,
        "only these exceptions are needed: {needed:#?}"
    );
}

#[test]
fn a_method_without_its_sql_is_found() {
    let text = "
macro_rules! comparisons {
    ($($(#[$attribute:meta])* $method:ident)*) => {$(
        $(#[$attribute])*
        pub fn $method(self) {}
    )*};
}

impl<T: Iterator<Item = u8>> Shown<T> {
    /// Shown: `assert_sql!`.
    #[must_use]
    pub fn shown(self) -> Self {}

    /// Not shown.
    pub const fn hidden<V>(self) {}

    comparisons! {
        /// `assert_sql!`
        eq

        /// Neither.
        ne
    }
}

/// Nor this.
pub fn free() {}
";
    let expected = [("Shown", "hidden"), ("Shown", "ne"), ("", "free")];
    let expected = expected.map(|(owner, name)| Bare {
        owner: owner.to_owned(),
        name: name.to_owned(),
    });
    assert_eq!(bare(text), BTreeSet::from(expected));
}
