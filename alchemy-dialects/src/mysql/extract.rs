//! EXTRACT, and functions for the parts that it doesn't have.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::extract;
use alchemy::sql::{Arg, DatePart};

/// A part of a date as an integer.
pub(super) fn part(cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
    let (before, after) = match part {
        DatePart::Week => ("WEEK(", ", 3)"),
        DatePart::DayOfWeek => ("(DAYOFWEEK(", ") - 1)"),
        DatePart::DayOfYear => ("DAYOFYEAR(", ")"),
        DatePart::Epoch => ("TIMESTAMPDIFF(SECOND, '1970-01-01', ", ")"),
        part => return extract::extract(cx, part, arg),
    };
    cx.push(before);
    cx.arg(arg)?;
    cx.push(after);
    Ok(())
}
