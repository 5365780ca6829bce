//! The derive macros of alchemy.

use proc_macro::TokenStream;

/// Maps a struct to a table.
#[proc_macro_derive(Model, attributes(model, column, relationship))]
pub fn derive_model(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
