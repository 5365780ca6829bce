//! The attribute on the integration tests of alchemy. `alchemy_test_support` says what it does.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprUnary, Ident, ItemFn, LitStr, Token, UnOp, parenthesized};

/// A test: once, or with a `&TestDatabase` on every database.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let expanded = syn::parse(arguments)
        .and_then(|options| Ok(expand(&options, &syn::parse(item)?)))
        .unwrap_or_else(|error| error.into_compile_error());
    expanded.into()
}

/// What stands in the parentheses.
#[derive(Default)]
struct Options {
    needs: Vec<Expr>,
    on: Vec<LitStr>,
    concurrent: bool,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            if name == "concurrent" {
                options.concurrent = true;
            } else if name == "needs" {
                options.needs.extend(list(input)?);
            } else if name == "on" {
                options.on.extend(list(input)?);
            } else {
                let message = "expected `needs(…)`, `on(…)` or `concurrent`";
                return Err(syn::Error::new(name.span(), message));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

fn list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Punctuated<T, Token![,]>> {
    let content;
    parenthesized!(content in input);
    Punctuated::parse_terminated(&content)
}

fn expand(options: &Options, function: &ItemFn) -> Tokens {
    let name = &function.sig.ident;
    let text = name.to_string();
    let needs = options.needs.iter().map(need);
    let (on, concurrent) = (&options.on, options.concurrent);
    let run = if function.sig.inputs.is_empty() {
        quote!(Once(|| ::alchemy_test_support::Outcome::check(#name())))
    } else {
        quote!(OnEach(|database| ::alchemy_test_support::Outcome::check(#name(database))))
    };
    quote! {
        #function

        ::alchemy_test_support::register! {
            ::alchemy_test_support::Test {
                module: ::core::module_path!(),
                name: #text,
                run: ::alchemy_test_support::Run::#run,
                needs: &[#(#needs),*],
                on: &[#(#on),*],
                concurrent: #concurrent,
            }
        }
    }
}

/// An expression of capabilities, such as `returning.insert` or `!nulls_order`.
fn need(expression: &Expr) -> Tokens {
    let text = expression.to_token_stream().to_string().replace(' ', "");
    let has = match expression {
        Expr::Unary(ExprUnary {
            op: UnOp::Not(_),
            expr,
            ..
        }) => quote!(!capability.#expr),
        _ => quote!(capability.#expression),
    };
    quote! {
        ::alchemy_test_support::Need { what: #text, has: |capability| #has }
    }
}
