//! Many rows by one statement: how many, and their values.

use crate::compiler::Capability;
use crate::types::Value;

/// How many rows one statement writes at most: more are no quicker.
const ROWS: usize = 1_000;

/// How many bytes of values a statement carries at most, a single row aside. Servers refuse what
/// is too long for a packet.
const BYTES: usize = 1 << 20;

/// How many rows of so many values a statement may write.
pub(super) fn rows(capability: &Capability, width: usize) -> usize {
    match width {
        0 => ROWS,
        width => (capability.bind_limit / width).clamp(1, ROWS),
    }
}

/// Whether values are as many bytes as a statement should carry.
pub(super) fn is_full(values: &[Value]) -> bool {
    values.iter().map(size).sum::<usize>() >= BYTES
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 16,
    }
}
