//! Whether a transaction is open, told from the statements that went to the server.
//!
//! The client library keeps the server's own word, the status in `ReadyForQuery`, to itself. What a
//! single statement does to the transaction follows from its first word; where text is too rich
//! for that, the server is asked.

/// Where the server stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No transaction.
    Idle,
    /// In a transaction.
    Open,
    /// In a transaction of which a statement has failed: only a rollback helps.
    Failed,
}

/// What a text does to the transaction when the server has run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing.
    None,
    /// It begins one.
    Begins,
    /// It commits it: when it fails, the transaction is over as well.
    Commits,
    /// It ends it.
    Ends,
    /// It goes back to a savepoint.
    RollsBackTo,
    /// That can't be told from here.
    Unknown,
}

impl State {
    /// The state after a text has run. None when the server has to be asked.
    pub(super) fn after(self, effect: Effect) -> Option<Self> {
        match effect {
            Effect::None => Some(self),
            Effect::Begins => Some(if self == Self::Idle { Self::Open } else { self }),
            Effect::Commits | Effect::Ends => Some(Self::Idle),
            Effect::RollsBackTo => Some(if self == Self::Failed {
                Self::Open
            } else {
                self
            }),
            Effect::Unknown => None,
        }
    }

    /// The state after the server has refused a text. None when the server has to be asked.
    pub(super) fn after_failure(self, effect: Effect) -> Option<Self> {
        match effect {
            Effect::Unknown => None,
            Effect::Commits => Some(Self::Idle),
            _ => Some(match self {
                Self::Idle => Self::Idle,
                Self::Open | Self::Failed => Self::Failed,
            }),
        }
    }
}

/// What a single statement does.
pub(super) fn effect_of_statement(sql: &str) -> Effect {
    let sql = without_comments(sql);
    let mut words = Words(sql);
    let first = words.next().unwrap_or_default();
    let effect = match () {
        () if is(first, "BEGIN") || is(first, "START") => Effect::Begins,
        () if is(first, "COMMIT") || is(first, "END") => match words.next() {
            // Another transaction, which needs none here.
            Some(word) if is(word, "PREPARED") => return Effect::None,
            _ => Effect::Commits,
        },
        () if is(first, "ROLLBACK") || is(first, "ABORT") => match words.next() {
            Some(word) if is(word, "PREPARED") => return Effect::None,
            Some(word) if is(word, "TO") => Effect::RollsBackTo,
            Some(word) if is(word, "WORK") || is(word, "TRANSACTION") => match words.next() {
                Some(word) if is(word, "TO") => Effect::RollsBackTo,
                _ => Effect::Ends,
            },
            _ => Effect::Ends,
        },
        () if is(first, "PREPARE") && words.next().is_some_and(|word| is(word, "TRANSACTION")) => {
            Effect::Ends
        }
        () => return Effect::None,
    };
    match Words(sql).any(|word| is(word, "CHAIN")) {
        true => Effect::Unknown,
        false => effect,
    }
}

/// What a text of perhaps several statements does.
pub(super) fn effect_of_script(sql: &str) -> Effect {
    let statement = sql.trim_end().trim_end_matches(';');
    if !statement.contains(';') {
        return effect_of_statement(statement);
    }
    match Words(statement).any(controls) {
        true => Effect::Unknown,
        false => Effect::None,
    }
}

/// Whether a text begins with a COMMIT.
pub(super) fn commits_first(sql: &str) -> bool {
    let mut words = Words(without_comments(sql));
    let first = words.next();
    first.is_some_and(|word| is(word, "COMMIT") || is(word, "END"))
        && !words.next().is_some_and(|word| is(word, "PREPARED"))
}

fn controls(word: &str) -> bool {
    [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE",
    ]
    .iter()
    .any(|keyword| is(word, keyword))
}

pub(super) fn is(word: &str, keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword)
}

/// The text from its first word on.
pub(super) fn without_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else if let Some(rest) = rest.strip_prefix([';', '(']) {
            rest
        } else {
            return rest;
        };
        rest = after.trim_start();
    }
}

/// The words of a text.
pub(super) fn words(sql: &str) -> impl Iterator<Item = &str> {
    Words(sql)
}

/// Letters that stand together.
struct Words<'s>(&'s str);

impl<'s> Iterator for Words<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        let start = self.0.find(inside)?;
        let rest = self.0.get(start..)?;
        let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.0 = rest;
        Some(word)
    }
}

/// Whether a cursor can be declared for a text: it begins like a query without side effects.
pub(super) fn is_plain_query(sql: &str) -> bool {
    let first = Words(without_comments(sql)).next();
    first.is_some_and(|word| is(word, "SELECT") || is(word, "VALUES"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_effects() {
        let table = [
            ("BEGIN", Effect::Begins),
            ("begin isolation level serializable;", Effect::Begins),
            (" -- now\n/* really */ START TRANSACTION", Effect::Begins),
            ("COMMIT", Effect::Commits),
            ("end work", Effect::Commits),
            ("ROLLBACK", Effect::Ends),
            ("ABORT", Effect::Ends),
            ("PREPARE TRANSACTION 'x'", Effect::Ends),
            ("PREPARE x AS SELECT 1", Effect::None),
            ("COMMIT PREPARED 'x'", Effect::None),
            ("rollback prepared 'x'", Effect::None),
            ("ROLLBACK TO SAVEPOINT a", Effect::RollsBackTo),
            ("rollback work to a", Effect::RollsBackTo),
            ("COMMIT AND CHAIN", Effect::Unknown),
            ("BEGIN; SELECT 1", Effect::Unknown),
            ("SELECT 1; COMMIT", Effect::Unknown),
            ("SELECT 1; SELECT 2", Effect::None),
            ("SELECT 'COMMIT'", Effect::None),
            ("SELECT 1", Effect::None),
            ("SAVEPOINT a", Effect::None),
            ("", Effect::None),
            ("-- nothing", Effect::None),
            ("/* open", Effect::None),
        ];
        for (sql, expected) in table {
            assert_eq!(effect_of_script(sql), expected, "{sql}");
        }
    }

    #[test]
    fn queries_are_told_from_what_writes() {
        for sql in ["SELECT 1", "/* a */ (select 1)", "VALUES (1)"] {
            assert!(is_plain_query(sql), "{sql}");
        }
        for sql in [
            "WITH x AS (DELETE FROM t RETURNING 1) SELECT 1",
            "INSERT INTO t",
            "",
        ] {
            assert!(!is_plain_query(sql), "{sql}");
        }
    }
}
