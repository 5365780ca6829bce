//! SQL as written, with its named binds.

use super::capability::Placeholder;
use super::context::Context;
use crate::sql::TextNode;
use crate::{Error, ErrorKind, Result};

/// Writes SQL as it stands, its `:name`s as binds.
pub(super) fn text(cx: &mut Context<'_>, node: &TextNode) -> Result<()> {
    let mut used = vec![false; node.binds.len()];
    let backslash = cx.capability().backslash_escapes;
    let mut rest: &str = &node.sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => quoted(rest, first, backslash && first != '`'),
            '-' if rest.starts_with("--") => line(rest),
            '/' if rest.starts_with("/*") => comment(rest),
            '\\' if rest.starts_with("\\:") => {
                cx.push(":");
                rest = rest.get(2..).unwrap_or_default();
                continue;
            }
            ':' if rest.starts_with("::") => 2,
            ':' => match name(rest) {
                "" => 1,
                name => {
                    bind(cx, node, name, &mut used)?;
                    rest = rest.get(name.len() + 1..).unwrap_or_default();
                    continue;
                }
            },
            '?' if cx.capability().placeholder == Placeholder::Question => {
                let message =
                    "a text has a `?` outside quotes, which the database takes for a bind";
                return Err(Error::new(ErrorKind::Compile, message)
                    .with_help("name it `:name`, and give its value with `.bind(\"name\", …)`"));
            }
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        cx.buffer.push_verbatim(piece);
        rest = after;
    }
    match node.binds.iter().zip(used).find(|(_, used)| !used) {
        None => Ok(()),
        Some(((name, _), _)) => {
            let message = format!("`{name}` is bound, but the text has no `:{name}`");
            Err(Error::new(ErrorKind::Compile, message))
        }
    }
}

fn bind(cx: &mut Context<'_>, node: &TextNode, name: &str, used: &mut [bool]) -> Result<()> {
    let mut found = node
        .binds
        .iter()
        .zip(used)
        .filter(|((known, _), _)| known == name);
    let Some(((_, value), used)) = found.next() else {
        let message = format!("the text has `:{name}`, but nothing is bound to it");
        return Err(Error::new(ErrorKind::Compile, message).with_help(format!(
            "add `.bind(\"{name}\", …)`, or write `\\:{name}` for a colon"
        )));
    };
    *used = true;
    cx.dialect().visit_text_bind(cx, value)
}

/// The name after a colon; empty where none begins.
fn name(rest: &str) -> &str {
    let after = rest.get(1..).unwrap_or_default();
    if !after.starts_with(|char: char| char.is_alphabetic() || char == '_') {
        return "";
    }
    let end = after.find(|char: char| !(char.is_alphanumeric() || char == '_'));
    after.get(..end.unwrap_or(after.len())).unwrap_or_default()
}

/// The length of what stands in quotes, with the quotes. A doubled quote inside ends one and
/// begins another, which comes to the same.
fn quoted(rest: &str, quote: char, backslash: bool) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if backslash && char == '\\' {
            escaped = true;
        } else if char == quote {
            return at + quote.len_utf8();
        }
    }
    rest.len()
}

fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

fn comment(rest: &str) -> usize {
    rest.find("*/").map_or(rest.len(), |at| at + 2)
}
