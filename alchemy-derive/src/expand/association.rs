//! Association tables, and the columns of relationships over them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use super::relationships::{parts_of, table_of};
use super::table::option;
use crate::ir::{Model, Relationship, Secondary, SecondaryColumns};

/// The keys over an association table, as an expression.
pub(super) fn keys(
    model: &Model,
    relationship: &Relationship,
    secondary: &Secondary,
) -> TokenStream {
    match secondary {
        Secondary::Table {
            name,
            schema,
            columns,
        } => {
            let table = generated(model, relationship, columns);
            let schema = option(schema.as_ref());
            quote!({
                const __NAME: &str = #name;
                const __SCHEMA: ::core::option::Option<&str> = #schema;
                #table
            })
        }
        Secondary::Model {
            model: association,
            columns,
            ..
        } => {
            let krate = &model.krate;
            let table = table_of(association);
            let target = table_of(&relationship.target);
            let index = |column: &Option<Ident>| {
                option(
                    column
                        .as_ref()
                        .map(|column| quote!(#association.#column.index())),
                )
            };
            let (this, other) = (index(&columns.this), index(&columns.other));
            quote! {
                #krate::private::secondary_keys(#table, (&__TABLE, #this), (#target, #other))
            }
        }
    }
}

/// One side of a generated table.
fn side(model: &Model, parts: &TokenStream, column: Option<&Ident>) -> TokenStream {
    let krate = &model.krate;
    match column {
        Some(column) => {
            let column = column.unraw().to_string();
            quote!(#krate::private::AssociationSide { parts: #parts, columns: &[#column] })
        }
        None => quote!(#krate::private::AssociationSide::new(#parts)),
    }
}

/// The statics of a generated table, and the keys over it.
fn generated(model: &Model, relationship: &Relationship, names: &SecondaryColumns) -> TokenStream {
    let krate = &model.krate;
    let this = side(model, &quote!(&__PARTS), names.this.as_ref());
    let target = parts_of(&relationship.target);
    let other = side(model, &target, names.other.as_ref());
    quote! {
        const __THIS: usize = #krate::private::side_columns(#this);
        const __OTHER: usize = #krate::private::side_columns(#other);
        static __THIS_COLUMNS: [u16; __THIS] =
            #krate::private::positions_of(#this, #other, true);
        static __OTHER_COLUMNS: [u16; __OTHER] =
            #krate::private::positions_of(#other, #this, false);
        static __ALL: [u16; __THIS + __OTHER] = #krate::private::numbered();
        static __COLUMNS: [#krate::schema::Column; __THIS + __OTHER] =
            #krate::private::association_columns(#this, #other);
        static __FOREIGN_KEYS: [#krate::schema::ForeignKey; 2] =
            #krate::private::association_foreign_keys(
                #this,
                &__THIS_COLUMNS,
                #other,
                &__OTHER_COLUMNS,
            );
        static __ASSOCIATION: #krate::schema::Table =
            #krate::schema::Table::define(#krate::schema::TableDefinition {
                schema: __SCHEMA,
                primary_key: &__ALL,
                foreign_keys: &__FOREIGN_KEYS,
                ..#krate::schema::TableDefinition::new(__NAME, &__COLUMNS)
            });
        #krate::private::association_keys(
            &__ASSOCIATION,
            #this,
            &__THIS_COLUMNS,
            #other,
            &__OTHER_COLUMNS,
        )
    }
}
