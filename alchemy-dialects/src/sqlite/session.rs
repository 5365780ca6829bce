//! Whether a statement changes the connection itself, and not the database.

/// PRAGMAs that are asked about something in brackets and change nothing.
const ASKING: &[&str] = &[
    "table_info",
    "table_xinfo",
    "table_list",
    "index_info",
    "index_xinfo",
    "index_list",
    "foreign_key_list",
    "foreign_key_check",
    "integrity_check",
    "quick_check",
    "wal_checkpoint",
    "optimize",
    "incremental_vacuum",
];

/// PRAGMAs that are written to the file.
const IN_THE_FILE: &[&str] = &[
    "user_version",
    "application_id",
    "journal_mode",
    "auto_vacuum",
];

/// Lets the connection read only, and write again.
pub(super) const READ_ONLY: &str = "PRAGMA query_only = on";
pub(super) const READ_WRITE: &str = "PRAGMA query_only = off";
/// Lets it see what other connections of a shared cache haven't committed, and hides that again.
pub(super) const READ_UNCOMMITTED: &str = "PRAGMA read_uncommitted = on";
pub(super) const READ_COMMITTED: &str = "PRAGMA read_uncommitted = off";

/// Whether a statement is one of those around a transaction, which the engine takes back itself
/// when nothing goes wrong: whether it changes, or takes back.
pub(super) fn around_transaction(sql: &str) -> Option<bool> {
    match sql {
        READ_ONLY | READ_UNCOMMITTED => Some(true),
        READ_WRITE | READ_COMMITTED => Some(false),
        _ => None,
    }
}

/// Whether a statement changes what the next user of the connection sees, and no rollback undoes:
/// settings, temporary tables, attached files.
///
/// A look at the first letter is enough for nearly all statements.
pub(super) fn changes_session(sql: &str) -> bool {
    let start = sql.trim_start();
    let telling = |c: u8| {
        matches!(
            c.to_ascii_uppercase(),
            b'P' | b'A' | b'C' | b'D' | b'-' | b'/'
        )
    };
    start.bytes().next().is_some_and(telling) && looks_like_it(without_comments(start))
}

/// Whether any statement of a script does.
pub(super) fn script_changes_session(sql: &str) -> bool {
    // A semicolon in a string is a beginning too many, which does no harm.
    sql.split(';').any(changes_session)
}

fn looks_like_it(sql: &str) -> bool {
    let mut words = sql
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty());
    let is_any = |word: &str, list: &[&str]| list.iter().any(|it| word.eq_ignore_ascii_case(it));
    let first = words.next().unwrap_or_default();
    match () {
        () if is_any(first, &["ATTACH", "DETACH"]) => true,
        () if is_any(first, &["CREATE"]) => words
            .next()
            .is_some_and(|word| is_any(word, &["TEMP", "TEMPORARY"])),
        () if is_any(first, &["PRAGMA"]) => {
            let mut name = words.next().unwrap_or_default();
            // `main.user_version`
            if sql.contains('.') && !is_any(name, ASKING) && !is_any(name, IN_THE_FILE) {
                name = words.next().unwrap_or_default();
            }
            sql.contains(['=', '(']) && !is_any(name, ASKING) && !is_any(name, IN_THE_FILE)
        }
        () => false,
    }
}

fn without_comments(sql: &str) -> &str {
    let mut rest = sql;
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return rest;
        };
        rest = after.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_connection_is_told_from_what_does_not() {
        for sql in [
            "PRAGMA foreign_keys = off",
            "pragma query_only(1)",
            "PRAGMA main.cache_size=7",
            "ATTACH 'a.db' AS a",
            "CREATE TEMP TABLE t (x)",
            "-- it\n/* is */ create temporary view v as select 1",
        ] {
            assert!(changes_session(sql), "{sql}");
        }
        for sql in [
            "SELECT 1",
            "PRAGMA table_info(t)",
            "PRAGMA main.table_info(t)",
            "PRAGMA foreign_keys",
            "PRAGMA user_version = 3",
            "CREATE TABLE t (x)",
            "DELETE FROM t",
            "ALTER TABLE t ADD y",
            "",
        ] {
            assert!(!changes_session(sql), "{sql}");
        }
        assert!(script_changes_session(
            "BEGIN; CREATE TEMP TABLE t (x); COMMIT"
        ));
        assert!(!script_changes_session("BEGIN; CREATE TABLE t (x); COMMIT"));
    }
}
