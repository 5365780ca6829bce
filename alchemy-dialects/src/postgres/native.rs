//! Types that are PostgreSQL's own, from their binary form into the text that the server writes.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use alchemy::types::{Bits, Inet, MacAddr, NativeValue};
use bytes::{BufMut as _, BytesMut};
use postgres::types::Type;

use super::bind::{Why, is_text};
use super::composite::Reader;

/// A value as text; `None` where the bytes aren't what the server sends, and an outer `None` for
/// a type that isn't known here.
pub(super) fn text(ty: &Type, bytes: &[u8]) -> Option<Option<String>> {
    Some(match *ty {
        Type::INET | Type::CIDR => address(bytes),
        Type::MACADDR | Type::MACADDR8 => Some(hardware(bytes)),
        Type::BIT | Type::VARBIT => bits(bytes),
        Type::TS_VECTOR => vector(bytes),
        Type::TSQUERY => query(bytes),
        _ if ty.name() == "hstore" => pairs(bytes),
        _ => return None,
    })
}

/// Whether [`text`] knows the type.
pub(super) fn is_one(ty: &Type) -> bool {
    text(ty, &[]).is_some()
}

/// Writes a value in its binary form, which it has as an element of an array.
pub(super) fn write(value: &NativeValue, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    const UNREADABLE: Why = Why::Because("its text isn't one of the type");
    match *ty {
        Type::INET | Type::CIDR => {
            let Inet { address, prefix } = value.text.parse().map_err(|_| UNREADABLE)?;
            let network = u8::from(*ty == Type::CIDR);
            match address {
                IpAddr::V4(address) => {
                    out.put_slice(&[2, prefix, network, 4]);
                    out.put_slice(&address.octets());
                }
                IpAddr::V6(address) => {
                    out.put_slice(&[3, prefix, network, 16]);
                    out.put_slice(&address.octets());
                }
            }
        }
        Type::MACADDR => {
            let MacAddr(bytes) = value.text.parse().map_err(|_| UNREADABLE)?;
            out.put_slice(&bytes);
        }
        Type::BIT | Type::VARBIT => {
            let Bits(bits) = value.text.parse().map_err(|_| UNREADABLE)?;
            out.put_i32(i32::try_from(bits.len()).map_err(|_| UNREADABLE)?);
            for byte in bits.chunks(8) {
                let set = byte.iter().zip(0..).filter(|(bit, _)| **bit);
                out.put_u8(set.fold(0, |sum, (_, at)| sum | 0x80 >> at));
            }
        }
        _ if is_text(ty) => out.put_slice(value.text.as_bytes()),
        _ => return Err(Why::Mismatch),
    }
    Ok(())
}

/// The family, the bits of the prefix, whether it is a network, and the address.
fn address(bytes: &[u8]) -> Option<String> {
    let [_, prefix, is_network, _, address @ ..] = bytes else {
        return None;
    };
    let (text, width) = if let Ok(four) = <[u8; 4]>::try_from(address) {
        (Ipv4Addr::from(four).to_string(), 32)
    } else {
        (
            Ipv6Addr::from(<[u8; 16]>::try_from(address).ok()?).to_string(),
            128,
        )
    };
    Some(if *is_network == 0 && *prefix == width {
        text
    } else {
        format!("{text}/{prefix}")
    })
}

fn hardware(bytes: &[u8]) -> String {
    let parts: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    parts.join(":")
}

fn bits(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader(bytes);
    let count = usize::try_from(reader.int()?).ok()?;
    let bit = |at: usize| {
        let byte = reader.0.get(at / 8)?;
        Some(if byte & (0x80 >> (at % 8)) == 0 {
            '0'
        } else {
            '1'
        })
    };
    (0..count).map(bit).collect()
}

/// A text in quotes, with what would end it escaped by a backslash.
fn quoted(text: &str, quote: char, out: &mut String) {
    out.push(quote);
    for char in text.chars() {
        if char == quote || char == '\\' {
            out.push('\\');
        }
        out.push(char);
    }
    out.push(quote);
}

fn pairs(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader(bytes);
    let count = reader.int()?;
    let mut out = String::new();
    for position in 0..count {
        if position > 0 {
            out.push_str(", ");
        }
        quoted(std::str::from_utf8(reader.sized()??).ok()?, '"', &mut out);
        out.push_str("=>");
        match reader.sized()? {
            Some(value) => quoted(std::str::from_utf8(value).ok()?, '"', &mut out),
            None => out.push_str("NULL"),
        }
    }
    Some(out)
}

/// A lexeme as the server quotes it: quotes and backslashes are doubled.
fn lexeme(text: &str, out: &mut String) {
    out.push('\'');
    for char in text.chars() {
        if matches!(char, '\'' | '\\') {
            out.push(char);
        }
        out.push(char);
    }
    out.push('\'');
}

fn vector(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader(bytes);
    let count = reader.int()?;
    let mut out = String::new();
    for number in 0..count {
        if number > 0 {
            out.push(' ');
        }
        lexeme(reader.text()?, &mut out);
        for position in 0..reader.short()? {
            out.push(if position == 0 { ':' } else { ',' });
            let place = reader.short()?;
            // Writing into a string can't fail.
            let _ = write!(out, "{}", place & 0x3fff);
            out.push_str(match place >> 14 {
                3 => "A",
                2 => "B",
                1 => "C",
                _ => "",
            });
        }
    }
    Some(out)
}

/// A part of a query, and how tightly it holds together.
struct Part {
    text: String,
    level: u8,
}

const OR: u8 = 1;
const AND: u8 = 2;
const PHRASE: u8 = 3;
const NOT: u8 = 4;
const LEXEME: u8 = 5;

/// How deep the operators of a query may stand in each other: a server's query isn't trusted
/// with the stack.
const DEEPEST: u16 = 256;

fn query(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader(bytes);
    match reader.int()? {
        0 => Some(String::new()),
        _ => part(&mut reader, DEEPEST).map(|part| part.text),
    }
}

fn within(part: Part, level: u8) -> String {
    if part.level >= level {
        part.text
    } else {
        format!("( {} )", part.text)
    }
}

/// Operators stand before their operands, of which the right one comes first.
fn part(reader: &mut Reader<'_>, depth: u16) -> Option<Part> {
    let depth = depth.checked_sub(1)?;
    if reader.byte()? == 1 {
        let (weights, prefix) = (reader.byte()?, reader.byte()?);
        let mut text = String::new();
        lexeme(reader.text()?, &mut text);
        if weights != 0 || prefix != 0 {
            text.push(':');
        }
        if prefix != 0 {
            text.push('*');
        }
        for (bit, letter) in [(8, 'A'), (4, 'B'), (2, 'C'), (1, 'D')] {
            if weights & bit != 0 {
                text.push(letter);
            }
        }
        return Some(Part {
            text,
            level: LEXEME,
        });
    }
    let (level, operator) = match reader.byte()? {
        1 => {
            let text = format!("!{}", within(part(reader, depth)?, NOT));
            return Some(Part { text, level: NOT });
        }
        2 => (AND, "&".to_owned()),
        3 => (OR, "|".to_owned()),
        4 => match reader.short()? {
            1 => (PHRASE, "<->".to_owned()),
            distance => (PHRASE, format!("<{distance}>")),
        },
        _ => return None,
    };
    let right = part(reader, depth)?;
    let left = part(reader, depth)?;
    // Phrases group from the left alone.
    let beside = if level == PHRASE { level + 1 } else { level };
    let text = format!(
        "{} {operator} {}",
        within(left, level),
        within(right, beside)
    );
    Some(Part { text, level })
}
