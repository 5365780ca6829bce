//! Every keyword of a database is a name like any other: quoted where it has to be.

use std::borrow::Cow;

use alchemy::compiler::create_table;
use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::schema::{Column, ColumnDefinition, Table, TableDefinition};
use alchemy::sql::{
    Arg, ColumnRef, InsertNode, InsertSource, OrderTerm, SelectItem, SelectNode, Source, Statement,
    StatementNode,
};
use alchemy::types::{SqlType, Value};
use alchemy_test_support::TestDatabase;

/// SQLite doesn't tell its keywords in SQL: <https://www.sqlite.org/lang_keywords.html>.
const SQLITE: &str = "ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH \
    AUTOINCREMENT BEFORE BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT \
    CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT \
    DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE \
    EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP \
    GROUPS HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO \
    IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL \
    NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY \
    RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT \
    ROLLBACK ROW ROWS SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER \
    UNBOUNDED UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT";

fn keywords(database: &TestDatabase, conn: &mut Connection) -> Vec<String> {
    let query = match database.kind().name() {
        "sqlite" => return SQLITE.split_whitespace().map(str::to_lowercase).collect(),
        "postgres" => "SELECT word FROM pg_get_keywords() ORDER BY word",
        // Names of several words aren't keywords, nor are operators.
        _ => {
            "SELECT lower(WORD) FROM information_schema.KEYWORDS
             WHERE WORD REGEXP '^[A-Za-z_0-9]+$' ORDER BY WORD"
        }
    };
    conn.all(text(query).columns::<String>()).unwrap()
}

/// A table and its column of one name, and a column with a name that means nothing.
fn table_of(name: &str) -> &'static Table {
    let column = |name: &str| Column {
        name: Cow::Owned(name.to_owned()),
        ..Column::define(ColumnDefinition::new("x", SqlType::Integer))
    };
    // It lives as long as the program, as those of models do.
    Box::leak(Box::new(Table {
        name: Cow::Owned(name.to_owned()),
        columns: Cow::Owned(vec![column(name), column("plain")]),
        ..Table::define(TableDefinition::new("x", &[]))
    }))
}

/// A statement over a tree that no model stands behind.
struct Bare(InsertNode);

impl Statement for Bare {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Insert(Cow::Borrowed(&self.0))
    }
}

fn is_a_name(conn: &mut Connection, word: &str) -> alchemy::Result<()> {
    let table = table_of(word);
    for sql in create_table(table, conn.engine().dialect(), false)? {
        // Which no disk has to hear of.
        let sql = sql.replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
        conn.execute_script(&sql)?;
    }
    let mut insert = InsertNode::new(table);
    insert.columns = vec![0, 1];
    let row = [1, 2].map(|number| Some(Arg::Bind(Value::Int(number))));
    insert.source = InsertSource::Rows(vec![row.into()]);
    conn.execute(Bare(insert))?;
    let column = |index| {
        Arg::Column(ColumnRef {
            table,
            source: Source::TABLE,
            index,
        })
    };
    let mut node = SelectNode::default();
    for index in [0, 1] {
        node.items.push(SelectItem::Expr {
            arg: column(index),
            label: (index == 1).then(|| Cow::Owned(word.to_owned())),
            nullable: false,
        });
    }
    node.order_by.push(OrderTerm {
        arg: column(0),
        descending: false,
        nulls: None,
    });
    let found = conn.one(Select::<(i64, i64)>::from_node(node))?;
    assert_eq!(found, (1, 2), "{word}");
    Ok(())
}

#[test]
fn every_keyword_is_a_name(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let words = keywords(database, &mut conn);
    assert!(words.len() > 100, "{}", words.len());
    conn.rollback().unwrap();
    let mut refused = Vec::new();
    for word in words {
        if let Err(error) = is_a_name(&mut conn, &word) {
            refused.push(format!("{word}: {error}"));
        }
        // Tables of all keywords at once are more than there is any need for.
        conn.rollback().unwrap();
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
