//! A company in five tables, and a connection to one with people in it.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(table = "departments")]
pub(crate) struct Department {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    #[column(unique, length = 100)]
    pub(crate) name: String,
    pub(crate) budget: Option<i64>,
}

#[derive(Model, Debug, Default)]
#[model(table = "employees")]
pub(crate) struct Employee {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) name: String,
    pub(crate) nickname: Option<String>,
    pub(crate) age: i32,
    #[column(precision = 10, scale = 2)]
    pub(crate) salary: Decimal,
    pub(crate) rating: Option<f64>,
    pub(crate) weight: f32,
    pub(crate) active: bool,
    pub(crate) hired: NaiveDate,
    #[column(foreign_key = Employee.id)]
    pub(crate) manager_id: Option<i64>,
    #[column(foreign_key = Department.id)]
    pub(crate) department_id: Option<i64>,
    #[relationship(back_populates = reports)]
    pub(crate) manager: BelongsTo<Option<Employee>>,
    #[relationship(back_populates = manager)]
    pub(crate) reports: HasMany<Employee>,
    pub(crate) department: BelongsTo<Option<Department>>,
    #[relationship(secondary = "employee_skills")]
    pub(crate) skills: ManyToMany<Skill>,
}

#[derive(Model, Debug, Default)]
#[model(table = "skills")]
pub(crate) struct Skill {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) name: String,
}

/// Thirty of them: sensor 0, 1, 2 in turn, values 1 to 30.
#[derive(Model, Debug, Default)]
#[model(table = "readings")]
pub(crate) struct Reading {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) sensor: i32,
    pub(crate) value: i32,
}

/// What a database or the library fills in.
#[derive(Model, Debug, Default, PartialEq)]
#[model(table = "settings")]
pub(crate) struct Setting {
    #[column(primary_key, length = 100)]
    pub(crate) key: String,
    #[column(default = "none")]
    pub(crate) value: Auto<String>,
    #[column(server_default = 3)]
    pub(crate) level: Auto<i32>,
    #[column(server_default = text("CURRENT_TIMESTAMP"))]
    pub(crate) changed: Auto<NaiveDateTime>,
    pub(crate) data: Option<Vec<u8>>,
}

pub(crate) fn date(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 3, 1).unwrap()
}

/// A price in cents.
pub(crate) fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn department(name: &str, budget: Option<i64>) -> Department {
    Department {
        name: name.into(),
        budget,
        ..Department::default()
    }
}

fn employees() -> Vec<Employee> {
    let person = |name: &str, age, pay, hired| Employee {
        name: name.into(),
        age,
        salary: cents(pay),
        weight: 0.1,
        hired: date(hired),
        ..Employee::default()
    };
    vec![
        Employee {
            nickname: Some("A".into()),
            rating: Some(4.5),
            active: true,
            department_id: Some(1),
            ..person("Ada", 36, 100_050, 2010)
        },
        Employee {
            active: true,
            manager_id: Some(1),
            department_id: Some(1),
            ..person("Bob", 25, 50_025, 2015)
        },
        Employee {
            nickname: Some("C".into()),
            rating: Some(3.0),
            manager_id: Some(1),
            department_id: Some(2),
            ..person("Cyd", 41, 75_000, 2012)
        },
        Employee {
            rating: Some(2.5),
            active: true,
            manager_id: Some(3),
            ..person("Dan", 25, 50_025, 2020)
        },
        Employee {
            nickname: Some(String::new()),
            department_id: Some(2),
            ..person("Eve", 58, 200_000, 2001)
        },
    ]
}

/// A connection to a database with the tables and nothing in them.
pub(crate) fn empty(database: &TestDatabase) -> Connection {
    let metadata = metadata![Department, Employee, Skill, Reading, Setting];
    let engine = database.with_tables(&metadata).unwrap();
    engine.connect().unwrap()
}

/// A connection to the company: Ada leads Bob and Cyd, Cyd leads Dan; Eve leads nobody. Ada and
/// Bob are in Research, Cyd and Eve in Sales, Dan nowhere, and nobody is in Attic.
pub(crate) fn company(database: &TestDatabase) -> Connection {
    let mut conn = empty(database);
    let departments = [
        department("Research", Some(1_000)),
        department("Sales", None),
        department("Attic", Some(500)),
    ];
    conn.execute(insert(Department).values(&departments))
        .unwrap();
    conn.execute(insert(Employee).values(&employees())).unwrap();
    let skills = insert(Skill).columns(Skill.name);
    conn.execute(skills.values(["rust", "sql", "cobol"]))
        .unwrap();
    let pairs = "INSERT INTO employee_skills VALUES (1, 1), (1, 2), (2, 2), (3, 2)";
    conn.execute(text(pairs)).unwrap();
    let readings = insert(Reading).columns((Reading.sensor, Reading.value));
    conn.execute(readings.values((1..=30).map(|n| (n % 3, n))))
        .unwrap();
    conn
}
