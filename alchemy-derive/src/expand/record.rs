//! What the struct says about its columns at insert, and the entity beside it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

/// `impl Record`.
pub(super) fn record(model: &Model) -> TokenStream {
    let (krate, name, entity) = (&model.krate, &model.name, &model.entity);
    let fields = (0u16..).zip(&model.columns).map(|(index, column)| {
        let (field, probe) = (&column.field, super::probe(model, column));
        quote!(#index => #probe::field_value(&self.#field),)
    });
    quote! {
        #[automatically_derived]
        impl #krate::sql::Record for #name {
            type Entity = #entity;

            const ENTITY: &'static Self::Entity = &#name;

            fn field_value(&self, index: u16) -> #krate::types::FieldValue {
                match index {
                    #(#fields)*
                    _ => #krate::types::FieldValue::Unset,
                }
            }
        }
    }
}
