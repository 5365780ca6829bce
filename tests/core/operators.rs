//! Operators beyond comparison and arithmetic.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::{Condition, Expr, all_, any_, case_value, false_, true_};
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, Reading, cents, company};

fn ids(conn: &mut Connection, condition: impl Condition) -> Vec<i64> {
    let statement = select(Employee.id).filter(condition).order_by(Employee.id);
    conn.all(statement).unwrap()
}

const NOBODY: [i64; 0] = [];

#[test]
fn null_is_a_value_where_distinct_is_asked(database: &TestDatabase) {
    let mut conn = company(database);
    let same = Employee.nickname.is_not_distinct_from("A");
    assert_eq!(ids(&mut conn, same), [1]);
    let differs = Employee.nickname.is_distinct_from("A");
    assert_eq!(ids(&mut conn, differs.clone()), [2, 3, 4, 5]);
    assert_eq!(ids(&mut conn, !differs), [1]);
    let none = Employee.nickname.is_not_distinct_from(None::<&str>);
    assert_eq!(ids(&mut conn, none), [2, 4]);
    let columns = Employee
        .manager_id
        .is_not_distinct_from(Employee.department_id);
    assert_eq!(ids(&mut conn, columns), [2]);
    let told: Vec<bool> = conn
        .all(select(Employee.manager_id.is_distinct_from(1)).order_by(Employee.id))
        .unwrap();
    assert_eq!(told, [true, false, false, true, true]);
}

#[test]
fn constants_fold(database: &TestDatabase) {
    let mut conn = company(database);
    assert_eq!(ids(&mut conn, true_() & Employee.id.gt(3)), [4, 5]);
    assert_eq!(ids(&mut conn, false_() | Employee.id.gt(3)), [4, 5]);
    assert_eq!(ids(&mut conn, false_() & Employee.id.gt(3)), NOBODY);
    assert_eq!(ids(&mut conn, Employee.id.gt(3) | true_()), [1, 2, 3, 4, 5]);
    assert_eq!(ids(&mut conn, !true_()), NOBODY);
    let both: (bool, bool) = conn.one(select((true_(), false_()))).unwrap();
    assert_eq!(both, (true, false));
}

#[test]
fn bits(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i32, i32, i32, i32, i32, i32) = conn
        .one(
            select((
                Employee.age.bitwise_and(12),
                Employee.age.bitwise_or(3),
                Employee.age.bitwise_xor(52),
                Employee.age.bitwise_not(),
                Employee.age.shift_left(2),
                Employee.age.shift_right(2),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, (36 & 12, 36 | 3, 36 ^ 52, !36, 36 << 2, 36 >> 2));
    let negative: (i64, i64, i64) = conn
        .one(
            select((
                (-Employee.id).bitwise_or(0),
                (-Employee.id).bitwise_xor(Employee.age),
                Employee.id.bitwise_not().bitwise_not(),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(negative, (-1, -1 ^ 36, 1));
    let mixed = (Employee.age.bitwise_and(1) + 1).eq(Employee.id.shift_left(Employee.id - 1));
    assert_eq!(ids(&mut conn, mixed), [1]);
}

#[test]
fn division_without_a_fraction(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i32, i64, Option<i64>) = conn
        .one(
            select((
                Employee.age.floor_div(7),
                (Employee.id * 100).floor_div(7),
                Employee.age.floor_div(Employee.id),
            ))
            .filter(Employee.id.eq(3)),
        )
        .unwrap();
    assert_eq!(row, (5, 42, Some(13)));
    let negative: i64 = conn
        .one(select((Employee.id - 10).floor_div(4)).filter(Employee.id.eq(3)))
        .unwrap();
    let down = database.kind().name() == "mysql" || database.kind().name() == "mariadb";
    assert_eq!(negative, if down { -2 } else { -1 });
}

#[test]
fn division_by_zero(database: &TestDatabase) {
    let mut conn = company(database);
    let zero = Employee.id - 1;
    let quotient = select(Employee.age / zero).filter(Employee.id.eq(1));
    let remainder = select(literal(7_i64) % (literal(1_i64) - 1));
    if database.kind().name() == "postgres" {
        let error = conn.one(quotient).unwrap_err();
        assert!(error.to_string().contains("division by zero"), "{error}");
        conn.rollback().unwrap();
        let error = conn.one(remainder).unwrap_err();
        assert!(error.to_string().contains("division by zero"), "{error}");
        return;
    }
    assert_eq!(conn.one(quotient).unwrap(), None);
    assert_eq!(conn.one(remainder).unwrap(), None);
}

#[test]
fn values_on_the_left_and_options(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i32, i64, f64, i32, Option<i32>, f64) = conn
        .one(
            select((
                100 - Employee.age,
                2_i64 * Employee.id,
                1.5 + Employee.age,
                literal(100) - Employee.age,
                Employee.age + None::<i32>,
                100.0 - Employee.age / 2,
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, (64, 2, 37.5, 64, None, 82.0));
    let salary: rust_decimal::Decimal = conn
        .one(select(cents(200_000) - Employee.salary).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(salary, cents(99_950));
    let given: Option<String> = conn
        .one(select(func::coalesce(None::<String>, Employee.nickname)).filter(Employee.id.eq(3)))
        .unwrap();
    assert_eq!(given.as_deref(), Some("C"));
}

#[test]
fn the_wider_integer(database: &TestDatabase) {
    let mut conn = company(database);
    let wide: i64 = conn
        .one(select(Employee.age + Employee.id * 4_000_000_000_i64).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(wide, 4_000_000_036);
}

#[test]
fn patterns_without_regard_to_case(database: &TestDatabase) {
    let mut conn = company(database);
    assert_eq!(ids(&mut conn, Employee.name.icontains("D")), [1, 3, 4]);
    assert_eq!(ids(&mut conn, Employee.name.istarts_with("b")), [2]);
    assert_eq!(ids(&mut conn, Employee.name.iends_with("N")), [4]);
    assert_eq!(ids(&mut conn, Employee.name.icontains("%")), NOBODY);
    let escaped = Employee.name.concat("%").like_escape("%a!%", '!');
    assert_eq!(ids(&mut conn, escaped), [1]);
}

#[test]
fn regular_expressions(database: &TestDatabase) {
    let mut conn = company(database);
    assert_eq!(
        ids(&mut conn, Employee.name.regexp_match("^[A-C]")),
        [1, 2, 3]
    );
    assert_eq!(
        ids(&mut conn, !Employee.name.regexp_match("^[A-C]")),
        [4, 5]
    );
    assert_eq!(ids(&mut conn, Employee.name.regexp_match("^ada$")), NOBODY);
    assert_eq!(ids(&mut conn, Employee.name.regexp_imatch("^ada$")), [1]);
    assert_eq!(
        ids(&mut conn, !Employee.name.regexp_imatch("^ADA|E")),
        [2, 3, 4]
    );
    assert_eq!(
        ids(&mut conn, Employee.nickname.regexp_match(".*")),
        [1, 3, 5]
    );
    let replaced: Vec<String> = conn
        .all(select(Employee.name.regexp_replace("[ad]", "-")).order_by(Employee.id))
        .unwrap();
    assert_eq!(replaced, ["A--", "Bob", "Cy-", "D-n", "Eve"]);
    let error = conn
        .all(select(Employee.id).filter(Employee.name.regexp_match("(")))
        .unwrap_err();
    assert_ne!(error.kind(), ErrorKind::Compile, "{error}");
}

#[test]
fn collations(database: &TestDatabase) {
    let mut conn = company(database);
    let (exact, loose) = match database.kind().name() {
        "sqlite" => ("BINARY", Some("NOCASE")),
        "mysql" => ("utf8mb4_bin", Some("utf8mb4_0900_ai_ci")),
        "mariadb" => ("utf8mb4_bin", Some("utf8mb4_general_ci")),
        _ => ("C", None),
    };
    let same = Employee.name.collate(exact).eq("ada");
    assert_eq!(ids(&mut conn, same), NOBODY);
    if let Some(loose) = loose {
        assert_eq!(ids(&mut conn, Employee.name.collate(loose).eq("ada")), [1]);
    }
    let sorted = select(Employee.id).order_by(Employee.name.lower().collate(exact).desc());
    assert_eq!(conn.all(sorted).unwrap(), [5, 4, 3, 2, 1]);
}

#[test]
fn simple_cases(database: &TestDatabase) {
    let mut conn = company(database);
    let words = case_value(Employee.age)
        .when(25, "young")
        .when(58, "old")
        .otherwise("between");
    let rows: Vec<(String, Option<i64>)> = conn
        .all(
            select((
                words,
                case_value(Employee.manager_id).when(1, Employee.id).end(),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    let word = |word: &str, id| (word.to_owned(), id);
    assert_eq!(
        rows,
        [
            word("between", None),
            word("young", Some(2)),
            word("between", Some(3)),
            word("young", None),
            word("old", None)
        ]
    );
    let numbers: i64 = conn
        .one(
            select(
                case_value(Employee.name)
                    .when("Ada", Employee.id)
                    .otherwise(0_i64)
                    + 1,
            )
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(numbers, 2);
}

#[test]
fn operators_that_nobody_knows(database: &TestDatabase) {
    let mut conn = company(database);
    let sum = Employee.age.op::<i64, _, _>("+", Employee.id) * 2;
    let row: i64 = conn.one(select(sum).filter(Employee.id.eq(1))).unwrap();
    assert_eq!(row, 74);
    let like = Employee.name.bool_op("LIKE", "A%");
    assert_eq!(ids(&mut conn, like.clone() & Employee.id.lt(3)), [1]);
    assert_eq!(ids(&mut conn, !like), [2, 3, 4, 5]);
    let minus: i32 = conn
        .one(select(Employee.age.prefix_op::<i32>("-")).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(minus, -36);
    let null = Employee.nickname.postfix_op::<bool>("IS NULL");
    assert_eq!(ids(&mut conn, null), [2, 4]);
    for symbol in ["", "--", "/*", "; DROP", "+ 1", "'", "a\"", "LIKE  x"] {
        let statement = select(Employee.id).filter(Employee.age.bool_op(symbol, 1));
        let error = conn.all(statement).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile, "{symbol}");
    }
}

#[test]
fn any_and_all_of_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let values = || select(Reading.value).filter(Reading.value.lt(28));
    let any = select(Employee.id).filter(Employee.age.le(any_(values())));
    if database.kind().name() == "sqlite" {
        let error = conn.all(any).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert!(error.to_string().contains("ANY over a subquery"), "{error}");
        return;
    }
    assert_eq!(conn.all(any.order_by(Employee.id)).unwrap(), [2, 4]);
    assert_eq!(ids(&mut conn, Employee.age.eq(any_(values()))), [2, 4]);
    assert_eq!(ids(&mut conn, Employee.age.gt(all_(values()))), [1, 3, 5]);
    let none = select(Reading.value).filter(Reading.value.lt(0));
    assert_eq!(ids(&mut conn, Employee.age.gt(all_(none))), [1, 2, 3, 4, 5]);
}

#[test]
fn read_as_another_type(database: &TestDatabase) {
    let mut conn = company(database);
    let age: i64 = conn
        .one(select(Employee.age.type_coerce::<i64>()).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(age, 36);
    let helper: Expr<Option<i64>> = Employee.manager_id.type_coerce::<i64>();
    assert_eq!(ids(&mut conn, helper.eq(3_i64)), [4]);
}
