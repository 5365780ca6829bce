//! Headings and tables on a terminal.

use comfy_table::{CellAlignment, Table, presets};

/// Prints the title of a report.
pub(super) fn heading(title: &str) {
    println!("\n{title}\n{}", "═".repeat(title.chars().count()));
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
