//! Where a client's requests end.
//!
//! PostgreSQL frames messages as a type byte and a length that counts itself, but for those that
//! open the connection, which have no type. MySQL's packets have three bytes of length, the low
//! one first, and a number that is 0 at the beginning of a command.

use crate::servers::ServerKind;

/// Cuts what a client sends into requests.
pub(super) struct Requests {
    kind: ServerKind,
    /// What has come and isn't a whole message yet.
    rest: Vec<u8>,
    /// Messages of a request that isn't whole yet.
    held: Vec<u8>,
    /// Whether the connection is still being opened.
    opening: bool,
}

impl Requests {
    pub(super) const fn of(kind: ServerKind) -> Self {
        Self {
            kind,
            rest: Vec::new(),
            held: Vec::new(),
            opening: true,
        }
    }

    /// What can be sent on now, and whether it counts as a request.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<(Vec<u8>, bool)> {
        self.rest.extend_from_slice(bytes);
        let mut ready = Vec::new();
        while let Some(length) = self.message() {
            let message: Vec<u8> = self.rest.drain(..length).collect();
            match self.kind {
                ServerKind::Postgres => self.postgres(message, &mut ready),
                ServerKind::MariaDb | ServerKind::MySql => self.mysql(message, &mut ready),
            }
        }
        ready
    }

    /// The length of the message at the front, once it is there as a whole.
    fn message(&self) -> Option<usize> {
        let length = match (self.kind, &*self.rest) {
            (ServerKind::Postgres, [a, b, c, d, ..]) if self.opening => {
                big_endian([*a, *b, *c, *d])
            }
            (ServerKind::Postgres, [_, a, b, c, d, ..]) if !self.opening => {
                big_endian([*a, *b, *c, *d]) + 1
            }
            (ServerKind::Postgres, _) => return None,
            (_, [a, b, c, _, ..]) => usize::from(*a) | usize::from(*b) << 8 | usize::from(*c) << 16,
            _ => return None,
        };
        let length = match self.kind {
            ServerKind::Postgres => length,
            ServerKind::MariaDb | ServerKind::MySql => length + 4,
        };
        (self.rest.len() >= length).then_some(length)
    }

    fn postgres(&mut self, message: Vec<u8>, ready: &mut Vec<(Vec<u8>, bool)>) {
        if self.opening {
            // A request for encryption is answered, and the opening goes on.
            self.opening = message.get(4..8) == Some(&[4, 210, 22, 47]);
            ready.push((message, false));
            return;
        }
        let kind = message.first().copied();
        self.held.extend_from_slice(&message);
        match kind {
            Some(b'Q' | b'S') => ready.push((std::mem::take(&mut self.held), true)),
            // Passwords, COPY's data, a flush, a good-bye.
            Some(b'p' | b'd' | b'c' | b'f' | b'H' | b'X') => {
                ready.push((std::mem::take(&mut self.held), false));
            }
            _ => {}
        }
    }

    fn mysql(&mut self, message: Vec<u8>, ready: &mut Vec<(Vec<u8>, bool)>) {
        let first = message.get(3) == Some(&0);
        // COM_QUIT and COM_STMT_CLOSE have no answer.
        let quiet = matches!(message.get(4), Some(0x01 | 0x19));
        ready.push((message, first && !quiet));
    }
}

fn big_endian(bytes: [u8; 4]) -> usize {
    usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, length: u8) -> Vec<u8> {
        let mut frame = vec![kind, 0, 0, 0, length + 4];
        frame.extend(std::iter::repeat_n(b'x', length.into()));
        frame
    }

    #[test]
    fn a_request_of_postgres_ends_with_sync() {
        let mut requests = Requests::of(ServerKind::Postgres);
        let opening = [0, 0, 0, 9, 0, 3, 0, 0, 0];
        assert_eq!(requests.push(&opening), [(opening.to_vec(), false)]);
        let whole: Vec<u8> = [frame(b'B', 5), frame(b'E', 4), frame(b'S', 0)].concat();
        let (begin, end) = whole.split_at(12);
        assert_eq!(requests.push(begin), []);
        assert_eq!(requests.push(end), [(whole.clone(), true)]);
        let query = frame(b'Q', 3);
        let two = [query.clone(), frame(b'X', 0)].concat();
        assert_eq!(
            requests.push(&two),
            [(query, true), (frame(b'X', 0), false)]
        );
    }

    #[test]
    fn a_command_of_mysql_begins_with_number_zero() {
        let mut requests = Requests::of(ServerKind::MariaDb);
        let login = [2, 0, 0, 1, 7, 7];
        let query = [2, 0, 0, 0, 3, b'x'];
        let close = [1, 0, 0, 0, 0x19];
        let all = [&login[..], &query, &close].concat();
        let expected = [
            (login.to_vec(), false),
            (query.to_vec(), true),
            (close.to_vec(), false),
        ];
        assert_eq!(requests.push(&all), expected);
    }
}
