//! Operators of types that not every database has.

use crate::Result;
use crate::compiler::context::Context;
use crate::sql::{Operation, OperationKind};

/// Refuses an operation that the database doesn't have.
///
/// # Errors
/// Always: [`ErrorKind::Compile`](crate::ErrorKind::Compile).
pub fn refuse<Op: OperationKind>(cx: &mut Context<'_>, operation: &Operation<Op>) -> Result<()> {
    Err(cx.unsupported(operation.op.name()))
}

/// `name(…, …)`
///
/// # Errors
/// What the operands' visits answer.
pub fn call(cx: &mut Context<'_>, name: &'static str, args: &[crate::sql::Arg]) -> Result<()> {
    cx.push(name);
    cx.push("(");
    cx.list(args, ", ", Context::arg)?;
    cx.push(")");
    Ok(())
}
