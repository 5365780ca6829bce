//! SELECT: what is selected, in which order, how much of it.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

use crate::schema::{Department, Employee, EmployeeEntity, Reading, Setting, company, date};

#[test]
fn an_entity_becomes_its_struct(database: &TestDatabase) {
    let mut conn = company(database);
    let ada: Employee = conn
        .one(select(Employee).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!((ada.id.get(), ada.name.as_str()), (Some(1), "Ada"));
    assert_eq!((ada.nickname.as_deref(), ada.age), (Some("A"), 36));
    assert_eq!(
        (ada.salary, ada.rating),
        (Decimal::new(100_050, 2), Some(4.5))
    );
    assert_eq!((ada.weight, ada.active, ada.hired), (0.1, true, date(2010)));
    assert_eq!((ada.manager_id, ada.department_id), (None, Some(1)));
}

#[test]
fn columns_entities_and_expressions_mix(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, Department, i64, Option<String>)> = conn
        .all(
            select((
                Employee.name,
                Department,
                func::length(Employee.name),
                Employee.nickname,
            ))
            .join(Employee.department)
            .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1].0, "Bob");
    assert_eq!(
        (rows[1].1.name.as_str(), rows[1].1.budget),
        ("Research", Some(1_000))
    );
    assert_eq!((rows[1].2, rows[1].3.as_deref()), (3, None));
    assert_eq!(
        (rows[2].1.name.as_str(), rows[2].3.as_deref()),
        ("Sales", Some("C"))
    );
}

#[test]
fn sixteen_elements_are_a_tuple(database: &TestDatabase) {
    let mut conn = company(database);
    let n = |number: i64| literal(number);
    let row = conn
        .one(
            select((
                Employee.name,
                n(2),
                n(3),
                n(4),
                n(5),
                n(6),
                n(7),
                n(8),
                n(9),
                n(10),
                n(11),
                n(12),
                n(13),
                n(14),
                Department,
                Employee.age,
            ))
            .join(Employee.department)
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!((row.0.as_str(), row.1, row.13), ("Ada", 2, 14));
    assert_eq!((row.14.name.as_str(), row.15), ("Research", 36));
}

#[test]
fn a_tuple_within_a_tuple_is_one_too(database: &TestDatabase) {
    let mut conn = company(database);
    let row: ((String, i32), (i64,)) = conn
        .one(select(((Employee.name, Employee.age), (Employee.id,))).filter(Employee.id.eq(2)))
        .unwrap();
    assert_eq!(row, (("Bob".into(), 25), (2,)));
}

#[test]
fn orders_by_several_terms_and_places_null(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select(Employee.name);
    let mut sorted = |statement: Select<String>| conn.all(statement).unwrap().concat();
    assert_eq!(
        sorted(names.clone().order_by((Employee.age, Employee.id.desc()))),
        "DanBobAdaCydEve"
    );
    let rated = names.clone().order_by(Employee.rating.asc().nulls_last());
    assert_eq!(sorted(rated.order_by(Employee.id)), "DanCydAdaBobEve");
    let first = Employee.rating.desc().nulls_first();
    assert_eq!(
        sorted(names.clone().order_by([first, Employee.id.desc()])),
        "EveBobAdaCydDan"
    );
    let computed = (func::abs(Employee.age - 40), Employee.name);
    assert_eq!(sorted(names.order_by(computed)), "CydAdaBobDanEve");
}

#[test]
fn orders_by_a_label_that_hides_a_column(database: &TestDatabase) {
    let mut conn = company(database);
    let label = func::lower(Employee.name).label("age");
    let rows: Vec<String> = conn
        .all(select(label.clone()).order_by((Employee.age, Employee.id)))
        .unwrap();
    assert_eq!(rows.concat(), "bobdanadacydeve");
    let rows: Vec<String> = conn.all(select(label.clone()).order_by(label)).unwrap();
    assert_eq!(rows.concat(), "adabobcyddaneve");
}

#[test]
fn limit_and_offset_cut_a_window(database: &TestDatabase) {
    let mut conn = company(database);
    let values = select(Reading.value).order_by(Reading.value);
    let all: Vec<i32> = (1..=30).collect();
    for (offset, limit) in [(0, 0), (0, 7), (28, 7), (30, 1), (5, u64::MAX)] {
        let found = conn
            .all(values.clone().offset(offset).limit(limit))
            .unwrap();
        let expected: Vec<i32> = all
            .iter()
            .copied()
            .skip(usize::try_from(offset).unwrap())
            .take(usize::try_from(limit).unwrap())
            .collect();
        assert_eq!(found, expected, "{offset} {limit}");
    }
    assert_eq!(
        conn.all(values.clone().offset(25)).unwrap(),
        [26, 27, 28, 29, 30]
    );
    assert_eq!(conn.first(values).unwrap(), Some(1));
}

#[test]
fn distinct_drops_what_is_there_already(database: &TestDatabase) {
    let mut conn = company(database);
    let sensors = select(Reading.sensor).order_by(Reading.sensor);
    assert_eq!(conn.all(sensors.clone().distinct()).unwrap(), [0, 1, 2]);
    assert_eq!(conn.all(sensors).unwrap().len(), 30);
}

#[test]
fn a_condition_may_be_added_later(database: &TestDatabase) {
    fn people(adults: bool) -> Select<String> {
        let mut statement = select(Employee.name).order_by(Employee.id);
        if adults {
            statement = statement.filter(Employee.age.gt(30));
        }
        statement
    }
    let mut conn = company(database);
    assert_eq!(conn.all(people(true)).unwrap(), ["Ada", "Cyd", "Eve"]);
    assert_eq!(conn.all(people(false)).unwrap().len(), 5);
}

impl EmployeeEntity {
    fn is_senior(self) -> Expr<bool> {
        self.age.ge(40)
    }
}

#[test]
fn a_helper_on_the_entity_works_on_its_aliases(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let led: Vec<String> = conn
        .all(
            select(Employee.name)
                .join(Employee.manager.of(boss))
                .filter(boss.is_senior() & !Employee.is_senior()),
        )
        .unwrap();
    assert_eq!(led, ["Dan"]);
}

#[test]
fn rows_one_by_one_and_by_count(database: &TestDatabase) {
    let mut conn = company(database);
    let none = select(Employee).filter(Employee.id.eq(99));
    assert!(conn.one_or_none(&none).unwrap().is_none());
    assert_eq!(
        conn.one(&none).unwrap_err().kind(),
        ErrorKind::NoResultFound
    );
    assert_eq!(
        conn.one(select(Employee)).unwrap_err().kind(),
        ErrorKind::MultipleResultsFound
    );
    let count = select(func::count_all()).select_from(Employee);
    assert_eq!(conn.scalar(count).unwrap(), Some(5));
}

#[test]
fn a_statement_without_a_table_gives_one_row(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (String, Option<i64>, bool) = conn
        .one(select((literal("a"), literal(None::<i64>), literal(true))))
        .unwrap();
    assert_eq!(row, ("a".into(), None, true));
}

/// MySQL's protocol sends a date as one with a time.
#[test]
fn a_bound_date_is_a_date(database: &TestDatabase) {
    let mut conn = company(database);
    let day = date(2012);
    assert_eq!(conn.one(select(literal(day))).unwrap(), day);
    let later = case(Employee.age.gt(40), Employee.hired).otherwise(day);
    let statement = select((literal(day), later))
        .filter(Employee.hired.eq(day) | Employee.hired.in_([day, date(2015)]))
        .order_by(Employee.id);
    let rows = conn.all(statement).unwrap();
    assert_eq!(rows, [(day, day), (day, day)]);
    let between = select(Employee.id).filter(Employee.hired.between(day, day));
    assert_eq!(conn.all(between).unwrap(), [3]);
}

/// MySQL's protocol sends bytes as text.
#[test]
fn bound_bytes_are_bytes(database: &TestDatabase) {
    let mut conn = company(database);
    let bytes = vec![0_u8, 255, 0x27];
    let statement = select((literal(bytes.clone()), literal("x")));
    assert_eq!(
        conn.one(statement).unwrap(),
        (bytes.clone(), "x".to_owned())
    );
    let setting = Setting {
        key: "a".into(),
        data: Some(bytes.clone()),
        ..Setting::default()
    };
    conn.execute(insert(Setting).values([&setting])).unwrap();
    let found = select(Setting.data).filter(Setting.data.eq(bytes.clone()));
    assert_eq!(conn.one(found).unwrap(), Some(bytes));
}
