//! Full-text search.

use alchemy::sql::{SearchMode, search, select};
use insta::assert_snapshot;

use crate::product::Product;
use crate::show::show_unprepared;

#[test]
fn searches() {
    let matching = |mode| {
        let found = search(Product.name, "red \"cat").mode(mode).matches();
        show_unprepared(&select(Product.id).filter(found))
    };
    assert_snapshot!(matching(SearchMode::Words), @"
    sqlite: SELECT id FROM products WHERE name MATCH ?
    postgresql: SELECT id FROM products WHERE to_tsvector(name) @@ plainto_tsquery($1::text)
    mysql: SELECT id FROM products WHERE MATCH (name) AGAINST (?)
    ");
    assert_snapshot!(matching(SearchMode::Phrase), @"
    sqlite: SELECT id FROM products WHERE name MATCH ?
    postgresql: SELECT id FROM products WHERE to_tsvector(name) @@ phraseto_tsquery($1::text)
    mysql: error: a search for a phrase, or in the notation of the web can't be expressed in mysql
    ");
    assert_snapshot!(matching(SearchMode::Web), @"
    sqlite: error: a search in the notation of the web, or with expansion can't be expressed in sqlite
    postgresql: SELECT id FROM products WHERE to_tsvector(name) @@ websearch_to_tsquery($1::text)
    mysql: error: a search for a phrase, or in the notation of the web can't be expressed in mysql
    ");
    assert_snapshot!(matching(SearchMode::Native), @"
    sqlite: SELECT id FROM products WHERE name MATCH ?
    postgresql: SELECT id FROM products WHERE to_tsvector(name) @@ to_tsquery($1::text)
    mysql: SELECT id FROM products WHERE MATCH (name) AGAINST (? IN BOOLEAN MODE)
    ");
    assert_snapshot!(matching(SearchMode::Expansion), @"
    sqlite: error: a search in the notation of the web, or with expansion can't be expressed in sqlite
    postgresql: error: a search with query expansion can't be expressed in postgresql
    mysql: SELECT id FROM products WHERE MATCH (name) AGAINST (? WITH QUERY EXPANSION)
    ");
}

#[test]
fn what_is_around_a_search() {
    let cats = || search((Product.name, Product.name), "cat").language("english");
    assert_snapshot!(show_unprepared(&select(Product.id).filter(!cats().matches())), @"
    sqlite: error: a full-text search of several columns can't be expressed in sqlite
    help: search each one, with `|` between
    postgresql: SELECT id FROM products WHERE NOT (to_tsvector('english', coalesce(name, '') || ' ' || coalesce(name, '')) @@ plainto_tsquery('english', $1::text))
    mysql: SELECT id FROM products WHERE NOT (MATCH (name, name) AGAINST (?))
    ");
    assert_snapshot!(show_unprepared(&select(cats().rank() * 2.0).order_by(cats().rank().desc())), @"
    sqlite: error: the rank of a full-text search can't be expressed in sqlite
    postgresql: SELECT CAST(ts_rank(to_tsvector('english', coalesce(name, '') || ' ' || coalesce(name, '')), plainto_tsquery('english', $1::text)) AS DOUBLE PRECISION) * $2::float8 FROM products ORDER BY CAST(ts_rank(to_tsvector('english', coalesce(name, '') || ' ' || coalesce(name, '')), plainto_tsquery('english', $3::text)) AS DOUBLE PRECISION) DESC
    mysql: SELECT MATCH (name, name) AGAINST (?) * ? FROM products ORDER BY MATCH (name, name) AGAINST (?) DESC
    ");
    let quoted = search(Product.name, "a").language("it's").matches();
    assert_snapshot!(show_unprepared(&select(Product.id).filter(quoted)), @"
    sqlite: SELECT id FROM products WHERE name MATCH ?
    postgresql: SELECT id FROM products WHERE to_tsvector('it''s', name) @@ plainto_tsquery('it''s', $1::text)
    mysql: SELECT id FROM products WHERE MATCH (name) AGAINST (?)
    ");
}
