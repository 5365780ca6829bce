//! `User.id`: a column of a model.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Expr, Ident, Member, Path};

/// A model and one of its fields.
#[derive(Clone)]
pub(crate) struct ColumnPath {
    pub(crate) model: Path,
    pub(crate) field: Ident,
}

impl ColumnPath {
    /// Reads `User.id`.
    pub(crate) fn new(expr: &Expr, key: &str) -> syn::Result<Self> {
        if let Expr::Field(access) = expr
            && let (Expr::Path(base), Member::Named(field)) = (&*access.base, &access.member)
        {
            return Ok(Self {
                model: base.path.clone(),
                field: field.clone(),
            });
        }
        Err(syn::Error::new_spanned(
            expr,
            format!("`{key}` takes a column of a model: `{key} = User.id`"),
        ))
    }

    /// As the user would write it.
    pub(crate) fn display(&self) -> String {
        let model = self.model.segments.last();
        let model = model.map_or_else(String::new, |segment| segment.ident.unraw().to_string());
        format!("{model}.{}", self.field.unraw())
    }

    /// Where it begins.
    pub(crate) fn span(&self) -> Span {
        self.model
            .segments
            .first()
            .map_or_else(|| self.field.span(), |segment| segment.ident.span())
    }
}
