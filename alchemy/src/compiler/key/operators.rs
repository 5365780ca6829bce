//! The structure of the less common operators.

use super::Key;
use crate::sql::{Custom, Regexp};

impl<'s> Key<'s> {
    pub(super) fn regexp(&mut self, regexp: &'s Regexp) {
        let flags = u64::from(regexp.negated) | u64::from(regexp.case_insensitive) << 1;
        self.unary(22 | flags << 8, &regexp.arg);
        self.arg(&regexp.pattern);
    }

    pub(super) fn custom(&mut self, custom: &'s Custom) {
        let sides = u64::from(custom.left.is_some()) | u64::from(custom.right.is_some()) << 1;
        self.push(25 | sides << 8);
        self.push_str(custom.symbol);
        custom.left.iter().for_each(|arg| self.arg(arg));
        custom.right.iter().for_each(|arg| self.arg(arg));
    }
}
