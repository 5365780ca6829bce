//! What an expression is, beyond its type.

/// Nothing but a value.
#[derive(Debug)]
pub struct Plain;

/// An aggregate: `func::sum(…)` takes a `filter`, and `over` makes a window function of it.
#[derive(Debug)]
pub struct Aggregate;

/// What is computed over a window: it takes `partition_by`, `order_by` and a frame.
#[derive(Debug)]
pub struct Windowed;
