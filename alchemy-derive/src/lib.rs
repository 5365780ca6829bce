//! The derive macros of alchemy.
//!
//! `#[derive(Model)]` in three steps: [`parse`] takes the attributes apart, [`ir`] makes a checked
//! description of the model, [`expand`] writes it down as statics and small impls. Mistakes are
//! collected in a [`ctxt::Ctxt`] on the way and reported together; what could be understood is
//! expanded all the same, so that one mistake is one message.

mod ctxt;
mod expand;
mod ir;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Maps a struct to a table.
#[proc_macro_derive(Model, attributes(model, column, relationship))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    model(input.into()).into()
}

/// The derive, without the compiler around it.
fn model(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut ctxt = ctxt::Ctxt::new();
    let code = parse::input(input, &mut ctxt)
        .map(|raw| ir::lower(raw, &mut ctxt))
        .map(|model| expand::model(&model))
        .unwrap_or_default();
    let errors = ctxt.finish();
    quote::quote!(#code #errors)
}
