//! Expressions of an application's own.

use super::context::Context;
use super::precedence::Level;
use crate::sql::{Element, ElementWriter};
use crate::{Error, ErrorKind, Result};

/// Lets the element write itself.
pub(super) fn element(cx: &mut Context<'_>, element: &dyn Element) -> Result<()> {
    element.write(&mut Writer { cx, element })
}

/// A context that knows whose operands are written.
struct Writer<'w, 'c> {
    cx: &'w mut Context<'c>,
    element: &'w dyn Element,
}

impl ElementWriter for Writer<'_, '_> {
    fn dialect(&self) -> &'static str {
        self.cx.dialect().name()
    }

    fn push(&mut self, sql: &'static str) {
        self.cx.push(sql);
    }

    fn identifier(&mut self, name: &str) -> Result<()> {
        self.cx.identifier(name)
    }

    fn text_literal(&mut self, text: &str) -> Result<()> {
        self.cx.text_literal(text)
    }

    fn operand(&mut self, number: usize) -> Result<()> {
        match self.element.operands().get(number) {
            Some(arg) => self.cx.operand(arg, Level::Atom),
            None => {
                let message = format!(
                    "`{}` writes its operand {number}, and has {}",
                    self.element.name(),
                    self.element.operands().len()
                );
                Err(Error::new(ErrorKind::Compile, message)
                    .with_help("operands are counted from 0"))
            }
        }
    }

    fn unsupported(&self, construct: &str) -> Error {
        self.cx.unsupported(construct)
    }
}
