//! Windows and what aggregates take.

use alchemy::sql::{
    FrameExclusion, Selectable, current_row, following, func, preceding, select,
    unbounded_following, unbounded_preceding, window,
};
use insta::assert_snapshot;

use crate::model::User;
use crate::show::show;

fn shown(what: impl Selectable) -> String {
    show(&select(what))
}

#[test]
fn windows() {
    assert_snapshot!(shown(func::row_number().over()), @"SELECT row_number() OVER ()");
    assert_snapshot!(shown(
        func::rank()
            .over()
            .partition_by((User.age, User.active))
            .order_by(User.score.desc().nulls_last())
    ), @"
    sqlite: SELECT rank() OVER (PARTITION BY age, active ORDER BY score DESC NULLS LAST) FROM users
    postgresql: SELECT rank() OVER (PARTITION BY age, active ORDER BY score DESC NULLS LAST) FROM users
    mysql: SELECT rank() OVER (PARTITION BY age, active ORDER BY (score IS NULL), score DESC) FROM users
    ");
    assert_snapshot!(shown(func::lag_or(User.age, 2, 0).over().order_by(User.id)), @"
    sqlite: SELECT lag(age, ?, ?) OVER (ORDER BY id) FROM users
    postgresql: SELECT lag(age, $1::integer, $2) OVER (ORDER BY id) FROM users
    mysql: SELECT lag(age, ?, ?) OVER (ORDER BY id) FROM users
    ");
    assert_snapshot!(shown(func::ntile(4).over().order_by(User.id).eq(1_i64)), @"
    sqlite: SELECT ntile(?) OVER (ORDER BY id) = ? FROM users
    postgresql: SELECT ntile($1::integer) OVER (ORDER BY id) = $2::bigint FROM users
    mysql: SELECT ntile(?) OVER (ORDER BY id) = ? FROM users
    ");
}

#[test]
fn frames() {
    let sum = || func::sum(User.age).over().order_by(User.id);
    assert_snapshot!(shown(sum().rows(unbounded_preceding().to(current_row()))), @"SELECT sum(age) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM users");
    assert_snapshot!(shown(sum().range(preceding(3).to(following(1)))), @"SELECT sum(age) OVER (ORDER BY id RANGE BETWEEN 3 PRECEDING AND 1 FOLLOWING) FROM users");
    assert_snapshot!(shown(sum().range(preceding(0.5).to(unbounded_following()))), @"
    sqlite: SELECT sum(age) OVER (ORDER BY id RANGE BETWEEN ? PRECEDING AND UNBOUNDED FOLLOWING) FROM users
    postgresql: SELECT sum(age) OVER (ORDER BY id RANGE BETWEEN $1::float8 PRECEDING AND UNBOUNDED FOLLOWING) FROM users
    mysql: error: a RANGE whose distance isn't an integer can't be expressed in mysql
    ");
    assert_snapshot!(shown(sum().groups(preceding(1).to(current_row()))), @"
    sqlite: SELECT sum(age) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM users
    postgresql: SELECT sum(age) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM users
    mysql: error: a frame of GROUPS can't be expressed in mysql
    ");
    assert_snapshot!(shown(sum().exclude(FrameExclusion::Group)), @"
    sqlite: SELECT sum(age) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP) FROM users
    postgresql: SELECT sum(age) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP) FROM users
    mysql: error: EXCLUDE in the frame of a window can't be expressed in mysql
    ");
}

#[test]
fn named_windows() {
    let w = window("w").partition_by(User.age);
    let reserved = window("order").order_by(User.id);
    let both = (
        func::count_all().over().window(&w),
        func::count_all().over().window(&w).order_by(User.id),
        func::count_all().over().window(&reserved),
    );
    assert_snapshot!(show(&select(both).window(&w).window(&reserved)), @r#"
    sqlite: SELECT count(*) OVER w, count(*) OVER (w ORDER BY id), count(*) OVER "order" FROM users WINDOW w AS (PARTITION BY age), "order" AS (ORDER BY id)
    postgresql: SELECT count(*) OVER w, count(*) OVER (w ORDER BY id), count(*) OVER "order" FROM users WINDOW w AS (PARTITION BY age), "order" AS (ORDER BY id)
    mysql: SELECT count(*) OVER w, count(*) OVER (w ORDER BY id), count(*) OVER `order` FROM users WINDOW w AS (PARTITION BY age), `order` AS (ORDER BY id)
    "#);
}

#[test]
fn filters() {
    assert_snapshot!(shown(func::count_all().filter(User.active)), @"
    sqlite: SELECT count(*) FILTER (WHERE active) FROM users
    postgresql: SELECT count(*) FILTER (WHERE active) FROM users
    mysql: SELECT count(CASE WHEN active THEN 1 END) FROM users
    ");
    assert_snapshot!(shown(
        func::count_distinct(User.age)
            .filter(User.id.gt(1))
            .filter(User.active)
    ), @"
    sqlite: SELECT count(DISTINCT age) FILTER (WHERE id > ? AND active) FROM users
    postgresql: SELECT count(DISTINCT age) FILTER (WHERE id > $1 AND active) FROM users
    mysql: SELECT count(DISTINCT CASE WHEN id > ? AND active THEN age END) FROM users
    ");
    assert_snapshot!(shown(
        func::sum(User.age)
            .filter(User.active)
            .over()
            .order_by(User.id)
    ), @"
    sqlite: SELECT sum(age) FILTER (WHERE active) OVER (ORDER BY id) FROM users
    postgresql: SELECT sum(age) FILTER (WHERE active) OVER (ORDER BY id) FROM users
    mysql: SELECT sum(CASE WHEN active THEN age END) OVER (ORDER BY id) FROM users
    ");
}

#[test]
fn texts_put_together() {
    let names = || func::aggregate_strings(User.name, "it's \\");
    assert_snapshot!(shown(names()), @r"
    sqlite: SELECT group_concat(name, 'it''s \') FROM users
    postgresql: SELECT string_agg(name, E'it''s \\') FROM users
    mysql: SELECT group_concat(name SEPARATOR 'it''s \\') FROM users
    ");
    assert_snapshot!(shown(names().order_by(User.id.desc()).filter(User.active)), @r"
    sqlite: SELECT group_concat(name, 'it''s \' ORDER BY id DESC) FILTER (WHERE active) FROM users
    postgresql: SELECT string_agg(name, E'it''s \\' ORDER BY id DESC) FILTER (WHERE active) FROM users
    mysql: SELECT group_concat(CASE WHEN active THEN name END ORDER BY id DESC SEPARATOR 'it''s \\') FROM users
    ");
    assert_snapshot!(shown(names().distinct()), @r"
    sqlite: error: distinct texts with a separator other than a comma can't be expressed in sqlite
    help: separate by `,`, or select the distinct texts in a subquery
    postgresql: SELECT string_agg(DISTINCT name, E'it''s \\') FROM users
    mysql: SELECT group_concat(DISTINCT name SEPARATOR 'it''s \\') FROM users
    ");
    assert_snapshot!(shown(func::aggregate_strings(User.name, ",").distinct()), @"
    sqlite: SELECT group_concat(DISTINCT name) FROM users
    postgresql: SELECT string_agg(DISTINCT name, ',') FROM users
    mysql: SELECT group_concat(DISTINCT name SEPARATOR ',') FROM users
    ");
    assert_snapshot!(shown(names().over()), @r"
    sqlite: SELECT group_concat(name, 'it''s \') OVER () FROM users
    postgresql: SELECT string_agg(name, E'it''s \\') OVER () FROM users
    mysql: error: aggregate_strings over a window can't be expressed in mysql
    ");
}

#[test]
fn ordered_sets() {
    assert_snapshot!(shown(func::percentile_cont(0.5).within_group(User.score)), @"
    sqlite: error: `percentile_cont` WITHIN GROUP can't be expressed in sqlite
    postgresql: SELECT percentile_cont($1::float8) WITHIN GROUP (ORDER BY score) FROM users
    mysql: error: `percentile_cont` WITHIN GROUP can't be expressed in mysql
    ");
    assert_snapshot!(shown(
        func::mode().within_group_desc(User.age).filter(User.active)
    ), @"
    sqlite: error: `mode` WITHIN GROUP can't be expressed in sqlite
    postgresql: SELECT mode() WITHIN GROUP (ORDER BY age DESC) FILTER (WHERE active) FROM users
    mysql: error: `mode` WITHIN GROUP can't be expressed in mysql
    ");
}
