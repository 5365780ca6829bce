//! Whether a statement changes more than a transaction takes back, and how that is undone.

use super::state::{is, without_comments, words};

/// First words of statements that leave the session as it is.
const HARMLESS: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "MERGE",
    "WITH",
    "VALUES",
    "TABLE",
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "SAVEPOINT",
    "RELEASE",
    "EXPLAIN",
    "SHOW",
    "CREATE",
    "ALTER",
    "DROP",
    "TRUNCATE",
    "ANALYZE",
    "VACUUM",
    "COPY",
    "GRANT",
    "REVOKE",
    "COMMENT",
    "REINDEX",
    "CLUSTER",
    "REFRESH",
    "NOTIFY",
    "LOCK",
    "FETCH",
    "MOVE",
    "CLOSE",
    "CHECKPOINT",
];

/// Words that give away what a harmless beginning doesn't: temporary tables, settings and locks
/// that outlive a transaction.
const TELLING: &[&str] = &[
    "TEMP",
    "TEMPORARY",
    "set_config",
    "setseed",
    "pg_advisory_lock",
    "pg_advisory_lock_shared",
    "pg_try_advisory_lock",
    "pg_try_advisory_lock_shared",
];

/// Words in a text of several statements that may change the session.
const SUSPICIOUS: &[&str] = &[
    "SET",
    "RESET",
    "LISTEN",
    "UNLISTEN",
    "LOAD",
    "PREPARE",
    "DECLARE",
    "DISCARD",
    "DO",
    "CALL",
    "DEALLOCATE",
    "EXECUTE",
];

/// What a session's settings become again. The prepared statements of this side stay, those that a
/// statement prepared go.
pub(super) const UNDO: &str = "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
     SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; \
     DO $$ DECLARE it text; BEGIN FOR it IN SELECT name FROM pg_catalog.pg_prepared_statements \
     WHERE from_sql LOOP EXECUTE 'DEALLOCATE ' || pg_catalog.quote_ident(it); END LOOP; END $$";

/// Whether a text may change what the next user of the connection sees, and no rollback undoes.
pub(super) fn changes_session(sql: &str) -> bool {
    let sql = without_comments(sql).trim_end().trim_end_matches(';');
    let any = |list: &[&str]| words(sql).any(|word| list.iter().any(|it| is(word, it)));
    if sql.contains(';') && any(SUSPICIOUS) {
        return true;
    }
    let mut first = words(sql);
    let (first, second) = (first.next().unwrap_or_default(), first.next());
    let second_is = |list: &[&str]| second.is_some_and(|it| list.iter().any(|word| is(it, word)));
    match () {
        () if HARMLESS.iter().any(|word| is(first, word)) => any(TELLING),
        () if first.is_empty() => false,
        // For the transaction only.
        () if is(first, "SET") => !second_is(&["LOCAL", "TRANSACTION", "CONSTRAINTS"]),
        () if is(first, "PREPARE") => !second_is(&["TRANSACTION"]),
        // Gone with the transaction unless it says otherwise.
        () if is(first, "DECLARE") => any(&["HOLD"]),
        () => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_session_is_told_from_what_does_not() {
        for sql in [
            "SET search_path = a",
            "set session characteristics as transaction read only",
            "RESET ALL",
            "CREATE TEMP TABLE t (x int)",
            "create local temporary view v as select 1",
            "SELECT 1 INTO TEMP t",
            "SELECT set_config('a.b', 'c', false)",
            "SELECT pg_advisory_lock(1)",
            "LISTEN a",
            "PREPARE p AS SELECT 1",
            "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
            "DO $$ BEGIN END $$",
            "CALL p()",
            "SELECT 1; SET a = 1",
            "/* it */ SET ROLE a",
        ] {
            assert!(changes_session(sql), "{sql}");
        }
        for sql in [
            "SELECT 1",
            "UPDATE t SET a = 1",
            "INSERT INTO t VALUES (1); SELECT 2;",
            "SET LOCAL statement_timeout = 1",
            "SET TRANSACTION READ ONLY",
            "DECLARE c NO SCROLL CURSOR FOR SELECT 1",
            "PREPARE TRANSACTION 'x'",
            "SELECT pg_advisory_xact_lock(1)",
            "CREATE TABLE t (x int)",
            "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY",
            "",
        ] {
            assert!(!changes_session(sql), "{sql}");
        }
    }
}
