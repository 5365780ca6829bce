//! The rules that need no compiler, in the user's terms.

use proc_macro2::Span;
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::Model;
use super::relationship::{Cascade, Key, Kind, Secondary};
use crate::ctxt::Ctxt;
use crate::parse::{ColumnPath, RawColumn, RawField, RawKey, RawModel, RawRelationship};

/// `IntoKey` takes tuples up to this.
const LONGEST_KEY: usize = 5;

/// Where something stands.
pub(super) fn span_of(tokens: &impl Spanned) -> Span {
    tokens.span()
}

/// Attributes fit the kind of field.
pub(super) fn field(field: &RawField, is_relationship: bool, ctxt: &mut Ctxt) {
    let name = field.name.unraw();
    if let Some(span) = field.column.span
        && is_relationship
    {
        ctxt.error(
            span,
            format!("`{name}` is a relationship, no column: `#[relationship(…)]` describes it"),
        );
    }
    if let Some(span) = field.relationship.span
        && !is_relationship
    {
        ctxt.error(
            span,
            format!(
                "`{name}` is no relationship: its type must be `HasMany<…>`, `HasOne<…>`, \
                 `BelongsTo<…>` or `ManyToMany<…>`"
            ),
        );
    }
}

/// A column's type is said once.
pub(super) fn sql_type(raw: &RawColumn, ctxt: &mut Ctxt) {
    let length = raw.length.as_ref().map(|length| ("length", length.span()));
    let precision = raw.precision.as_ref().map(|p| ("precision", p.span()));
    let scale = raw.scale.as_ref().map(|scale| ("scale", scale.span()));
    if raw.sql_type.is_some() {
        for (key, span) in [length, precision, scale].into_iter().flatten() {
            let message = format!("`{key}` is part of the `type`: `type = \"VARCHAR(200)\"`");
            ctxt.error(span, message);
        }
    } else if let (None, Some((_, span))) = (precision, scale) {
        ctxt.error(span, "`scale` needs a `precision`: the digits in all");
    } else if let (Some((_, span)), Some(_)) = (length, precision) {
        ctxt.error(span, "a column has a `length` or a `precision`, not both");
    }
}

/// An adapter stores what the application gives.
pub(super) fn no_auto_adapter(adapter: &syn::Type, ctxt: &mut Ctxt) {
    let message = "an `Auto` field is supplied by the database, which knows nothing of an adapter";
    ctxt.push(syn::Error::new_spanned(adapter, message));
}

/// The position of the version column: there is one, apart from the key.
pub(super) fn version(columns: &[RawColumn], ctxt: &mut Ctxt) -> Option<usize> {
    let mut found = None;
    for (at, raw) in columns.iter().enumerate() {
        let Some(span) = raw.version else { continue };
        if found.is_some() {
            ctxt.error(span, "a model has one `version` column");
        } else if raw.primary_key.is_some() {
            let message = "a `version` changes with every UPDATE, and a primary key doesn't";
            ctxt.error(span, message);
        } else {
            found = Some(at);
        }
    }
    found
}

/// The attributes fit the kind of relationship.
pub(super) fn relationship(raw: &RawRelationship, kind: Kind, field: &Ident, ctxt: &mut Ctxt) {
    let name = kind.type_name();
    if let Some(secondary) = &raw.secondary {
        if kind != Kind::ManyToMany {
            let message = format!("`secondary` belongs to a `ManyToMany`; this is a `{name}`");
            ctxt.error(secondary.span, message);
        }
        if secondary.this.is_some() != secondary.other.is_some() {
            ctxt.error(
                secondary.span,
                "name both columns, `this` and `other`, or none",
            );
        }
        if secondary.this.is_some() && secondary.this == secondary.other {
            ctxt.error(secondary.span, "`this` and `other` are two columns");
        }
    } else if kind == Kind::ManyToMany {
        let (span, field) = (field.span(), field.unraw());
        let message = format!(
            "`{field}` needs an association table: `#[relationship(secondary = \"post_tags\")]`, \
             or a model"
        );
        ctxt.error(raw.span.unwrap_or(span), message);
    }
    if let Some(order) = &raw.order_by
        && kind == Kind::BelongsTo
    {
        ctxt.error(
            order.span(),
            "a `BelongsTo` has one target: there is nothing to order",
        );
    }
    match &raw.foreign_key {
        Some(RawKey::Here(key)) if matches!(kind, Kind::HasMany | Kind::HasOne) => {
            let message = format!(
                "the key of a `{name}` is in the other table: `foreign_key = Post.{}`",
                key.unraw()
            );
            ctxt.error(key.span(), message);
        }
        Some(RawKey::Here(key)) if kind == Kind::ManyToMany => {
            ctxt.error(
                key.span(),
                "the keys of a `ManyToMany` are in its `secondary`",
            );
        }
        Some(RawKey::There(path)) if kind == Kind::ManyToMany => {
            ctxt.error(
                path.span(),
                "the keys of a `ManyToMany` are in its `secondary`",
            );
        }
        _ => {}
    }
}

/// Orphans are of one parent.
pub(super) fn cascade(cascade: Cascade, kind: Kind, span: Span, ctxt: &mut Ctxt) {
    if cascade.delete_orphan && !matches!(kind, Kind::HasMany | Kind::HasOne) {
        let name = kind.type_name();
        ctxt.error(
            span,
            format!(
                "`delete-orphan` belongs to a `HasMany` or a `HasOne`: what a `{name}` points to \
                 can have other owners"
            ),
        );
    }
}

/// `foreign_key = name` where the column refers to nothing.
pub(super) fn no_foreign_key(column: &Ident, ctxt: &mut Ctxt) {
    let name = column.unraw();
    ctxt.error(
        column.span(),
        format!("`{name}` refers to nothing: give it `#[column(foreign_key = User.id)]`"),
    );
}

/// A `BelongsTo` in a struct without foreign keys.
pub(super) fn no_key(field: &Ident, usual: Option<&Ident>, ctxt: &mut Ctxt) {
    let name = field.unraw();
    let message = match usual {
        Some(column) => {
            let column = column.unraw();
            format!("`{name}` needs a key: give `{column}` a `#[column(foreign_key = User.id)]`")
        }
        None => format!(
            "`{name}` needs a key: a column `{name}_id` with `#[column(foreign_key = User.id)]`"
        ),
    };
    ctxt.error(field.span(), message);
}

/// A `BelongsTo` whose key is said to be in the other table.
pub(super) fn key_not_here(path: &ColumnPath, field: &Ident, ctxt: &mut Ctxt) {
    let (path_text, field) = (path.display(), field.unraw());
    ctxt.error(
        path.span(),
        format!(
            "the key of a `BelongsTo` is a column of this struct: `foreign_key = {field}_id`, not \
             `{path_text}`"
        ),
    );
}

/// The model as a whole.
pub(super) fn model(model: &Model, raw: &RawModel, ctxt: &mut Ctxt) {
    let name = model.name.unraw();
    if model.is_struct && model.primary_key.is_empty() {
        ctxt.error(
            model.span(),
            format!("`{name}` has no primary key: mark a column with `#[column(primary_key)]`"),
        );
    }
    if model.primary_key.len() > LONGEST_KEY {
        let message = format!("a primary key has at most {LONGEST_KEY} columns");
        ctxt.error(model.span(), message);
    }
    for (what, literal) in [("table", &raw.table), ("schema", &raw.schema)] {
        if let Some(literal) = literal
            && literal.value().is_empty()
        {
            ctxt.error(literal.span(), format!("the {what} needs a name"));
        }
    }
    column_names(model, ctxt);
    self_referential(model, ctxt);
}

fn column_names(model: &Model, ctxt: &mut Ctxt) {
    for (at, column) in model.columns.iter().enumerate() {
        let earlier = model.columns[..at]
            .iter()
            .find(|earlier| earlier.name == column.name);
        if let Some(earlier) = earlier {
            let (name, earlier) = (&column.name, earlier.field.unraw());
            ctxt.error(
                column.field.span(),
                format!("two columns are called `{name}`: this one and `{earlier}`"),
            );
        }
        if column.name.is_empty() {
            ctxt.error(column.field.span(), "the column needs a name");
        }
    }
}

/// An association of a model with itself can't name its columns after the model.
fn self_referential(model: &Model, ctxt: &mut Ctxt) {
    for relationship in &model.relationships {
        if relationship.target.is_ident(&model.name)
            && let Key::Secondary(secondary) = &relationship.key
            && let Secondary::Table { columns, .. } | Secondary::Model { columns, .. } = secondary
            && columns.this.is_none()
        {
            let (field, name) = (&relationship.field, &relationship.name);
            ctxt.error(
                field.span(),
                format!(
                    "`{name}` is an association of a model with itself, so say which column is \
                     which: `secondary(table = \"…\", this = follower_id, other = followed_id)`"
                ),
            );
        }
    }
}
