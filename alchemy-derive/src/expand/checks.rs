//! The checks that need several models: each a constant of its own, at the user's tokens.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::at;
use super::relationships::parts_of;
use super::table::{inferred_type, option, path};
use crate::ir::{Adapter, Column, Key, Model, Relationship, Secondary, SqlTypeSpec};

/// All checks of a model.
pub(super) fn checks(model: &Model) -> TokenStream {
    let columns = model
        .columns
        .iter()
        .map(|column| column_type(model, column));
    let foreign_keys = foreign_keys(model);
    let primary_key = primary_key(model);
    let relationships = model
        .relationships
        .iter()
        .enumerate()
        .map(|(index, relationship)| {
            let is_model = is_model(model, relationship);
            let key = key(model, index, relationship);
            let back_populates = back_populates(model, index, relationship);
            quote!(#is_model #key #back_populates)
        });
    let version = version(model);
    quote!(#(#columns)* #foreign_keys #primary_key #version #(#relationships)*)
}

/// What is known about this model.
fn own_parts(model: &Model) -> TokenStream {
    parts_of(&model.name.clone().into())
}

/// `Post.author_id`, as the user would write it.
fn full_name(model: &Model, column: usize) -> String {
    let column = model.columns.get(column).map(|column| column.field.unraw());
    let column = column.map_or_else(String::new, |column| column.to_string());
    format!("{}.{column}", model.name.unraw())
}

/// The field's type can be a column's, and has the length that it is given.
fn column_type(model: &Model, column: &Column) -> TokenStream {
    let ty = &column.column_type;
    let span = ty.span();
    let krate = at(span, &model.krate);
    let is_column = match &column.adapter {
        None => quote_spanned! {span=>
            const _: () = <#ty as #krate::private::IsColumn>::OK;
        },
        Some(Adapter { ty, rust, .. }) => quote_spanned! {span=>
            const _: () = <#ty as #krate::private::AdapterOf<#rust>>::OK;
        },
    };
    let (check, span) = match column.sql_type {
        SqlTypeSpec::Length(_, span) => ("check_length", span),
        SqlTypeSpec::Precision(_, _, span) => ("check_precision", span),
        _ => return is_column,
    };
    let (krate, check) = (at(span, &model.krate), Ident::new(check, span));
    let (inferred, name) = (
        inferred_type(model, column),
        column.field.unraw().to_string(),
    );
    quote_spanned! {span=>
        #is_column
        const _: () = #krate::private::#check(#name, #inferred);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rustc refuses so many fields"
)]
fn foreign_keys(model: &Model) -> TokenStream {
    let parts = own_parts(model);
    let pairs = model
        .foreign_keys
        .iter()
        .flat_map(|key| key.columns.iter().zip(&key.targets));
    pairs
        .map(|(column, target)| {
            let name = full_name(model, *column);
            let (column, target_name) = (*column as u16, target.display());
            let value = path(target);
            let krate = at(target.span(), &model.krate);
            quote_spanned! {target.span()=>
                const _: () = #krate::private::check_foreign_key(
                    #name, #parts, #column, #target_name, #value,
                );
            }
        })
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rustc refuses so many fields"
)]
fn primary_key(model: &Model) -> TokenStream {
    let parts = own_parts(model);
    let keys = model.key_columns().map(|(position, column)| {
        let (name, position) = (full_name(model, position), position as u16);
        let span = column.column_type.span();
        let krate = at(span, &model.krate);
        quote_spanned! {span=>
            const _: () = #krate::private::check_primary_key(#name, #parts, #position);
        }
    });
    quote!(#(#keys)*)
}

/// The version counts.
fn version(model: &Model) -> TokenStream {
    let Some(column) = model.version.and_then(|at| model.columns.get(at)) else {
        return TokenStream::new();
    };
    let name = format!("{}.{}", model.name.unraw(), column.field.unraw());
    let ty = &column.column_type;
    let inferred = inferred_type(model, column);
    let span = ty.span();
    let krate = at(span, &model.krate);
    quote_spanned! {span=>
        const _: () = #krate::private::check_version(
            #name, #inferred, <#krate::private::Probe<#ty>>::NULLABLE,
        );
    }
}

/// The relationship's target is a model.
fn is_model(model: &Model, relationship: &Relationship) -> TokenStream {
    let target = &relationship.target;
    let krate = at(target.span(), &model.krate);
    quote_spanned! {target.span()=>
        const _: () = <#target as #krate::private::IsModel>::OK;
    }
}

/// The relationship's key exists and fits.
fn key(model: &Model, index: usize, relationship: &Relationship) -> TokenStream {
    let (source, target) = (own_parts(model), parts_of(&relationship.target));
    let span = match &relationship.key {
        Key::Theirs(column) => column.span(),
        _ => relationship.field_type.span(),
    };
    let krate = at(span, &model.krate);
    match &relationship.key {
        Key::Own(_) | Key::OnlyOwn => {
            let required = !relationship.optional;
            quote_spanned! {span=>
                const _: () = #krate::private::check_belongs_to(
                    #source, #index, #target, #required,
                );
            }
        }
        Key::Theirs(column) => {
            let value = path(column);
            quote_spanned! {span=>
                const _: () = #krate::private::check_has(
                    #source,
                    #index,
                    #target,
                    ::core::option::Option::Some((#value.index(), #value.column_ref().table)),
                    false,
                );
            }
        }
        Key::Inferred => {
            let back_populates = relationship.back_populates.is_some();
            quote_spanned! {span=>
                const _: () = #krate::private::check_has(
                    #source, #index, #target, ::core::option::Option::None, #back_populates,
                );
            }
        }
        Key::Secondary(Secondary::Model { .. }) => secondary(model, index, relationship),
        Key::Secondary(Secondary::Table { columns, .. }) => {
            let named = [(&columns.this, source), (&columns.other, target)];
            let checks = named.into_iter().filter_map(|(column, parts)| {
                let span = column.as_ref()?.span();
                let krate = at(span, &model.krate);
                Some(quote_spanned! {span=>
                    const _: () = #krate::private::check_association(#parts);
                })
            });
            checks.collect()
        }
        Key::Unknown => TokenStream::new(),
    }
}

/// A model that associates two has a key to each.
fn secondary(model: &Model, index: usize, relationship: &Relationship) -> TokenStream {
    let (source, target) = (own_parts(model), parts_of(&relationship.target));
    let Key::Secondary(Secondary::Model {
        model: association,
        columns,
        span,
    }) = &relationship.key
    else {
        return TokenStream::new();
    };
    let position = |column: &Option<Ident>| {
        option(
            column
                .as_ref()
                .map(|column| quote!(#association.#column.index())),
        )
    };
    let (this, other) = (position(&columns.this), position(&columns.other));
    let association = parts_of(association);
    let krate = at(*span, &model.krate);
    quote_spanned! {*span=>
        const _: () = #krate::private::check_secondary(
            #source, #index, #association, #target, #this, #other,
        );
    }
}

/// What `back_populates` names points back, by the same columns.
fn back_populates(model: &Model, index: usize, relationship: &Relationship) -> TokenStream {
    let Some(back) = &relationship.back_populates else {
        return TokenStream::new();
    };
    let (name, target) = (&model.name, &relationship.target);
    let krate = at(back.span(), &model.krate);
    let (source, parts) = (own_parts(model), parts_of(target));
    let back_name = back.unraw().to_string();
    quote_spanned! {back.span()=>
        const _: fn() = || #krate::private::points_back::<#name, #target, _>(&#target.#back);
        const _: () = #krate::private::check_back_populates(
            #source, #index, #parts, #back_name,
        );
    }
}
