//! Every type: stored, compared with `=`, read back.

use alchemy::ErrorKind;
use alchemy::driver::DriverConnection;
use alchemy::types::Value;
use alchemy_test_support::TestDatabase;

use crate::raw::{bound, one, open, text, with_script};

fn decimal(text: &str) -> Value {
    Value::Decimal(text.to_owned())
}

fn same(values: Vec<Value>) -> Vec<(Value, Value)> {
    values
        .into_iter()
        .map(|value| (value.clone(), value))
        .collect()
}

/// Stores a value, finds it by `=`, reads it back.
fn round_trip(connection: &mut dyn DriverConnection, kind: &str, value: &Value) -> Value {
    connection
        .execute("INSERT INTO one (x) VALUES (?)", &[value])
        .unwrap_or_else(|fault| panic!("{kind} {value}: {fault}"));
    let found = bound(connection, "SELECT x FROM one WHERE x = ?", &[value]);
    if !value.is_null() {
        assert_eq!(found.len(), 1, "{kind} {value} isn't found");
    }
    let stored = one(connection, "SELECT x FROM one");
    connection.execute("DELETE FROM one", &[]).unwrap();
    stored
}

/// On a connection of its own: MySQL keeps to the types that a statement was prepared with.
fn check(database: &TestDatabase, kind: &str, pairs: &[(Value, Value)]) {
    let mut connection = open(database);
    let connection = &mut *connection;
    connection
        .execute_script(&format!(
            "DROP TABLE IF EXISTS one; CREATE TABLE one (x {kind})"
        ))
        .unwrap();
    for (value, expected) in pairs {
        assert_eq!(round_trip(connection, kind, value), *expected, "{kind}");
    }
    assert_eq!(
        round_trip(connection, kind, &Value::Null),
        Value::Null,
        "{kind}"
    );
}

#[test]
fn values_come_back(database: &TestDatabase) {
    let min_max = |min: i64, max: i64| vec![Value::Int(min), Value::Int(0), Value::Int(max)];
    let long = "long ".repeat(20_000);
    let texts: Vec<Value> = [
        "",
        "a 'quoted' \"text\"\r\n\\",
        "ä 漢字 🦀 e\u{301} \u{10ffff}",
        "\r",
        &long,
    ]
    .into_iter()
    .map(text)
    .collect();
    let blobs = vec![
        Value::Blob(Vec::new()),
        Value::Blob(vec![0, 255, 0]),
        Value::Blob((0..=255).cycle().take(100_000).collect()),
    ];
    let floats = vec![
        Value::Float(0.0),
        Value::Float(0.1),
        Value::Float(-1.5e300),
        Value::Float(f64::MAX),
        Value::Float(f64::MIN),
        Value::Float(f64::MIN_POSITIVE),
    ];
    let singles = [0.5_f32, 0.1, f32::MIN_POSITIVE, -3.4e38];
    let decimals = [
        "0.0000000000",
        "-0.1000000000",
        "9999999999999999999999999999.9999999999",
        "-9999999999999999999999999999.9999999999",
        "12345678901234567890.1234567890",
    ];
    let times = vec![Value::Time(0), Value::Time(1), Value::Time(86_399_999_999)];
    let timestamps = vec![
        Value::Timestamp(0),
        Value::Timestamp(-1),
        Value::Timestamp(-62_135_596_800_000_000),
        Value::Timestamp(253_402_300_799_999_999),
    ];
    let table = [
        ("TINYINT", min_max(-128, 127)),
        ("SMALLINT", min_max(-32_768, 32_767)),
        ("INT", min_max(i32::MIN.into(), i32::MAX.into())),
        ("BIGINT", min_max(i64::MIN, i64::MAX)),
        ("TINYINT UNSIGNED", min_max(0, 255)),
        ("INT UNSIGNED", min_max(0, u32::MAX.into())),
        (
            "BIGINT UNSIGNED",
            vec![Value::Int(i64::MAX), Value::UInt(u64::MAX)],
        ),
        ("DOUBLE", floats),
        (
            "FLOAT",
            singles
                .iter()
                .map(|single| Value::Float(f64::from(*single)))
                .collect(),
        ),
        ("LONGTEXT", texts.clone()),
        ("VARCHAR(200)", texts[..4].to_vec()),
        ("LONGBLOB", blobs),
        ("VARBINARY(10)", vec![Value::Blob(vec![0, 1, 255])]),
        (
            "DECIMAL(38, 10)",
            decimals.into_iter().map(decimal).collect(),
        ),
        (
            "DATE",
            vec![
                Value::Date(0),
                Value::Date(-719_162),
                Value::Date(2_932_896),
            ],
        ),
        ("TIME(6)", times),
        ("DATETIME(6)", timestamps),
    ];
    for (kind, values) in table {
        check(database, kind, &same(values));
    }
}

#[test]
fn values_come_back_in_another_form(database: &TestDatabase) {
    let id = "00112233-4455-6677-8899-aabbccddeeff";
    let uuid = std::array::from_fn(|at| u8::try_from(at * 17).unwrap());
    let table = [
        (
            "BOOLEAN",
            vec![
                (Value::Bool(false), Value::Int(0)),
                (Value::Bool(true), Value::Int(1)),
            ],
        ),
        ("CHAR(36)", vec![(Value::Uuid(uuid), text(id))]),
        ("BIT(1)", vec![(Value::Bool(true), Value::Int(1))]),
        (
            "BIT(64)",
            vec![
                (Value::Int(258), Value::Int(258)),
                (Value::UInt(u64::MAX), Value::UInt(u64::MAX)),
            ],
        ),
        ("YEAR", vec![(Value::Int(1999), Value::Int(1999))]),
        ("ENUM('a', 'b')", vec![(text("b"), text("b"))]),
        (
            "DECIMAL(20, 2)",
            vec![
                (decimal("7"), decimal("7.00")),
                (decimal("-0"), decimal("0.00")),
            ],
        ),
        (
            "DATETIME(6)",
            vec![(Value::TimestampTz(1), Value::Timestamp(1))],
        ),
        (
            "TIMESTAMP(6) NULL",
            vec![(
                Value::TimestampTz(1_700_000_000_000_001),
                Value::Timestamp(1_700_000_000_000_001),
            )],
        ),
        // A zero has no sign here, or keeps it: it is equal anyway.
        ("BIGINT", vec![(Value::Float(2.0), Value::Int(2))]),
    ];
    for (kind, pairs) in table {
        check(database, kind, &pairs);
    }
    let mut connection = with_script(database, "DROP TABLE one; CREATE TABLE one (x JSON)");
    let document = Value::Json("{\"a\": [1, null, \"ü\"]}".to_owned());
    connection
        .execute("INSERT INTO one VALUES (?)", &[&document])
        .unwrap();
    let found = one(&mut *connection, "SELECT x FROM one");
    assert!(
        matches!(&found, Value::Json(_) | Value::Text(_)),
        "{found:?}"
    );
    assert!(found.to_string().contains("null"), "{found}");
}

#[test]
fn what_does_not_fit_is_refused(database: &TestDatabase) {
    let mut connection = with_script(
        database,
        "CREATE TABLE small (n SMALLINT, s VARCHAR(3), d DECIMAL(4, 1), u BIGINT UNSIGNED, \
         t TIME, j JSON, f FLOAT)",
    );
    let table = [
        ("n", Value::Int(32_768)),
        ("n", text("many")),
        ("s", text("four")),
        ("d", decimal("1234.5")),
        ("u", Value::Int(-1)),
        ("f", Value::Float(1e300)),
        ("n", Value::Float(f64::NAN)),
        ("s", text("\0")),
    ];
    for (name, value) in table {
        let sql = format!("INSERT INTO small ({name}) VALUES (?)");
        let fault = connection.execute(&sql, &[&value]).unwrap_err();
        assert_eq!(
            fault.kind,
            ErrorKind::InvalidValue,
            "{name} {value}: {fault}"
        );
        if fault.code.is_some() {
            assert_eq!(fault.column.as_deref(), Some(name), "{fault}");
        }
    }
    let fault = connection
        .execute("INSERT INTO small (j) VALUES (?)", &[&text("{")])
        .unwrap_err();
    // MariaDB keeps documents as text with a check.
    let kinds = [ErrorKind::InvalidValue, ErrorKind::CheckViolation];
    assert!(kinds.contains(&fault.kind), "{fault:?}");
    assert_eq!(
        one(&mut *connection, "SELECT count(*) FROM small"),
        Value::Int(0)
    );
}

#[test]
fn decimals_are_compared_exactly(database: &TestDatabase) {
    let script = "CREATE TABLE exact (d DECIMAL(38, 10)); \
                  INSERT INTO exact VALUES (12345678901234567890.1234567890)";
    let mut connection = with_script(database, script);
    let sql = "SELECT d FROM exact WHERE d = ?";
    let near = decimal("12345678901234567890.1234567891");
    assert!(bound(&mut *connection, sql, &[&near]).is_empty());
    let same = decimal("12345678901234567890.123456789");
    assert_eq!(bound(&mut *connection, sql, &[&same]).len(), 1);
}

#[test]
fn large_values(database: &TestDatabase) {
    let mut connection = with_script(database, "CREATE TABLE large (x LONGBLOB)");
    for size in [1 << 20, 8 << 20] {
        let value = Value::Blob((0..=255).cycle().take(size).collect());
        connection
            .execute("INSERT INTO large VALUES (?)", &[&value])
            .unwrap();
        let found = bound(
            &mut *connection,
            "SELECT x FROM large WHERE x = ?",
            &[&value],
        );
        assert!(found == [value], "{size} bytes");
    }
}

#[test]
fn what_is_no_date(database: &TestDatabase) {
    let script = "SET sql_mode = ''; CREATE TABLE dates (d DATE, t DATETIME, x TIME); \
                  INSERT INTO dates VALUES ('0000-00-00', '2020-00-01 00:00:00', '-30:00:00')";
    let mut connection = with_script(database, script);
    for name in ["d", "t"] {
        let mut fault = None;
        connection
            .query(&format!("SELECT {name} FROM dates"), &[], &mut |row| {
                fault = row.get(0).err();
                Ok(alchemy::driver::Next::Continue)
            })
            .unwrap();
        let fault = fault.unwrap();
        assert_eq!(fault.kind, ErrorKind::Decode);
        assert_eq!(fault.column.as_deref(), Some(name));
    }
    let expected = Value::Time(-30 * 3_600_000_000);
    assert_eq!(one(&mut *connection, "SELECT x FROM dates"), expected);
}

#[test]
fn a_value_above_the_packet_limit(database: &TestDatabase) {
    let mut connection = with_script(database, "CREATE TABLE large (x LONGBLOB)");
    let Value::Int(limit) = one(&mut *connection, "SELECT @@max_allowed_packet") else {
        panic!("no limit")
    };
    let value = Value::Blob(vec![7; usize::try_from(limit).unwrap()]);
    let fault = connection
        .execute("INSERT INTO large VALUES (?)", &[&value])
        .unwrap_err();
    assert_eq!(fault.kind, ErrorKind::InvalidValue);
    assert!(fault.message.contains(&limit.to_string()), "{fault}");
    assert!(!connection.is_broken());
    let below = Value::Blob(vec![7; usize::try_from(limit - 200).unwrap()]);
    let result = connection.execute("INSERT INTO large VALUES (?)", &[&below]);
    match result {
        Ok(rows) => assert_eq!(rows, 1),
        Err(fault) => assert_eq!(fault.kind, ErrorKind::InvalidValue, "{fault}"),
    }
    assert_eq!(one(&mut *connection, "SELECT 1"), Value::Int(1));
}
