//! Errors of statements: the SQL and the shortened binds beside what the driver said.

use std::fmt;

use crate::types::Value;

/// Bound values as an error or an event shows them.
pub(super) struct Binds<'a>(pub(super) &'a [&'a Value]);

/// How many values are shown.
const SHOWN: usize = 10;

impl fmt::Display for Binds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, value) in self.0.iter().take(SHOWN).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{value}")?;
        }
        if self.0.len() > SHOWN {
            write!(f, ", ... ({} in all)", self.0.len())?;
        }
        f.write_str("]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(values: &[Value]) -> String {
        Binds(&values.iter().collect::<Vec<_>>()).to_string()
    }

    #[test]
    fn binds_are_shortened() {
        assert_eq!(shown(&[]), "[]");
        let long = Value::Text("x".repeat(1000));
        assert_eq!(
            shown(&[Value::Int(1), Value::Null, long]),
            format!("[1, NULL, \"{}\"... (1000 bytes)]", "x".repeat(40))
        );
        let many: Vec<_> = (0..12).map(Value::Int).collect();
        assert_eq!(
            shown(&many),
            "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... (12 in all)]"
        );
    }
}
