//! Where tokens stand.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// Tokens that stand at a place: an error in what they say is shown there.
pub(crate) fn at(span: Span, tokens: &TokenStream) -> TokenStream {
    let tokens = tokens.clone().into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), at(span, &group.stream()));
            moved.set_span(span);
            TokenTree::Group(moved)
        }
        mut other => {
            other.set_span(span);
            other
        }
    });
    tokens.collect()
}
