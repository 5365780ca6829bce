//! From a row to the struct.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{FieldIndex, Model};

/// The struct's literal, its columns read in order.
fn literal(model: &Model) -> TokenStream {
    if !model.is_struct {
        return quote!(loop {});
    }
    let name = &model.name;
    let fields = model.fields.iter().filter_map(|field| match field {
        FieldIndex::Column(at) => {
            let column = model.columns.get(*at)?;
            let (field, probe) = (&column.field, super::probe(model, column));
            Some(quote!(#field: #probe::read(reader)?,))
        }
        FieldIndex::Relationship(at) => {
            let relationship = model.relationships.get(*at)?;
            let (field, ty) = (&relationship.field, &relationship.field_type);
            Some(quote! {
                #field: <#ty>::not_loaded(#name.#field.definition()),
            })
        }
    });
    quote!(::core::result::Result::Ok(Self { #(#fields)* }))
}

/// `impl Row`.
pub(super) fn row(model: &Model) -> TokenStream {
    let (krate, name, literal) = (&model.krate, &model.name, literal(model));
    let width = model.columns.len();
    let keys = &model.primary_key;
    quote! {
        #[automatically_derived]
        impl #krate::sql::Row for #name {
            const WIDTH: usize = #width;

            fn decode(reader: &mut #krate::sql::RowReader<'_>) -> #krate::Result<Self> {
                #literal
            }

            fn decode_optional(
                reader: &mut #krate::sql::RowReader<'_>,
            ) -> #krate::Result<::core::option::Option<Self>> {
                #(
                    if reader.is_null(#keys)? {
                        reader.skip(#width);
                        return ::core::result::Result::Ok(::core::option::Option::None);
                    }
                )*
                Self::decode(reader).map(::core::option::Option::Some)
            }
        }
    }
}

/// `impl SessionRow`.
pub(super) fn session_row(model: &Model) -> TokenStream {
    let (krate, name) = (&model.krate, &model.name);
    quote! {
        #[automatically_derived]
        impl #krate::private::SessionRow for #name {
            type Loaded = #krate::orm::Handle<Self>;

            fn load(
                reader: &mut #krate::sql::RowReader<'_>,
                loader: &mut #krate::private::Loader<'_>,
            ) -> #krate::Result<Self::Loaded> {
                loader.entity::<Self>(reader)
            }

            fn load_optional(
                reader: &mut #krate::sql::RowReader<'_>,
                loader: &mut #krate::private::Loader<'_>,
            ) -> #krate::Result<::core::option::Option<Self::Loaded>> {
                loader.optional_entity::<Self>(reader)
            }
        }
    }
}

/// `impl DerivedRow`.
pub(super) fn derived_row(model: &Model) -> TokenStream {
    let (krate, name, entity) = (&model.krate, &model.name, &model.entity);
    quote! {
        #[automatically_derived]
        impl #krate::sql::DerivedRow for #name {
            type Columns = #entity;
            type OptionalColumns = #krate::sql::Optional<#entity>;

            fn columns(cursor: &mut #krate::sql::ColumnCursor) -> Self::Columns {
                cursor.entity(#name)
            }

            fn optional_columns(
                cursor: &mut #krate::sql::ColumnCursor,
            ) -> Self::OptionalColumns {
                #krate::sql::Optional(cursor.entity(#name))
            }
        }
    }
}
