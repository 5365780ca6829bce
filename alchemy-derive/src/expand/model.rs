//! The struct as a model: its key, its columns and relationships by position, and copies of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::ir::Model;

/// The snapshot's field of a column.
fn copy(index: u16) -> Ident {
    format_ident!("column_{index}")
}

/// `struct __Snapshot`.
fn snapshot(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let fields = (0u16..).zip(&model.columns).map(|(index, column)| {
        let (name, ty) = (copy(index), &column.field_type);
        quote!(#name: #ty,)
    });
    let count = model.relationships.len();
    quote! {
        #[doc(hidden)]
        pub struct __Snapshot {
            #(#fields)*
            relationships: [#krate::orm::RelationState; #count],
        }
    }
}

/// `impl Model`.
pub(super) fn model(model: &Model) -> TokenStream {
    let (krate, name) = (&model.krate, &model.name);
    let snapshot = snapshot(model);
    let key_type = key_type(model);
    let key = key(model);
    let copies = copies(model);
    let columns = columns(model);
    let relations = relations(model);
    quote! {
        #snapshot

        #[automatically_derived]
        impl #krate::Model for #name {
            type Key = #key_type;
            type Snapshot = __Snapshot;

            fn mapper() -> &'static #krate::orm::Mapper {
                #name.__alchemy.mapper()
            }

            #key
            #copies
            #columns
            #relations
        }
    }
}

fn key_type(model: &Model) -> TokenStream {
    let types: Vec<_> = model
        .key_columns()
        .map(|(_, column)| &column.column_type)
        .collect();
    match types.as_slice() {
        [only] => quote!(#only),
        types => quote!((#(#types,)*)),
    }
}

/// `parts` as a key: alone, or in a tuple.
fn tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [only] => quote!(#only),
        parts => quote!((#(#parts,)*)),
    }
}

/// The key of an instance, as an `Option`.
fn key_of_instance(model: &Model) -> TokenStream {
    let columns: Vec<_> = model.key_columns().map(|(_, column)| column).collect();
    if let [only] = columns.as_slice()
        && only.is_auto
    {
        let field = &only.field;
        return quote!(self.#field.get());
    }
    let parts: Vec<_> = columns
        .iter()
        .map(|column| {
            let (field, probe) = (&column.field, super::probe(model, column));
            if column.is_auto {
                quote!(self.#field.get()?)
            } else if column.adapter.is_some() {
                quote!(#probe::column(&self.#field))
            } else {
                quote!(#probe::copy(&self.#field))
            }
        })
        .collect();
    let parts = tuple(&parts);
    quote!(::core::option::Option::Some(#parts))
}

/// The key that a row begins with.
fn key_of_row(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let parts: Vec<_> = model
        .key_columns()
        .map(|(at, column)| {
            let ty = &column.column_type;
            quote!(<#krate::private::Probe<#ty>>::peek(reader, #at)?)
        })
        .collect();
    tuple(&parts)
}

/// The values of a key.
fn key_values(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let types: Vec<_> = model
        .key_columns()
        .map(|(_, column)| &column.column_type)
        .collect();
    match types.as_slice() {
        [ty] => quote!(<#krate::private::Probe<#ty>>::to_value(key)),
        types => {
            let at = (0..types.len()).map(syn::Index::from);
            quote!(#(<#krate::private::Probe<#types>>::to_value(&key.#at)),*)
        }
    }
}

/// `fn key_from_values`.
fn key_from_values(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let types: Vec<_> = model
        .key_columns()
        .map(|(_, column)| &column.column_type)
        .collect();
    let names: Vec<_> = (0..types.len())
        .map(|at| format_ident!("part_{at}"))
        .collect();
    let parts: Vec<_> = names.iter().map(|name| quote!(#name)).collect();
    let key = tuple(&parts);
    quote! {
        fn key_from_values(
            values: &[#krate::types::Value],
        ) -> ::core::option::Option<Self::Key> {
            let [#(#names),*] = values else {
                return ::core::option::Option::None;
            };
            #(
                let #names = <#krate::private::Probe<#types>>::from_row(#names.as_ref()).ok()?;
            )*
            ::core::option::Option::Some(#key)
        }
    }
}

fn key(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let positions = &model.primary_key;
    let of_instance = key_of_instance(model);
    let of_row = key_of_row(model);
    let values = key_values(model);
    let from_values = key_from_values(model);
    quote! {
        fn key(&self) -> ::core::option::Option<Self::Key> {
            #of_instance
        }

        fn key_of_row(
            reader: &#krate::sql::RowReader<'_>,
        ) -> #krate::Result<::core::option::Option<Self::Key>> {
            if #(reader.is_null(#positions)? ||)* false {
                return ::core::result::Result::Ok(::core::option::Option::None);
            }
            ::core::result::Result::Ok(::core::option::Option::Some(#of_row))
        }

        #from_values

        fn key_values(
            key: &Self::Key,
        ) -> #krate::private::SmallVec<[#krate::types::Value; 2]> {
            #krate::private::SmallVec::from_iter([#values])
        }
    }
}

fn copies(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let fields: Vec<_> = model.columns.iter().map(|column| &column.field).collect();
    let probes: Vec<_> = model
        .columns
        .iter()
        .map(|column| super::probe(model, column))
        .collect();
    let indexes: Vec<u16> = (0u16..).zip(&fields).map(|(index, _)| index).collect();
    let copies: Vec<_> = indexes.iter().map(|index| copy(*index)).collect();
    let relationships = model.relationships.iter();
    let relations: Vec<_> = relationships
        .clone()
        .map(|relation| &relation.field)
        .collect();
    let kinds: Vec<_> = relationships.map(|relation| &relation.field_type).collect();
    let states: Vec<_> = (0..relations.len())
        .map(|at| format_ident!("state_{at}"))
        .collect();
    quote! {
        fn snapshot(&self) -> Self::Snapshot {
            __Snapshot {
                #(#copies: #probes::copy(&self.#fields),)*
                relationships: [#(<#krate::private::Probe<#kinds>>::state(&self.#relations)),*],
            }
        }

        fn restore(&mut self, snapshot: Self::Snapshot) {
            #(self.#fields = snapshot.#copies;)*
            let [#(#states),*] = snapshot.relationships;
            #(<#krate::private::Probe<#kinds>>::set_state(&mut self.#relations, #states);)*
        }

        fn changed_columns(
            &self,
            snapshot: &Self::Snapshot,
            changed: &mut #krate::private::SmallVec<[u16; 8]>,
        ) {
            #(
                if !#probes::same(&self.#fields, &snapshot.#copies) {
                    changed.push(#indexes);
                }
            )*
        }

        fn snapshot_value(snapshot: &Self::Snapshot, index: u16) -> #krate::types::FieldValue {
            match index {
                #(
                    #indexes => #probes::field_value(&snapshot.#copies),
                )*
                _ => #krate::types::FieldValue::Unset,
            }
        }
    }
}

fn columns(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let columns = || (0u16..).zip(&model.columns);
    let set = columns().map(|(index, column)| {
        let (field, probe) = (&column.field, super::probe(model, column));
        quote!(#index => self.#field = #probe::from_row(value)?,)
    });
    let clear = columns()
        .filter(|(_, column)| column.is_auto)
        .map(|(index, column)| {
            let field = &column.field;
            quote!(#index => #krate::types::Field::clear(&mut self.#field),)
        });
    quote! {
        fn set_column(
            &mut self,
            index: u16,
            value: #krate::types::ValueRef<'_>,
        ) -> ::core::result::Result<(), #krate::types::DecodeError> {
            match index {
                #(#set)*
                _ => {}
            }
            ::core::result::Result::Ok(())
        }

        fn clear_column(&mut self, index: u16) {
            match index {
                #(#clear)*
                _ => {}
            }
        }
    }
}

fn relations(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let relationships = model.relationships.iter();
    let fields: Vec<_> = relationships
        .clone()
        .map(|relation| &relation.field)
        .collect();
    let types: Vec<_> = relationships.map(|relation| &relation.field_type).collect();
    let indexes: Vec<u16> = (0u16..).zip(&fields).map(|(index, _)| index).collect();
    quote! {
        fn snapshot_relation(
            snapshot: &Self::Snapshot,
            index: u16,
        ) -> #krate::orm::RelationState {
            let state = snapshot.relationships.get(usize::from(index));
            ::core::option::Option::unwrap_or_default(state.cloned())
        }

        fn set_snapshot_relation(
            snapshot: &mut Self::Snapshot,
            index: u16,
            state: #krate::orm::RelationState,
        ) {
            if let ::core::option::Option::Some(place) =
                snapshot.relationships.get_mut(usize::from(index))
            {
                *place = state;
            }
        }

        fn relation(
            &self,
            index: u16,
        ) -> ::core::option::Option<&dyn #krate::orm::RelationField> {
            match index {
                #(#indexes => <#krate::private::Probe<#types>>::relation(&self.#fields),)*
                _ => ::core::option::Option::None,
            }
        }

        fn relation_mut(
            &mut self,
            index: u16,
        ) -> ::core::option::Option<&mut dyn #krate::orm::RelationField> {
            match index {
                #(#indexes => <#krate::private::Probe<#types>>::relation_mut(&mut self.#fields),)*
                _ => ::core::option::Option::None,
            }
        }
    }
}
