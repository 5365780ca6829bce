//! The reports, each a query and what is made of its answer.

mod customers;
mod employees;
mod genres;
mod invoices;
mod layout;
mod playlist;

use alchemy::Result;
use alchemy::prelude::*;
use rust_decimal::Decimal;

use crate::models::InvoiceLine;
use layout::Page;

/// All reports, as they are printed.
pub(crate) fn all(session: &mut Session, playlist: &str) -> Result<String> {
    let page = &mut Page::default();
    employees::write(page, session)?;
    genres::write(page, session)?;
    customers::write(page, session)?;
    playlist::write(page, session, playlist)?;
    invoices::write(page, session)?;
    Ok(std::mem::take(page).into_text())
}

/// What the lines of a group come to.
fn revenue() -> Expr<Option<Decimal>> {
    func::sum(InvoiceLine.amount()).expr()
}

/// A text that may be missing.
fn text(value: Option<&String>) -> &str {
    value.map_or("-", String::as_str)
}

/// An amount of money. SQLite adds floating point numbers, so there may be more digits.
fn money(amount: Decimal) -> String {
    format!("{:.2}", amount.round_dp(2))
}
