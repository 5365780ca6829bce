//! Whether a statement changes more than a transaction takes back.

/// First words of statements that leave the session as it is.
const HARMLESS: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "REPLACE",
    "WITH",
    "VALUES",
    "TABLE",
    "BEGIN",
    "START",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "EXPLAIN",
    "DESCRIBE",
    "DESC",
    "SHOW",
    "CREATE",
    "ALTER",
    "DROP",
    "TRUNCATE",
    "ANALYZE",
    "OPTIMIZE",
    "CHECK",
    "RENAME",
    "GRANT",
    "REVOKE",
    "XA",
    "KILL",
];

/// Words that give away what a harmless beginning doesn't: temporary tables, locks by name, keys
/// remembered.
const TELLING: &[&str] = &["TEMPORARY", "GET_LOCK"];

/// Words in a text of several statements that may change the session.
const SUSPICIOUS: &[&str] = &[
    "SET", "USE", "LOCK", "UNLOCK", "PREPARE", "HANDLER", "CALL", "DO", "EXECUTE", "FLUSH",
];

/// What a text does to the session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing that outlives a transaction.
    #[default]
    None,
    /// It says how the next transaction is going to be, and nothing else.
    NextTransaction,
    /// Something.
    Session,
}

/// What a text does to the session.
pub(super) fn change_of(sql: &str) -> Change {
    let sql = without_comments(sql).trim_end().trim_end_matches(';');
    let any = |list: &[&str]| words(sql).any(|word| is_any(word, list));
    // A variable is assigned in the middle of a query.
    if (sql.contains(';') && any(SUSPICIOUS)) || sql.contains(":=") {
        return Change::Session;
    }
    let mut first = words(sql);
    let (first, second) = (first.next().unwrap_or_default(), first.next());
    let changes = match () {
        () if is_any(first, HARMLESS) => any(TELLING),
        () if first.is_empty() => false,
        // MariaDB's way to say it for one statement.
        () if first.eq_ignore_ascii_case("SET") => match second {
            Some(word) if word.eq_ignore_ascii_case("STATEMENT") => any(TELLING),
            Some(word) if word.eq_ignore_ascii_case("TRANSACTION") => {
                return Change::NextTransaction;
            }
            _ => true,
        },
        () => true,
    };
    match changes {
        true => Change::Session,
        false => Change::None,
    }
}

fn is_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// The text from its first word on. What stands in `/*! … */` and `/*M! … */` is executed, and
/// so it is left in.
fn without_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--").or(rest.strip_prefix('#')) {
            comment.split_once('\n').map_or("", |(_, rest)| rest)
        } else if rest.starts_with("/*!") || rest.starts_with("/*M!") {
            return rest;
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

fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_session_is_told_from_what_does_not() {
        for sql in [
            "SET @x = 1",
            "set names latin1",
            "USE other",
            "SELECT @x := 1",
            "CREATE TEMPORARY TABLE t (x int)",
            "LOCK TABLES t WRITE",
            "SELECT GET_LOCK('a', 1)",
            "CALL p()",
            "SELECT 1; SET @x = 1",
            "/*!40101 SET NAMES utf8 */",
        ] {
            assert_eq!(change_of(sql), Change::Session, "{sql}");
        }
        for sql in [
            "SELECT 1",
            "UPDATE t SET a = 1",
            "# it\nINSERT INTO t VALUES (1)",
            "START TRANSACTION READ ONLY",
            "SET STATEMENT max_statement_time = 1 FOR SELECT 1",
            "XA START 'a'",
            "CREATE TABLE t (x int)",
            "",
        ] {
            assert_eq!(change_of(sql), Change::None, "{sql}");
        }
        let next = change_of("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        assert_eq!(next, Change::NextTransaction);
    }
}
