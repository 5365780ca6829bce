//! `#[model(…)]`.

use proc_macro2::Span;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, LitStr, Token};

use super::attribute::{Item, Items, Keys, Value, as_ident, as_text};
use super::path::ColumnPath;
use crate::ctxt::Ctxt;

const KEYS: Keys = Keys {
    attribute: "model",
    once: &["table", "schema", "comment", "entity", "crate"],
    repeated: &["unique", "index", "check", "foreign_key"],
};

/// `unique(a, b, name = "…")`, `index(a, b, unique, name = "…")`.
pub(crate) struct RawIndex {
    pub(crate) span: Span,
    pub(crate) columns: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unique: bool,
}

/// `check = "…"` or `check("…", name = "…")`.
pub(crate) struct RawCheck {
    pub(crate) condition: LitStr,
    pub(crate) name: Option<LitStr>,
}

/// `foreign_key(columns(a, b), references(Order.a, Order.b), on_delete = "…")`.
pub(crate) struct RawForeignKey {
    pub(crate) span: Span,
    pub(crate) columns: Vec<Ident>,
    pub(crate) references: Vec<ColumnPath>,
    pub(crate) on_delete: Option<LitStr>,
    pub(crate) on_update: Option<LitStr>,
}

/// What stands in `#[model(…)]`.
#[derive(Default)]
pub(crate) struct RawModel {
    pub(crate) table: Option<LitStr>,
    pub(crate) schema: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) entity: Option<Ident>,
    pub(crate) krate: Option<syn::Path>,
    pub(crate) uniques: Vec<RawIndex>,
    pub(crate) indexes: Vec<RawIndex>,
    pub(crate) checks: Vec<RawCheck>,
    pub(crate) foreign_keys: Vec<RawForeignKey>,
}

impl RawModel {
    /// Reads a struct's attributes.
    pub(crate) fn new(attributes: &[Attribute], ctxt: &mut Ctxt) -> Self {
        let mut items = Items::of(attributes, &KEYS, ctxt);
        Self {
            table: items.text("table", ctxt),
            schema: items.text("schema", ctxt),
            comment: items.text("comment", ctxt),
            entity: entity(&mut items, ctxt),
            krate: krate(&mut items, ctxt),
            uniques: all(items.take_all("unique"), ctxt, index),
            indexes: all(items.take_all("index"), ctxt, index),
            checks: all(items.take_all("check"), ctxt, check),
            foreign_keys: items
                .take_all("foreign_key")
                .into_iter()
                .filter_map(|item| foreign_key(item, ctxt))
                .collect(),
        }
    }
}

fn all<T>(items: Vec<Item>, ctxt: &mut Ctxt, read: fn(Item) -> syn::Result<T>) -> Vec<T> {
    items
        .into_iter()
        .filter_map(|item| ctxt.ok(read(item)))
        .collect()
}

fn entity(items: &mut Items, ctxt: &mut Ctxt) -> Option<Ident> {
    let expr = items.expr("entity", ctxt)?;
    let name = as_ident(&expr).cloned();
    if name.is_none() {
        let message = "`entity` takes the entity's name: `entity = UserColumns`";
        ctxt.push(syn::Error::new_spanned(&expr, message));
    }
    name
}

fn krate(items: &mut Items, ctxt: &mut Ctxt) -> Option<syn::Path> {
    match items.expr("crate", ctxt)? {
        Expr::Path(path) => Some(path.path),
        other => {
            let message = "`crate` takes a path: `crate = ::my::alchemy`";
            ctxt.push(syn::Error::new_spanned(&other, message));
            None
        }
    }
}

/// `(a, b, unique, name = "…")`.
fn index(item: Item) -> syn::Result<RawIndex> {
    let key = item.key;
    let Value::List(tokens) = item.value else {
        let message = format!("`{key}` of a model takes columns: `{key}(a, b)`");
        return Err(syn::Error::new(key.span(), message));
    };
    let mut index = RawIndex {
        span: key.span(),
        columns: Vec::new(),
        name: None,
        unique: key == "unique",
    };
    let read = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let item: Item = input.parse()?;
            match item.value {
                Value::Flag if item.key == "unique" && key == "index" => index.unique = true,
                Value::Flag => index.columns.push(item.key),
                _ if item.key == "name" => index.name = Some(item.text()?),
                _ => {
                    let message = "expected a column or `name = \"…\"`";
                    return Err(syn::Error::new(item.key.span(), message));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    read.parse2(tokens)?;
    if index.columns.is_empty() {
        return Err(syn::Error::new(index.span, "expected at least one column"));
    }
    Ok(index)
}

fn check(item: Item) -> syn::Result<RawCheck> {
    let message = "`check` takes SQL: `check = \"a < b\"` or `check(\"a < b\", name = \"…\")`";
    let wrong = syn::Error::new(item.key.span(), message);
    match item.value {
        Value::Expr(expr) => {
            let condition = as_text(&expr).ok_or(wrong)?.clone();
            Ok(RawCheck {
                condition,
                name: None,
            })
        }
        Value::List(tokens) => {
            let read = |input: ParseStream<'_>| {
                let condition = input.parse::<LitStr>().map_err(|_| wrong.clone())?;
                let mut name = None;
                if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
                    let item: Item = input.parse()?;
                    if item.key != "name" {
                        return Err(wrong.clone());
                    }
                    name = Some(item.text()?);
                }
                Ok(RawCheck { condition, name })
            };
            read.parse2(tokens)
        }
        Value::Flag | Value::Type(_) => Err(wrong),
    }
}

const FOREIGN_KEY: Keys = Keys {
    attribute: "model(foreign_key",
    once: &["columns", "references", "on_delete", "on_update"],
    repeated: &[],
};

fn foreign_key(item: Item, ctxt: &mut Ctxt) -> Option<RawForeignKey> {
    let span = item.key.span();
    let usage = "write `foreign_key(columns(a, b), references(Order.a, Order.b))`";
    let Value::List(tokens) = item.value else {
        ctxt.error(span, usage);
        return None;
    };
    let mut items = Items::of_list(tokens, &FOREIGN_KEY, ctxt);
    let lists = (items.take("columns"), items.take("references"));
    let (on_delete, on_update) = (items.text("on_delete", ctxt), items.text("on_update", ctxt));
    let (Some(columns), Some(references)) = lists else {
        ctxt.error(span, usage);
        return None;
    };
    let columns = ctxt.ok(exprs(columns, usage))?;
    let references = ctxt.ok(exprs(references, usage))?;
    let columns: Vec<_> = columns.iter().filter_map(as_ident).cloned().collect();
    let references: Vec<_> = references
        .iter()
        .filter_map(|expr| ctxt.ok(ColumnPath::new(expr, "references")))
        .collect();
    if columns.is_empty() || columns.len() != references.len() {
        ctxt.error(
            span,
            "`columns` and `references` need the same number of columns",
        );
        return None;
    }
    Some(RawForeignKey {
        span,
        columns,
        references,
        on_delete,
        on_update,
    })
}

fn exprs(item: Item, usage: &str) -> syn::Result<Vec<Expr>> {
    let Value::List(tokens) = item.value else {
        return Err(syn::Error::new(item.key.span(), usage));
    };
    let list = syn::punctuated::Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens)?;
    Ok(list.into_iter().collect())
}
