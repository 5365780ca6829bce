//! What the sources of `alchemy` keep to: a module imports from the layers below it, never from those
//! above, and what builds statements shows their SQL.

#![expect(
    clippy::expect_used,
    reason = "a test that can't read the sources has failed"
)]

#[path = "layers/examples.rs"]
mod examples;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and those that it may import from. `private` is what generated code touches and
/// stands beside them all.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("types", &[]),
    ("schema", &["types"]),
    ("driver", &["types"]),
    ("sql", &["types", "schema", "driver"]),
    ("compiler", &["types", "schema", "sql"]),
    ("pool", &["types", "driver"]),
    (
        "engine",
        &["types", "schema", "sql", "compiler", "driver", "pool"],
    ),
    (
        "orm",
        &["types", "schema", "sql", "compiler", "driver", "engine"],
    ),
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file without comments, since documentation may link upwards.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("the file can be read");
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::`, one or a list in braces.
fn imported(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => names.extend(first_name(rest)),
            Some(list) => {
                let mut depth = 1;
                let mut part = String::new();
                for char in list.chars() {
                    depth += i32::from(char == '{') - i32::from(char == '}');
                    if depth == 0 || (depth == 1 && char == ',') {
                        names.extend(first_name(part.trim()));
                        part.clear();
                    } else {
                        part.push(char);
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    names
}

fn first_name(path: &str) -> Option<String> {
    let end = path.find(|char: char| !char.is_alphanumeric() && char != '_');
    let name = &path[..end.unwrap_or(path.len())];
    (!name.is_empty()).then(|| name.to_owned())
}

#[test]
fn no_import_runs_up() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("alchemy/src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut seen = BTreeSet::new();
    let mut upward = Vec::new();
    for path in files {
        let inside = path.strip_prefix(&source).expect("the file is inside");
        let top = inside
            .iter()
            .next()
            .and_then(|part| part.to_str())
            .unwrap_or_default();
        let layer = top.trim_end_matches(".rs");
        let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            continue;
        };
        seen.insert(layer.to_owned());
        for name in imported(&code(&path)) {
            let is_layer = LAYERS.iter().any(|(layer, _)| *layer == name);
            if is_layer && name != layer && name != "error" && !below.contains(&name.as_str()) {
                upward.push(format!("{} imports `crate::{name}`", inside.display()));
            }
        }
    }
    assert_eq!(
        seen.len(),
        LAYERS.len(),
        "every layer has files, and only {seen:?} were found"
    );
    assert!(
        upward.is_empty(),
        "these imports run up:\n{}",
        upward.join("\n")
    );
}

#[test]
fn an_upward_import_is_found() {
    let found =
        imported("use crate::{Error, orm::{Model, Handle}, sql};\nuse crate::engine::Engine;");
    let expected = ["Error", "engine", "orm", "sql"].map(str::to_owned);
    assert_eq!(found, BTreeSet::from(expected));
}
