//! Operators and functions that databases spell in different ways.

use alchemy::compiler::ToSql;
use alchemy::sql::{
    Condition, Selectable, all_, any_, case_value, false_, func, select, true_, tuple,
};
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::show::{each, show};

fn shown(what: impl Selectable) -> String {
    show(&select(what))
}

fn condition(condition: impl Condition) -> String {
    show(&select(User.id).filter(condition))
}

/// Without SQLite's opinion: for what its driver brings, and what only others have.
fn unprepared(condition: impl Condition) -> String {
    let statement = select(User.id).filter(condition);
    each(|dialect| statement.to_sql(dialect).unwrap())
}

#[test]
fn distinct_from() {
    assert_snapshot!(condition(User.name.is_distinct_from("a") & !User.name.is_distinct_from("b")), @"
    sqlite: SELECT id FROM users WHERE name IS NOT ? AND name IS ?
    postgresql: SELECT id FROM users WHERE name IS DISTINCT FROM $1 AND name IS NOT DISTINCT FROM $2
    mysql: SELECT id FROM users WHERE NOT (name <=> ?) AND name <=> ?
    ");
    assert_snapshot!(condition(User.name.is_distinct_from("a").eq(true)), @"
    sqlite: SELECT id FROM users WHERE (name IS NOT ?) = ?
    postgresql: SELECT id FROM users WHERE (name IS DISTINCT FROM $1) = $2::boolean
    mysql: SELECT id FROM users WHERE (NOT (name <=> ?)) = ?
    ");
    assert_snapshot!(condition(User.name.is_not_distinct_from(None::<&str>)), @"SELECT id FROM users WHERE name IS NULL");
}

#[test]
fn bits() {
    assert_snapshot!(shown(User.id.bitwise_and(3).bitwise_or(User.age)), @"
    sqlite: SELECT (id & ?) | age FROM users
    postgresql: SELECT (id & $1) | age FROM users
    mysql: SELECT CAST((CAST(id & ? AS SIGNED)) | age AS SIGNED) FROM users
    ");
    assert_snapshot!(shown(User.id.bitwise_xor(3) + 1), @"
    sqlite: SELECT (((id | ?) - (id & ?))) + ? FROM users
    postgresql: SELECT (id # $1) + $2::bigint FROM users
    mysql: SELECT (CAST(id ^ ? AS SIGNED)) + ? FROM users
    ");
    assert_snapshot!(shown(User.id.bitwise_not().shift_left(2)), @"
    sqlite: SELECT (~id) << ? FROM users
    postgresql: SELECT (~id) << $1::integer FROM users
    mysql: SELECT CAST(CAST(~id AS SIGNED) << ? AS SIGNED) FROM users
    ");
    assert_snapshot!(condition((User.id + 1).bitwise_and(1).eq(0)), @"
    sqlite: SELECT id FROM users WHERE ((id + ?) & ?) = ?
    postgresql: SELECT id FROM users WHERE ((id + $1) & $2::bigint) = $3::bigint
    mysql: SELECT id FROM users WHERE (CAST((id + ?) & ? AS SIGNED)) = ?
    ");
}

#[test]
fn division() {
    assert_snapshot!(shown((User.id - 10).floor_div(4)), @"
    sqlite: SELECT (id - ?) / ? FROM users
    postgresql: SELECT (id - $1) / $2::bigint FROM users
    mysql: SELECT ((id - ?) - ((id - ?) % ? + ?) % ?) DIV ? FROM users
    ");
    assert_snapshot!(shown(100 - User.age / User.id), @"
    sqlite: SELECT ? - age / (id + 0.0) FROM users
    postgresql: SELECT $1::bigint - age / (id + 0.0) FROM users
    mysql: SELECT ? - age / (id + 0e0) FROM users
    ");
}

#[test]
fn tuples() {
    let pair = || tuple((User.age, User.email));
    assert_snapshot!(condition(pair().ge((18, "a")) & pair().ne((18, "b"))), @"
    sqlite: SELECT id FROM users WHERE (age, email) >= (?, ?) AND (age, email) <> (?, ?)
    postgresql: SELECT id FROM users WHERE (age, email) >= ($1, $2) AND (age, email) <> ($3, $4)
    mysql: SELECT id FROM users WHERE (age, email) >= (?, ?) AND (age, email) <> (?, ?)
    ");
    assert_snapshot!(condition(pair().in_([(18, "a"), (19, "b")])), @"
    sqlite: SELECT id FROM users WHERE (age, email) IN (VALUES (?, ?), (?, ?))
    postgresql: SELECT id FROM users WHERE (age, email) IN (($1, $2), ($3, $4))
    mysql: SELECT id FROM users WHERE (age, email) IN ((?, ?), (?, ?))
    ");
    assert_snapshot!(condition(!pair().in_([(18, "a"); 0])), @"
    sqlite: SELECT id FROM users WHERE 1 = 1
    postgresql: SELECT id FROM users WHERE TRUE
    mysql: SELECT id FROM users WHERE TRUE
    ");
    assert_snapshot!(condition(pair().not_in(select((User.age, User.email)).filter(User.active))), @"SELECT users.id FROM users WHERE (users.age, users.email) NOT IN (SELECT users.age, users.email FROM users WHERE users.active)");
    assert_snapshot!(condition(tuple((User.id + 1, User.age)).lt((2, 3))), @"
    sqlite: SELECT id FROM users WHERE (id + ?, age) < (?, ?)
    postgresql: SELECT id FROM users WHERE (id + $1, age) < ($2::bigint, $3)
    mysql: SELECT id FROM users WHERE (id + ?, age) < (?, ?)
    ");
}

#[test]
fn regular_expressions() {
    assert_snapshot!(unprepared(User.email.regexp_match("^a") & !User.email.regexp_match("b")), @"
    sqlite: SELECT id FROM users WHERE email REGEXP ? AND email NOT REGEXP ?
    postgresql: SELECT id FROM users WHERE email ~ $1 AND email !~ $2
    mysql: SELECT id FROM users WHERE regexp_like(email, ?, 'c') AND NOT regexp_like(email, ?, 'c')
    ");
    assert_snapshot!(unprepared(User.email.regexp_imatch("^a") | !User.email.regexp_imatch("b")), @"
    sqlite: SELECT id FROM users WHERE email REGEXP ('(?i)' || ?) OR email NOT REGEXP ('(?i)' || ?)
    postgresql: SELECT id FROM users WHERE email ~* $1 OR email !~* $2
    mysql: SELECT id FROM users WHERE regexp_like(email, ?, 'i') OR NOT regexp_like(email, ?, 'i')
    ");
    assert_snapshot!(unprepared(User.email.regexp_replace("a", "b").eq("c")), @"
    sqlite: SELECT id FROM users WHERE regexp_replace(email, ?, ?) = ?
    postgresql: SELECT id FROM users WHERE regexp_replace(email, $1::text, $2::text, 'g') = $3::text
    mysql: SELECT id FROM users WHERE regexp_replace(email, ?, ?, 1, 0, 'c') = ?
    ");
}

#[test]
fn collations_and_patterns() {
    assert_snapshot!(unprepared(User.email.collate("de_DE").eq("a")), @r#"
    sqlite: SELECT id FROM users WHERE (email COLLATE "de_DE") = ?
    postgresql: SELECT id FROM users WHERE (email COLLATE "de_DE") = $1::text
    mysql: SELECT id FROM users WHERE (email COLLATE `de_DE`) = ?
    "#);
    assert_snapshot!(unprepared(User.email.icontains("50%") & User.email.like_escape("a!%", '!')), @"
    sqlite: SELECT id FROM users WHERE lower(email) LIKE lower(?) ESCAPE '/' AND email LIKE ? ESCAPE '!'
    postgresql: SELECT id FROM users WHERE email ILIKE $1 ESCAPE '/' AND email LIKE $2 ESCAPE '!'
    mysql: SELECT id FROM users WHERE lower(email) LIKE lower(?) ESCAPE '/' AND email LIKE ? ESCAPE '!'
    ");
}

#[test]
fn custom_operators() {
    assert_snapshot!(unprepared(((User.email.op::<f64, _, _>("<->", "a") + 1) * 2).gt(3)), @"
    sqlite: SELECT id FROM users WHERE ((email <-> ?) + ?) * ? > ?
    postgresql: SELECT id FROM users WHERE ((email <-> $1::text) + $2::bigint) * $3::bigint > $4::bigint
    mysql: SELECT id FROM users WHERE ((email <-> ?) + ?) * ? > ?
    ");
    assert_snapshot!(unprepared(!User.email.bool_op("~~", "a%") & User.active), @"
    sqlite: SELECT id FROM users WHERE NOT (email ~~ ?) AND active
    postgresql: SELECT id FROM users WHERE NOT (email ~~ $1::text) AND active
    mysql: SELECT id FROM users WHERE NOT (email ~~ ?) AND active
    ");
    assert_snapshot!(unprepared((User.age + 1).prefix_op::<i32>("@").gt(3)), @"
    sqlite: SELECT id FROM users WHERE (@ (age + ?)) > ?
    postgresql: SELECT id FROM users WHERE (@ (age + $1)) > $2::bigint
    mysql: SELECT id FROM users WHERE (@ (age + ?)) > ?
    ");
}

#[test]
fn any_and_all() {
    assert_snapshot!(condition(User.age.gt(any_(select(Post.id)))), @"
    sqlite: error: ANY over a subquery can't be expressed in sqlite
    postgresql: SELECT users.id FROM users WHERE users.age > ANY (SELECT posts.id FROM posts)
    mysql: SELECT users.id FROM users WHERE users.age > ANY (SELECT posts.id FROM posts)
    ");
    assert_snapshot!(condition(User.age.ne(all_(select(Post.id)))), @"
    sqlite: error: ALL over a subquery can't be expressed in sqlite
    postgresql: SELECT users.id FROM users WHERE users.age <> ALL (SELECT posts.id FROM posts)
    mysql: SELECT users.id FROM users WHERE users.age <> ALL (SELECT posts.id FROM posts)
    ");
}

#[test]
fn constants() {
    assert_snapshot!(condition(true_() & User.active & true_()), @"SELECT id FROM users WHERE active");
    assert_snapshot!(condition(User.active & false_()), @"
    sqlite: SELECT id FROM users WHERE 1 = 0
    postgresql: SELECT id FROM users WHERE FALSE
    mysql: SELECT id FROM users WHERE FALSE
    ");
    assert_snapshot!(condition(User.active | true_()), @"
    sqlite: SELECT id FROM users WHERE 1 = 1
    postgresql: SELECT id FROM users WHERE TRUE
    mysql: SELECT id FROM users WHERE TRUE
    ");
    assert_snapshot!(condition(!false_()), @"
    sqlite: SELECT id FROM users WHERE 1 = 1
    postgresql: SELECT id FROM users WHERE TRUE
    mysql: SELECT id FROM users WHERE TRUE
    ");
}

#[test]
fn simple_cases() {
    assert_snapshot!(shown(case_value(User.age).when(18, "a").when(User.id, "b").otherwise("c")), @"
    sqlite: SELECT CASE age WHEN ? THEN ? WHEN id THEN ? ELSE ? END FROM users
    postgresql: SELECT CASE age WHEN $1::bigint THEN $2::text WHEN id THEN $3::text ELSE $4::text END FROM users
    mysql: SELECT CASE age WHEN ? THEN ? WHEN id THEN ? ELSE ? END FROM users
    ");
}

#[test]
fn functions() {
    assert_snapshot!(shown(func::concat((User.email, "-", User.id))), @"
    sqlite: SELECT email || ? || CAST(id AS TEXT) FROM users
    postgresql: SELECT email || $1 || CAST(id AS TEXT) FROM users
    mysql: SELECT concat(concat(email, ?), CAST(id AS CHAR)) FROM users
    ");
    assert_snapshot!(shown(func::position(User.email, "@")), @"
    sqlite: SELECT instr(email, ?) FROM users
    postgresql: SELECT strpos(email, $1::text) FROM users
    mysql: SELECT locate(?, email) FROM users
    ");
    assert_snapshot!(shown((func::left(User.email, 2), func::right(User.email, 2))), @"
    sqlite: SELECT substr(email, 1, ?), substr(email, -?, ?) FROM users
    postgresql: SELECT left(email, $1::integer), right(email, $2::integer) FROM users
    mysql: SELECT left(email, ?), right(email, ?) FROM users
    ");
    assert_snapshot!(shown(func::lpad(User.email, 9, " ")), @"
    sqlite: error: `lpad` can't be expressed in sqlite
    postgresql: SELECT lpad(email, $1::integer, $2::text) FROM users
    mysql: SELECT lpad(email, ?, ?) FROM users
    ");
    assert_snapshot!(shown(func::round_to(User.age / 3, 2)), @"
    sqlite: SELECT round(age / (? + 0.0), ?) FROM users
    postgresql: SELECT round(CAST(CAST(age / ($1::bigint + 0.0) AS TEXT) AS NUMERIC), $2::integer) FROM users
    mysql: SELECT CASE WHEN abs(age / (? + 0e0)) < 1e30 THEN round(CAST(age / (? + 0e0) AS DECIMAL(65, 30)), ?) ELSE age / (? + 0e0) END FROM users
    ");
    assert_snapshot!(shown((func::greatest(User.id, 2), func::least(User.id, 2))), @"
    sqlite: SELECT max(id, ?), min(id, ?) FROM users
    postgresql: SELECT greatest(id, $1), least(id, $2) FROM users
    mysql: SELECT greatest(id, ?), least(id, ?) FROM users
    ");
    assert_snapshot!(shown(func::random()), @"
    sqlite: SELECT (random() / 18446744073709551616.0 + 0.5)
    postgresql: SELECT random()
    mysql: SELECT rand()
    ");
    assert_snapshot!(unprepared(func::power(User.age, 2).gt(3)), @"
    sqlite: SELECT id FROM users WHERE power(age, ?) > ?
    postgresql: SELECT id FROM users WHERE power(age, $1::integer) > $2::bigint
    mysql: SELECT id FROM users WHERE power(age, ?) > ?
    ");
}
