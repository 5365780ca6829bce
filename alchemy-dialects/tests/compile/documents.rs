//! Operators on documents and on maps of keys.

use alchemy::sql::{Condition, Selectable, func, select, update};
use insta::assert_snapshot;
use serde_json::json;

use crate::product::Product;
use crate::show::show_unprepared;

fn shown(what: impl Selectable) -> String {
    show_unprepared(&select(what))
}

fn condition(condition: impl Condition) -> String {
    show_unprepared(&select(Product.id).filter(condition))
}

#[test]
fn parts() {
    let size = || Product.details.get("size");
    assert_snapshot!(shown(size().as_json()), @"
    sqlite: SELECT (details -> ?) FROM products
    postgresql: SELECT (details #> $1::TEXT[]) FROM products
    mysql: SELECT JSON_EXTRACT(details, ?) FROM products
    ");
    assert_snapshot!(shown(size().item(0).get("it's \"wide\"").as_text()), @"
    sqlite: SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products
    postgresql: SELECT (details #>> $1::TEXT[]) FROM products
    mysql: SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products
    ");
    assert_snapshot!(shown(Product.details.document().as_text()), @"
    sqlite: SELECT CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST((details ->> ?) AS TEXT) END FROM products
    postgresql: SELECT (details #>> $1::TEXT[]) FROM products
    mysql: SELECT CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END FROM products
    ");
    assert_snapshot!(condition(size().as_i64().gt(3) & !size().as_bool().eq(true)), @"
    sqlite: SELECT id FROM products WHERE CASE WHEN json_type(details, ?) IN ('integer', 'real') THEN CAST((details ->> ?) AS INTEGER) END > ? AND CASE json_type(details, ?) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END <> ?
    postgresql: SELECT id FROM products WHERE CASE jsonb_typeof(details #> $1::TEXT[]) WHEN 'number' THEN CAST(trunc(CAST((details #>> $2::TEXT[]) AS NUMERIC)) AS BIGINT) END > $3::bigint AND CASE jsonb_typeof(details #> $4::TEXT[]) WHEN 'boolean' THEN CAST((details #>> $5::TEXT[]) AS BOOLEAN) END <> $6::boolean
    mysql: SELECT id FROM products WHERE CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN CAST(TRUNCATE(CAST(JSON_EXTRACT(details, ?) AS DECIMAL(65, 30)), 0) AS SIGNED) END > ? AND CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) = 'BOOLEAN' THEN JSON_UNQUOTE(JSON_EXTRACT(details, ?)) = 'true' END <> ?
    ");
    assert_snapshot!(condition(size().as_f64().is_null() | size().exists()), @"
    sqlite: SELECT id FROM products WHERE CASE WHEN json_type(details, ?) IN ('integer', 'real') THEN CAST((details ->> ?) AS REAL) END IS NULL OR json_type(details, ?) IS NOT NULL
    postgresql: SELECT id FROM products WHERE CASE jsonb_typeof(details #> $1::TEXT[]) WHEN 'number' THEN CAST((details #>> $2::TEXT[]) AS DOUBLE PRECISION) END IS NULL OR (details #> $3::TEXT[]) IS NOT NULL
    mysql: SELECT id FROM products WHERE CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN CAST(JSON_EXTRACT(details, ?) AS DOUBLE) END IS NULL OR JSON_CONTAINS_PATH(details, 'one', ?)
    ");
    assert_snapshot!(condition(func::lower(size().as_text()).eq("a")), @"
    sqlite: SELECT id FROM products WHERE lower(CASE json_type(details, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST((details ->> ?) AS TEXT) END) = ?
    postgresql: SELECT id FROM products WHERE lower((details #>> $1::TEXT[])) = $2::text
    mysql: SELECT id FROM products WHERE lower(CASE WHEN JSON_TYPE(JSON_EXTRACT(details, ?)) <> 'NULL' THEN JSON_UNQUOTE(JSON_EXTRACT(details, ?)) END) = ?
    ");
}

#[test]
fn changes() {
    let changed = Product.details.get("a").with(json!([1]));
    assert_snapshot!(show_unprepared(&update(Product).set(Product.details, changed)), @"
    sqlite: UPDATE products SET details = json_set(details, ?, json(?))
    postgresql: UPDATE products SET details = jsonb_set(details, $1::TEXT[], $2::jsonb)
    mysql: UPDATE products SET details = JSON_SET(details, ?, CAST(? AS JSON))
    ");
    let removed = Product.details.get("a").item(1).removed();
    assert_snapshot!(show_unprepared(&update(Product).set(Product.details, removed)), @"
    sqlite: UPDATE products SET details = json_remove(details, ?)
    postgresql: UPDATE products SET details = (details #- $1::TEXT[])
    mysql: UPDATE products SET details = JSON_REMOVE(details, ?)
    ");
}

#[test]
fn containing() {
    assert_snapshot!(condition(Product.details.contains(json!({"a": 1}))), @"
    sqlite: error: a document's `contains` can't be expressed in sqlite
    postgresql: SELECT id FROM products WHERE details @> $1
    mysql: SELECT id FROM products WHERE JSON_CONTAINS(details, CAST(? AS JSON))
    ");
    assert_snapshot!(condition(!Product.details.contained_by(json!({"a": 1}))), @"
    sqlite: error: a document's `contains` can't be expressed in sqlite
    postgresql: SELECT id FROM products WHERE NOT ($1 @> details)
    mysql: SELECT id FROM products WHERE NOT (JSON_CONTAINS(CAST(? AS JSON), details))
    ");
}

#[test]
fn maps_of_keys() {
    assert_snapshot!(condition(Product.properties.has_key("a") & Product.properties.value_of("b").eq("c")), @"
    sqlite: error: whether a map has a key can't be expressed in sqlite
    postgresql: SELECT id FROM products WHERE properties ? $1::text AND (properties -> $2::text) = $3::text
    mysql: error: whether a map has a key can't be expressed in mysql
    ");
    assert_snapshot!(condition(!Product.properties.has_key("a")), @"
    sqlite: error: whether a map has a key can't be expressed in sqlite
    postgresql: SELECT id FROM products WHERE NOT (properties ? $1::text)
    mysql: error: whether a map has a key can't be expressed in mysql
    ");
}
