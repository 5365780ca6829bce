//! Invoices whose total is not what their lines come to: GROUP BY and HAVING.

use alchemy::Result;
use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::{layout, money, revenue};
use crate::models::{Customer, Invoice};

/// Rounded to cents in the database: SQLite's decimals are floating point numbers.
fn cents(amount: Expr<Decimal>) -> Expr<Decimal> {
    func::call("round", (amount, 2))
}

/// Prints the invoices to look into, if there are any.
pub(super) fn print(session: &mut Session) -> Result<()> {
    layout::heading("Invoices that disagree with their lines");
    let lines = func::coalesce(revenue(), Decimal::ZERO);
    let wrong = select((Invoice, Customer, lines.clone()))
        .join(Invoice.customer)
        .outer_join(Invoice.lines)
        .group_by((Invoice.invoice_id, Customer.customer_id))
        .having(cents(lines).ne(cents(Invoice.total.expr())))
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
        println!("{}", table.trim_fmt());
    }
    let checked = session.one(select(func::count_all()).select_from(Invoice))?;
    println!("{checked} invoices checked, {} disagree.", wrong.len());
    Ok(())
}
