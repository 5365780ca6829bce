//! What models compute, in Rust and in SQL.

use alchemy::Result;
use alchemy::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::cases;
use crate::answer::Answer;
use crate::models::{Customer, Employee, Invoice, InvoiceLine, Track};

cases! {
    queries: hyb_aliased hyb_consistency hyb_correlated hyb_group hyb_group_label hyb_where;
    scenarios: hyb_python_side;
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

fn hyb_group() -> Select<(bool, i64)> {
    select((Track.is_long().label("long"), func::count_all().label("n")))
        .group_by(Track.is_long())
        .order_by(func::count_all().desc())
}

fn hyb_group_label() -> Select<(bool, i64)> {
    let long = Track.is_long().label("long");
    select((long.clone(), func::count_all().label("n")))
        .group_by(long)
        .order_by(func::count_all().desc())
}

fn hyb_where() -> Select<(i64, Option<i32>)> {
    select((func::count_all(), func::min(Track.track_id)))
        .select_from(Track)
        .filter(Track.is_long())
}

fn hyb_python_side(session: &mut Session) -> Result<Answer> {
    let track = session.get(Track, 1)?;
    let computed = select((Track.seconds(), Track.is_long(), Track.display_name()))
        .filter(Track.track_id.eq(1));
    let in_sql = session.one(computed)?;
    let in_rust = track.map(|it| &session[it]);
    let in_rust = in_rust.map(|it| (it.seconds(), it.is_long(), it.display_name()));
    Ok(Answer::Result(json!({ "python": in_rust, "sql": in_sql })))
}
