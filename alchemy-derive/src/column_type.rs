//! `#[derive(ColumnType)]`: a struct of one field, stored as that field.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Ident, LitInt, LitStr, Member, Type};

use crate::ctxt::Ctxt;
use crate::parse::{Items, Keys, krate};
use crate::span::at;

const KEYS: Keys = Keys {
    attribute: "column_type",
    once: &["length", "precision", "scale", "type", "crate"],
    repeated: &[],
};

/// The SQL type, where it isn't the inner type's.
enum Spec {
    Inferred,
    Length(LitInt),
    Precision(LitInt, Option<LitInt>),
    Named(LitStr),
}

/// The derive, without the compiler around it.
pub(crate) fn derive(tokens: TokenStream, ctxt: &mut Ctxt) -> TokenStream {
    let Some(input) = ctxt.ok(syn::parse2::<DeriveInput>(tokens)) else {
        return TokenStream::new();
    };
    let mut items = Items::of(&input.attrs, &KEYS, ctxt);
    let krate = krate(&mut items, ctxt);
    let spec = spec(&mut items, ctxt);
    if !input.generics.params.is_empty() {
        let message = "a column's type can't be generic: implement `ColumnType` by hand";
        ctxt.push(syn::Error::new_spanned(&input.generics, message));
        return TokenStream::new();
    }
    match inner(&input, ctxt) {
        Some((member, ty)) => expand(&input.ident, &krate, &member, ty, &spec),
        None => TokenStream::new(),
    }
}

fn spec(items: &mut Items, ctxt: &mut Ctxt) -> Spec {
    let length = items.number("length", ctxt);
    let precision = items.number("precision", ctxt);
    let scale = items.number("scale", ctxt);
    let named = items.text("type", ctxt);
    let given = [length.is_some(), precision.is_some(), named.is_some()];
    if given.iter().filter(|given| **given).count() > 1 {
        let message = "one of `length`, `precision` and `type` says what the column is";
        ctxt.error(Span::call_site(), message);
    }
    if let (Some(scale), None) = (&scale, &precision) {
        ctxt.error(
            scale.span(),
            "`scale` needs a `precision`: the digits in all",
        );
    }
    match (length, precision, named) {
        (Some(length), ..) => Spec::Length(length),
        (_, Some(precision), _) => Spec::Precision(precision, scale),
        (.., Some(named)) => Spec::Named(named),
        (None, None, None) => Spec::Inferred,
    }
}

/// The only field.
fn inner<'i>(input: &'i DeriveInput, ctxt: &mut Ctxt) -> Option<(Member, &'i Type)> {
    let what = match &input.data {
        Data::Struct(data) if data.fields.len() == 1 => {
            let field = data.fields.iter().next()?;
            let member = match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::Unnamed(0.into()),
            };
            if is_option(&field.ty) {
                let name = input.ident.unraw();
                let message = format!(
                    "NULL is the column's affair: wrap the plain type here, and write \
                     `Option<{name}>` in the model"
                );
                ctxt.push(syn::Error::new_spanned(&field.ty, message));
                return None;
            }
            return Some((member, &field.ty));
        }
        Data::Struct(data) => format!("this one has {}", data.fields.len()),
        Data::Enum(_) => "an enum derives `ColumnEnum`".to_owned(),
        Data::Union(_) => "this is a union".to_owned(),
    };
    let message = format!("`ColumnType` is for a struct of one field; {what}");
    ctxt.error(input.ident.span(), message);
    None
}

fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "Option"),
        _ => false,
    }
}

fn expand(
    name: &Ident,
    krate: &TokenStream,
    member: &Member,
    ty: &Type,
    spec: &Spec,
) -> TokenStream {
    let marker = name.unraw().to_string();
    let span = ty.span();
    let stored = at(span, krate);
    let inner = quote_spanned!(span=> <#ty as #stored::types::ColumnType>);
    let (sql_type, check) = sql_type(krate, &inner, &marker, spec);
    quote! {
        #check

        #[automatically_derived]
        impl #krate::types::Marker for #name {
            const NAME: &'static str = #marker;
        }

        #[automatically_derived]
        impl #krate::types::ColumnType for #name {
            type Sql = Self;
            const SQL_TYPE: #krate::types::SqlType = #sql_type;

            fn to_value(&self) -> #krate::types::Value {
                #inner::to_value(&self.#member)
            }

            fn from_value(
                value: #krate::types::ValueRef<'_>,
            ) -> ::core::result::Result<Self, #krate::types::DecodeError> {
                #inner::from_value(value).map(|value| Self { #member: value })
            }

            fn same(&self, other: &Self) -> bool {
                #inner::same(&self.#member, &other.#member)
            }
        }

        #[automatically_derived]
        impl #krate::types::ArrayElement for #name {}

        #[automatically_derived]
        impl #krate::types::StoredAs for #name {
            type Stored = #ty;
        }
    }
}

/// The SQL type, and the check that the inner type can have it.
fn sql_type(
    krate: &TokenStream,
    inner: &TokenStream,
    name: &str,
    spec: &Spec,
) -> (TokenStream, TokenStream) {
    let inferred = quote!(#inner::SQL_TYPE);
    match spec {
        Spec::Inferred => (inferred, TokenStream::new()),
        Spec::Length(length) => {
            let krate = at(length.span(), krate);
            let check = quote_spanned! {length.span()=>
                const _: () = #krate::private::check_length(#name, #inferred);
            };
            let sql_type = quote!(#krate::private::with_length(#inferred, #length));
            (sql_type, check)
        }
        Spec::Precision(precision, scale) => {
            let krate = at(precision.span(), krate);
            let check = quote_spanned! {precision.span()=>
                const _: () = #krate::private::check_precision(#name, #inferred);
            };
            let scale = scale
                .as_ref()
                .map_or_else(|| quote!(0), |scale| quote!(#scale));
            let sql_type = quote!(#krate::private::with_precision(#inferred, #precision, #scale));
            (sql_type, check)
        }
        Spec::Named(named) => {
            let sql_type = quote!(#krate::types::SqlType::Other(#named));
            (sql_type, TokenStream::new())
        }
    }
}
