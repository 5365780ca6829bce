//! The struct itself.

use proc_macro2::{Span, TokenStream};
use syn::{Data, DeriveInput, Fields, Ident, Type, Visibility};

use super::column::{RawColumn, docs};
use super::model::RawModel;
use super::relationship::RawRelationship;
use crate::ctxt::Ctxt;

/// A field and its attributes.
pub(crate) struct RawField {
    pub(crate) name: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) column: RawColumn,
    pub(crate) relationship: RawRelationship,
}

/// A struct and its attributes.
pub(crate) struct RawInput {
    pub(crate) name: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) model: RawModel,
    pub(crate) fields: Vec<RawField>,
    /// Whether it is a struct of named fields, which an instance can be made of.
    pub(crate) is_struct: bool,
}

/// Reads a derive's input. `None` where nothing could be expanded from it.
pub(crate) fn input(tokens: TokenStream, ctxt: &mut Ctxt) -> Option<RawInput> {
    let input: DeriveInput = ctxt.ok(syn::parse2(tokens))?;
    let fields = fields(&input, ctxt);
    if !input.generics.params.is_empty() {
        let message = "a model can't be generic: a table has one set of columns";
        ctxt.push(syn::Error::new_spanned(&input.generics, message));
        return None;
    }
    if fields.is_none() && matches!(input.data, Data::Struct(_)) {
        return None; // Its constructor stands where the entity would.
    }
    let is_struct = fields.is_some();
    Some(RawInput {
        model: RawModel::new(&input.attrs, ctxt),
        fields: fields
            .into_iter()
            .flatten()
            .filter_map(|field| RawField::new(field, ctxt))
            .collect(),
        name: input.ident,
        visibility: input.vis,
        is_struct,
    })
}

fn fields<'a>(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Vec<&'a syn::Field>> {
    let (span, what): (Span, _) = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter().collect()),
            Fields::Unnamed(_) => (input.ident.span(), "a tuple struct"),
            Fields::Unit => (input.ident.span(), "a unit struct"),
        },
        Data::Enum(data) => (data.enum_token.span, "an enum"),
        Data::Union(data) => (data.union_token.span, "a union"),
    };
    ctxt.error(
        span,
        format!("a model is a struct with named fields, one for each column; this is {what}"),
    );
    None
}

impl RawField {
    fn new(field: &syn::Field, ctxt: &mut Ctxt) -> Option<Self> {
        Some(Self {
            name: field.ident.clone()?,
            visibility: field.vis.clone(),
            ty: field.ty.clone(),
            docs: docs(&field.attrs),
            column: RawColumn::new(&field.attrs, ctxt),
            relationship: RawRelationship::new(&field.attrs, ctxt),
        })
    }
}
