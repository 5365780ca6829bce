//! EXTRACT, by `strftime`.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::sql::{Arg, DatePart};

/// A part of a date as an integer.
pub(super) fn extract(cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
    let format = match part {
        DatePart::Year => "%Y",
        DatePart::Quarter | DatePart::Month => "%m",
        DatePart::Week => "%V",
        DatePart::Day => "%d",
        DatePart::DayOfWeek => "%w",
        DatePart::DayOfYear => "%j",
        DatePart::Hour => "%H",
        DatePart::Minute => "%M",
        DatePart::Second => "%S",
        DatePart::Epoch => "%s",
    };
    let quarter = part == DatePart::Quarter;
    if quarter {
        cx.push("((");
    }
    cx.push("CAST(strftime('");
    cx.push(format);
    cx.push("', ");
    cx.arg(arg)?;
    cx.push(") AS INTEGER)");
    if quarter {
        cx.push(" + 2) / 3)");
    }
    Ok(())
}
