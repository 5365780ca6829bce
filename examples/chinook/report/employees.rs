//! Who reports to whom: a tree, walked over views.

use alchemy::Result;
use alchemy::orm::View;
use alchemy::prelude::*;

use super::layout::Page;
use super::text;
use crate::models::Employee;

/// Writes the employees below their managers.
pub(super) fn write(page: &mut Page, session: &mut Session) -> Result<()> {
    page.heading("Employees");
    let everybody = select(Employee)
        .order_by(Employee.employee_id)
        .options(selectinload(Employee.reports));
    for employee in session.all(everybody)? {
        let employee = session.view(employee)?;
        if employee.reports_to.is_none() {
            page.line(line(employee));
            write_reports(page, employee, "")?;
        }
    }
    Ok(())
}

/// Writes those who report to an employee, each with a branch of the tree before it.
fn write_reports(page: &mut Page, manager: View<'_, Employee>, indent: &str) -> Result<()> {
    let mut reports = manager.many(Employee.reports)?.peekable();
    while let Some(report) = reports.next() {
        let (branch, below) = match reports.peek() {
            Some(_) => ("├── ", "│   "),
            None => ("└── ", "    "),
        };
        page.line(format_args!("{indent}{branch}{}", line(report)));
        write_reports(page, report, &format!("{indent}{below}"))?;
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
