//! `#[column(…)]`.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, LitInt, LitStr, Path, Type};

use super::attribute::{Items, Keys, Value, as_text};
use super::path::ColumnPath;
use crate::ctxt::Ctxt;

const KEYS: Keys = Keys {
    attribute: "column",
    once: &[
        "primary_key",
        "name",
        "type",
        "with",
        "version",
        "length",
        "precision",
        "scale",
        "unique",
        "index",
        "default",
        "server_default",
        "update_default",
        "foreign_key",
        "on_delete",
        "on_update",
        "comment",
    ],
    repeated: &["check"],
};

/// A default that can be SQL.
pub(crate) enum RawDefault {
    /// A value of the column's type.
    Value(Box<Expr>),
    /// `text("…")`: SQL.
    Sql(LitStr),
}

/// What stores a field of a foreign type.
pub(crate) enum RawAdapter {
    /// `with = Seconds`
    With(Box<Type>),
    /// `type = Json`: `Json<…>` of the field's type.
    Of(Path),
}

/// What stands in `#[column(…)]`.
#[derive(Default)]
pub(crate) struct RawColumn {
    /// Where the attribute stands, if it does.
    pub(crate) span: Option<Span>,
    pub(crate) primary_key: Option<Span>,
    pub(crate) name: Option<LitStr>,
    pub(crate) sql_type: Option<LitStr>,
    pub(crate) with: Option<RawAdapter>,
    pub(crate) version: Option<Span>,
    pub(crate) length: Option<LitInt>,
    pub(crate) precision: Option<LitInt>,
    pub(crate) scale: Option<LitInt>,
    pub(crate) unique: Option<Option<LitStr>>,
    pub(crate) index: Option<Option<LitStr>>,
    pub(crate) default: Option<Expr>,
    pub(crate) server_default: Option<RawDefault>,
    pub(crate) update_default: Option<RawDefault>,
    pub(crate) foreign_key: Option<ColumnPath>,
    pub(crate) on_delete: Option<LitStr>,
    pub(crate) on_update: Option<LitStr>,
    pub(crate) checks: Vec<LitStr>,
    pub(crate) comment: Option<LitStr>,
}

impl RawColumn {
    /// Reads a field's attributes.
    pub(crate) fn new(attributes: &[Attribute], ctxt: &mut Ctxt) -> Self {
        let mut items = Items::of(attributes, &KEYS, ctxt);
        let (sql_type, of) = sql_type(&mut items, ctxt);
        let with = items.ty("with", ctxt);
        let mut texts = |key: &str, ctxt: &mut Ctxt| items.text(key, ctxt);
        let name = texts("name", ctxt);
        let (on_delete, on_update) = (texts("on_delete", ctxt), texts("on_update", ctxt));
        let comment = texts("comment", ctxt);
        Self {
            span: span(attributes, "column"),
            primary_key: items.flag("primary_key", ctxt),
            name,
            sql_type,
            with: adapter(with, of, ctxt),
            version: items.flag("version", ctxt),
            length: items.number("length", ctxt),
            precision: items.number("precision", ctxt),
            scale: items.number("scale", ctxt),
            unique: named(&mut items, "unique", ctxt),
            index: named(&mut items, "index", ctxt),
            default: items.expr("default", ctxt),
            server_default: items.expr("server_default", ctxt).map(RawDefault::new),
            update_default: items.expr("update_default", ctxt).map(RawDefault::new),
            foreign_key: foreign_key(&mut items, ctxt),
            on_delete,
            on_update,
            checks: checks(&mut items, ctxt),
            comment,
        }
    }
}

/// `type = "CITEXT"` or `type = Json`.
fn sql_type(items: &mut Items, ctxt: &mut Ctxt) -> (Option<LitStr>, Option<Path>) {
    match items.expr("type", ctxt) {
        Some(Expr::Path(path)) if path.qself.is_none() => (None, Some(path.path)),
        Some(expr) => {
            let text = as_text(&expr).cloned();
            if text.is_none() {
                let message = "`type` takes SQL or a wrapper: `type = \"CITEXT\"`, `type = Json`";
                ctxt.push(syn::Error::new_spanned(&expr, message));
            }
            (text, None)
        }
        None => (None, None),
    }
}

fn adapter(with: Option<Type>, of: Option<Path>, ctxt: &mut Ctxt) -> Option<RawAdapter> {
    if let (Some(_), Some(of)) = (&with, &of) {
        let message = "a column is stored one way: `with` or `type`, not both";
        ctxt.push(syn::Error::new_spanned(of, message));
    }
    match (with, of) {
        (Some(ty), _) => Some(RawAdapter::With(Box::new(ty))),
        (None, of) => of.map(RawAdapter::Of),
    }
}

/// Where an attribute stands.
pub(super) fn span(attributes: &[Attribute], name: &str) -> Option<Span> {
    let attribute = attributes.iter().find(|a| a.path().is_ident(name))?;
    attribute.path().get_ident().map(syn::Ident::span)
}

/// `index` or `index = "name"`.
fn named(items: &mut Items, key: &str, ctxt: &mut Ctxt) -> Option<Option<LitStr>> {
    let item = items.take(key)?;
    match item.value {
        Value::Flag => Some(None),
        _ => ctxt.ok(item.text()).map(Some),
    }
}

fn foreign_key(items: &mut Items, ctxt: &mut Ctxt) -> Option<ColumnPath> {
    let expr = items.expr("foreign_key", ctxt)?;
    ctxt.ok(ColumnPath::new(&expr, "foreign_key"))
}

fn checks(items: &mut Items, ctxt: &mut Ctxt) -> Vec<LitStr> {
    let checks = items.take_all("check").into_iter();
    checks.filter_map(|item| ctxt.ok(item.text())).collect()
}

impl RawDefault {
    fn new(expr: Expr) -> Self {
        if let Expr::Call(call) = &expr
            && let Expr::Path(path) = &*call.func
            && path
                .path
                .get_ident()
                .is_some_and(|name| name.unraw() == "text")
            && let (Some(sql), 1) = (call.args.first().and_then(as_text), call.args.len())
        {
            return Self::Sql(sql.clone());
        }
        Self::Value(Box::new(expr))
    }
}

/// The texts of a field's doc comments.
pub(super) fn docs(attributes: &[Attribute]) -> Vec<TokenStream> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .map(|attribute| quote::quote!(#attribute))
        .collect()
}
