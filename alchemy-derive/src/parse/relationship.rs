//! `#[relationship(…)]`.

use proc_macro2::Span;
use syn::{Attribute, Expr, Ident, LitStr, Path};

use super::attribute::{Item, Items, Keys, Value, as_ident, as_text};
use super::column::span;
use super::path::ColumnPath;
use crate::ctxt::Ctxt;

const KEYS: Keys = Keys {
    attribute: "relationship",
    once: &[
        "back_populates",
        "foreign_key",
        "secondary",
        "cascade",
        "order_by",
    ],
    repeated: &[],
};

const SECONDARY: Keys = Keys {
    attribute: "relationship(secondary",
    once: &["table", "model", "schema", "this", "other"],
    repeated: &[],
};

/// What `foreign_key` names.
pub(crate) enum RawKey {
    /// `author_id`: a column of this struct.
    Here(Ident),
    /// `Post.author_id`: a column of the target.
    There(ColumnPath),
}

/// What `secondary` names.
pub(crate) struct RawSecondary {
    pub(crate) span: Span,
    pub(crate) table: Option<LitStr>,
    pub(crate) schema: Option<LitStr>,
    pub(crate) model: Option<Path>,
    pub(crate) this: Option<Ident>,
    pub(crate) other: Option<Ident>,
}

/// What stands in `#[relationship(…)]`.
#[derive(Default)]
pub(crate) struct RawRelationship {
    /// Where the attribute stands, if it does.
    pub(crate) span: Option<Span>,
    pub(crate) back_populates: Option<Ident>,
    pub(crate) foreign_key: Option<RawKey>,
    pub(crate) secondary: Option<RawSecondary>,
    pub(crate) cascade: Option<LitStr>,
    pub(crate) order_by: Option<Expr>,
}

impl RawRelationship {
    /// Reads a field's attributes.
    pub(crate) fn new(attributes: &[Attribute], ctxt: &mut Ctxt) -> Self {
        let mut items = Items::of(attributes, &KEYS, ctxt);
        Self {
            span: span(attributes, "relationship"),
            back_populates: ident(&mut items, "back_populates", ctxt),
            foreign_key: key(&mut items, ctxt),
            secondary: items
                .take("secondary")
                .and_then(|item| secondary(item, ctxt)),
            cascade: items.text("cascade", ctxt),
            order_by: items.expr("order_by", ctxt),
        }
    }
}

/// `key = name`.
fn ident(items: &mut Items, key: &str, ctxt: &mut Ctxt) -> Option<Ident> {
    let expr = items.expr(key, ctxt)?;
    let name = as_ident(&expr).cloned();
    if name.is_none() {
        let message = format!("`{key}` takes a field's name, without quotes: `{key} = author`");
        ctxt.push(syn::Error::new_spanned(&expr, message));
    }
    name
}

fn key(items: &mut Items, ctxt: &mut Ctxt) -> Option<RawKey> {
    let expr = items.expr("foreign_key", ctxt)?;
    if let Some(name) = as_ident(&expr) {
        return Some(RawKey::Here(name.clone()));
    }
    let path = ColumnPath::new(&expr, "foreign_key");
    ctxt.ok(path.map_err(|error| {
        let message = "`foreign_key` takes a column: `author_id`, or `Post.author_id` where the \
                       key is in the other table";
        syn::Error::new(error.span(), message)
    }))
    .map(RawKey::There)
}

fn secondary(item: Item, ctxt: &mut Ctxt) -> Option<RawSecondary> {
    let mut secondary = RawSecondary {
        span: item.key.span(),
        table: None,
        schema: None,
        model: None,
        this: None,
        other: None,
    };
    let usage = "`secondary` takes a table's name or a model: `secondary = \"post_tags\"`, \
                 `secondary = PostTag`, `secondary(table = \"follows\", this = a, other = b)`";
    match item.value {
        Value::Expr(ref expr) if let Some(table) = as_text(expr) => {
            secondary.table = Some(table.clone());
        }
        Value::Expr(ref expr) if let Expr::Path(path) = &**expr => {
            secondary.model = Some(path.path.clone());
        }
        Value::List(tokens) => {
            let mut items = Items::of_list(tokens, &SECONDARY, ctxt);
            secondary.table = items.text("table", ctxt);
            secondary.schema = items.text("schema", ctxt);
            secondary.this = ident(&mut items, "this", ctxt);
            secondary.other = ident(&mut items, "other", ctxt);
            if let Some(Expr::Path(path)) = items.expr("model", ctxt) {
                secondary.model = Some(path.path);
            }
        }
        _ => {}
    }
    if secondary.table.is_some() == secondary.model.is_some() {
        ctxt.error(secondary.span, usage);
        return None;
    }
    Some(secondary)
}
