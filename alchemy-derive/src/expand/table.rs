//! The table: columns, keys, constraints and indexes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::ir::{
    Action, Check, Column, DefaultForm, DefaultSource, DefaultValue, ForeignKey, Index, Model,
    SqlTypeSpec,
};
use crate::parse::ColumnPath;

/// The statics of the table.
pub(super) fn statics(model: &Model) -> TokenStream {
    let columns = columns(model);
    let keys = foreign_keys(model);
    let uniques = list(
        model,
        "__UNIQUES",
        "Unique",
        model.uniques.iter().map(unique),
    );
    let indexes = list(model, "__INDEXES", "Index", model.indexes.iter().map(index));
    let checks = list(model, "__CHECKS", "Check", model.checks.iter().map(check));
    let table = table(model);
    quote!(#columns #keys #uniques #indexes #checks #table)
}

fn list(
    model: &Model,
    name: &str,
    ty: &str,
    items: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let krate = &model.krate;
    let items: Vec<_> = items.collect();
    let count = items.len();
    let (name, ty) = (format_ident!("{name}"), format_ident!("{ty}"));
    quote! {
        static #name: [#krate::schema::#ty; #count] = [#(#krate::schema::#ty #items),*];
    }
}

/// An `Option` as tokens.
pub(super) fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn cow(value: &str) -> TokenStream {
    quote!(::std::borrow::Cow::Borrowed(#value))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rustc refuses so many fields"
)]
fn positions(columns: &[usize]) -> TokenStream {
    let columns = columns.iter().map(|column| *column as u16);
    quote!(&[#(#columns),*])
}

fn columns(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let columns = model
        .columns
        .iter()
        .map(|column| define_column(model, column));
    let count = model.columns.len();
    quote! {
        static __COLUMNS: [#krate::schema::Column; #count] = [#(#columns),*];
    }
}

fn define_column(model: &Model, column: &Column) -> TokenStream {
    let (krate, name, ty) = (&model.krate, &column.name, &column.column_type);
    let sql_type = sql_type(model, column);
    let default = option(
        column
            .default
            .as_ref()
            .map(|value| default_of(model, column, value)),
    );
    let (server_value, server_sql) = match &column.server_default {
        Some(DefaultSource::Value(value)) => (Some(default_of(model, column, value)), None),
        Some(DefaultSource::Sql(sql)) => (None, Some(sql)),
        None => (None, None),
    };
    let (server_value, server_sql) = (option(server_value), option(server_sql));
    let update_default = match &column.update_default {
        Some(DefaultSource::Value(value)) => {
            let value = option(Some(default_of(model, column, value)));
            quote!(update_default_value: #value,)
        }
        Some(DefaultSource::Sql(sql)) => {
            let sql = option(Some(sql));
            quote!(update_default_sql: #sql,)
        }
        None => TokenStream::new(),
    };
    let comment = option(column.comment.as_ref());
    let autoincrement = if column.autoincrement {
        quote!(#krate::private::is_integer(#sql_type))
    } else {
        quote!(false)
    };
    let nullable = quote!(<#krate::private::Probe<#ty>>::NULLABLE);
    quote! {
        #krate::schema::Column::define(#krate::schema::ColumnDefinition {
            nullable: #nullable,
            autoincrement: #autoincrement,
            default: #default,
            #update_default
            server_default_value: #server_value,
            server_default_sql: #server_sql,
            comment: #comment,
            ..#krate::schema::ColumnDefinition::new(#name, #sql_type)
        })
    }
}

/// A function that makes the value.
fn default_of(model: &Model, column: &Column, value: &DefaultValue) -> TokenStream {
    let (krate, ty, expr) = (&model.krate, &column.column_type, &value.expr);
    let span = super::quiet(expr.span());
    let krate = super::at(span, krate);
    if let Some(adapter) = &column.adapter {
        let adapter = &adapter.ty;
        return quote_spanned!(span=> || #krate::private::default_with::<#adapter>(#expr));
    }
    match value.form {
        DefaultForm::Same => {
            quote_spanned!(span=> || #krate::private::default_of::<#ty>(#expr))
        }
        DefaultForm::Cast => {
            quote_spanned!(span=> || #krate::private::default_of::<#ty>(#expr as _))
        }
        DefaultForm::Convert => {
            quote_spanned!(span=> || #krate::private::default_value::<#ty>(#expr))
        }
    }
}

/// The type that the Rust type has.
pub(super) fn inferred_type(model: &Model, column: &Column) -> TokenStream {
    let (krate, ty) = (&model.krate, &column.column_type);
    quote!(<#krate::private::Probe<#ty>>::SQL_TYPE)
}

fn sql_type(model: &Model, column: &Column) -> TokenStream {
    let krate = &model.krate;
    let inferred = inferred_type(model, column);
    match &column.sql_type {
        SqlTypeSpec::Inferred => inferred,
        SqlTypeSpec::Length(length, _) => {
            quote!(#krate::private::with_length(#inferred, #length))
        }
        SqlTypeSpec::Precision(precision, scale, _) => {
            quote!(#krate::private::with_precision(#inferred, #precision, #scale))
        }
        SqlTypeSpec::Named(name) => quote!(#krate::types::SqlType::Other(#name)),
    }
}

fn action(model: &Model, action: Option<Action>) -> TokenStream {
    let krate = &model.krate;
    option(action.map(|action| {
        let name = format_ident!(
            "{}",
            match action {
                Action::Nothing => "NoAction",
                Action::Restrict => "Restrict",
                Action::Cascade => "Cascade",
                Action::SetNull => "SetNull",
                Action::SetDefault => "SetDefault",
            }
        );
        quote!(#krate::schema::ReferentialAction::#name)
    }))
}

/// `User.id`, a value.
pub(super) fn path(path: &ColumnPath) -> TokenStream {
    let (model, field) = (&path.model, &path.field);
    quote_spanned!(field.span()=> #model.#field)
}

fn foreign_keys(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let keys = model.foreign_keys.iter().map(|key| foreign_key(model, key));
    let count = model.foreign_keys.len();
    quote! {
        static __FOREIGN_KEYS: [#krate::schema::ForeignKey; #count] = [#(#keys),*];
    }
}

fn foreign_key(model: &Model, key: &ForeignKey) -> TokenStream {
    let krate = &model.krate;
    let columns = positions(&key.columns);
    let (on_delete, on_update) = (action(model, key.on_delete), action(model, key.on_update));
    let targets: Vec<_> = key.targets.iter().map(path).collect();
    let (first, count) = (&targets[..1], targets.len());
    quote! {{
        static __TARGET: #krate::private::Target<#count> = #krate::private::Target {
            table: #(#first)*.column_ref().table,
            columns: [#(#targets.index()),*],
        };
        #krate::schema::ForeignKey::define(
            #columns,
            __TARGET.table,
            &__TARGET.columns,
            #on_delete,
            #on_update,
        )
    }}
}

fn unique(unique: &Index) -> TokenStream {
    let name = option(unique.name.as_deref().map(cow));
    let columns = positions(&unique.columns);
    quote!({ name: #name, columns: ::std::borrow::Cow::Borrowed(#columns) })
}

fn index(index: &Index) -> TokenStream {
    let name = option(index.name.as_deref().map(cow));
    let columns = positions(&index.columns);
    let unique = index.unique;
    quote! {{
        name: #name,
        columns: ::std::borrow::Cow::Borrowed(#columns),
        unique: #unique,
    }}
}

fn check(check: &Check) -> TokenStream {
    let name = option(check.name.as_deref().map(cow));
    let condition = cow(&check.condition);
    quote!({ name: #name, condition: #condition })
}

fn table(model: &Model) -> TokenStream {
    let (krate, name) = (&model.krate, &model.table);
    let schema = option(model.schema.as_ref());
    let comment = option(model.comment.as_ref());
    let primary_key = positions(&model.primary_key);
    quote! {
        static __TABLE: #krate::schema::Table =
            #krate::schema::Table::define(#krate::schema::TableDefinition {
                schema: #schema,
                primary_key: #primary_key,
                foreign_keys: &__FOREIGN_KEYS,
                uniques: &__UNIQUES,
                checks: &__CHECKS,
                indexes: &__INDEXES,
                comment: #comment,
                ..#krate::schema::TableDefinition::new(#name, &__COLUMNS)
            });
    }
}
