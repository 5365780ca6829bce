//! SQL as written, with its named binds.

use super::capability::Placeholder;
use super::context::Context;
use super::precedence::Level;
use super::walk;
use crate::sql::{Arg, TextNode, TextPart};
use crate::{Error, ErrorKind, Result};

/// Writes SQL as it stands, its `:name`s as binds.
pub(super) fn text(cx: &mut Context<'_>, node: &TextNode) -> Result<()> {
    cx.scopes.enter(walk::from_of(node));
    let written = write(cx, node);
    cx.scopes.leave();
    written
}

fn write(cx: &mut Context<'_>, node: &TextNode) -> Result<()> {
    let mut used = vec![false; node.parts.len()];
    let backslash = cx.capability().backslash_escapes;
    let mut rest: &str = &node.sql;
    // What stands before a quote: `E'…'` is a text of its own kind, `name'…'` isn't.
    let mut before = [' '; 2];
    while let Some(first) = rest.chars().next() {
        let [further, last] = before;
        before = [last, first];
        let length = match first {
            '\'' if cx.capability().escape_strings
                && matches!(last, 'E' | 'e')
                && !(further.is_alphanumeric() || further == '_') =>
            {
                quoted(rest, first, true)
            }
            '\'' | '"' | '`' => quoted(rest, first, backslash && first != '`'),
            '-' if begins_comment(rest, cx.capability().hash_comments) => line(rest),
            '#' if cx.capability().hash_comments => line(rest),
            '/' if rest.starts_with("/*") => comment(rest, cx.capability().nested_comments),
            '\\' if rest.starts_with("\\:") => {
                cx.push(":");
                rest = rest.get(2..).unwrap_or_default();
                continue;
            }
            ':' if rest.starts_with("::") => 2,
            ':' => match name(rest) {
                "" => 1,
                name => {
                    part(cx, node, name, &mut used)?;
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
            '$' if numbered(rest) && cx.capability().placeholder == Placeholder::Numbered => {
                let message = "a text has a `$` and a number outside quotes, which the database \
                               takes for a bind";
                return Err(Error::new(ErrorKind::Compile, message)
                    .with_help("name it `:name`, and give its value with `.bind(\"name\", …)`"));
            }
            '$' if cx.capability().dollar_quotes => dollar_quoted(rest),
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        cx.buffer.push_verbatim(piece);
        rest = after;
    }
    let Some(unused) = used.iter().position(|used| !used) else {
        return Ok(());
    };
    let mut names = node.parts.iter().map(|(name, _)| name);
    let Some(name) = names.nth(unused) else {
        return Ok(());
    };
    let before = node.parts.iter().take(unused);
    let message = if before.into_iter().any(|(known, _)| known == name) {
        format!("`{name}` is bound twice")
    } else {
        format!("`{name}` is bound, but the text has no `:{name}` outside quotes and comments")
    };
    Err(Error::new(ErrorKind::Compile, message))
}

fn part(cx: &mut Context<'_>, node: &TextNode, name: &str, used: &mut [bool]) -> Result<()> {
    let mut found = node
        .parts
        .iter()
        .zip(used)
        .filter(|((known, _), _)| known == name);
    let Some(((_, part), used)) = found.next() else {
        let message = format!("the text has `:{name}`, but nothing is bound to it");
        return Err(Error::new(ErrorKind::Compile, message).with_help(format!(
            "add `.bind(\"{name}\", …)`, or write `\\:{name}` for a colon"
        )));
    };
    *used = true;
    match part {
        TextPart::Arg(Arg::Bind(value)) => cx.dialect().visit_text_bind(cx, value),
        TextPart::Arg(arg) => cx.operand(arg, Level::Atom),
        TextPart::From(item) => cx.from_item(item),
    }
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

/// Whether a number follows the dollar sign.
fn numbered(rest: &str) -> bool {
    rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// The length of `$tag$ … $tag$`; that of the dollar sign where none begins.
fn dollar_quoted(rest: &str) -> usize {
    let after = rest.get(1..).unwrap_or_default();
    let tag = after.find(|char: char| !(char.is_alphanumeric() || char == '_'));
    let Some(end) = tag.filter(|end| after.get(*end..).is_some_and(|at| at.starts_with('$')))
    else {
        return 1;
    };
    let (tag, body) = rest.split_at_checked(end + 2).unwrap_or((rest, ""));
    body.find(tag)
        .map_or(rest.len(), |close| close + 2 * tag.len())
}

/// Whether two dashes begin a comment: where a `#` does so, only before white space.
fn begins_comment(rest: &str, before_space: bool) -> bool {
    let after = rest.strip_prefix("--").map(|after| after.chars().next());
    match after {
        Some(Some(next)) => !before_space || next.is_whitespace() || next.is_control(),
        Some(None) => true,
        None => false,
    }
}

fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// The length of `/* … */`, which may have others in it.
fn comment(rest: &str, nested: bool) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(inside) = rest.get(at..) {
        let opens = if nested || depth == 0 {
            inside.find("/*")
        } else {
            None
        };
        match (opens, inside.find("*/")) {
            (Some(open), close) if close.is_none_or(|close| open < close) => {
                depth += 1;
                at += open + 2;
            }
            (_, Some(close)) => {
                depth = depth.saturating_sub(1);
                at += close + 2;
                if depth == 0 {
                    return at;
                }
            }
            (_, None) => break,
        }
    }
    rest.len()
}
