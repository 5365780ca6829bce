//! Invoices whose total is not what their lines come to: GROUP BY and HAVING.

use alchemy::Result;
use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::layout::Page;
use super::{layout, money, revenue};
use crate::models::{Customer, Invoice, InvoiceLine};

/// Rounded to cents in the database: SQLite's decimals are floating point numbers.
fn cents(amount: Expr<Decimal>) -> Expr<Decimal> {
    func::call("round", (amount, 2))
}

/// Writes the invoices to look into, if there are any.
pub(super) fn write(page: &mut Page, session: &mut Session) -> Result<()> {
    page.heading("Invoices that disagree with their lines");
    let lines = select(revenue())
        .filter(InvoiceLine.invoice_id.eq(Invoice.invoice_id))
        .scalar_subquery();
    let lines = func::coalesce(lines, Decimal::ZERO);
    let wrong = select((Invoice, Customer, lines.clone()))
        .join(Invoice.customer)
        .filter(cents(lines).ne(cents(Invoice.total.expr())))
        .order_by(Invoice.invoice_id);
    let wrong = session.all(wrong)?;
    let mut table = layout::table(&[
        ">Invoice", "Date", "Customer", ">Total", ">Lines", ">Off by",
    ]);
    for (invoice, customer, lines) in &wrong {
        let (invoice, customer) = (&session[*invoice], &session[*customer]);
        table.add_row([
            invoice.invoice_id.to_string(),
            invoice.invoice_date.date().to_string(),
            customer.full_name(),
            money(invoice.total),
            money(*lines),
            money(invoice.total - lines),
        ]);
    }
    if !wrong.is_empty() {
        page.line(table.trim_fmt());
    }
    let checked = session.one(select(func::count_all()).select_from(Invoice))?;
    page.line(format_args!(
        "{checked} invoices checked, {} disagree.",
        wrong.len()
    ));
    Ok(())
}
