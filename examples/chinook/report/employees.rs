//! Who reports to whom: a tree, walked over views.

use alchemy::Result;
use alchemy::orm::View;
use alchemy::prelude::*;

use super::{layout, text};
use crate::models::Employee;

/// Prints the employees below their managers.
pub(super) fn print(session: &mut Session) -> Result<()> {
    layout::heading("Employees");
    let everybody = select(Employee)
        .order_by(Employee.employee_id)
        .options(selectinload(Employee.reports));
    for employee in session.all(everybody)? {
        let employee = session.view(employee)?;
        if employee.reports_to.is_none() {
            println!("{}", line(employee));
            print_reports(employee, "")?;
        }
    }
    Ok(())
}

/// Prints those who report to an employee, each with a branch of the tree before it.
fn print_reports(manager: View<'_, Employee>, indent: &str) -> Result<()> {
    let mut reports = manager.many(Employee.reports)?.peekable();
    while let Some(report) = reports.next() {
        let (branch, below) = match reports.peek() {
            Some(_) => ("├── ", "│   "),
            None => ("└── ", "    "),
        };
        println!("{indent}{branch}{}", line(report));
        print_reports(report, &format!("{indent}{below}"))?;
    }
    Ok(())
}

fn line(employee: View<'_, Employee>) -> String {
    format!(
        "{}, {}",
        employee.full_name(),
        text(employee.title.as_ref())
    )
}
