//! Random nests of set operations, with order and limit in the operands and in the whole: the
//! database must answer what Rust computes.

use std::cell::RefCell;

use alchemy::prelude::*;
use alchemy_test_support::{DatabaseKind, TestDatabase, check};
use proptest::prelude::{Just, Strategy, TestCaseError, any, prop_assert_eq, prop_oneof};

use crate::schema::{Reading, company};

type Pair = (i32, Option<i32>);

#[derive(Clone, Copy, Debug)]
enum Operation {
    Union,
    Intersect,
    Except,
}

#[derive(Clone, Debug)]
enum Body {
    /// The values from here to there, and NULL.
    Values(i32, i32),
    /// The sensors of the values from here to there, twice: with duplicates.
    Sensors(i32, i32),
    /// The same, each once.
    Distinct(i32, i32),
    Literal(Pair),
    Combined(Operation, bool, Box<Query>, Box<Query>),
}

/// A body, and the rows of it that are taken.
#[derive(Clone, Debug)]
struct Query {
    body: Body,
    tail: Option<Tail>,
}

#[derive(Clone, Debug)]
struct Tail {
    descending: bool,
    limit: Option<u64>,
    offset: Option<u64>,
}

impl Body {
    fn build(&self) -> Select<Pair> {
        let sensors = |from: i32, to: i32| {
            select((
                Reading.sensor.label("a"),
                Reading.sensor.optional().label("b"),
            ))
            .filter(Reading.value.between(from, to))
        };
        match self {
            Self::Values(from, to) => {
                select((Reading.value.label("a"), literal(None::<i32>).label("b")))
                    .filter(Reading.value.between(*from, *to))
            }
            Self::Sensors(from, to) => sensors(*from, *to),
            Self::Distinct(from, to) => sensors(*from, *to).distinct(),
            Self::Literal(pair) => {
                let (a, b) = *pair;
                select((literal(a).label("a"), literal(b).label("b")))
            }
            Self::Combined(operation, all, left, right) => {
                let (left, right) = (left.build(), right.build());
                match (operation, all) {
                    (Operation::Union, false) => left.union(right),
                    (Operation::Union, true) => left.union_all(right),
                    (Operation::Intersect, false) => left.intersect(right),
                    (Operation::Intersect, true) => left.intersect_all(right),
                    (Operation::Except, false) => left.except(right),
                    (Operation::Except, true) => left.except_all(right),
                }
            }
        }
    }

    fn rows(&self, nulls_last: bool) -> Vec<Pair> {
        let sensor = |value: i32| value % 3;
        match self {
            Self::Values(from, to) => (*from..=*to).map(|value| (value, None)).collect(),
            Self::Sensors(from, to) => (*from..=*to)
                .map(|value| (sensor(value), Some(sensor(value))))
                .collect(),
            Self::Distinct(from, to) => unique(Self::Sensors(*from, *to).rows(nulls_last)),
            Self::Literal(pair) => vec![*pair],
            Self::Combined(operation, all, left, right) => {
                let (left, right) = (left.rows(nulls_last), right.rows(nulls_last));
                let rows = combined(*operation, *all, left, right);
                if *all { rows } else { unique(rows) }
            }
        }
    }

    fn needs_intersect_all(&self) -> bool {
        match self {
            Self::Combined(operation, all, left, right) => {
                *all && !matches!(operation, Operation::Union)
                    || left.body.needs_intersect_all()
                    || right.body.needs_intersect_all()
            }
            _ => false,
        }
    }
}

fn unique(mut rows: Vec<Pair>) -> Vec<Pair> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Duplicates are counted where all rows are asked for.
fn combined(operation: Operation, all: bool, left: Vec<Pair>, mut right: Vec<Pair>) -> Vec<Pair> {
    if matches!(operation, Operation::Union) {
        return [left, right].concat();
    }
    let wanted = matches!(operation, Operation::Intersect);
    let mut rows = left;
    rows.retain(|row| {
        let found = right.iter().position(|other| other == row);
        if let (Some(found), true) = (found, all) {
            right.swap_remove(found);
        }
        found.is_some() == wanted
    });
    rows
}

impl Query {
    fn build(&self) -> Select<Pair> {
        let mut select = self.body.build();
        if let Some(tail) = &self.tail {
            select = if tail.descending {
                select.order_by((label("a").desc(), label("b").desc()))
            } else {
                select.order_by((label("a"), label("b")))
            };
            if let Some(limit) = tail.limit {
                select = select.limit(limit);
            }
            if let Some(offset) = tail.offset {
                select = select.offset(offset);
            }
        }
        select
    }

    fn rows(&self, nulls_last: bool) -> Vec<Pair> {
        let mut rows = self.body.rows(nulls_last);
        let Some(tail) = &self.tail else {
            return rows;
        };
        rows.sort_unstable_by_key(|(a, b)| (*a, b.is_none() == nulls_last, *b));
        if tail.descending {
            rows.reverse();
        }
        let offset = usize::try_from(tail.offset.unwrap_or(0)).unwrap();
        let limit = tail
            .limit
            .map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
        rows.into_iter().skip(offset).take(limit).collect()
    }
}

fn tail() -> impl Strategy<Value = Option<Tail>> {
    let tail = (
        any::<bool>(),
        proptest::option::of(0_u64..8),
        proptest::option::of(0_u64..3),
    );
    proptest::option::weighted(
        0.4,
        tail.prop_map(|(descending, limit, offset)| Tail {
            descending,
            limit,
            offset,
        }),
    )
}

fn query() -> impl Strategy<Value = Query> {
    let range = || (1_i32..8, 0_i32..5).prop_map(|(from, more)| (from, from + more));
    let leaf = prop_oneof![
        range().prop_map(|(from, to)| Body::Values(from, to)),
        range().prop_map(|(from, to)| Body::Sensors(from, to)),
        range().prop_map(|(from, to)| Body::Distinct(from, to)),
        (0_i32..4, proptest::option::of(0_i32..3)).prop_map(Body::Literal),
    ];
    let leaf = (leaf, tail()).prop_map(|(body, tail)| Query { body, tail });
    leaf.prop_recursive(4, 16, 2, |inner| {
        let operation = prop_oneof![
            Just(Operation::Union),
            Just(Operation::Intersect),
            Just(Operation::Except)
        ];
        (operation, any::<bool>(), inner.clone(), inner, tail()).prop_map(
            |(operation, all, left, right, tail)| Query {
                body: Body::Combined(operation, all, Box::new(left), Box::new(right)),
                tail,
            },
        )
    })
}

#[test]
fn columns_of_one_name(database: &TestDatabase) {
    let mut conn = company(database);
    let sensors = |from: i32, to: i32| {
        select((Reading.sensor, Reading.sensor)).filter(Reading.value.between(from, to))
    };
    let left = sensors(1, 1).union(sensors(2, 2)).except(sensors(2, 2));
    assert_eq!(conn.all(left).unwrap(), [(1, 1)]);
    let right = sensors(1, 2).except(sensors(2, 2).union(sensors(3, 3)));
    assert_eq!(conn.all(right).unwrap(), [(1, 1)]);
}

#[test]
fn a_null_is_no_number(database: &TestDatabase) {
    let mut conn = company(database);
    let null = select((Reading.value, literal(None::<i32>)))
        .filter(Reading.value.eq(1))
        .union(select((literal(0), literal(None::<i32>))));
    let sensors = select((Reading.sensor, Reading.sensor.optional()));
    assert_eq!(conn.all(null.intersect(sensors)).unwrap(), []);
}

#[test]
fn nests_of_set_operations(database: &TestDatabase) {
    let conn = RefCell::new(company(database));
    let nulls_last = database.kind() == DatabaseKind::POSTGRES;
    let without_all = !database.capability().intersect_all;
    check(300, &query(), |query| {
        let statement = query.build();
        let found = conn.borrow_mut().all(&statement);
        if without_all && query.body.needs_intersect_all() {
            prop_assert_eq!(found.unwrap_err().kind(), ErrorKind::Compile);
            return Ok(());
        }
        let mut found = found.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        let mut expected = query.rows(nulls_last);
        if query.tail.is_none() {
            found.sort_unstable();
            expected.sort_unstable();
        }
        prop_assert_eq!(found, expected, "{}", statement);
        Ok(())
    });
}
