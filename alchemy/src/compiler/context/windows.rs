//! The windows that a SELECT names.

use super::Context;
use crate::sql::{Node, Window, WindowNode};
use crate::{Error, ErrorKind, Result};

/// What a reference to a named window has to know of it.
pub(super) struct NamedWindow {
    name: String,
    ordered: bool,
    framed: bool,
}

impl Context<'_> {
    /// Begins the part of a statement where these windows can be named.
    pub(in crate::compiler) fn enter_windows(&mut self, windows: &[Window]) -> Result<()> {
        let mut list: Vec<NamedWindow> = Vec::with_capacity(windows.len());
        for window in windows {
            let name = window.name.to_string();
            if list.iter().any(|known| known.name == name) {
                let message = format!("the statement has two windows named `{name}`");
                return Err(Error::new(ErrorKind::Compile, message));
            }
            list.push(NamedWindow {
                name,
                ordered: !window.window.order_by.is_empty(),
                framed: window.window.frame.is_some(),
            });
        }
        self.windows.push(list);
        Ok(())
    }

    /// Ends it.
    pub(in crate::compiler) fn leave_windows(&mut self) {
        self.windows.pop();
    }

    /// Whether a window of the SELECT around this place has the name and can be refined so.
    pub(in crate::compiler) fn check_window(&self, name: &str, refined: &WindowNode) -> Result<()> {
        let mut list = self.windows.last().into_iter().flatten();
        let Some(base) = list.find(|window| window.name == name) else {
            let message = format!("the statement has no window named `{name}`");
            return Err(Error::new(ErrorKind::Compile, message)
                .with_help("name it in the statement: `select(…).window(&w)`"));
        };
        let refines = !refined.order_by.is_empty() || refined.frame.is_some();
        let message = if !refined.partition_by.is_empty() {
            format!("window `{name}` can't be partitioned where a function refers to it")
        } else if base.ordered && !refined.order_by.is_empty() {
            format!("window `{name}` has an order already")
        } else if base.framed && refines {
            format!("window `{name}` has a frame and can't be refined")
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("give the function a window of its own: `.over().partition_by(…)`"))
    }

    /// Writes the function of a window, whose arguments are of the group though it may be an
    /// aggregate.
    pub(in crate::compiler) fn window_function(&mut self, node: &Node) -> Result<()> {
        self.visit(node)
    }
}
