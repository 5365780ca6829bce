//! The entity: the struct of typed columns and relationships, and the static of it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use super::{relationships, table};
use crate::ir::{Column, Kind, Model, Relationship};

/// A name that stands where the user's does and fires none of the lints on names.
fn quiet(name: &Ident) -> Ident {
    let mut quiet = name.clone();
    quiet.set_span(super::quiet(name.span()));
    quiet
}

/// The type of a column's field.
fn column_type(model: &Model, column: &Column) -> TokenStream {
    let (krate, name, ty) = (&model.krate, &model.name, &column.column_type);
    quote!(#krate::sql::Column<#name, #ty>)
}

/// The type of a relationship's field.
fn relationship_type(model: &Model, relationship: &Relationship) -> TokenStream {
    let (krate, name, target) = (&model.krate, &model.name, &relationship.target);
    let cardinality = match relationship.kind {
        Kind::HasMany | Kind::ManyToMany => quote!(Many),
        Kind::HasOne => quote!(Maybe),
        Kind::BelongsTo if relationship.optional => quote!(Maybe),
        Kind::BelongsTo => quote!(One),
    };
    quote!(#krate::orm::Relationship<#name, #target, #krate::orm::#cardinality>)
}

/// The user's documentation of a field, or a line of ours.
fn docs(docs: &[TokenStream], line: &str) -> TokenStream {
    if docs.is_empty() {
        quote!(#[doc = #line])
    } else {
        quote!(#(#docs)*)
    }
}

/// `pub struct UserEntity { … }`.
pub(super) fn definition(model: &Model) -> TokenStream {
    let (krate, visibility, name) = (&model.krate, &model.visibility, &model.name);
    let entity = quiet(&model.entity);
    let columns = model.columns.iter().map(|column| {
        let (visibility, field) = (&column.visibility, &column.field);
        let ty = column_type(model, column);
        let docs = docs(&column.docs, &format!("The column `{}`.", column.name));
        quote!(#docs #visibility #field: #ty,)
    });
    let relationships = model.relationships.iter().map(|relationship| {
        let (visibility, field) = (&relationship.visibility, &relationship.field);
        let ty = relationship_type(model, relationship);
        let line = format!("The relationship `{}`.", relationship.name);
        let docs = docs(&relationship.docs, &line);
        quote!(#docs #visibility #field: #ty,)
    });
    let doc = format!(
        "The entity of [`{name}`]: its columns and relationships, as typed values to build \
         statements of.",
        name = name.unraw()
    );
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy)]
        #visibility struct #entity {
            #(#columns)*
            #(#relationships)*
            #[doc(hidden)]
            #visibility __alchemy: #krate::private::EntityParts,
        }
    }
}

/// `pub static User: UserEntity = …`, which holds all other statics.
pub(super) fn the_static(model: &Model) -> TokenStream {
    let (krate, visibility, entity) = (&model.krate, &model.visibility, &model.entity);
    let name = quiet(&model.name);
    let table = table::statics(model);
    let relationships_statics = relationships::statics(model);
    let columns = (0u16..).zip(&model.columns).map(|(index, column)| {
        let field = &column.field;
        quote!(#field: #krate::sql::Column::new(&__TABLE, #index),)
    });
    let relationships = (0u16..)
        .zip(&model.relationships)
        .map(|(index, relationship)| {
            let field = &relationship.field;
            let at = usize::from(index);
            quote! {
                #field: #krate::orm::Relationship::new(&__RELATIONSHIPS[#at], &__TABLE, #index),
            }
        });
    quote! {
        #[doc(hidden)]
        #visibility static #name: #entity = {
            use #krate::private::{NoField as _, NoRelation as _};
            #table
            #relationships_statics
            #entity {
                #(#columns)*
                #(#relationships)*
                __alchemy: #krate::private::EntityParts::new(&__PARTS),
            }
        };
    }
}

/// `Entity` and `Debug`.
pub(super) fn impls(model: &Model) -> TokenStream {
    let (krate, name, entity) = (&model.krate, &model.name, &model.entity);
    let columns = model.columns.iter().map(|column| &column.field);
    let relationships = model.relationships.iter().map(|relation| &relation.field);
    let fields = columns.chain(relationships);
    quote! {
        #[automatically_derived]
        impl #krate::sql::Entity for #entity {
            type Model = #name;

            fn table(&self) -> &'static #krate::schema::Table {
                self.__alchemy.table()
            }

            fn source(&self) -> #krate::sql::Source {
                self.__alchemy.source()
            }

            fn with_source(self, source: #krate::sql::Source) -> Self {
                Self {
                    #(#fields: self.#fields.with_source(source),)*
                    __alchemy: self.__alchemy.with_source(source),
                }
            }

            fn association_tables(&self) -> ::std::vec::Vec<&'static #krate::schema::Table> {
                #krate::private::association_tables(self.__alchemy.mapper())
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Debug for #entity {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.__alchemy.fmt(f)
            }
        }
    }
}
