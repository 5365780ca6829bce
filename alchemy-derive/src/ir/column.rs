//! A column.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, GenericArgument, Ident, PathArguments, Type, Visibility};

/// A field that is a column.
pub(crate) struct Column {
    pub(crate) field: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) docs: Vec<TokenStream>,
    /// The name in the database.
    pub(crate) name: String,
    /// The type as it is written: `Auto<i64>`.
    pub(crate) field_type: Type,
    /// The type without `Auto`.
    pub(crate) column_type: Type,
    pub(crate) is_auto: bool,
    /// What stores it, where its type is foreign.
    pub(crate) adapter: Option<Adapter>,
    /// Whether the database may number it: the only key column, `Auto`, no foreign key.
    pub(crate) autoincrement: bool,
    pub(crate) sql_type: SqlTypeSpec,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) server_default: Option<DefaultSource>,
    pub(crate) update_default: Option<DefaultSource>,
    pub(crate) comment: Option<String>,
}

/// What stores a field of a foreign type. The column's type is `With<…>`.
pub(crate) struct Adapter {
    pub(crate) ty: Type,
    /// The field's type, without its `Option`.
    pub(crate) rust: Type,
    /// Whether the field is an `Option`.
    pub(crate) is_option: bool,
}

/// The type in DDL.
pub(crate) enum SqlTypeSpec {
    /// The Rust type's.
    Inferred,
    /// The Rust type's, with a length.
    Length(u32, Span),
    /// The Rust type's, with digits in all and behind the point.
    Precision(u8, u8, Span),
    /// As it is written.
    Named(String),
}

/// A default that an INSERT gives.
pub(crate) struct DefaultValue {
    pub(crate) expr: Expr,
    pub(crate) form: DefaultForm,
}

/// How an expression becomes the column's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefaultForm {
    /// It is of that type: a number for a column of numbers.
    Same,
    /// An integer for a column of floats.
    Cast,
    /// It converts, by `Into`.
    Convert,
}

/// A default that the database gives, or that an UPDATE sets.
pub(crate) enum DefaultSource {
    /// A value.
    Value(DefaultValue),
    /// SQL.
    Sql(String),
}

/// `T` of `Wrapper<T>`.
pub(super) fn peel<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    if path.qself.is_some() || last.ident != wrapper {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(GenericArgument::Type(inner)), 1) => Some(inner),
        _ => None,
    }
}

impl DefaultValue {
    /// For a column of a type. A number's literal has no type of its own: it takes the column's.
    pub(super) fn new(expr: Expr, column_type: &Type) -> Self {
        let plain = peel(column_type, "Option").unwrap_or(column_type);
        let is = |names: &[&str]| match plain {
            Type::Path(path) => names.iter().any(|name| path.path.is_ident(name)),
            _ => false,
        };
        let integer = is(&["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"]);
        let float = is(&["f32", "f64"]);
        let form = match literal(&expr) {
            Some(syn::Lit::Int(_)) if integer => DefaultForm::Same,
            Some(syn::Lit::Int(_)) if float => DefaultForm::Cast,
            Some(syn::Lit::Float(_)) if float => DefaultForm::Same,
            _ => DefaultForm::Convert,
        };
        Self { expr, form }
    }
}

/// The literal that an expression is, perhaps with a minus.
fn literal(expr: &Expr) -> Option<&syn::Lit> {
    match expr {
        Expr::Lit(lit) => Some(&lit.lit),
        Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Neg(_),
            expr,
            ..
        }) => literal(expr),
        _ => None,
    }
}
