//! The relationships, and what is known about the model as a whole.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Path;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::association;
use super::table::{option, path};
use crate::ir::{Cascade, Key, Model, Relationship};

/// The entity of a model, by the path that also names the struct.
pub(super) fn parts_of(target: &Path) -> TokenStream {
    quote_spanned!(super::quiet(target.span())=> #target.__alchemy.parts())
}

/// The table of a model.
pub(super) fn table_of(target: &Path) -> TokenStream {
    quote_spanned!(super::quiet(target.span())=> #target.__alchemy.table())
}

/// The statics of the relationships, the mapper and the parts.
pub(super) fn statics(model: &Model) -> TokenStream {
    let references = references(model);
    let relationships = relationships(model);
    let mapper = mapper(model);
    let parts = parts(model);
    quote!(#references #relationships #mapper #parts)
}

/// The keys of `BelongsTo`s.
fn references(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let keys = model
        .relationships
        .iter()
        .map(|relationship| match &relationship.key {
            Key::Own(position) => {
                quote!(#krate::private::foreign_key_at(&__TABLE, #position))
            }
            Key::OnlyOwn => {
                let target = table_of(&relationship.target);
                quote!(#krate::private::foreign_key_to(&__TABLE, #target))
            }
            _ => option(None::<TokenStream>),
        });
    let count = model.relationships.len();
    quote! {
        static __REFERENCES: [::core::option::Option<#krate::orm::RelationshipKeys>; #count] =
            [#(#keys),*];
    }
}

fn keys(model: &Model, index: usize, relationship: &Relationship) -> TokenStream {
    let krate = &model.krate;
    let target = &relationship.target;
    let found = match &relationship.key {
        Key::Own(_) | Key::OnlyOwn => quote!(__REFERENCES[#index]),
        Key::Theirs(column) => {
            let (table, column) = (table_of(target), path(column));
            quote! {
                #krate::private::reversed(
                    #krate::private::foreign_key_over(#table, #column.index())
                )
            }
        }
        Key::Inferred => {
            let parts = parts_of(target);
            let back = relationship.back_populates.as_ref();
            let back = option(back.map(|back| back.unraw().to_string()));
            quote!(#krate::private::has_keys(&__TABLE, #parts, #back))
        }
        Key::Secondary(secondary) => return association::keys(model, relationship, secondary),
        Key::Unknown => option(None::<TokenStream>),
    };
    quote!(#krate::private::keys_or_empty(#found))
}

fn relationships(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let definitions = model
        .relationships
        .iter()
        .enumerate()
        .map(|(index, relationship)| definition(model, index, relationship));
    let count = model.relationships.len();
    quote! {
        static __RELATIONSHIPS: [#krate::orm::RelationshipDefinition; #count] =
            [#(#definitions),*];
    }
}

fn definition(model: &Model, index: usize, relationship: &Relationship) -> TokenStream {
    let (krate, name) = (&model.krate, &relationship.name);
    let model_name = model.name.unraw().to_string();
    let kind = format_ident!("{}", relationship.kind.type_name());
    let target = &relationship.target;
    let keys = keys(model, index, relationship);
    let mapper = quote_spanned! {super::quiet(target.span())=>
        <#krate::private::Probe<#target>>::mapper
    };
    let required = relationship.kind == crate::ir::Kind::BelongsTo && !relationship.optional;
    let back_populates = match &relationship.back_populates {
        Some(back) => {
            let (parts, back) = (parts_of(target), back.unraw().to_string());
            quote!(#krate::private::relationship_index(#parts, #back))
        }
        None => option(None::<TokenStream>),
    };
    let cascade = cascade(model, relationship.cascade);
    let order_by = option(
        relationship
            .order_by
            .as_ref()
            .map(|order| quote!(|| #krate::private::order_by(#order))),
    );
    quote! {
        #krate::orm::RelationshipDefinition {
            model: #model_name,
            name: #name,
            kind: #krate::orm::RelationshipKind::#kind,
            target: #mapper,
            keys: #keys,
            required: #required,
            back_populates: #back_populates,
            cascade: #cascade,
            order_by: #order_by,
        }
    }
}

fn cascade(model: &Model, cascade: Cascade) -> TokenStream {
    let krate = &model.krate;
    if cascade == Cascade::DEFAULT {
        return quote!(#krate::orm::Cascade::DEFAULT);
    }
    let Cascade {
        save_update,
        merge,
        refresh_expire,
        expunge,
        delete,
        delete_orphan,
    } = cascade;
    quote! {
        #krate::orm::Cascade {
            save_update: #save_update,
            merge: #merge,
            refresh_expire: #refresh_expire,
            expunge: #expunge,
            delete: #delete,
            delete_orphan: #delete_orphan,
        }
    }
}

fn mapper(model: &Model) -> TokenStream {
    let (krate, name) = (&model.krate, &model.name);
    let model_name = name.unraw().to_string();
    let version = (0u16..).zip(&model.columns);
    let version = option(
        version
            .filter(|(index, _)| model.version == Some(usize::from(*index)))
            .map(|(index, _)| index)
            .next(),
    );
    let generated = (0u16..)
        .zip(&model.columns)
        .filter(|(_, column)| column.is_auto)
        .map(|(index, _)| index);
    quote! {
        static __MAPPER: #krate::orm::Mapper = #krate::orm::Mapper {
            name: #model_name,
            table: &__TABLE,
            relationships: &__RELATIONSHIPS,
            generated: &[#(#generated),*],
            version: #version,
            new_store: #krate::private::Store::<#name>::boxed,
        };
    }
}

fn parts(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let model_name = model.name.unraw().to_string();
    let names = model
        .relationships
        .iter()
        .map(|relationship| &relationship.name);
    let snake = &model.snake_name;
    let single = model.primary_key.len() == 1;
    let association_columns = model.key_columns().map(|(_, column)| {
        if single {
            format!("{snake}_id")
        } else {
            format!("{snake}_{}", column.name)
        }
    });
    quote! {
        static __PARTS: #krate::private::Parts = #krate::private::Parts {
            name: #model_name,
            table: &__TABLE,
            mapper: &__MAPPER,
            relationships: &[#(#names),*],
            references: &__REFERENCES,
            association_columns: &[#(#association_columns),*],
        };
    }
}
