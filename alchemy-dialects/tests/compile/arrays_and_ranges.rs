//! Operators on arrays and ranges, which only PostgreSQL has.

use alchemy::compiler::ToSql;
use alchemy::sql::{Condition, EntityExt, Selectable, aliased, array, func, select};
use alchemy::types::Range;
use alchemy_dialects::postgres::PostgresDialect;
use chrono::NaiveDate;
use insta::assert_snapshot;

use crate::product::Product;
use crate::show::show_unprepared;

fn tags() -> Vec<String> {
    vec!["red".to_owned(), "it's".to_owned()]
}

fn shown(what: impl Selectable) -> String {
    select(what).to_sql(&PostgresDialect).unwrap()
}

fn condition(condition: impl Condition) -> String {
    let statement = select(Product.id).filter(condition);
    statement.to_sql(&PostgresDialect).unwrap()
}

#[test]
fn arrays() {
    assert_snapshot!(condition(Product.tags.contains(tags()) & !Product.tags.contained_by(tags())), @"SELECT id FROM products WHERE tags @> $1 AND NOT (tags <@ $2)");
    assert_snapshot!(condition(!(Product.tags.overlaps(tags()) | Product.tags.has("red"))), @"SELECT id FROM products WHERE NOT (tags && $1 OR $2 = ANY (tags))");
    assert_snapshot!(condition(Product.tags.has(Product.name)), @"SELECT id FROM products WHERE name = ANY (tags)");
    assert_snapshot!(shown((Product.tags.at(1), Product.tags.slice(1, Product.id))), @"SELECT (tags)[$1], (tags)[$2:id] FROM products");
    assert_snapshot!(condition(Product.tags.at(1).eq("a") & Product.tags.followed_by(tags()).cardinality().gt(2)), @"SELECT id FROM products WHERE (tags)[$1] = $2::text AND cardinality((tags || $3)) > $4::bigint");
    assert_snapshot!(shown(Product.tags.followed_by(tags()).at(1)), @"SELECT ((tags || $1))[$2] FROM products");
    assert_snapshot!(shown(Product.tags.append("sale").append(func::lower(Product.name))), @"SELECT array_append(array_append(tags, $1), lower(name)) FROM products");
    assert_snapshot!(shown(array([Product.name.expr(), func::lower(Product.name)]).contains(tags())), @"SELECT ARRAY[name, lower(name)] @> $1::TEXT[] FROM products");
    assert_snapshot!(shown(array::<String>([])), @"SELECT $1::TEXT[]");
}

#[test]
fn ranges() {
    let other = aliased(Product);
    let day = NaiveDate::default();
    assert_snapshot!(condition(Product.offered.contains(day) & !Product.offered.contains(Range::from(day..day))), @"SELECT id FROM products WHERE offered @> $1::date AND NOT (offered @> $2)");
    assert_snapshot!(condition(Product.offered.contained_by(Range::from(day..)) | Product.offered.overlaps(Range::from(..day))), @"SELECT id FROM products WHERE offered <@ $1 OR offered && $2");
    let pairs = select(Product.id).join(other.on((Product.offered.is_left_of(other.offered)
        | Product.offered.is_right_of(other.offered))
        & Product.offered.ends_within(other.offered)
        & Product.offered.begins_within(other.offered)
        & !Product.offered.is_adjacent_to(other.offered)));
    assert_snapshot!(pairs.to_sql(&PostgresDialect).unwrap(), @"SELECT products.id FROM products JOIN products AS products_1 ON (products.offered << products_1.offered OR products.offered >> products_1.offered) AND products.offered &< products_1.offered AND products.offered &> products_1.offered AND NOT (products.offered -|- products_1.offered)");
    let combined = Product
        .offered
        .union(Range::from(day..))
        .intersection(Range::from(..day));
    assert_snapshot!(shown(combined.difference(Product.offered).lower_bound()), @"SELECT lower((((offered + $1) * $2::DATERANGE) - offered)) FROM products");
    assert_snapshot!(condition(Product.offered.upper_bound().gt(day) & !Product.offered.is_empty_range()), @"SELECT id FROM products WHERE upper(offered) > $1::date AND NOT isempty(offered)");
}

#[test]
fn elsewhere_they_are_refused() {
    assert_snapshot!(show_unprepared(&select(Product.tags.at(1))), @"
    sqlite: error: an array's element can't be expressed in sqlite
    postgresql: SELECT (tags)[$1] FROM products
    mysql: error: an array's element can't be expressed in mysql
    ");
    assert_snapshot!(show_unprepared(&select(Product.offered.lower_bound())), @"
    sqlite: error: a range's lower bound can't be expressed in sqlite
    postgresql: SELECT lower(offered) FROM products
    mysql: error: a range's lower bound can't be expressed in mysql
    ");
}
