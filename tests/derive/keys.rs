//! Keys: composite, self-referential, mutual, and several to one target.

use alchemy::orm::Model as _;
use alchemy::prelude::*;

use crate::support::{foreign_keys, relationships};

#[derive(Model, Debug, Default)]
#[model(table = "employees")]
struct Employee {
    #[column(primary_key)]
    id: Auto<i64>,
    name: String,
    #[column(foreign_key = Employee.id)]
    manager_id: Option<i64>,
    #[column(foreign_key = Department.id)]
    department_id: Option<i64>,
    #[relationship(back_populates = reports)]
    manager: BelongsTo<Option<Self>>,
    #[relationship(back_populates = manager, order_by = (Employee.name.desc(), Employee.id))]
    reports: HasMany<Employee>,
    #[relationship(back_populates = members)]
    department: BelongsTo<Option<Department>>,
    #[relationship(foreign_key = Department.head_id, back_populates = head)]
    heads: HasOne<Department>,
}

#[derive(Model, Debug, Default)]
#[model(table = "departments")]
struct Department {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(foreign_key = Employee.id)]
    head_id: i64,
    #[column(foreign_key = Employee.id)]
    deputy_id: Option<i64>,
    #[relationship(back_populates = heads)]
    head: BelongsTo<Employee>,
    #[relationship(foreign_key = deputy_id)]
    second: BelongsTo<Option<Employee>>,
    #[relationship(back_populates = department)]
    members: HasMany<Employee>,
    #[relationship(foreign_key = Employee.department_id)]
    staff: HasMany<Employee>,
}

#[test]
fn self_referential_and_mutual() {
    assert_eq!(
        foreign_keys(Employee.table()),
        [
            "manager_id -> employees(id)",
            "department_id -> departments(id)"
        ]
    );
    assert_eq!(
        relationships::<Employee>(),
        [
            "manager BelongsTo manager_id = Employee(id) <- reports",
            "reports HasMany id = Employee(manager_id) <- manager",
            "department BelongsTo department_id = Department(id) <- members",
            "heads HasOne id = Department(head_id) <- head",
        ]
    );
    assert_eq!(
        relationships::<Department>(),
        [
            "head BelongsTo head_id = Employee(id) <- heads",
            "second BelongsTo deputy_id = Employee(id) <- -",
            "members HasMany id = Employee(department_id) <- department",
            "staff HasMany id = Employee(department_id) <- -",
        ]
    );
    let order = Employee.reports.definition().order_by.unwrap()();
    assert_eq!(order.len(), 2);
    assert!(order[0].descending);
}

#[derive(Model, Debug, Default)]
#[model(table = "orders")]
struct Order {
    #[column(primary_key)]
    region: String,
    #[column(primary_key)]
    number: i32,
    #[relationship(back_populates = order)]
    lines: HasMany<Line>,
}

#[derive(Model, Debug, Default)]
#[model(
    table = "lines",
    foreign_key(
        columns(order_region, order_number),
        references(Order.region, Order.number),
        on_delete = "cascade"
    )
)]
struct Line {
    #[column(primary_key)]
    order_region: String,
    #[column(primary_key)]
    order_number: i32,
    #[column(primary_key)]
    position: i32,
    #[relationship(back_populates = lines)]
    order: BelongsTo<Order>,
}

#[test]
fn composite() {
    assert_eq!(*Line.table().primary_key, [0, 1, 2]);
    assert_eq!(
        foreign_keys(Line.table()),
        ["order_region, order_number -> orders(region, number) on delete Cascade"]
    );
    assert_eq!(
        relationships::<Order>(),
        ["lines HasMany region, number = Line(order_region, order_number) <- order"]
    );
    assert_eq!(
        relationships::<Line>(),
        ["order BelongsTo order_region, order_number = Order(region, number) <- lines"]
    );
    let line = Line {
        order_region: "eu".into(),
        order_number: 7,
        position: 1,
        ..Line::default()
    };
    assert_eq!(line.key(), Some(("eu".to_owned(), 7, 1)));
    assert_eq!(Line::key_values(&("eu".to_owned(), 7, 1)).len(), 3);
    assert!(!Order.table().columns[1].autoincrement);
}
