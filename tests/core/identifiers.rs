//! Names: whatever they are made of, they are one identifier, or refused with an error.
//!
//! The tokenizers here are this test's own and know nothing of how names are written.

use std::borrow::Cow;
use std::collections::BTreeSet;

use alchemy::compiler::{Dialect, ToSql, create_table};
use alchemy::prelude::*;
use alchemy::schema::{Column, ColumnDefinition, Table, TableDefinition};
use alchemy::sql::{
    Arg, ColumnRef, InsertNode, InsertSource, SelectItem, SelectNode, Source, Statement,
    StatementNode,
};
use alchemy::types::{SqlType, Value};
use alchemy_dialects::mysql::{MySqlDialect, MySqlFlavour};
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::sqlite::SqliteDialect;
use alchemy_test_support::{TestDatabase, check};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Names that have broken libraries before.
const DIFFICULT: &[&str] = &[
    "select",
    "Order",
    "user",
    "GROUP",
    "per % cent",
    "q?marks",
    "col:ons",
    "[brackets]",
    "say \"hi\"",
    "back`tick",
    "it's",
    "a;b",
    "-- no",
    "/* no */",
    "$1",
    "$$",
    "?",
    "%s",
    "new\nline",
    "tab\tbed",
    "back\\slash",
    "ends\\",
    "``",
    "\"\"",
    "\"; DROP TABLE users; --",
    "1st",
    "größe",
    "名前",
    "عمود",
    "😀",
    "a.b",
    " lead",
    "trail ",
    "e\u{301}",
    "_",
    "",
    "a\0b",
    "\u{1a}",
    "\u{feff}x",
    "E'x'",
    "{fn}",
    "@at",
    "#hash",
    "a'b\"c`d",
    "x\r\ny",
];

/// Mostly those that mean something to one database or another.
fn characters() -> Vec<char> {
    let meaning = "'\"`\\;-?$1%:@#*/()[]{}., \n\t\0aZ_éßñ名ع😀\u{202e}";
    let others = (0..200_u32).filter_map(|number| char::from_u32(number * 5_557));
    meaning.repeat(10).chars().chain(others).collect()
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => proptest::sample::select(DIFFICULT).prop_map(str::to_owned),
        4 => proptest::collection::vec(proptest::sample::select(characters()), 1..70)
            .prop_map(String::from_iter),
        1 => "[a-zA-Z_][a-z0-9_]{0,66}".prop_map(|name| name),
    ]
}

/// A part of SQL: an identifier, or anything else by its first character.
#[derive(Debug, PartialEq)]
enum Token {
    Identifier(String),
    Other(String),
}

/// Splits SQL as the database would. `None` where something has no end.
fn tokens(sql: &str, quote: char) -> Option<Vec<Token>> {
    let mut list = Vec::new();
    let mut rest = sql.chars().peekable();
    while let Some(first) = rest.next() {
        if first == quote {
            let mut name = String::new();
            loop {
                match rest.next()? {
                    char if char == quote && rest.peek() == Some(&quote) => {
                        rest.next();
                        name.push(char);
                    }
                    char if char == quote => break,
                    char => name.push(char),
                }
            }
            list.push(Token::Identifier(name));
        } else if first.is_ascii_alphabetic() || first == '_' {
            let mut word = String::from(first);
            while let Some(next) = rest.next_if(|next| next.is_ascii_alphanumeric() || *next == '_')
            {
                word.push(next);
            }
            // The library writes its own words in capitals.
            list.push(
                if word.starts_with('_') || word.contains(|char: char| char.is_ascii_lowercase()) {
                    Token::Identifier(word)
                } else {
                    Token::Other(word)
                },
            );
        } else if !first.is_whitespace() {
            list.push(Token::Other(first.to_string()));
        }
    }
    Some(list)
}

fn table_of(name: &str, columns: &[String]) -> Table {
    let column = |name: &String| Column {
        name: Cow::Owned(name.clone()),
        nullable: true,
        ..Column::define(ColumnDefinition::new("x", SqlType::Integer))
    };
    Table {
        name: Cow::Owned(name.to_owned()),
        columns: columns.iter().map(column).collect(),
        ..Table::define(TableDefinition::new("x", &[]))
    }
}

fn written(dialect: &dyn Dialect, name: &str) -> alchemy::Result<String> {
    let table = table_of(name, &[name.to_owned()]);
    let created = create_table(&table, dialect, false)?.concat();
    let label = select(literal(1_i64).label(name.to_owned()));
    Ok(format!(
        "{created} ; {}",
        label.to_sql_with_literals(dialect)?
    ))
}

/// Why a database has no such name, by its manual.
fn is_no_name(dialect: &dyn Dialect, name: &str) -> bool {
    let refused = name.is_empty() || name.contains('\0');
    match dialect.name() {
        "sqlite" => refused,
        "postgresql" => refused || name.len() > 63,
        _ => {
            let supplementary = name.chars().any(|char| u32::from(char) > 0xffff);
            refused
                || name.chars().count() > 64
                || supplementary
                || name.ends_with([' ', '\t', '\n', '\r', '\u{b}', '\u{c}'])
        }
    }
}

fn each_is_one_identifier_or_refused(dialect: &dyn Dialect) {
    let quote = dialect.capability().quote;
    let benign = tokens(&written(dialect, "harmless").unwrap(), quote).unwrap();
    check(20_000, &name(), |name| {
        let sql = match written(dialect, &name) {
            Ok(sql) => sql,
            Err(error) => {
                prop_assert!(is_no_name(dialect, &name), "{}: {error}", dialect.name());
                prop_assert_eq!(error.kind(), ErrorKind::Compile);
                return Ok(());
            }
        };
        prop_assert!(!is_no_name(dialect, &name), "{}: {sql}", dialect.name());
        let Some(found) = tokens(&sql, quote) else {
            return Err(TestCaseError::fail(format!("{sql} has no end")));
        };
        let same = found.len() == benign.len()
            && found.iter().zip(&benign).all(|pair| match pair {
                (Token::Identifier(found), Token::Identifier(_)) => *found == name,
                (found, benign) => found == benign,
            });
        prop_assert!(same, "{sql} is {found:?}");
        Ok(())
    });
}

#[test]
fn names_in_sqlite_are_identifiers() {
    each_is_one_identifier_or_refused(&SqliteDialect);
}

#[test]
fn names_in_postgres_are_identifiers() {
    each_is_one_identifier_or_refused(&PostgresDialect);
}

#[test]
fn names_in_mysql_are_identifiers() {
    each_is_one_identifier_or_refused(&MySqlDialect::new(MySqlFlavour::MySql));
}

/// A statement over a tree that no model stands behind.
struct Bare(InsertNode);

impl Statement for Bare {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Insert(Cow::Borrowed(&self.0))
    }
}

#[test]
fn names_survive_the_database(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    let dialect = engine.dialect();
    let mut conn = engine.connect().unwrap();
    let mut runner = TestRunner::deterministic();
    let mut fold = BTreeSet::new();
    let mut names = Vec::new();
    let mut list = DIFFICULT
        .iter()
        .map(|name| (*name).to_owned())
        .collect::<Vec<_>>();
    while names.len() < 300 {
        let next = list
            .pop()
            .unwrap_or_else(|| name().new_tree(&mut runner).unwrap().current());
        // Databases that fold case or width would take two of them for one.
        let folded: String = next
            .to_lowercase()
            .chars()
            .filter(|char| char.is_ascii_graphic())
            .collect();
        if !is_no_name(dialect, &next) && fold.insert(folded) {
            names.push(next);
        }
    }
    for names in names.chunks(30) {
        let (name, columns) = names.split_first().unwrap();
        // The trees live as long as the program, as those of models do.
        let table: &'static Table = Box::leak(Box::new(table_of(name, columns)));
        for sql in create_table(table, dialect, false).unwrap() {
            let created = conn.execute_script(&sql);
            assert!(created.is_ok(), "{names:?}: {created:?}");
        }
        let mut insert = InsertNode::new(table);
        let indices = || 0..u16::try_from(columns.len()).unwrap();
        insert.columns = indices().collect();
        let row = indices().map(|index| Some(Arg::Bind(Value::Int(index.into()))));
        insert.source = InsertSource::Rows(vec![row.collect()]);
        conn.execute(Bare(insert)).unwrap();
        for index in indices() {
            let column = ColumnRef {
                table,
                source: Source::TABLE,
                index,
            };
            let mut node = SelectNode::default();
            node.items.push(SelectItem::Expr {
                arg: Arg::Column(column),
                label: Some(Cow::Owned(name.clone())),
                nullable: false,
            });
            node.order_by.push(alchemy::sql::OrderTerm {
                arg: Arg::Column(column),
                descending: true,
                nulls: None,
            });
            let found = conn.one(Select::<i64>::from_node(node)).unwrap();
            assert_eq!(found, i64::from(index), "{:?}", columns[usize::from(index)]);
        }
        for sql in alchemy::compiler::drop_table(table, dialect, false)
            .into_iter()
            .flatten()
        {
            conn.execute_script(&sql).unwrap();
        }
    }
}
