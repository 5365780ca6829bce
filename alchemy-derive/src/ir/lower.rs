//! From raw attributes to the description.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{LitStr, Path, PathArguments, Type, parse_quote_spanned};

use super::check;
use super::column::{Adapter, Column, DefaultSource, DefaultValue, SqlTypeSpec, peel};
use super::keys;
use super::model::{FieldIndex, ForeignKey, Model};
use super::names::snake_case;
use super::relationship::{Cascade, Key, Kind, Relationship, Secondary, SecondaryColumns};
use crate::ctxt::Ctxt;
use crate::parse::{
    RawAdapter, RawColumn, RawDefault, RawField, RawInput, RawKey, RawRelationship, RawSecondary,
};
use crate::span::at;

/// Makes the description, reporting what breaks a rule.
pub(crate) fn lower(raw: RawInput, ctxt: &mut Ctxt) -> Model {
    let model_name = raw.name.clone();
    let krate = raw
        .model
        .krate
        .as_ref()
        .map_or_else(|| quote!(::alchemy), ToTokens::to_token_stream);
    let mut columns = Vec::new();
    let mut raw_columns = Vec::new();
    let mut raw_relationships = Vec::new();
    let mut fields = Vec::new();
    for field in raw.fields {
        check::field(&field, Kind::of(&field.ty).is_some(), ctxt);
        if Kind::of(&field.ty).is_some() {
            fields.push(FieldIndex::Relationship(raw_relationships.len()));
            raw_relationships.push(field);
        } else {
            fields.push(FieldIndex::Column(columns.len()));
            let (column, raw) = column(field, &krate, ctxt);
            columns.push(column);
            raw_columns.push(raw);
        }
    }
    let primary_key = positions(&raw_columns, |raw| raw.primary_key.is_some());
    let version = check::version(&raw_columns, ctxt);
    let foreign_keys = foreign_keys(&raw.model.foreign_keys, &raw_columns, &columns, ctxt);
    mark_autoincrement(&mut columns, &primary_key, &foreign_keys);
    let relationships = raw_relationships
        .into_iter()
        .map(|field| relationship(field, &model_name, &columns, &foreign_keys, ctxt))
        .collect();
    let snake_name = snake_case(&model_name.unraw().to_string());
    let model = Model {
        krate,
        entity: raw
            .model
            .entity
            .clone()
            .unwrap_or_else(|| format_ident!("{}Entity", model_name.unraw())),
        table: text(raw.model.table.as_ref()).unwrap_or_else(|| snake_name.clone()),
        schema: text(raw.model.schema.as_ref()),
        comment: text(raw.model.comment.as_ref()),
        uniques: keys::uniques(&raw.model, &raw_columns, &columns, ctxt),
        indexes: keys::indexes(&raw.model, &raw_columns, &columns, ctxt),
        checks: keys::checks(&raw.model, &raw_columns),
        name: model_name,
        visibility: raw.visibility,
        snake_name,
        columns,
        relationships,
        fields,
        primary_key,
        version,
        foreign_keys,
        is_struct: raw.is_struct,
    };
    check::model(&model, &raw.model, ctxt);
    model
}

fn text(literal: Option<&LitStr>) -> Option<String> {
    literal.map(LitStr::value)
}

fn positions(columns: &[RawColumn], is: impl Fn(&RawColumn) -> bool) -> Vec<usize> {
    (0..columns.len()).filter(|at| is(&columns[*at])).collect()
}

fn column(field: RawField, krate: &TokenStream, ctxt: &mut Ctxt) -> (Column, RawColumn) {
    let mut raw = field.column;
    let peeled = peel(&field.ty, "Auto");
    let adapter = raw.with.take().map(|with| adapter(with, &field.ty));
    if let (Some(adapter), Some(_)) = (&adapter, peeled) {
        check::no_auto_adapter(&adapter.ty, ctxt);
    }
    let column_type = match &adapter {
        Some(adapter) => adapted_type(adapter, krate),
        None => peeled.unwrap_or(&field.ty).clone(),
    };
    let default = raw.default.take();
    let value_or_sql = |default| match default {
        RawDefault::Value(expr) => DefaultSource::Value(DefaultValue::new(*expr, &column_type)),
        RawDefault::Sql(sql) => DefaultSource::Sql(sql.value()),
    };
    let server_default = raw.server_default.take().map(value_or_sql);
    let update_default = raw.update_default.take().map(value_or_sql);
    let column = Column {
        name: text(raw.name.as_ref()).unwrap_or_else(|| field.name.unraw().to_string()),
        is_auto: peeled.is_some() && adapter.is_none(),
        adapter,
        autoincrement: false,
        sql_type: sql_type(&raw, ctxt),
        default: default.map(|expr| DefaultValue::new(expr, &column_type)),
        server_default,
        update_default,
        comment: text(raw.comment.as_ref()),
        field: field.name,
        visibility: field.visibility,
        docs: field.docs,
        field_type: field.ty,
        column_type,
    };
    (column, raw)
}

fn adapter(raw: RawAdapter, field: &Type) -> Adapter {
    let inner = peel(field, "Option");
    let rust = inner.unwrap_or(field);
    Adapter {
        ty: match raw {
            RawAdapter::With(ty) => *ty,
            RawAdapter::Of(path) => parse_quote_spanned!(path.span()=> #path<#rust>),
        },
        rust: rust.clone(),
        is_option: inner.is_some(),
    }
}

/// `With<Seconds>`, in an `Option` where the field is one.
fn adapted_type(adapter: &Adapter, krate: &TokenStream) -> Type {
    let (ty, span) = (&adapter.ty, adapter.ty.span());
    let krate = at(span, krate);
    if adapter.is_option {
        parse_quote_spanned!(span=> ::core::option::Option<#krate::types::With<#ty>>)
    } else {
        parse_quote_spanned!(span=> #krate::types::With<#ty>)
    }
}

fn sql_type(raw: &RawColumn, ctxt: &mut Ctxt) -> SqlTypeSpec {
    check::sql_type(raw, ctxt);
    if let Some(name) = &raw.sql_type {
        return SqlTypeSpec::Named(name.value());
    }
    if let Some(length) = &raw.length {
        return keys::number(length, ctxt).map_or(SqlTypeSpec::Inferred, |(length, span)| {
            SqlTypeSpec::Length(length, span)
        });
    }
    let Some(precision) = &raw.precision else {
        return SqlTypeSpec::Inferred;
    };
    let scale = raw.scale.as_ref();
    let scale = scale.map_or(Some(0), |scale| Some(keys::number(scale, ctxt)?.0));
    match (keys::number(precision, ctxt), scale) {
        (Some((precision, span)), Some(scale)) => SqlTypeSpec::Precision(precision, scale, span),
        _ => SqlTypeSpec::Inferred,
    }
}

fn foreign_keys(
    of_model: &[crate::parse::RawForeignKey],
    raw_columns: &[RawColumn],
    columns: &[Column],
    ctxt: &mut Ctxt,
) -> Vec<ForeignKey> {
    let mut all = Vec::new();
    for (at, raw) in raw_columns.iter().enumerate() {
        all.extend(keys::of_column(raw, at, ctxt));
    }
    for raw in of_model {
        all.extend(keys::of_model(raw, columns, ctxt));
    }
    all
}

fn mark_autoincrement(columns: &mut [Column], key: &[usize], foreign_keys: &[ForeignKey]) {
    if let [only] = key
        && !foreign_keys.iter().any(|key| key.columns.contains(only))
        && let Some(column) = columns.get_mut(*only)
    {
        column.autoincrement = column.is_auto;
    }
}

fn relationship(
    field: RawField,
    model: &syn::Ident,
    columns: &[Column],
    foreign_keys: &[ForeignKey],
    ctxt: &mut Ctxt,
) -> Relationship {
    let raw = field.relationship;
    let (kind, inner) = Kind::of(&field.ty).unwrap_or((Kind::HasMany, &field.ty));
    let optional = match kind {
        Kind::BelongsTo => peel(inner, "Option"),
        _ => None,
    };
    let target = target(optional.unwrap_or(inner), model, ctxt);
    check::relationship(&raw, kind, &field.name, ctxt);
    let key = match kind {
        Kind::BelongsTo => own_key(&raw, &field.name, columns, foreign_keys, ctxt),
        Kind::HasMany | Kind::HasOne => their_key(&raw),
        Kind::ManyToMany => secondary(raw.secondary.as_ref()),
    };
    Relationship {
        name: field.name.unraw().to_string(),
        optional: optional.is_some(),
        cascade: cascade(&raw, kind, ctxt),
        back_populates: raw.back_populates,
        order_by: raw.order_by,
        field: field.name,
        visibility: field.visibility,
        docs: field.docs,
        field_type: field.ty,
        kind,
        target,
        key,
    }
}

/// The model that a relationship points to: a path that names the struct and its entity alike.
fn target(ty: &Type, model: &syn::Ident, ctxt: &mut Ctxt) -> Path {
    if let Type::Path(path) = ty
        && path.qself.is_none()
        && path
            .path
            .segments
            .iter()
            .all(|segment| matches!(segment.arguments, PathArguments::None))
    {
        if path.path.is_ident("Self") {
            let mut model = model.clone();
            model.set_span(model.span().located_at(check::span_of(path)));
            return model.into();
        }
        return path.path.clone();
    }
    let message = "a relationship points to a model by its name: `HasMany<Post>`";
    ctxt.push(syn::Error::new_spanned(ty, message));
    model.clone().into()
}

fn cascade(raw: &RawRelationship, kind: Kind, ctxt: &mut Ctxt) -> Cascade {
    let Some(text) = &raw.cascade else {
        return Cascade::DEFAULT;
    };
    match Cascade::parse(&text.value()) {
        Ok(cascade) => {
            check::cascade(cascade, kind, text.span(), ctxt);
            cascade
        }
        Err(message) => {
            ctxt.error(text.span(), message);
            Cascade::DEFAULT
        }
    }
}

/// The key of a `BelongsTo`: the one that is named, `<field>_id`, or the only one.
fn own_key(
    raw: &RawRelationship,
    field: &syn::Ident,
    columns: &[Column],
    foreign_keys: &[ForeignKey],
    ctxt: &mut Ctxt,
) -> Key {
    let key_of = |column| {
        let begins = |key: &ForeignKey| key.columns.first() == Some(&column);
        foreign_keys.iter().position(begins)
    };
    match &raw.foreign_key {
        Some(RawKey::Here(name)) => {
            let Some(column) = keys::position(columns, name, ctxt) else {
                return Key::Unknown;
            };
            if key_of(column).is_none() {
                check::no_foreign_key(name, ctxt);
            }
            key_of(column).map_or(Key::Unknown, Key::Own)
        }
        Some(RawKey::There(path)) => {
            check::key_not_here(path, field, ctxt);
            Key::Unknown
        }
        None => {
            let name = format!("{}_id", field.unraw());
            let usual = columns
                .iter()
                .position(|column| column.field.unraw() == name);
            let refers = |column: usize| foreign_keys.iter().any(|k| k.columns.contains(&column));
            match usual.and_then(key_of) {
                Some(key) => Key::Own(key),
                None if foreign_keys.is_empty() || usual.is_some_and(|at| !refers(at)) => {
                    check::no_key(field, usual.map(|at| &columns[at].field), ctxt);
                    Key::Unknown
                }
                None => Key::OnlyOwn,
            }
        }
    }
}

fn their_key(raw: &RawRelationship) -> Key {
    match &raw.foreign_key {
        Some(RawKey::There(path)) => Key::Theirs(path.clone()),
        Some(RawKey::Here(_)) => Key::Unknown,
        None => Key::Inferred,
    }
}

fn secondary(raw: Option<&RawSecondary>) -> Key {
    let Some(raw) = raw else {
        return Key::Unknown;
    };
    let columns = SecondaryColumns {
        this: raw.this.clone(),
        other: raw.other.clone(),
    };
    match (&raw.table, &raw.model) {
        (Some(table), _) => Key::Secondary(Secondary::Table {
            name: table.value(),
            schema: text(raw.schema.as_ref()),
            columns,
        }),
        (None, Some(model)) => Key::Secondary(Secondary::Model {
            model: model.clone(),
            columns,
            span: raw.span,
        }),
        (None, None) => Key::Unknown,
    }
}
