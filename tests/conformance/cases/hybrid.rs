//! What models compute, in Rust and in SQL.

use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::cases;
use crate::models::{Customer, Employee, Invoice, InvoiceLine, Track};

cases! {
    queries: hyb_aliased hyb_consistency hyb_correlated hyb_where;
}

fn hyb_aliased() -> Select<(String, String)> {
    let manager = aliased(Employee);
    select((Employee.full_name(), manager.full_name()))
        .join(Employee.manager.of(manager))
        .order_by(Employee.employee_id)
}

fn hyb_consistency() -> Select<i32> {
    let sum = func::call::<Option<Decimal>>("round", (func::sum(InvoiceLine.amount()), 2));
    let total = func::call::<Decimal>("round", (Invoice.total, 2));
    select(Invoice.invoice_id)
        .join(Invoice.lines)
        .group_by((Invoice.invoice_id, Invoice.total))
        .having(sum.ne(total))
}

fn hyb_correlated() -> Select<(i32, Option<Decimal>)> {
    let spent = || func::call::<Option<Decimal>>("round", (Customer.total_spent(), 2));
    select((Customer.customer_id, spent().label("t")))
        .filter(Customer.country.eq("Brazil"))
        .order_by((spent().desc(), Customer.customer_id))
}

fn hyb_where() -> Select<(i64, Option<i32>)> {
    select((func::count_all(), func::min(Track.track_id)))
        .select_from(Track)
        .filter(Track.is_long())
}
