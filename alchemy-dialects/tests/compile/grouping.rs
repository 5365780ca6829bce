//! GROUP BY: what is repeated with values in it, grouping sets, and what they refuse.

use alchemy::ErrorKind;
use alchemy::compiler::{Dialect, StatementCache, ToSql};
use alchemy::sql::{EntityExt, Statement, cube, func, grouping_sets, label, rollup, select};
use alchemy::types::Value;
use alchemy_dialects::mysql::{MySqlDialect, MySqlFlavour};
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::sqlite::SqliteDialect;
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::show::show;

const MYSQL: MySqlDialect = MySqlDialect::new(MySqlFlavour::MySql);
const MARIADB: MySqlDialect = MySqlDialect::new(MySqlFlavour::MariaDb);

fn refusal(statement: &dyn Statement, dialect: &dyn Dialect) -> String {
    let error = statement.to_sql(dialect).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    error.to_string()
}

#[test]
fn what_is_grouped_by_is_known_again() {
    let decade = || User.age / 10;
    let statement = select((decade() + 1, func::sum(decade()), decade()))
        .filter(User.age.gt(3))
        .group_by(decade())
        .having(decade().gt(2))
        .order_by((decade() * 2, decade()));
    assert_snapshot!(show(&statement), @"
    sqlite: SELECT age / (? + 0.0) + ?, sum(age / (? + 0.0)), age / (? + 0.0) FROM users WHERE age > ? GROUP BY 3 HAVING age / (? + 0.0) > ? ORDER BY age / (? + 0.0) * ?, 3
    postgresql: SELECT age / ($1::bigint + 0.0) + $2::bigint, sum(age / ($3::bigint + 0.0)), age / ($1::bigint + 0.0) FROM users WHERE age > $4 GROUP BY 3 HAVING age / ($1::bigint + 0.0) > $5::bigint ORDER BY age / ($1::bigint + 0.0) * $6::bigint, 3
    mysql: SELECT min(age / (? + 0e0)) + ?, sum(age / (? + 0e0)), age / (? + 0e0) FROM users WHERE age > ? GROUP BY 3 HAVING min(age / (? + 0e0)) > ? ORDER BY min(age / (? + 0e0)) * ?, 3
    ");
    let listed = || User.age.in_([1, 2, 3]);
    let statement = select(func::count_all())
        .group_by(listed())
        .having(listed().eq(true));
    assert_snapshot!(show(&statement), @"
    sqlite: SELECT count(*) FROM users GROUP BY age IN (?, ?, ?, ?) HAVING (age IN (?, ?, ?, ?)) = ?
    postgresql: SELECT count(*) FROM users GROUP BY age IN ($1, $2, $3, $4) HAVING (age IN ($1, $2, $3, $4)) = $5::boolean
    mysql: SELECT count(*) FROM users GROUP BY age IN (?, ?, ?, ?) HAVING (min(age IN (?, ?, ?, ?))) = ?
    ");
}

#[test]
fn values_that_are_shared_are_bound_once() {
    let decade = || User.age / 10;
    let cache = StatementCache::new(100);
    let statement = |divisor: i32| {
        select((decade(), func::count_all()))
            .filter(User.age.gt(10))
            .group_by(decade())
            .having((User.age / divisor).gt(1))
    };
    let shared = statement(10);
    let node = shared.node();
    let prepared = cache.prepare(&node, &PostgresDialect).unwrap();
    assert_snapshot!(prepared.sql(), @"SELECT age / ($1::bigint + 0.0), count(*) FROM users WHERE age > $2 GROUP BY 1 HAVING age / ($1::bigint + 0.0) > $3::bigint");
    assert_eq!(
        prepared.binds(),
        [&Value::Int(10), &Value::Int(10), &Value::Int(1)]
    );
    // The same structure, where other values are equal.
    let other = statement(7);
    let node = other.node();
    let prepared = cache.prepare(&node, &PostgresDialect).unwrap();
    assert_snapshot!(prepared.sql(), @"SELECT age / ($1::bigint + 0.0), count(*) FROM users WHERE age > $2 GROUP BY 1 HAVING age / ($3::bigint + 0.0) > $4::bigint");
    assert_eq!(cache.len(), 2);
}

#[test]
fn nulls_of_what_is_distinct_and_has_values() {
    let next = || User.age + 1;
    let labelled = select(next().label("next"))
        .distinct()
        .order_by(next().asc().nulls_last());
    assert_snapshot!(show(&labelled), @"
    sqlite: SELECT DISTINCT users.age + ? AS next FROM users ORDER BY 1 NULLS LAST
    postgresql: SELECT DISTINCT users.age + $1 AS next FROM users ORDER BY 1 NULLS LAST
    mysql: SELECT DISTINCT users.age + ? AS next FROM users ORDER BY (next IS NULL), next
    ");
    let plain = select(next())
        .distinct()
        .order_by(next().asc().nulls_last());
    assert_snapshot!(refusal(&plain, &MYSQL), @"
    NULLS FIRST or NULLS LAST of what is grouped by or distinct and has bound values can't be expressed in mysql
    help: select it under a label, and order by `label(…)`
    ");
}

#[test]
fn grouping_sets_of_many_kinds() {
    let name = || User.name.optional();
    let row = || (name(), User.age.optional(), func::count_all());
    let names = || (User.name, User.age);
    assert_snapshot!(show(&select(row()).group_by(rollup(names()))), @"
    sqlite: error: ROLLUP can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT name, age, count(*) FROM users GROUP BY ROLLUP (name, age)
    mysql: SELECT name, age, count(*) FROM users GROUP BY name, age WITH ROLLUP
    ");
    assert_snapshot!(show(&select(row()).group_by((User.age, rollup((User.name,))))), @"
    sqlite: error: ROLLUP can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT name, age, count(*) FROM users GROUP BY age, ROLLUP (name)
    mysql: error: ROLLUP of tuples, or beside something else to group by, can't be expressed in mysql
    help: unite a SELECT for each grouping: `.union_all(…)`
    ");
    assert_snapshot!(show(&select(row()).group_by(rollup((names(),)))), @"
    sqlite: error: ROLLUP can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT name, age, count(*) FROM users GROUP BY ROLLUP ((name, age))
    mysql: error: ROLLUP of tuples, or beside something else to group by, can't be expressed in mysql
    help: unite a SELECT for each grouping: `.union_all(…)`
    ");
    assert_snapshot!(show(&select(row()).group_by(cube(names()))), @"
    sqlite: error: CUBE can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT name, age, count(*) FROM users GROUP BY CUBE (name, age)
    mysql: error: CUBE can't be expressed in mysql
    help: unite a SELECT for each grouping: `.union_all(…)`
    ");
    let sets = grouping_sets((names(), User.age, ()));
    assert_snapshot!(show(&select(row()).group_by(sets)), @"
    sqlite: error: GROUPING SETS can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT name, age, count(*) FROM users GROUP BY GROUPING SETS ((name, age), age, ())
    mysql: error: GROUPING SETS can't be expressed in mysql
    help: unite a SELECT for each grouping: `.union_all(…)`
    ");
    let labelled =
        select((User.name.label("who"), func::count_all())).group_by(rollup(label("who")));
    assert_snapshot!(show(&labelled), @"
    sqlite: error: ROLLUP can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT users.name AS who, count(*) FROM users GROUP BY ROLLUP (1)
    mysql: SELECT users.name AS who, count(*) FROM users GROUP BY 1 WITH ROLLUP
    ");
}

#[test]
fn what_grouping_sets_refuse() {
    let row = || (User.name, func::count_all());
    let nothing: [alchemy::sql::Expr<i64>; 0] = [];
    assert_snapshot!(refusal(&select(row()).group_by(rollup(nothing)), &PostgresDialect), @"
    ROLLUP of nothing
    help: give it the expressions to group by
    ");
    let ordered = select(row())
        .group_by(rollup(User.name))
        .order_by(User.name);
    ordered.to_sql(&MYSQL).unwrap();
    assert_snapshot!(refusal(&ordered, &MARIADB), @"
    ROLLUP together with ORDER BY can't be expressed in mariadb
    help: order the rows of a subquery: `.subquery()`
    ");
    let asked = select((User.name, func::grouping(User.name))).group_by(rollup(User.name));
    asked.to_sql(&MYSQL).unwrap();
    assert_snapshot!(refusal(&asked, &MARIADB), @"
    `grouping` can't be expressed in mariadb
    help: where nothing that is grouped by is NULL by itself, a NULL tells a total
    ");
    assert_snapshot!(refusal(&asked, &SqliteDialect), @"
    `grouping` can't be expressed in sqlite
    help: where nothing that is grouped by is NULL by itself, a NULL tells a total
    ");
    let other = select(func::grouping(User.age)).group_by(rollup(User.name));
    assert_snapshot!(refusal(&other, &PostgresDialect), @"
    `grouping` is asked about `age` of `users`, which the statement isn't grouped by
    help: give it what stands in `.group_by(…)`
    ");
    let next = || User.name.concat("!");
    let values = select((next(), func::count_all())).group_by(rollup(next()));
    assert_snapshot!(show(&values), @"
    sqlite: error: ROLLUP can't be expressed in sqlite
    help: unite a SELECT for each grouping: `.union_all(…)`
    postgresql: SELECT name || $1, count(*) FROM users GROUP BY ROLLUP (1)
    mysql: SELECT concat(name, ?), count(*) FROM users GROUP BY 1 WITH ROLLUP
    ");
    assert_snapshot!(refusal(&values.clone().having(next().ne("a")), &MYSQL), @"
    an expression with bound values that ROLLUP and another part of the statement have in common can't be expressed in mysql
    help: compute the expression in a subquery, and group by its column
    ");
    let asked = select(func::grouping(next())).group_by(rollup(next()));
    assert_snapshot!(refusal(&asked, &MYSQL), @"
    `grouping` of an expression with bound values can't be expressed in mysql
    help: compute the expression in a subquery, and group by its column
    ");
    let certain = select((User.age, func::count_all())).group_by(rollup(User.age));
    assert_snapshot!(refusal(&certain, &PostgresDialect), @"
    `age` of `users` is NULL in the rows that are totals over it, and is selected as if it weren't
    help: select it with `.optional()`
    ");
}

#[test]
fn mariadb_is_told_what_a_key_determines() {
    let statement = select((User, func::count(Post.id)))
        .join(Post.on(Post.author_id.eq(User.id)))
        .group_by(User.id)
        .order_by(User.name);
    assert_snapshot!(statement.to_sql(&MARIADB).unwrap(), @"SELECT users.id, users.email, users.name, users.age, users.active, users.manager_id, users.score, count(posts.id) FROM users JOIN posts ON posts.author_id = users.id GROUP BY users.id, users.email, users.name, users.age, users.active, users.manager_id, users.score ORDER BY users.name");
    let statement = select(func::count_all())
        .group_by((User.id, User.age))
        .having(User.name.is_null());
    assert_snapshot!(statement.to_sql(&MARIADB).unwrap(), @"SELECT count(*) FROM users GROUP BY id, age, name HAVING name IS NULL");
    assert_snapshot!(statement.to_sql(&MYSQL).unwrap(), @"SELECT count(*) FROM users GROUP BY id, age, name HAVING name IS NULL");
}
