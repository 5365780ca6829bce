//! All mistakes of one derive, collected.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};

/// Collects mistakes. It must be finished, so that none is lost.
pub(crate) struct Ctxt {
    errors: Option<Vec<syn::Error>>,
}

impl Ctxt {
    pub(crate) const fn new() -> Self {
        Self {
            errors: Some(Vec::new()),
        }
    }

    /// A mistake at some of the user's tokens.
    pub(crate) fn error(&mut self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// A mistake that syn found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        if let Some(errors) = &mut self.errors {
            errors.push(error);
        }
    }

    /// The value, or its mistake.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// The mistakes, for the compiler to report.
    pub(crate) fn finish(self) -> TokenStream {
        self.into_errors()
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }

    /// The mistakes.
    pub(crate) fn into_errors(mut self) -> Vec<syn::Error> {
        self.errors.take().unwrap_or_default()
    }
}

impl Drop for Ctxt {
    fn drop(&mut self) {
        debug_assert!(
            self.errors.is_none() || std::thread::panicking(),
            "the derive's errors were not reported"
        );
    }
}
