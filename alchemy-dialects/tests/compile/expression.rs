//! Expressions: operators, functions, literals, SQL as written.

use alchemy::compiler::ToSql;
use alchemy::sql::{Condition, Expr, Node, case, func, literal, select, text};
use alchemy::types::{SqlType, Value};
use insta::assert_snapshot;

use crate::model::User;
use crate::show::{each, show};

fn condition(condition: impl Condition) -> String {
    show(&select(User.id).filter(condition))
}

fn value<T: alchemy::types::ColumnValue + alchemy::sql::Row>(expr: Expr<T>) -> String {
    show(&select(expr))
}

#[test]
fn comparisons() {
    let all = User.id.eq(1) & User.id.ne(2) & User.id.lt(3) & User.id.le(4) & User.id.gt(5);
    assert_snapshot!(condition(all & User.id.ge(6)), @"
    sqlite: SELECT id FROM users WHERE id = ? AND id <> ? AND id < ? AND id <= ? AND id > ? AND id >= ?
    postgresql: SELECT id FROM users WHERE id = $1 AND id <> $2 AND id < $3 AND id <= $4 AND id > $5 AND id >= $6
    mysql: SELECT id FROM users WHERE id = ? AND id <> ? AND id < ? AND id <= ? AND id > ? AND id >= ?
    ");
    assert_snapshot!(condition(User.name.is_null() | User.name.is_not_null()), @"SELECT id FROM users WHERE name IS NULL OR name IS NOT NULL");
    assert_snapshot!(condition(User.name.eq(None::<&str>)), @"SELECT id FROM users WHERE name IS NULL");
    assert_snapshot!(condition(User.age.between(1, 2) & !User.age.between(3, 4)), @"
    sqlite: SELECT id FROM users WHERE age BETWEEN ? AND ? AND age NOT BETWEEN ? AND ?
    postgresql: SELECT id FROM users WHERE age BETWEEN $1 AND $2 AND age NOT BETWEEN $3 AND $4
    mysql: SELECT id FROM users WHERE age BETWEEN ? AND ? AND age NOT BETWEEN ? AND ?
    ");
}

#[test]
fn booleans() {
    assert_snapshot!(condition(User.active), @"SELECT id FROM users WHERE active");
    assert_snapshot!(condition(!User.active & !User.id.eq(1)), @"
    sqlite: SELECT id FROM users WHERE NOT active AND id <> ?
    postgresql: SELECT id FROM users WHERE NOT active AND id <> $1
    mysql: SELECT id FROM users WHERE NOT active AND id <> ?
    ");
    assert_snapshot!(condition(!(User.active & User.id.eq(1))), @"
    sqlite: SELECT id FROM users WHERE NOT (active AND id = ?)
    postgresql: SELECT id FROM users WHERE NOT (active AND id = $1)
    mysql: SELECT id FROM users WHERE NOT (active AND id = ?)
    ");
    assert_snapshot!(condition((User.active | User.id.eq(1)) & User.active.eq(true)), @"
    sqlite: SELECT id FROM users WHERE (active OR id = ?) AND active = ?
    postgresql: SELECT id FROM users WHERE (active OR id = $1) AND active = $2
    mysql: SELECT id FROM users WHERE (active OR id = ?) AND active = ?
    ");
    assert_snapshot!(condition(Expr::<bool>::from_node(Node::All(Vec::new()))), @"
    sqlite: SELECT id FROM users WHERE 1 = 1
    postgresql: SELECT id FROM users WHERE TRUE
    mysql: SELECT id FROM users WHERE TRUE
    ");
    assert_snapshot!(condition(!Expr::<bool>::from_node(Node::Any(Vec::new()))), @"
    sqlite: SELECT id FROM users WHERE 1 = 1
    postgresql: SELECT id FROM users WHERE TRUE
    mysql: SELECT id FROM users WHERE TRUE
    ");
}

#[test]
fn lists() {
    assert_snapshot!(condition(User.id.in_([1, 2, 3])), @"
    sqlite: SELECT id FROM users WHERE id IN (?, ?, ?, ?)
    postgresql: SELECT id FROM users WHERE id IN ($1, $2, $3, $4)
    mysql: SELECT id FROM users WHERE id IN (?, ?, ?, ?)
    ");
    assert_snapshot!(condition(User.id.not_in([1])), @"
    sqlite: SELECT id FROM users WHERE id NOT IN (?)
    postgresql: SELECT id FROM users WHERE id NOT IN ($1)
    mysql: SELECT id FROM users WHERE id NOT IN (?)
    ");
    assert_snapshot!(condition(User.id.in_([0_i64; 0])), @"
    sqlite: SELECT id FROM users WHERE 1 = 0
    postgresql: SELECT id FROM users WHERE FALSE
    mysql: SELECT id FROM users WHERE FALSE
    ");
    assert_snapshot!(condition(!User.id.in_([0_i64; 0])), @"
    sqlite: SELECT id FROM users WHERE 1 = 1
    postgresql: SELECT id FROM users WHERE TRUE
    mysql: SELECT id FROM users WHERE TRUE
    ");
    assert_snapshot!(condition(User.id.in_([User.id.expr(), literal(1_i64)])), @"
    sqlite: SELECT id FROM users WHERE id IN (id, ?)
    postgresql: SELECT id FROM users WHERE id IN (id, $1::bigint)
    mysql: SELECT id FROM users WHERE id IN (id, ?)
    ");
}

#[test]
fn patterns() {
    assert_snapshot!(condition(User.email.like("a%") | User.email.not_like("b%")), @"
    sqlite: SELECT id FROM users WHERE email LIKE ? OR email NOT LIKE ?
    postgresql: SELECT id FROM users WHERE email LIKE $1 OR email NOT LIKE $2
    mysql: SELECT id FROM users WHERE email LIKE ? OR email NOT LIKE ?
    ");
    assert_snapshot!(condition(User.email.ilike("A%") & !User.email.ilike("B%")), @"
    sqlite: SELECT id FROM users WHERE lower(email) LIKE lower(?) AND lower(email) NOT LIKE lower(?)
    postgresql: SELECT id FROM users WHERE email ILIKE $1 AND email NOT ILIKE $2
    mysql: SELECT id FROM users WHERE lower(email) LIKE lower(?) AND lower(email) NOT LIKE lower(?)
    ");
    assert_snapshot!(condition(User.email.contains("50%")), @"
    sqlite: SELECT id FROM users WHERE email LIKE ? ESCAPE '/'
    postgresql: SELECT id FROM users WHERE email LIKE $1 ESCAPE '/'
    mysql: SELECT id FROM users WHERE email LIKE ? ESCAPE '/'
    ");
}

#[test]
fn arithmetic() {
    assert_snapshot!(value((User.id + 1_i64) * 2_i64 - (User.id - 3_i64)), @"
    sqlite: SELECT (id + ?) * ? - (id - ?) FROM users
    postgresql: SELECT (id + $1) * $2::bigint - (id - $3) FROM users
    mysql: SELECT (id + ?) * ? - (id - ?) FROM users
    ");
    assert_snapshot!(value(User.id / 2_i64 % 3_i64), @"
    sqlite: SELECT ((id / (? + 0.0)) - ? * CAST(id / (? + 0.0) / (? + 0.0) AS INTEGER)) FROM users
    postgresql: SELECT ((id / ($1::bigint + 0.0)) - $2::bigint * trunc((id / ($3::bigint + 0.0)) / $4::bigint)) FROM users
    mysql: SELECT id / (? + 0e0) % ? FROM users
    ");
    assert_snapshot!(value(-(-User.id)), @"SELECT -(-id) FROM users");
    assert_snapshot!(value(User.email.concat("a").concat(User.email.concat("b"))), @"
    sqlite: SELECT email || ? || (email || ?) FROM users
    postgresql: SELECT email || $1 || (email || $2) FROM users
    mysql: SELECT concat(concat(email, ?), concat(email, ?)) FROM users
    ");
}

#[test]
fn functions_casts_and_cases() {
    assert_snapshot!(value(func::coalesce(User.name, "x").upper()), @"
    sqlite: SELECT upper(coalesce(name, ?)) FROM users
    postgresql: SELECT upper(coalesce(name, $1)) FROM users
    mysql: SELECT upper(coalesce(name, ?)) FROM users
    ");
    assert_snapshot!(value(func::length(User.email)), @"
    sqlite: SELECT length(email) FROM users
    postgresql: SELECT length(email) FROM users
    mysql: SELECT char_length(email) FROM users
    ");
    let call = select(func::call::<i64>("my.fn_2", (1_i64, User.id)));
    assert_snapshot!(call.to_string(), @"SELECT my.fn_2(?, id) FROM users");
    assert_snapshot!(
        value(case(User.id.gt(1), "a").when(User.id.gt(2), "b").otherwise("c")),
        @"
        sqlite: SELECT CASE WHEN id > ? THEN ? WHEN id > ? THEN ? ELSE ? END FROM users
        postgresql: SELECT CASE WHEN id > $1 THEN $2::text WHEN id > $3 THEN $4::text ELSE $5::text END FROM users
        mysql: SELECT CASE WHEN id > ? THEN ? WHEN id > ? THEN ? ELSE ? END FROM users
        "
    );
    assert_snapshot!(value(case(User.id.gt(1), User.active.eq(true)).end()), @"
    sqlite: SELECT CASE WHEN id > ? THEN active = ? END FROM users
    postgresql: SELECT CASE WHEN id > $1 THEN active = $2 END FROM users
    mysql: SELECT CASE WHEN id > ? THEN active = ? END FROM users
    ");
}

#[test]
fn types_in_casts() {
    let types = [
        SqlType::Boolean,
        SqlType::SmallInt,
        SqlType::Integer,
        SqlType::BigInt,
        SqlType::BigUnsigned,
        SqlType::Real,
        SqlType::Double,
        SqlType::Decimal {
            precision: 10,
            scale: 2,
        },
        SqlType::Text,
        SqlType::Varchar(20),
        SqlType::Blob,
        SqlType::Date,
        SqlType::Time,
        SqlType::Timestamp,
        SqlType::TimestampTz,
        SqlType::Uuid,
        SqlType::Json,
        SqlType::Other("my_type"),
    ];
    let shown = each(|dialect| {
        let one = |sql_type| {
            let cast = select(User.email.cast_as::<String>(sql_type))
                .to_sql(dialect)
                .unwrap();
            cast.replace("SELECT CAST(email AS ", "")
                .replace(") FROM users", "")
        };
        types.map(one).join(", ")
    });
    assert_snapshot!(shown, @"
    sqlite: INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, REAL, REAL, NUMERIC, TEXT, TEXT, BLOB, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, my_type
    postgresql: BOOLEAN, SMALLINT, INTEGER, BIGINT, NUMERIC(20), REAL, DOUBLE PRECISION, NUMERIC(10, 2), TEXT, VARCHAR(20), BYTEA, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID, JSONB, my_type
    mysql: SIGNED, SIGNED, SIGNED, SIGNED, UNSIGNED, FLOAT, DOUBLE, DECIMAL(10, 2), CHAR, CHAR(20), BINARY, DATE, TIME(6), DATETIME(6), DATETIME(6), CHAR(36), JSON, my_type
    ");
}

#[test]
fn sql_as_written() {
    let statement = text("SELECT ':no', \"a:b\" /* :no */, 1::text -- :no ?\n, :id, '\\:x', \\:y")
        .bind("id", 7_i64);
    assert_snapshot!(each(|dialect| statement.to_sql(dialect).unwrap()), @r#"
    sqlite: SELECT ':no', "a:b" /* :no */, 1::text -- :no ?
    , ?, '\:x', :y
    postgresql: SELECT ':no', "a:b" /* :no */, 1::text -- :no ?
    , $1, '\:x', :y
    mysql: SELECT ':no', "a:b" /* :no */, 1::text -- :no ?
    , ?, '\:x', :y
    "#);
    let piece = text("age = :age OR age = :age").bind("age", 3_i32);
    assert_snapshot!(condition(User.active & piece.typed::<bool>()), @"
    sqlite: SELECT id FROM users WHERE active AND (age = ? OR age = ?)
    postgresql: SELECT id FROM users WHERE active AND (age = $1 OR age = $2)
    mysql: SELECT id FROM users WHERE active AND (age = ? OR age = ?)
    ");
}

#[test]
fn literals() {
    let values = [
        Value::Null,
        Value::Bool(true),
        Value::Int(-7),
        Value::UInt(u64::MAX),
        Value::Float(1.0),
        Value::Float(f64::INFINITY),
        Value::Text("it's \\ a\u{1a}b".to_owned()),
        Value::Text("nul\0".to_owned()),
        Value::Blob(vec![0, 255]),
        Value::Decimal("-1.50".to_owned()),
        Value::Decimal("1; DROP TABLE users".to_owned()),
        Value::Date(0),
        Value::Time(1_000_001),
        Value::Timestamp(1_000_000),
        Value::TimestampTz(-1),
        Value::Uuid([17; 16]),
        Value::Json("{}".to_owned()),
    ];
    let shown = each(|dialect| {
        let one = |value: &Value| {
            let statement = select(Expr::<Option<i64>>::from_node(Node::Bind(value.clone())));
            let sql = statement.to_sql_with_literals(dialect);
            sql.map_or_else(|error| error.to_string(), |sql| sql.replace("SELECT ", ""))
        };
        values.iter().map(one).collect::<Vec<_>>().join("\n    ")
    });
    assert_snapshot!(shown, @r"
    sqlite: NULL
        1
        -7
        18446744073709551615
        1.0
        9e999
        'it''s \ ab'
        a text with a NUL character can't be a literal in sqlite
    help: bind it
        X'00ff'
        -1.50
        `1; DROP TABLE users` is no decimal number
        '1970-01-01'
        '00:00:01.000001'
        '1970-01-01 00:00:01'
        '1969-12-31 23:59:59.999999+00:00'
        '11111111-1111-1111-1111-111111111111'
        '{}'
    postgresql: NULL
        TRUE
        -7
        18446744073709551615
        1.0
        'Infinity'::float8
        E'it''s \\ ab'
        a text with a NUL character can't be a literal in postgresql
    help: bind it
        E'\\x00ff'::bytea
        -1.50
        `1; DROP TABLE users` is no decimal number
        '1970-01-01'
        '00:00:01.000001'
        '1970-01-01 00:00:01'
        '1969-12-31 23:59:59.999999+00:00'
        '11111111-1111-1111-1111-111111111111'
        '{}'
    mysql: NULL
        TRUE
        -7
        18446744073709551615
        1.0
        the number inf as a literal can't be expressed in mysql
        _utf8mb4 X'69742773205c20611a62'
        _utf8mb4 X'6e756c00'
        X'00ff'
        -1.50
        `1; DROP TABLE users` is no decimal number
        '1970-01-01'
        '00:00:01.000001'
        '1970-01-01 00:00:01'
        '1969-12-31 23:59:59.999999'
        '11111111-1111-1111-1111-111111111111'
        '{}'
    ");
    let statement = select(-literal(-1_i64)).filter(User.id.in_([1, 2]));
    assert_snapshot!(statement.to_sql_with_literals(crate::show::DIALECTS[0]).unwrap(), @"SELECT -(-1) FROM users WHERE id IN (1, 2)");
}
