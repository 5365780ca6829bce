//! Text for a panic while the program is compiled, where `format!` doesn't work.

const CAPACITY: usize = 600;

/// A message that is put together piece by piece.
pub(super) struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Message {
    /// Of some pieces.
    pub(super) const fn new(pieces: &[&str]) -> Self {
        let message = Self {
            bytes: [0; CAPACITY],
            length: 0,
        };
        message.with(pieces)
    }

    /// With more pieces. What is too long is cut at a piece.
    pub(super) const fn with(mut self, pieces: &[&str]) -> Self {
        let mut piece = 0;
        while piece < pieces.len() {
            let bytes = pieces[piece].as_bytes();
            if self.length + bytes.len() > CAPACITY {
                return self;
            }
            let mut at = 0;
            while at < bytes.len() {
                self.bytes[self.length] = bytes[at];
                self.length += 1;
                at += 1;
            }
            piece += 1;
        }
        self
    }

    /// The text.
    pub(super) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// Fails the compilation.
    #[track_caller]
    #[expect(clippy::panic, reason = "in a constant, a panic is a compile error")]
    pub(super) const fn fail(&self) -> ! {
        panic!("{}", self.as_str())
    }
}
