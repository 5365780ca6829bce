//! The one place that writes identifiers and literals.
//!
//! Called by the [`Context`](super::Context); a dialect decides by its capability and by
//! `visit_literal` how a value is spelt, and spells it with what is here.

use super::buffer::SqlBuffer;
use super::capability::{Capability, IdentifierLength};
use crate::{Error, ErrorKind, Result};

/// Whether a name needs no quotes in any database, unless it is a reserved word: it begins with a
/// lower case letter or `_` and goes on with those and digits.
#[must_use]
pub fn is_plain_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Writes an identifier, quoted when needed.
pub(super) fn identifier(
    buffer: &mut SqlBuffer,
    name: &str,
    capability: &Capability,
    database: &str,
) -> Result<()> {
    check_identifier(name, capability, database)?;
    if is_plain_identifier(name) && capability.reserved_words.binary_search(&name).is_err() {
        buffer.push_verbatim(name);
        return Ok(());
    }
    buffer.push_char(capability.quote);
    for char in name.chars() {
        if char == capability.quote {
            buffer.push_char(char);
        }
        buffer.push_char(char);
    }
    buffer.push_char(capability.quote);
    Ok(())
}

fn check_identifier(name: &str, capability: &Capability, database: &str) -> Result<()> {
    let refuse = |why: String| {
        let message = format!("`{}` can't be an identifier: {why}", name.escape_debug());
        Err(Error::new(ErrorKind::Compile, message))
    };
    if name.is_empty() {
        return refuse("it is empty".to_owned());
    }
    if name.contains('\0') {
        return refuse("it contains a NUL character".to_owned());
    }
    if capability.narrow_identifiers {
        if let Some(char) = name.chars().find(|char| u32::from(*char) > 0xffff) {
            return refuse(format!("{database} has no names with `{char}`"));
        }
        if name.ends_with([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']) {
            return refuse(format!("{database} has no names that end with a space"));
        }
    }
    match capability.identifier_length {
        IdentifierLength::Bytes(limit) if name.len() > limit => {
            refuse(format!("{database} takes at most {limit} bytes"))
        }
        IdentifierLength::Characters(limit) if name.chars().count() > limit => {
            refuse(format!("{database} takes at most {limit} characters"))
        }
        _ => Ok(()),
    }
}

/// A name cut down so that a suffix of so many bytes still fits.
pub(super) fn shortened<'n>(name: &'n str, capability: &Capability, suffix: usize) -> &'n str {
    let limit = match capability.identifier_length {
        IdentifierLength::Unlimited => return name,
        IdentifierLength::Bytes(limit) => name.floor_char_boundary(limit.saturating_sub(suffix)),
        IdentifierLength::Characters(limit) => name
            .char_indices()
            .nth(limit.saturating_sub(suffix))
            .map_or(name.len(), |(at, _)| at),
    };
    name.get(..limit).unwrap_or(name)
}

/// Writes text as a literal in quotes.
pub(super) fn text_literal(
    buffer: &mut SqlBuffer,
    text: &str,
    capability: &Capability,
    database: &str,
) -> Result<()> {
    // Where a setting of the server decides what a backslash means, this form is beyond it.
    let escape_string = capability.escape_strings && text.contains('\\');
    buffer.push(if escape_string { "E'" } else { "'" });
    for char in text.chars() {
        match char {
            '\'' => buffer.push("''"),
            '\\' if capability.backslash_escapes || escape_string => buffer.push("\\\\"),
            '\0' if capability.backslash_escapes => buffer.push("\\0"),
            '\u{1a}' if capability.backslash_escapes => buffer.push("\\Z"),
            '\0' => {
                return Err(Error::new(
                    ErrorKind::Compile,
                    format!("a text with a NUL character can't be a literal in {database}"),
                )
                .with_help("bind it"));
            }
            char => buffer.push_char(char),
        }
    }
    buffer.push("'");
    Ok(())
}

/// Writes bytes as hexadecimal digits, without quotes.
pub(super) fn hex_digits(buffer: &mut SqlBuffer, bytes: &[u8]) {
    for byte in bytes {
        buffer.push_verbatim(&format!("{byte:02x}"));
    }
}

/// A UUID in its canonical notation.
pub(super) fn uuid_text(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// A day, counted from 1970-01-01, in ISO notation.
pub(super) fn date_text(days: i64) -> String {
    // Years begin in March and eras have 400 of them, so that leap days come last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = era * 400 + year_of_era + carry;
    format!("{year:04}-{month:02}-{day:02}")
}

/// Microseconds since midnight as a time of day, with a fraction where there is one.
pub(super) fn time_text(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}.{fraction:06}")
    }
}

/// Microseconds since the epoch as date and time.
pub(super) fn timestamp_text(micros: i64) -> String {
    const DAY: i64 = 86_400_000_000;
    let (day, time) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
    format!("{} {}", date_text(day), time_text(time))
}

#[cfg(test)]
mod tests {
    use super::{date_text, is_plain_identifier, shortened, timestamp_text};
    use crate::compiler::{Capability, IdentifierLength};

    #[test]
    fn days_are_dates() {
        assert_eq!(date_text(0), "1970-01-01");
        assert_eq!(date_text(11_016), "2000-02-29");
        assert_eq!(date_text(-1), "1969-12-31");
        assert_eq!(date_text(-719_162), "0001-01-01");
        assert_eq!(timestamp_text(-1), "1969-12-31 23:59:59.999999");
    }

    #[test]
    fn plain_identifiers_are_lower_case() {
        assert!(is_plain_identifier("users_2"));
        assert!(!is_plain_identifier("2users"));
        assert!(!is_plain_identifier("Users"));
        assert!(!is_plain_identifier("größe"));
        assert!(!is_plain_identifier(""));
    }

    #[test]
    fn names_are_cut_between_characters() {
        let capability = Capability {
            identifier_length: IdentifierLength::Bytes(6),
            ..Capability::ANSI
        };
        assert_eq!(shortened("größe", &capability, 2), "grö");
        assert_eq!(shortened("größe", &capability, 3), "gr");
    }
}
