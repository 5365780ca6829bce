//! Decimal numbers between text and the server's binary form: digits to the base of 10,000.

use std::fmt::Write as _;

/// The digits of a number, of which the first stands for `10000^weight`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numeric {
    weight: i16,
    negative: bool,
    /// Decimal places that are shown.
    scale: u16,
    digits: Vec<u16>,
}

const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0;
/// What the server can have behind the point.
const LONGEST_SCALE: u16 = 0x3fff;

impl Numeric {
    /// Reads digits, with a sign and a point perhaps. None when it is written otherwise or longer
    /// than the server can have it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let scale = u16::try_from(fraction.len()).ok()?;
        if scale > LONGEST_SCALE {
            return None;
        }
        // Groups of four, counted from the point to both sides.
        let lead = (4 - whole.len() % 4) % 4;
        let trail = (4 - fraction.len() % 4) % 4;
        let padded: Vec<u8> = std::iter::repeat_n(b'0', lead)
            .chain(whole.bytes())
            .chain(fraction.bytes())
            .chain(std::iter::repeat_n(b'0', trail))
            .collect();
        let group = |digits: &[u8]| {
            digits
                .iter()
                .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        };
        let digits: Vec<u16> = padded.chunks(4).map(group).collect();
        let weight = i16::try_from((lead + whole.len()) / 4).ok()? - 1;
        Some(Self::trimmed(weight, negative, scale, digits))
    }

    /// Without the zeros at either end, which say nothing.
    fn trimmed(mut weight: i16, negative: bool, scale: u16, mut digits: Vec<u16>) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        if digits.is_empty() {
            return Self {
                weight: 0,
                negative: false,
                scale,
                digits,
            };
        }
        weight -= i16::try_from(zeros).unwrap_or(i16::MAX);
        Self {
            weight,
            negative,
            scale,
            digits,
        }
    }

    /// The server's form. None when there are more digits than it can count.
    pub(super) fn to_binary(&self) -> Option<Vec<u8>> {
        let count = i16::try_from(self.digits.len()).ok()?;
        let sign = if self.negative { NEGATIVE } else { POSITIVE };
        let mut bytes = Vec::with_capacity(8 + self.digits.len() * 2);
        bytes.extend(count.to_be_bytes());
        bytes.extend(self.weight.to_be_bytes());
        bytes.extend(sign.to_be_bytes());
        bytes.extend(self.scale.to_be_bytes());
        for digit in &self.digits {
            bytes.extend(digit.to_be_bytes());
        }
        Some(bytes)
    }

    /// Reads the server's form. None for what is no number, as NaN and the infinities, and for
    /// what the server doesn't send.
    pub(super) fn from_binary(bytes: &[u8]) -> Option<Self> {
        let (pairs, rest) = bytes.as_chunks::<2>();
        if !rest.is_empty() {
            return None;
        }
        let mut words = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
        let count = usize::from(words.next()?);
        let weight = words.next()?.cast_signed();
        let negative = match words.next()? {
            POSITIVE => false,
            NEGATIVE => true,
            _ => return None,
        };
        let scale = words.next()?;
        let digits: Vec<u16> = words.collect();
        let whole = digits.len() == count && digits.iter().all(|digit| *digit < 10_000);
        (whole && scale <= LONGEST_SCALE).then_some(Self {
            weight,
            negative,
            scale,
            digits,
        })
    }

    /// The digit that stands for `10000^weight`.
    fn digit(&self, weight: i32) -> u16 {
        usize::try_from(i32::from(self.weight) - weight)
            .ok()
            .and_then(|at| self.digits.get(at))
            .copied()
            .unwrap_or(0)
    }

    /// As it is written, with all the places of its scale.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        if self.negative {
            text.push('-');
        }
        let highest = i32::from(self.weight).max(0);
        for weight in (0..=highest).rev() {
            let digit = self.digit(weight);
            // Writing into a string can't fail.
            let _ = if weight == highest {
                write!(text, "{digit}")
            } else {
                write!(text, "{digit:04}")
            };
        }
        if self.scale > 0 {
            text.push('.');
            let end = text.len() + usize::from(self.scale);
            let mut weight = -1;
            while text.len() < end {
                let _ = write!(text, "{:04}", self.digit(weight));
                weight -= 1;
            }
            text.truncate(end);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written() {
        let table = [
            "0",
            "0.00",
            "1",
            "-1",
            "12.50",
            "9999",
            "10000",
            "10001",
            "0.0001",
            "0.00001",
            "0.000100",
            "-0.5",
            "100000000",
            "123456789.987654321",
            "1000000000000.1",
            "79228162514264337593543950335",
            "-0.0000000000000000000000000001",
        ];
        for text in table {
            let bytes = Numeric::parse(text).unwrap().to_binary().unwrap();
            assert_eq!(Numeric::from_binary(&bytes).unwrap().text(), text);
        }
    }

    #[test]
    fn what_is_said_twice_is_said_once() {
        for (text, expected) in [("-0", "0"), ("+7", "7"), ("007", "7"), ("00012.5", "12.5")] {
            assert_eq!(Numeric::parse(text).unwrap().text(), expected);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".5", "1e3", "1.2.3", "--1", "1 ", "NaN", "٣"] {
            assert_eq!(Numeric::parse(text), None, "{text:?}");
        }
        let nan = [0, 0, 0, 0, 0xc0, 0, 0, 0];
        let short = [0, 2, 0, 0, 0, 0, 0, 0, 0, 1];
        let beyond = [0, 1, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
        for bytes in [&nan[..], &short, &beyond, &[], &[0]] {
            assert_eq!(Numeric::from_binary(bytes), None, "{bytes:?}");
        }
    }
}
