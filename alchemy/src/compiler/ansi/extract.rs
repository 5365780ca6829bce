//! EXTRACT as the standard has it.

use crate::Result;
use crate::compiler::Context;
use crate::sql::{Arg, DatePart};

/// The word for a part. The standard ends with seconds; the others are PostgreSQL's, which others
/// share.
#[must_use]
pub const fn part_name(part: DatePart) -> &'static str {
    match part {
        DatePart::Year => "YEAR",
        DatePart::Quarter => "QUARTER",
        DatePart::Month => "MONTH",
        DatePart::Week => "WEEK",
        DatePart::Day => "DAY",
        DatePart::DayOfWeek => "DOW",
        DatePart::DayOfYear => "DOY",
        DatePart::Hour => "HOUR",
        DatePart::Minute => "MINUTE",
        DatePart::Second => "SECOND",
        DatePart::Epoch => "EPOCH",
    }
}

/// `EXTRACT(YEAR FROM …)`
///
/// # Errors
/// What the operand's visit answers.
pub fn extract(cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
    cx.push("EXTRACT(");
    cx.push(part_name(part));
    cx.push(" FROM ");
    cx.arg(arg)?;
    cx.push(")");
    Ok(())
}
