//! Full-text search.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::sql::{SearchMode, search};
use alchemy::types::TsVector;
use alchemy_test_support::TestDatabase;

#[derive(Model, Debug)]
#[model(table = "pages")]
struct Page {
    #[column(primary_key)]
    id: i64,
    #[column(length = 200)]
    title: String,
    #[column(length = 200)]
    body: Option<String>,
}

fn pages(database: &TestDatabase) -> alchemy::engine::Connection {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let table = match database.kind().name() {
        "sqlite" => "CREATE VIRTUAL TABLE pages USING fts5(id UNINDEXED, title, body)",
        "postgres" => "CREATE TABLE pages (id bigint primary key, title text, body text)",
        _ => {
            "CREATE TABLE pages (id bigint primary key, title varchar(200), body varchar(200), \
             FULLTEXT (title), FULLTEXT (title, body)) ENGINE=InnoDB"
        }
    };
    conn.execute_script(table).unwrap();
    let pages = [
        ("The cat and the rat", Some("sleeping animals")),
        ("A rat alone", Some("nothing of the cat")),
        ("Dogs AND \"quotes\"", None),
    ];
    let pages: Vec<Page> = (1..)
        .zip(pages)
        .map(|(id, (title, body))| Page {
            id,
            title: title.to_owned(),
            body: body.map(str::to_owned),
        })
        .collect();
    conn.execute(insert(Page).values(&pages)).unwrap();
    // An index of InnoDB has what is committed.
    conn.commit().unwrap();
    conn
}

#[test]
fn words_are_found(database: &TestDatabase) {
    let mut conn = pages(database);
    let mut ids = |condition: Expr<Option<bool>>| -> Vec<i64> {
        conn.all(select(Page.id).filter(condition).order_by(Page.id))
            .unwrap()
    };
    assert_eq!(ids(search(Page.title, "cat").matches()), [1]);
    assert_eq!(
        ids(search(Page.title, "rat").language("simple").matches()),
        [1, 2]
    );
    assert_eq!(
        ids(search(Page.title, "zebra").matches()),
        Vec::<i64>::new()
    );
    // What would be an operator is a word.
    assert_eq!(ids(search(Page.title, "quotes \"").matches()), [3]);
}

#[test(on("postgres", "mariadb", "mysql"))]
fn several_columns_and_their_rank(database: &TestDatabase) {
    let mut conn = pages(database);
    let both = search((Page.title, Page.body), "cat");
    let found: Vec<i64> = conn
        .all(
            select(Page.id)
                .filter(both.clone().matches())
                .order_by(Page.id),
        )
        .unwrap();
    assert_eq!(found, [1, 2]);
    let ranks: Vec<(i64, Option<f64>)> = conn
        .all(select((Page.id, both.rank())).order_by(Page.id))
        .unwrap();
    assert!(
        ranks[0].1 > Some(0.0) && ranks[2].1 == Some(0.0),
        "{ranks:?}"
    );
}

#[test]
fn notations(database: &TestDatabase) {
    let mut conn = pages(database);
    let mut found = |query: &str, mode| -> alchemy::Result<Vec<i64>> {
        let matches = search(Page.title, query).mode(mode).matches();
        conn.all(select(Page.id).filter(matches).order_by(Page.id))
    };
    let kind = database.kind().name();
    let native = match kind {
        "sqlite" => "rat NOT cat",
        "postgres" => "rat & !cat",
        _ => "+rat -cat",
    };
    assert_eq!(found(native, SearchMode::Native).unwrap(), [2]);
    let web = found("rat -cat", SearchMode::Web);
    let phrase = found("the rat", SearchMode::Phrase);
    let expansion = found("rat", SearchMode::Expansion);
    match kind {
        "sqlite" => {
            assert_eq!(phrase.unwrap(), [1]);
            assert_eq!(web.unwrap_err().kind(), ErrorKind::Compile);
            assert_eq!(expansion.unwrap_err().kind(), ErrorKind::Compile);
        }
        "postgres" => {
            assert_eq!(web.unwrap(), [2]);
            assert_eq!(phrase.unwrap(), [1, 2]);
            assert_eq!(expansion.unwrap_err().kind(), ErrorKind::Compile);
        }
        _ => {
            assert_eq!(web.unwrap_err().kind(), ErrorKind::Compile);
            assert_eq!(phrase.unwrap_err().kind(), ErrorKind::Compile);
            assert!(expansion.unwrap().starts_with(&[1, 2]));
        }
    }
}

#[derive(Model, Debug)]
#[model(table = "documents")]
struct Ready {
    #[column(primary_key)]
    id: i64,
    words: TsVector,
}

#[test(on("postgres"))]
fn a_document_made_ready(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Ready]).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(Ready).values([&Ready {
        id: 1,
        words: "'cat':3 'fat':2".into(),
    }]))
    .unwrap();
    let cats = search(Ready.words, "cats").language("english");
    let found: Vec<(i64, Option<f64>)> = conn
        .all(select((Ready.id, cats.clone().rank())).filter(cats.matches()))
        .unwrap();
    assert_eq!(found.len(), 1);
}
