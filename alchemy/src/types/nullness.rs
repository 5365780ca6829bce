//! Nullability at the type level: how NULL passes through operators.

mod sealed {
    pub trait Sealed {}
}

/// Whether an expression can be NULL: [`NotNull`] or [`Nullable`].
pub trait Nullness: sealed::Sealed + 'static {
    /// The nullness of an operator of this and another operand: NULL if either can be.
    type Or<Other: Nullness>: Nullness;
    /// The nullness of the first of this and another value that isn't NULL: NULL only if both can be.
    type And<Other: Nullness>: Nullness;
    /// `T`, or `Option<T>` where NULL is possible.
    type Wrap<T>;
}

/// Never NULL.
#[derive(Debug)]
pub struct NotNull;

/// Perhaps NULL.
#[derive(Debug)]
pub struct Nullable;

impl sealed::Sealed for NotNull {}
impl sealed::Sealed for Nullable {}

impl Nullness for NotNull {
    type Or<Other: Nullness> = Other;
    type And<Other: Nullness> = Self;
    type Wrap<T> = T;
}

impl Nullness for Nullable {
    type Or<Other: Nullness> = Self;
    type And<Other: Nullness> = Other;
    type Wrap<T> = Option<T>;
}
