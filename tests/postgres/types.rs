//! Every type is stored, found by `=`, and read back as it was.

use alchemy::ErrorKind;
use alchemy::driver::{Next, QueryError};
use alchemy::types::Value;
use alchemy_test_support::TestDatabase;

use crate::bare::{connect, connect_with, text, value, values};

fn json(text: &str) -> Value {
    Value::Json(text.to_owned())
}

fn decimal(text: &str) -> Value {
    Value::Decimal(text.to_owned())
}

/// A type and values of it.
fn extremes() -> Vec<(&'static str, Vec<Value>)> {
    let ints = |list: &[i64]| list.iter().copied().map(Value::Int).collect::<Vec<_>>();
    let floats = |list: &[f64]| list.iter().copied().map(Value::Float).collect::<Vec<_>>();
    let texts = || {
        [
            "",
            "x",
            "a 'quoted' \"text\"\r\n",
            "ä 漢字 🦀 e\u{301} \u{10ffff}",
            "\\x00",
            "NULL",
        ]
        .map(text)
        .to_vec()
    };
    let day = 86_400_000_000_i64;
    vec![
        ("boolean", vec![Value::Bool(true), Value::Bool(false)]),
        ("smallint", ints(&[0, -1, i16::MIN.into(), i16::MAX.into()])),
        ("integer", ints(&[0, -1, i32::MIN.into(), i32::MAX.into()])),
        ("bigint", ints(&[0, -1, i64::MIN, i64::MAX])),
        ("oid", ints(&[0, u32::MAX.into()])),
        (
            "real",
            floats(&[
                0.0,
                -0.0,
                f32::MIN.into(),
                f32::MAX.into(),
                f32::MIN_POSITIVE.into(),
                f32::from_bits(1).into(),
                0.1_f32.into(),
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
            ]),
        ),
        (
            "double precision",
            floats(&[
                0.0,
                -0.0,
                0.1,
                f64::MIN,
                f64::MAX,
                f64::MIN_POSITIVE,
                f64::from_bits(1),
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
            ]),
        ),
        (
            "numeric",
            [
                "0",
                "0.00",
                "-1",
                "12.50",
                "0.0001",
                "0.00001",
                "10000",
                "99999999.0001",
                "79228162514264337593543950335",
                "-0.0000000000000000000000000001",
                "123456789012345678901234567890.123456789012345678901234567890",
            ]
            .map(decimal)
            .to_vec(),
        ),
        (
            "numeric(38, 10)",
            vec![
                decimal("1.5000000000"),
                decimal("-9999999999999999999999999999.9999999999"),
            ],
        ),
        ("text", texts()),
        ("varchar(40)", texts()),
        (
            "bytea",
            vec![
                Value::Blob(Vec::new()),
                Value::Blob(vec![0, 255, 0, b'\\', b'\'']),
                Value::Blob((0..=255).cycle().take(100_000).collect()),
            ],
        ),
        (
            "date",
            [0, -1, 11_016, 10_957, -719_162, 2_932_896]
                .map(Value::Date)
                .to_vec(),
        ),
        (
            "time",
            [0, 1, 43_200_000_001, day - 1].map(Value::Time).to_vec(),
        ),
        (
            "timestamp",
            [
                0,
                -1,
                951_825_600_500_000,
                946_684_800_000_000,
                253_402_300_799_999_999,
                -62_135_596_800_000_000,
            ]
            .map(Value::Timestamp)
            .to_vec(),
        ),
        (
            "timestamptz",
            [
                0,
                -1,
                951_825_600_500_000,
                253_402_300_799_999_999,
                -62_135_596_800_000_000,
            ]
            .map(Value::TimestampTz)
            .to_vec(),
        ),
        (
            "uuid",
            vec![
                Value::Uuid([0; 16]),
                Value::Uuid([255; 16]),
                Value::Uuid(std::array::from_fn(|at| u8::try_from(at * 17).unwrap())),
            ],
        ),
        (
            "jsonb",
            vec![
                json("null"),
                json("[]"),
                json("{\"a\": [1, 2.50, \"ä\", null, true]}"),
                json("\"\\u0001\""),
            ],
        ),
    ]
}

fn come_back(connection: &mut dyn alchemy::driver::DriverConnection) {
    for (ty, list) in extremes() {
        connection
            .execute_script(&format!(
                "CREATE TEMP TABLE t (x {ty}); INSERT INTO t VALUES (NULL)"
            ))
            .unwrap();
        assert_eq!(value(connection, "SELECT x FROM t", &[]), Value::Null);
        let null = connection.execute("UPDATE t SET x = $1", &[&Value::Null]);
        assert_eq!(null.unwrap(), 1, "{ty}");
        for stored in list {
            let rows = connection.execute("INSERT INTO t VALUES ($1)", &[&stored]);
            assert_eq!(rows.unwrap(), 1, "{ty}");
            let found = values(connection, "SELECT x FROM t WHERE x = $1", &[&stored]);
            assert_eq!(found, std::slice::from_ref(&stored), "{ty}");
            let deleted = connection.execute("DELETE FROM t WHERE x = $1", &[&stored]);
            assert_eq!(deleted.unwrap(), 1, "{ty} {stored}");
        }
        connection.execute_script("DROP TABLE t").unwrap();
    }
}

#[test]
fn extremes_come_back(database: &TestDatabase) {
    come_back(&mut *connect(database));
}

/// Without prepared statements, values go as text.
#[test]
fn as_text_they_come_back(database: &TestDatabase) {
    come_back(&mut *connect_with(database, "statement_cache=0"));
}

#[test]
fn what_does_not_fit(database: &TestDatabase) {
    let mut connection = connect(database);
    let table = [
        ("smallint", Value::Int(32_768)),
        ("integer", Value::Int(-2_147_483_649)),
        ("bigint", Value::UInt(u64::MAX)),
        ("bigint", Value::Float(1.0)),
        ("bigint", text("1")),
        ("real", Value::Float(0.1)),
        ("real", Value::Float(1e300)),
        ("double precision", Value::Int(i64::MAX)),
        ("numeric", decimal("1e3")),
        ("numeric", Value::Float(f64::NAN)),
        ("text", text("a\0b")),
        ("text", Value::Int(1)),
        ("varchar(10)", text("\0")),
        ("bytea", text("x")),
        ("boolean", Value::Int(1)),
        ("date", Value::Date(i32::MIN)),
        ("date", Value::Timestamp(0)),
        ("time", Value::Time(86_400_000_000)),
        ("time", Value::Time(-1)),
        ("timestamp", Value::Timestamp(i64::MIN)),
        ("timestamp", Value::TimestampTz(0)),
        ("uuid", text("0")),
        ("jsonb", text("{}")),
        ("jsonb", json("\0")),
    ];
    connection.execute_script("BEGIN").unwrap();
    for (ty, refused) in table {
        let sql = format!("SELECT 1 WHERE $1::{ty} IS NULL");
        let fault = connection.execute(&sql, &[&refused]).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::InvalidValue, "{ty}: {fault}");
        assert!(fault.message.contains("value 1"), "{fault}");
        // It was never sent, so the transaction goes on.
        assert_eq!(
            value(&mut *connection, "SELECT 1::bigint", &[]),
            Value::Int(1)
        );
    }
    let fault = connection.execute("SELECT $1::int", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::InvalidRequest, "{fault}");
    connection.execute_script("COMMIT").unwrap();
}

#[test]
fn what_can_not_be_read(database: &TestDatabase) {
    let mut connection = connect(database);
    for value in [
        "'NaN'::numeric",
        "'Infinity'::numeric",
        "'infinity'::date",
        "'-infinity'::timestamp",
        "'infinity'::timestamptz",
        "'(1,2)'::point",
        "ARRAY[[1, 2]]",
    ] {
        let sql = format!("SELECT 1, {value} AS what");
        let result = connection.query(&sql, &[], &mut |row| {
            let fault = row.get(1).unwrap_err();
            assert_eq!(fault.kind, ErrorKind::Decode, "{value}");
            assert_eq!(fault.column.as_deref(), Some("what"));
            assert!(row.get(2).is_err() && row.get(0).is_ok());
            Err(fault.into())
        });
        assert!(matches!(result, Err(QueryError::Callback(_))), "{value}");
        let rows = connection.query("SELECT 1", &[], &mut |_| Ok(Next::Continue));
        assert_eq!(rows.unwrap(), 1);
    }
}

#[test]
fn types_of_the_databases_own(database: &TestDatabase) {
    let mut connection = connect(database);
    connection
        .execute_script(
            "CREATE TYPE mood AS ENUM ('sad', 'happy');
             CREATE DOMAIN age AS smallint CHECK (VALUE >= 0);
             CREATE TABLE t (mood mood, age age, address inet, span interval, kind \"char\")",
        )
        .unwrap();
    let binds = [
        text("happy"),
        Value::Int(7),
        text("10.0.0.1"),
        text("1 day"),
    ];
    let binds: Vec<&Value> = binds.iter().collect();
    connection
        .execute("INSERT INTO t VALUES ($1, $2, $3, $4)", &binds)
        .unwrap();
    let sql = "SELECT mood, age, address::text FROM t WHERE mood = $1 AND age = $2 \
               AND address = $3 AND span = $4";
    let found = values(&mut *connection, sql, &binds);
    assert_eq!(found, [text("happy"), Value::Int(7), text("10.0.0.1/32")]);
    let wrong = connection.execute("UPDATE t SET mood = $1", &[&text("angry")]);
    assert_eq!(wrong.unwrap_err().kind, ErrorKind::InvalidValue);
    let wrong = connection.execute("UPDATE t SET age = $1", &[&Value::Int(-1)]);
    assert_eq!(wrong.unwrap_err().kind, ErrorKind::CheckViolation);
}

#[test]
fn sessions_are_pinned_to_utc(database: &TestDatabase) {
    let mut connection = connect(database);
    let sql = "SELECT current_setting('TimeZone'), '2000-01-01 00:00+00'::timestamptz::text, \
               (TIMESTAMPTZ '2000-01-01 00:00+00')::timestamp";
    let expected = [
        text("UTC"),
        text("2000-01-01 00:00:00+00"),
        Value::Timestamp(946_684_800_000_000),
    ];
    assert_eq!(values(&mut *connection, sql, &[]), expected);
}
