//! Who buys, for how much, and who looks after them: two entities and an aggregate a row.

use alchemy::Result;
use alchemy::prelude::*;

use super::layout::Page;
use super::{layout, money, text};
use crate::models::{Customer, Employee, Invoice};

/// Writes the customers of each support agent, the best ones first.
pub(super) fn write(page: &mut Page, session: &mut Session) -> Result<()> {
    page.heading("Customers and their support staff");
    let invoices = select(func::sum(Invoice.total))
        .filter(Invoice.customer_id.eq(Customer.customer_id))
        .scalar_subquery();
    let spent = func::coalesce(invoices, rust_decimal::Decimal::ZERO);
    let customers = select((Customer, Employee.optional(), spent.clone()))
        .outer_join(Customer.support_rep)
        .order_by((Employee.employee_id, spent.desc(), Customer.customer_id));
    let mut table = layout::table(&[
        "Support", "Customer", "Company", "City", "Country", ">Spent",
    ]);
    let mut before = None;
    for (customer, employee, spent) in session.all(customers)? {
        // The agent's name stands once, above the first customer.
        let agent = match employee {
            Some(agent) if before != Some(agent) => session[agent].full_name(),
            Some(_) => String::new(),
            None => "nobody".to_owned(),
        };
        before = employee;
        let customer = &session[customer];
        table.add_row([
            agent,
            customer.full_name(),
            text(customer.company.as_ref()).to_owned(),
            text(customer.city.as_ref()).trim_end().to_owned(),
            text(customer.country.as_ref()).to_owned(),
            money(spent),
        ]);
    }
    page.line(table.trim_fmt());
    Ok(())
}
