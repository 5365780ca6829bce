//! Names that are written without quotes are names to the database.

use alchemy::compiler::{Dialect, is_plain_identifier};
use alchemy_dialects::sqlite::SqliteDialect;
use rusqlite::Connection;

/// Everything that SQLite's tokenizer knows.
const KEYWORDS: &str = "abort action add after all alter always analyze and as asc attach \
    autoincrement before begin between by cascade case cast check collate column commit conflict \
    constraint create cross current current_date current_time current_timestamp database default \
    deferrable deferred delete desc detach distinct do drop each else end escape except exclude \
    exclusive exists explain fail filter first following for foreign from full generated glob \
    group groups having if ignore immediate in index indexed initially inner insert instead \
    intersect into is isnull join key last left like limit match materialized natural no not \
    nothing notnull null nulls of offset on or order others outer over partition plan pragma \
    preceding primary query raise range recursive references regexp reindex release rename replace \
    restrict returning right rollback row rows savepoint select set strict table temp temporary \
    then ties to transaction trigger true false unbounded union unique update using vacuum values \
    view virtual when where window with within without rowid";

#[test]
fn words_without_quotes_are_names_to_sqlite() {
    let reserved = SqliteDialect.capability().reserved_words;
    assert!(reserved.is_sorted());
    for word in KEYWORDS.split_whitespace() {
        assert!(is_plain_identifier(word));
        if reserved.contains(&word) {
            continue;
        }
        let connection = Connection::open_in_memory().unwrap();
        let script = format!(
            "CREATE TABLE {word} ({word} INTEGER NOT NULL, x INTEGER DEFAULT 1, UNIQUE ({word}, x));
             CREATE INDEX ix ON {word} ({word});
             INSERT INTO {word} ({word}) VALUES (1) RETURNING {word};
             UPDATE {word} SET {word} = {word} + 1 WHERE {word} = 1;
             SELECT {word}.{word}, {word}.x AS {word} FROM {word} JOIN {word} AS y ON {word}.{word} = y.{word}
                 WHERE NOT {word}.{word} AND {word}.{word} IS NOT NULL ORDER BY {word}.{word} DESC;
             SELECT DISTINCT {word}, count(DISTINCT {word}) FROM {word} WHERE {word} LIKE 1
                 GROUP BY {word} HAVING {word} ORDER BY {word} LIMIT 1;
             SELECT CASE WHEN {word} THEN {word} ELSE {word} END, CAST({word} AS TEXT) FROM {word};
             DELETE FROM {word} WHERE {word} BETWEEN {word} AND {word}"
        );
        if let Err(error) = connection.execute_batch(&script) {
            panic!("`{word}` needs quotes: {error}");
        }
    }
}
