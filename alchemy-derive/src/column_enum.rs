//! `#[derive(ColumnEnum)]`: an enum without fields, its variants as labels.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Variant};

use crate::ctxt::Ctxt;
use crate::ir::snake_case;
use crate::parse::{Items, Keys, krate};

const ON_ENUM: Keys = Keys {
    attribute: "column_enum",
    once: &["name", "crate"],
    repeated: &[],
};

const ON_VARIANT: Keys = Keys {
    attribute: "column_enum",
    once: &["rename"],
    repeated: &[],
};

/// How many labels an error lists.
const LISTED: usize = 8;

struct Label {
    variant: Ident,
    text: String,
    span: Span,
}

/// The derive, without the compiler around it.
pub(crate) fn derive(tokens: TokenStream, ctxt: &mut Ctxt) -> TokenStream {
    let Some(input) = ctxt.ok(syn::parse2::<DeriveInput>(tokens)) else {
        return TokenStream::new();
    };
    let mut items = Items::of(&input.attrs, &ON_ENUM, ctxt);
    let (krate, name) = (krate(&mut items, ctxt), items.text("name", ctxt));
    if !input.generics.params.is_empty() {
        let message = "a column's enum can't be generic: the database has one list of labels";
        ctxt.push(syn::Error::new_spanned(&input.generics, message));
        return TokenStream::new();
    }
    let Some(labels) = labels(&input, ctxt) else {
        return TokenStream::new();
    };
    let name = name.map_or_else(
        || snake_case(&input.ident.unraw().to_string()),
        |name| name.value(),
    );
    expand(&input.ident, &krate, &name, &labels)
}

fn labels(input: &DeriveInput, ctxt: &mut Ctxt) -> Option<Vec<Label>> {
    let Data::Enum(data) = &input.data else {
        let message = "`ColumnEnum` is for enums; a struct of one field derives `ColumnType`";
        ctxt.error(input.ident.span(), message);
        return None;
    };
    if data.variants.is_empty() {
        let message = "an enum without variants has no value that a column could hold";
        ctxt.error(input.ident.span(), message);
        return None;
    }
    let mut seen: HashMap<String, Ident> = HashMap::new();
    let labels: Vec<Option<Label>> = data
        .variants
        .iter()
        .map(|variant| {
            let label = label(variant, ctxt)?;
            if let Some(first) = seen.insert(label.text.clone(), variant.ident.clone()) {
                let message = format!("`{}` is the label of `{first}`, too", label.text);
                ctxt.error(label.span, message);
            }
            Some(label)
        })
        .collect();
    labels.into_iter().collect()
}

fn label(variant: &Variant, ctxt: &mut Ctxt) -> Option<Label> {
    let rename = Items::of(&variant.attrs, &ON_VARIANT, ctxt).text("rename", ctxt);
    let name = variant.ident.unraw();
    if !matches!(variant.fields, Fields::Unit) {
        let message = format!(
            "`{name}` has fields, and a label can't hold them: keep such an enum as \
             `#[column(type = Json)]`"
        );
        ctxt.error(variant.ident.span(), message);
        return None;
    }
    let span = rename.as_ref().map_or(variant.ident.span(), LitStr::span);
    let text = rename.map_or_else(|| snake_case(&name.to_string()), |text| text.value());
    if text.is_empty() || text.contains('\0') {
        ctxt.error(span, "a label is text of at least one character");
    }
    Some(Label {
        variant: variant.ident.clone(),
        text,
        span,
    })
}

/// `one of "a", "b"`
fn expected(labels: &[Label]) -> String {
    let listed: Vec<_> = labels
        .iter()
        .take(LISTED)
        .map(|label| format!("{:?}", label.text))
        .collect();
    let more = if labels.len() > LISTED { ", …" } else { "" };
    format!("one of {}{more}", listed.join(", "))
}

fn expand(ident: &Ident, krate: &TokenStream, name: &str, labels: &[Label]) -> TokenStream {
    let expected = expected(labels);
    let marker = ident.unraw().to_string();
    let texts: Vec<_> = labels.iter().map(|label| &label.text).collect();
    let variants: Vec<_> = labels.iter().map(|label| &label.variant).collect();
    quote! {
        #[automatically_derived]
        impl #krate::types::Marker for #ident {
            const NAME: &'static str = #marker;
        }

        #[automatically_derived]
        impl #krate::types::ColumnType for #ident {
            type Sql = Self;
            const SQL_TYPE: #krate::types::SqlType =
                #krate::types::SqlType::Enum(<Self as #krate::types::ColumnEnum>::TYPE);

            fn to_value(&self) -> #krate::types::Value {
                #krate::private::enum_to_value(self)
            }

            fn from_value(
                value: #krate::types::ValueRef<'_>,
            ) -> ::core::result::Result<Self, #krate::types::DecodeError> {
                #krate::private::enum_from_value(value)
            }

            fn same(&self, other: &Self) -> bool {
                ::core::mem::discriminant(self) == ::core::mem::discriminant(other)
            }
        }

        #[automatically_derived]
        impl #krate::types::ArrayElement for #ident {}

        #[automatically_derived]
        impl #krate::types::ColumnEnum for #ident {
            const TYPE: &'static #krate::types::EnumType = &#krate::types::EnumType {
                name: #name,
                labels: &[#(#texts),*],
            };
            const EXPECTED: &'static str = #expected;

            fn label(&self) -> &'static str {
                match self {
                    #(Self::#variants => #texts,)*
                }
            }

            fn from_label(label: &str) -> ::core::option::Option<Self> {
                match label {
                    #(#texts => ::core::option::Option::Some(Self::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}
