//! `sql!`: SQL with `{…}` in it, to a text with parts.

use std::str::FromStr;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Error, Expr, LitStr, Result};

/// What the macro becomes.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let parsed = syn::parse2::<LitStr>(input).map_err(|error| {
        let message = "`sql!` takes its SQL as a string literal; values go in as `{value}`";
        Error::new(error.span(), message)
    });
    match parsed.and_then(|literal| text(&literal)) {
        Ok(code) => code,
        // The text stands for what was meant, so that one mistake is one message.
        Err(error) => {
            let error = error.to_compile_error();
            quote!({ #error ::alchemy::sql::text("") })
        }
    }
}

fn text(literal: &LitStr) -> Result<TokenStream> {
    let span = literal.span();
    let template = Template::parse(&literal.value(), span)?;
    let sql = LitStr::new(&template.sql, span);
    let mut code = quote_spanned!(span=> ::alchemy::sql::text(#sql));
    for (number, part) in template.parts.iter().enumerate() {
        let name = name_of(number);
        code = quote_spanned!(span=> #code.with(#name, #part));
    }
    Ok(code)
}

/// The name of a part in the text. Nobody would write it, so that names of the author's own, for
/// values that are bound later, are left alone.
fn name_of(number: usize) -> String {
    format!("_sql_{number}")
}

/// SQL with names for its parts, and the parts.
#[derive(Debug, Default)]
struct Template {
    sql: String,
    parts: Vec<Expr>,
}

impl Template {
    fn parse(source: &str, span: Span) -> Result<Self> {
        let mut template = Self::default();
        let mut within = Within::Sql;
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '{' | '}' if rest.chars().nth(1) == Some(first) => {
                    template.sql.push(first);
                    rest = rest.get(2..).unwrap_or_default();
                    continue;
                }
                '}' => {
                    let message = "a `}` without a `{` before it; a brace in the SQL is `}}`";
                    return Err(Error::new(span, message));
                }
                '{' => {
                    let (part, after) = braces(rest, span)?;
                    within.refuse(part, span)?;
                    let name = name_of(template.parts.len());
                    template.sql.push(':');
                    template.sql.push_str(&name);
                    template.parts.push(expression(part, span)?);
                    // A name goes on over letters and digits.
                    if after.starts_with(|char: char| char.is_alphanumeric() || char == '_') {
                        template.sql.push(' ');
                    }
                    rest = after;
                    continue;
                }
                _ => within.step(rest),
            };
            let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            template.sql.push_str(piece);
            rest = after;
        }
        Ok(template)
    }
}

/// In which part of SQL a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Sql,
    Quotes(char),
    Line,
    Comment,
}

impl Within {
    /// Goes over what begins here and gives its length.
    fn step(&mut self, rest: &str) -> usize {
        let first = rest.chars().next().unwrap_or_default();
        let (next, length) = match (*self, first) {
            (Self::Sql, '\'' | '"' | '`') => (Self::Quotes(first), 1),
            (Self::Sql, '-') if rest.starts_with("--") => (Self::Line, 2),
            (Self::Sql, '/') if rest.starts_with("/*") => (Self::Comment, 2),
            (Self::Quotes(quote), _) if first == quote => (Self::Sql, 1),
            (Self::Line, '\n') => (Self::Sql, 1),
            (Self::Comment, '*') if rest.starts_with("*/") => (Self::Sql, 2),
            (within, _) => (within, first.len_utf8()),
        };
        *self = next;
        length
    }

    fn refuse(self, part: &str, span: Span) -> Result<()> {
        let place = match self {
            Self::Sql => return Ok(()),
            Self::Quotes(_) => "in quotes",
            Self::Line | Self::Comment => "in a comment",
        };
        let message = format!(
            "`{{{part}}}` stands {place}, where it would be no value: write it outside; a brace in \
             the SQL is `{{{{`"
        );
        Err(Error::new(span, message))
    }
}

/// What stands between braces, and what follows them. Braces and strings within count.
fn braces(rest: &str, span: Span) -> Result<(&str, &str)> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, char) in rest.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    let part = rest.get(1..at).unwrap_or_default();
                    return Ok((part, rest.get(at + 1..).unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    let message = "a `{` without a `}` after it; a brace in the SQL is `{{`";
    Err(Error::new(span, message))
}

fn expression(part: &str, span: Span) -> Result<Expr> {
    if part.trim().is_empty() {
        return Err(Error::new(span, "nothing stands in `{}`"));
    }
    let refuse = |_| Error::new(span, format!("`{part}` is no expression"));
    let tokens = TokenStream::from_str(part).map_err(|error| refuse(error.to_string()))?;
    syn::parse2(located(tokens, span)).map_err(|error| refuse(error.to_string()))
}

/// The tokens at the literal's place, so that a message points at it.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let token = |tree| match tree {
        TokenTree::Group(group) => {
            let mut located = Group::new(group.delimiter(), located(group.stream(), span));
            located.set_span(span);
            TokenTree::Group(located)
        }
        mut tree => {
            tree.set_span(span);
            tree
        }
    };
    tokens.into_iter().map(token).collect()
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use quote::ToTokens;

    use super::Template;

    fn parsed(source: &str) -> (String, Vec<String>) {
        let template = Template::parse(source, Span::call_site()).expect("it is well formed");
        let parts = template
            .parts
            .iter()
            .map(|part| part.to_token_stream().to_string());
        (template.sql, parts.collect())
    }

    fn refused(source: &str) -> String {
        Template::parse(source, Span::call_site())
            .expect_err("it is not")
            .to_string()
    }

    #[test]
    fn parts_have_names() {
        let (sql, parts) =
            parsed("SELECT {User.id} FROM {User} WHERE age > {age + 1}AND x::int = 1");
        assert_eq!(
            sql,
            "SELECT :_sql_0 FROM :_sql_1 WHERE age > :_sql_2 AND x::int = 1"
        );
        assert_eq!(parts, ["User . id", "User", "age + 1"]);
    }

    #[test]
    fn braces_are_doubled_and_nest() {
        let (sql, parts) = parsed(r#"SELECT '{{"a":1}}', {{ {"}" }, {if x { 1 } else { 2 }}"#);
        assert_eq!(sql, r#"SELECT '{"a":1}', { :_sql_0, :_sql_1"#);
        assert_eq!(parts, [r#""}""#, "if x { 1 } else { 2 }"]);
    }

    #[test]
    fn a_part_in_quotes_or_a_comment_is_refused() {
        for source in [
            "SELECT '{x}'",
            "SELECT \"{x}\"",
            "SELECT `{x}`",
            "SELECT 'it''s {x}'",
        ] {
            assert!(refused(source).contains("stands in quotes"), "{source}");
        }
        for source in ["SELECT 1 -- {x}", "SELECT /* {x} */ 1"] {
            assert!(refused(source).contains("stands in a comment"), "{source}");
        }
        parsed("SELECT 'a', {x} -- it's\n, /* ' */ {y}");
    }

    #[test]
    fn what_isnt_whole_is_refused() {
        assert!(refused("SELECT {x").contains("a `{` without a `}`"));
        assert!(refused("SELECT x}").contains("a `}` without a `{`"));
        assert!(refused("SELECT {}").contains("nothing stands"));
        assert!(refused("SELECT {1 +}").contains("is no expression"));
    }
}
