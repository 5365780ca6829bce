//! Values that stand alone in a statement, where the server can't work their type out.

use alchemy::prelude::*;
use alchemy::sql::{func, literal, select};
use alchemy_test_support::TestDatabase;

#[test]
fn values_alone(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    assert_eq!(conn.one(select(literal(7_i64))).unwrap(), 7);
    assert_eq!(conn.one(select(literal(7_i64) + 1_i64)).unwrap(), 8);
    assert_eq!(conn.one(select(literal(i64::MAX))).unwrap(), i64::MAX);
    assert_eq!(conn.one(select(literal("x".to_owned()))).unwrap(), "x");
    assert_eq!(conn.one(select(literal(0.5_f64))).unwrap(), 0.5);
    assert!(conn.one(select(literal(true))).unwrap());
    assert_eq!(conn.one(select(literal(vec![1_u8]))).unwrap(), [1]);
    assert_eq!(conn.one(select(-literal(7_i64))).unwrap(), -7);
    let none = conn.one(select(literal(None::<i64>))).unwrap();
    assert_eq!(none, None);
    let found = conn.one(select(literal(2_i64).is_null())).unwrap();
    assert!(!found);
    let found = conn.one(select(literal(2_i64).in_([1_i64, 2, 3]))).unwrap();
    assert!(found);
    let found = conn
        .one(select(func::coalesce(literal(None::<i64>), 3_i64)))
        .unwrap();
    assert_eq!(found, 3);
}

#[derive(Model, Debug, Default)]
#[model(table = "things")]
struct Thing {
    #[column(primary_key)]
    id: Auto<i64>,
    small: i16,
    real: f32,
    price: rust_decimal::Decimal,
    name: String,
    nick: Option<String>,
}

#[test]
fn columns_and_values(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Thing].create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    session.add(Thing {
        small: 7,
        real: 0.1,
        price: "2.50".parse().unwrap(),
        name: "Screw".to_owned(),
        ..Thing::default()
    });
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let mut count = |condition: Expr<bool>| {
        let found: Vec<i64> = conn.all(select(Thing.id).filter(condition)).unwrap();
        found.len()
    };
    assert_eq!(count(Thing.small.eq(7_i16)), 1);
    assert_eq!(count(Thing.small.eq(70_000_i64)), 0);
    assert_eq!(count(Thing.small.lt(i64::MAX)), 1);
    assert_eq!(count(Thing.real.eq(0.1_f32)), 1);
    assert_eq!(count(Thing.real.eq(0.1_f64)), 0);
    assert_eq!(count(Thing.price.gt(2_i64)), 1);
    assert_eq!(count(Thing.price.lt(2.75_f64)), 1);
    assert_eq!(count(Thing.name.like("Sc%")), 1);
    assert_eq!(count(Thing.name.ilike("sc%")), 1);
    assert_eq!(count(Thing.small.between(1_i16, 9_i16)), 1);
    assert_eq!(count(func::coalesce(Thing.nick, "none").eq("none")), 1);
    assert_eq!(count((Thing.small + 1_i16).eq(8_i64)), 1);
}
