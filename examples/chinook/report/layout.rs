//! Headings, lines and tables.

use std::fmt::Display;

use comfy_table::{CellAlignment, Table, presets};

/// What is going to be printed.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// Begins a report with its title.
    pub(super) fn heading(&mut self, title: &str) {
        self.line(format_args!(
            "\n{title}\n{}",
            "═".repeat(title.chars().count())
        ));
    }

    /// Adds a line, or several.
    pub(super) fn line(&mut self, text: impl Display) {
        self.0 += &format!("{text}\n");
    }

    /// The whole text.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// An empty table. The titles of columns with numbers begin with `>`: they are aligned right.
pub(super) fn table(titles: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(titles.iter().map(|title| title.trim_start_matches('>')));
    for (column, title) in table.column_iter_mut().zip(titles) {
        if title.starts_with('>') {
            column.set_cell_alignment(CellAlignment::Right);
        }
        column.set_padding((0, 2));
    }
    table
}
