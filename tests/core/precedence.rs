//! Random trees of operators, built with the typed API: the database must answer what Rust computes.

use std::cell::RefCell;

use alchemy::compiler::ToSql as _;
use alchemy::prelude::*;
use alchemy_test_support::{TestDatabase, check};
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof};

use crate::schema::empty;

#[derive(Clone, Debug)]
enum Text {
    Literal(String),
    Concat(Box<Text>, Box<Text>),
}

#[derive(Clone, Debug)]
enum Number {
    Literal(i64),
    Null,
    Add(Box<Number>, Box<Number>),
    Sub(Box<Number>, Box<Number>),
    Mul(Box<Number>, Box<Number>),
    Rem(Box<Number>, Box<Number>),
    Negate(Box<Number>),
    Length(Text),
    Case(Box<Truth>, Box<Number>, Box<Number>),
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    Eq,
    Ne,
    Lt,
    Ge,
}

#[derive(Clone, Debug)]
enum Truth {
    Compare(Comparison, Number, Number),
    Same(Box<Truth>, Box<Truth>),
    Quotient(Number, Number, i64),
    IsNull(Number),
    Unknown(Box<Truth>),
    Between(Number, Number, Number),
    In(Number, Vec<i64>),
    Like(Text, Text),
    And(Box<Truth>, Box<Truth>),
    Or(Box<Truth>, Box<Truth>),
    Not(Box<Truth>),
}

impl Text {
    fn build(&self) -> Expr<String> {
        match self {
            Self::Literal(text) => literal(text),
            Self::Concat(a, b) => a.build().concat(b.build()),
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Concat(a, b) => a.value() + &b.value(),
        }
    }
}

impl Number {
    fn build(&self) -> Expr<Option<i64>> {
        match self {
            Self::Literal(value) => literal(Some(*value)),
            // A NULL without a type is compared as IS NULL, and PostgreSQL knows no `-NULL`.
            Self::Null => literal(None::<i64>).cast::<i64>(),
            Self::Add(a, b) => a.build() + b.build(),
            Self::Sub(a, b) => a.build() - b.build(),
            Self::Mul(a, b) => a.build() * b.build(),
            Self::Rem(a, b) => {
                // Some databases refuse to divide by zero.
                let divisor = case(b.build().ne(0), b.build()).end();
                a.build() % divisor
            }
            Self::Negate(a) => -a.build(),
            Self::Length(text) => func::length(text.build()).optional(),
            Self::Case(when, then, otherwise) => {
                case(when.build(), then.build()).otherwise(otherwise.build())
            }
        }
    }

    fn value(&self) -> Option<i64> {
        let both = |a: &Self, b: &Self| Some((a.value()?, b.value()?));
        match self {
            Self::Literal(value) => Some(*value),
            Self::Null => None,
            Self::Add(a, b) => both(a, b).map(|(a, b)| a + b),
            Self::Sub(a, b) => both(a, b).map(|(a, b)| a - b),
            Self::Mul(a, b) => both(a, b).map(|(a, b)| a * b),
            Self::Rem(a, b) => both(a, b).and_then(|(a, b)| a.checked_rem(b)),
            Self::Negate(a) => a.value().map(|a| -a),
            Self::Length(text) => i64::try_from(text.value().chars().count()).ok(),
            Self::Case(when, then, otherwise) => match when.value() {
                Some(true) => then.value(),
                _ => otherwise.value(),
            },
        }
    }
}

impl Truth {
    fn build(&self) -> Expr<Option<bool>> {
        match self {
            Self::Compare(Comparison::Eq, a, b) => a.build().eq(b.build()),
            Self::Compare(Comparison::Ne, a, b) => a.build().ne(b.build()),
            Self::Compare(Comparison::Lt, a, b) => a.build().lt(b.build()),
            Self::Compare(Comparison::Ge, a, b) => a.build().ge(b.build()),
            Self::Same(a, b) => a.build().eq(b.build()),
            Self::Quotient(a, b, c) => {
                let divisor = case(b.build().ne(0), b.build()).end();
                (a.build() / divisor).lt(*c)
            }
            Self::IsNull(a) => a.build().is_null().optional(),
            Self::Unknown(a) => a.build().is_null().optional(),
            Self::Between(a, low, high) => a.build().between(low.build(), high.build()),
            Self::In(a, list) => a.build().in_(list),
            Self::Like(a, b) => a.build().like(b.build()).optional(),
            Self::And(a, b) => a.build() & b.build(),
            Self::Or(a, b) => a.build() | b.build(),
            Self::Not(a) => !a.build(),
        }
    }

    fn value(&self) -> Option<bool> {
        match self {
            Self::Compare(op, a, b) => {
                let (a, b) = (a.value()?, b.value()?);
                Some(match op {
                    Comparison::Eq => a == b,
                    Comparison::Ne => a != b,
                    Comparison::Lt => a < b,
                    Comparison::Ge => a >= b,
                })
            }
            Self::Same(a, b) => Some(a.value()? == b.value()?),
            Self::Quotient(a, b, c) => {
                let (a, b) = (a.value()?, b.value()?);
                (b != 0).then(|| float(a) / float(b) < float(*c))
            }
            Self::IsNull(a) => Some(a.value().is_none()),
            Self::Unknown(a) => Some(a.value().is_none()),
            Self::Between(a, low, high) => {
                let ge = Self::Compare(Comparison::Ge, a.clone(), low.clone()).value();
                let le = Self::Compare(Comparison::Ge, high.clone(), a.clone()).value();
                and(ge, le)
            }
            Self::In(_, list) if list.is_empty() => Some(false),
            Self::In(a, list) => a.value().map(|a| list.contains(&a)),
            // The texts have neither `%` nor `_`.
            Self::Like(a, b) => Some(a.value() == b.value()),
            Self::And(a, b) => and(a.value(), b.value()),
            Self::Or(a, b) => not(and(not(a.value()), not(b.value()))),
            Self::Not(a) => not(a.value()),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
fn float(number: i64) -> f64 {
    number as f64
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|a| !a)
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn texts() -> impl Strategy<Value = Text> {
    let leaf = "[ab']{0,2}".prop_map(Text::Literal);
    leaf.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), inner).prop_map(|(a, b)| Text::Concat(a.into(), b.into()))
    })
}

fn leaves() -> impl Strategy<Value = Number> {
    prop_oneof![
        6 => (-9..=9_i64).prop_map(Number::Literal),
        1 => Just(Number::Null),
        1 => texts().prop_map(Number::Length),
    ]
}

fn numbers() -> impl Strategy<Value = Number> {
    leaves().prop_recursive(4, 16, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone()
                .prop_map(|(a, b)| Number::Add(a.into(), b.into())),
            pair.clone()
                .prop_map(|(a, b)| Number::Sub(a.into(), b.into())),
            pair.clone()
                .prop_map(|(a, b)| Number::Mul(a.into(), b.into())),
            pair.clone()
                .prop_map(|(a, b)| Number::Rem(a.into(), b.into())),
            inner.prop_map(|a| Number::Negate(a.into())),
            pair.prop_map(|(a, b)| {
                let when = Truth::Compare(Comparison::Lt, a.clone(), b.clone());
                Number::Case(when.into(), a.into(), b.into())
            }),
        ]
    })
}

fn comparisons() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Eq),
        Just(Comparison::Ne),
        Just(Comparison::Lt),
        Just(Comparison::Ge),
    ]
}

fn truths() -> impl Strategy<Value = Truth> {
    let list = proptest::collection::vec(-5..5_i64, 0..4);
    let leaf = prop_oneof![
        (comparisons(), numbers(), numbers()).prop_map(|(op, a, b)| Truth::Compare(op, a, b)),
        (numbers(), numbers(), -3..3_i64).prop_map(|(a, b, c)| Truth::Quotient(a, b, c)),
        numbers().prop_map(Truth::IsNull),
        (numbers(), numbers(), numbers()).prop_map(|(a, b, c)| Truth::Between(a, b, c)),
        (numbers(), list).prop_map(|(a, list)| Truth::In(a, list)),
        (texts(), texts()).prop_map(|(a, b)| Truth::Like(a, b)),
    ];
    leaf.prop_recursive(4, 16, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone()
                .prop_map(|(a, b)| Truth::And(a.into(), b.into())),
            pair.clone()
                .prop_map(|(a, b)| Truth::Or(a.into(), b.into())),
            pair.prop_map(|(a, b)| Truth::Same(a.into(), b.into())),
            inner.clone().prop_map(|a| Truth::Not(a.into())),
            inner.prop_map(|a| Truth::Unknown(a.into())),
        ]
    })
}

/// MySQL computes `-?` with floating point numbers.
#[test(on("sqlite", "postgres", "mariadb"))]
fn numbers_are_what_rust_computes(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    check(500, &numbers(), |tree| {
        let statement = select(tree.build());
        let mut conn = conn.borrow_mut();
        conn.rollback().unwrap();
        let found = conn.one(&statement).unwrap();
        prop_assert_eq!(found, tree.value(), "{}", statement);
        Ok(())
    });
}

#[test]
fn conditions_are_what_rust_computes(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    check(500, &(truths(), any::<bool>()), |(tree, negated)| {
        let (expr, value) = match negated {
            true => (!tree.build(), not(tree.value())),
            false => (tree.build(), tree.value()),
        };
        let statement = select(expr.clone());
        let mut conn = conn.borrow_mut();
        conn.rollback().unwrap();
        let found = conn.one(&statement).unwrap();
        prop_assert_eq!(found, value, "{}", statement);
        let filtered = select(literal(1_i64)).filter(expr);
        let rows = conn.all(&filtered).unwrap();
        prop_assert_eq!(rows.len() == 1, value == Some(true), "{}", filtered);
        Ok(())
    });
}

#[test]
fn literals_and_binds_mean_the_same(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    check(500, &truths(), |tree| {
        let statement = select(tree.build());
        let mut conn = conn.borrow_mut();
        conn.rollback().unwrap();
        let sql = statement.to_sql_with_literals(conn.dialect()).unwrap();
        let found = conn.one(text(sql.replace(':', r"\:")).columns::<Option<bool>>());
        prop_assert_eq!(found.unwrap(), tree.value(), "{}", sql);
        Ok(())
    });
}
