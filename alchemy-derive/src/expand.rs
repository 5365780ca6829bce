//! From the description to tokens: one function a generated item.
//!
//! What is emitted: the entity's type and its static, whose initializer holds all other statics
//! so that nothing else enters the user's namespace; the impls; and the checks, each a constant.

mod association;
mod checks;
mod entity;
mod model;
mod record;
mod relationships;
mod row;
mod table;

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::ir::{Adapter, Column, Model};
use crate::span::at;

/// Everything that belongs to a model.
pub(crate) fn model(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let entity = entity::definition(model);
    let the_static = entity::the_static(model);
    let entity_impls = entity::impls(model);
    let row = row::row(model);
    let session_row = row::session_row(model);
    let derived_row = row::derived_row(model);
    let record = record::record(model);
    let model_impl = model::model(model);
    let checks = checks::checks(model);
    quote! {
        #entity
        #the_static
        const _: () = {
            use #krate::private::{NoField as _, NoRelation as _};
            #entity_impls
            #row
            #session_row
            #derived_row
            #record
            #model_impl
            #checks
        };
    }
}

/// What does with a column's field whatever is done with it.
fn probe(model: &Model, column: &Column) -> TokenStream {
    let (krate, ty) = (&model.krate, &column.field_type);
    match &column.adapter {
        None => quote!(<#krate::private::Probe<#ty>>),
        Some(Adapter {
            ty: adapter,
            is_option,
            ..
        }) => {
            let probe = if *is_option {
                quote!(AdaptedOption)
            } else {
                quote!(Adapted)
            };
            quote!(<#krate::private::#probe<#adapter, #ty>>)
        }
    }
}

/// The place of some of the user's tokens, for code that isn't theirs: lints stay silent.
fn quiet(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
