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
        // Seconds would be cut towards zero, and a division rounded to four digits.
        DatePart::Epoch => (
            "CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ",
            ") * 0.000001) AS SIGNED)",
        ),
        part => return extract::extract(cx, part, arg),
    };
    cx.push(before);
    cx.arg(arg)?;
    cx.push(after);
    Ok(())
}
