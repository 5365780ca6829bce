//! EXTRACT, whose result is a `numeric` here.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::extract::part_name;
use alchemy::sql::{Arg, DatePart};

/// A part of a date as an integer. A date has no hours before it is a timestamp.
pub(super) fn extract(cx: &mut Context<'_>, part: DatePart, arg: &Arg) -> Result<()> {
    let of_day = matches!(part, DatePart::Hour | DatePart::Minute | DatePart::Second);
    // A cast to an integer rounds.
    let fraction = matches!(part, DatePart::Second | DatePart::Epoch);
    cx.push("CAST(");
    cx.push(if fraction {
        "floor(EXTRACT("
    } else {
        "EXTRACT("
    });
    cx.push(part_name(part));
    cx.push(" FROM ");
    if of_day {
        cx.push("CAST(");
    }
    cx.arg(arg)?;
    if of_day {
        cx.push(" AS timestamp)");
    }
    cx.push(if fraction { "))" } else { ")" });
    cx.push(" AS bigint)");
    Ok(())
}
