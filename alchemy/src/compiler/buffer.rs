//! The text under construction.

/// Which value of the statement stands at a place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum BindSlot {
    /// One value, by its number in the walk over the tree.
    Value(usize),
    /// All values of an IN list, by the list's number.
    List(usize),
}

/// A place in the text where a bind stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) at: usize,
    pub(super) slot: BindSlot,
    /// Whether placeholders of the same numbers stand before it.
    pub(super) again: bool,
}

/// SQL text under construction.
///
/// Only the library's and the dialects' own words go in as text; what comes from outside goes in
/// as an identifier, a literal or a bind, through the [`Context`](super::Context).
#[derive(Debug, Default)]
pub struct SqlBuffer {
    text: String,
    marks: Vec<Mark>,
}

impl SqlBuffer {
    /// Appends SQL.
    pub fn push(&mut self, sql: &'static str) {
        self.text.push_str(sql);
    }

    /// Appends a number, as in `VARCHAR(40)`.
    pub fn push_number(&mut self, number: u64) {
        self.text.push_str(&number.to_string());
    }

    /// Appends a character, for `quote` and `text` only.
    pub(super) fn push_char(&mut self, char: char) {
        self.text.push(char);
    }

    /// Appends text from outside, for `quote` and `text` only.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Notes that a bind stands here.
    pub(super) fn push_bind(&mut self, slot: BindSlot) {
        let at = self.text.len();
        self.marks.push(Mark {
            at,
            slot,
            again: false,
        });
    }

    /// How much text there is, and how many binds.
    pub(super) fn end(&self) -> (usize, usize) {
        (self.text.len(), self.marks.len())
    }

    /// Takes back what was written after this end.
    pub(super) fn truncate(&mut self, (text, marks): (usize, usize)) {
        self.text.truncate(text);
        self.marks.truncate(marks);
    }

    pub(super) fn into_parts(self) -> (String, Vec<Mark>) {
        (self.text, self.marks)
    }
}
