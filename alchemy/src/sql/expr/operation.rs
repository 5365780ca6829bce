//! What the nodes of types that not every database has are made of.

use std::borrow::Cow;
use std::fmt::Debug;

use super::node::Arg;

/// An operator and what it works on. Each dialect writes it in its own way, or refuses it.
#[derive(Clone, Debug)]
pub struct Operation<Op> {
    /// Which one.
    pub op: Op,
    /// What it works on, in the order that the operator says.
    pub args: Vec<Arg>,
    /// A constant that is written as a literal, and is part of the statement's structure.
    pub constant: Option<Cow<'static, str>>,
}

/// The operators of a kind of operation.
pub trait OperationKind: Copy + Debug {
    /// A number of its own for each, below 2^16.
    fn number(self) -> u16;

    /// What messages call it.
    fn name(self) -> &'static str;
}

impl<Op> Operation<Op> {
    /// An operator with what it works on.
    #[must_use]
    pub const fn new(op: Op, args: Vec<Arg>) -> Self {
        Self {
            op,
            args,
            constant: None,
        }
    }
}

macro_rules! operations {
    ($(#[$attribute:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $text:literal)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $crate::sql::OperationKind for $name {
            fn number(self) -> u16 {
                self as u16
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}
pub(super) use operations;

/// The same methods on expressions and on columns.
macro_rules! on_expressions {
    ([$($generics:tt)*] [$($bounds:tt)*] { $($methods:tt)* }) => {
        impl<$($generics)*, Kind> $crate::sql::Expr<T, Kind> where $($bounds)* { $($methods)* }
        impl<M, $($generics)*> $crate::sql::Column<M, T> where $($bounds)* { $($methods)* }
    };
}
pub(super) use on_expressions;

/// `Inner`, or an `Option` of it where one of two operands can be NULL.
pub(super) type Propagated<A, B, Inner> =
    <<<A as crate::types::ColumnValue>::Nullness as crate::types::Nullness>::Or<
        <B as crate::types::ColumnValue>::Nullness,
    > as crate::types::Nullness>::Wrap<Inner>;

/// `Inner`, or an `Option` of it where the operand can be NULL.
pub(super) type Wrapped<A, Inner> =
    <<A as crate::types::ColumnValue>::Nullness as crate::types::Nullness>::Wrap<Inner>;
