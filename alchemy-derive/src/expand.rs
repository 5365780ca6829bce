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

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

/// Everything that belongs to a model.
pub(crate) fn model(model: &Model) -> TokenStream {
    let entity = entity::definition(model);
    let the_static = entity::the_static(model);
    let entity_impls = entity::impls(model);
    let row = row::row(model);
    let session_row = row::session_row(model);
    let record = record::record(model);
    let model_impl = model::model(model);
    let checks = checks::checks(model);
    quote! {
        #entity
        #the_static
        const _: () = {
            #entity_impls
            #row
            #session_row
            #record
            #model_impl
            #checks
        };
    }
}
