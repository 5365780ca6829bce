//! Expressions of one's own, on every database, and a database of one's own.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[macro_use]
extern crate alchemy_test_support;

use std::borrow::Cow;
use std::process::ExitCode;

use alchemy::compiler::ToSql;
use alchemy::prelude::*;
use alchemy::sql::{Arg, Element, ElementWriter, Expr, element, operand};
use alchemy_test_support::TestDatabase;
use alchemy_third_party::{HarbourDialect, engine};

#[derive(Model, Debug, Default)]
#[model(table = "ships")]
struct Ship {
    #[column(primary_key)]
    id: Auto<i64>,
    name: String,
    length: i64,
    width: i64,
    #[relationship(back_populates = ship)]
    cargo: HasMany<Cargo>,
}

#[derive(Model, Debug, Default)]
#[model(table = "order")]
struct Cargo {
    #[column(primary_key)]
    id: Auto<i64>,
    what: String,
    #[column(foreign_key = Ship.id)]
    ship_id: i64,
    #[relationship(back_populates = cargo)]
    ship: BelongsTo<Ship>,
}

/// The greater of two values.
#[derive(Debug)]
struct Greatest([Arg; 2]);

impl Element for Greatest {
    fn name(&self) -> &'static str {
        "elements::Greatest"
    }

    fn key(&self) -> Cow<'_, str> {
        "".into()
    }

    fn operands(&self) -> &[Arg] {
        &self.0
    }

    fn write(&self, sql: &mut dyn ElementWriter) -> alchemy::Result<()> {
        sql.push(match sql.dialect() {
            "sqlite" => "max(",
            "postgresql" | "mysql" | "mariadb" => "greatest(",
            _ => return Err(sql.unsupported("the greater of two values")),
        });
        sql.operand(0)?;
        sql.push(", ");
        sql.operand(1)?;
        sql.push(")");
        Ok(())
    }

    fn is_atomic(&self) -> bool {
        true
    }
}

fn greatest<A, B>(
    a: impl alchemy::sql::Operand<alchemy::types::Integer, A>,
    b: impl alchemy::sql::Operand<alchemy::types::Integer, B>,
) -> Expr<i64> {
    element(Greatest([a.into_arg(), b.into_arg()]))
}

/// A number times a factor that is part of the SQL.
#[derive(Debug)]
struct Scaled {
    factor: Factor,
    of: [Arg; 1],
}

#[derive(Clone, Copy, Debug)]
enum Factor {
    Two,
    Three,
}

impl Element for Scaled {
    fn name(&self) -> &'static str {
        "elements::Scaled"
    }

    fn key(&self) -> Cow<'_, str> {
        match self.factor {
            Factor::Two => "two".into(),
            Factor::Three => "three".into(),
        }
    }

    fn operands(&self) -> &[Arg] {
        &self.of
    }

    fn write(&self, sql: &mut dyn ElementWriter) -> alchemy::Result<()> {
        sql.operand(0)?;
        sql.push(match self.factor {
            Factor::Two => " + ",
            Factor::Three => " * 3 + 0 * ",
        });
        sql.operand(0)
    }
}

fn scaled(factor: Factor, of: Expr<i64>) -> Expr<i64> {
    let of = [operand(of)];
    element(Scaled { factor, of })
}

fn ships() -> [Ship; 3] {
    [("Ada", 30, 40), ("Bob", 50, 10), ("Cyd", 7, 7)].map(|(name, length, width)| Ship {
        name: name.into(),
        length,
        width,
        ..Ship::default()
    })
}

fn harbour(database: &TestDatabase) -> Session {
    let engine = database.with_tables(&metadata![Ship, Cargo]).unwrap();
    let mut session = Session::new(&engine);
    for ship in ships() {
        session.add(ship);
    }
    session.flush().unwrap();
    session
}

#[test]
fn an_element_stands_wherever_an_expression_does(database: &TestDatabase) {
    let mut session = harbour(database);
    let most = || greatest(Ship.length, Ship.width);
    let rows = session
        .all(
            select((Ship.name, most() + 1_i64))
                .filter(most().gt(7))
                .order_by(most().desc()),
        )
        .unwrap();
    assert_eq!(rows, [("Bob".to_owned(), 51), ("Ada".to_owned(), 41)]);
    // Its values are bound, and its tables stand in FROM.
    let bound = select(greatest(Ship.length, 33)).order_by(Ship.id);
    assert_eq!(session.all(bound).unwrap(), [33, 50, 33]);
    let nested = select(greatest(greatest(Ship.length, 8), 9)).filter(Ship.name.eq("Cyd"));
    assert_eq!(session.all(nested).unwrap(), [9]);
}

#[test]
fn what_an_element_depends_on_is_told_apart(database: &TestDatabase) {
    let mut session = harbour(database);
    let of =
        |factor| select(scaled(factor, Ship.length + 0_i64) * 10_i64).filter(Ship.name.eq("Cyd"));
    for _ in 0..2 {
        assert_eq!(session.one(of(Factor::Two)).unwrap(), 140);
        assert_eq!(session.one(of(Factor::Three)).unwrap(), 210);
    }
}

#[test]
fn a_database_without_a_form_says_so() {
    #[derive(Debug)]
    struct Nowhere;
    impl Element for Nowhere {
        fn name(&self) -> &'static str {
            "elements::Nowhere"
        }
        fn key(&self) -> Cow<'_, str> {
            "".into()
        }
        fn operands(&self) -> &[Arg] {
            &[]
        }
        fn write(&self, sql: &mut dyn ElementWriter) -> alchemy::Result<()> {
            sql.operand(0)
        }
    }
    let statement = select(element::<i64>(Nowhere));
    let error = statement.to_sql(&alchemy::compiler::Ansi).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(
        error
            .to_string()
            .contains("writes its operand 0, and has 0"),
        "{error}"
    );
    let error = select(greatest(Ship.length, 1))
        .to_sql(&alchemy::compiler::Ansi)
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the greater of two values can't"),
        "{error}"
    );
}

#[test]
fn another_dialect_writes_elements_its_own_way() {
    let statement = select(greatest(Ship.length, 1)).for_update();
    let sql = statement.to_sql(&HarbourDialect).unwrap();
    assert_eq!(sql, "SELECT max(length, ?) FROM ships /* moored */");
    let error = select(scaled(Factor::Two, Ship.length + 0_i64))
        .to_sql(&HarbourDialect)
        .unwrap_err();
    assert_eq!(
        error.message(),
        "this expression can't be expressed in harbour"
    );
}

#[test]
fn a_session_works_on_a_database_of_ones_own() {
    let engine = engine();
    metadata![Ship, Cargo].create_all(&engine).unwrap();
    metadata![Ship, Cargo].create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let [ada, bob, _] = ships();
    let ada = session.add(Ship {
        cargo: ["tea", "tin"]
            .map(|what| Cargo {
                what: what.into(),
                ..Cargo::default()
            })
            .into(),
        ..ada
    });
    session.add(bob);
    session.commit().unwrap();
    assert_eq!(session[ada].id.get(), Some(1));

    let loaded = select((Ship.name.concat("!"), Cargo.what))
        .join(Ship.cargo)
        .filter(greatest(Ship.length, Ship.width).eq(40))
        .order_by(Cargo.what)
        .limit(5)
        .for_update();
    let rows = session.all(loaded).unwrap();
    let expected = [("Ada!", "tea"), ("Ada!", "tin")];
    assert_eq!(
        rows,
        expected.map(|(ship, what)| (ship.to_owned(), what.to_owned()))
    );

    session[ada].length = 99;
    session.commit().unwrap();
    drop(session);
    let mut conn = engine.connect().unwrap();
    let lengths = select(Ship.length).order_by(Ship.length.desc());
    let read: alchemy::Result<Vec<i64>> = conn.iter(&lengths).unwrap().collect();
    assert_eq!(read.unwrap(), [99, 50]);
    let twice = insert(Ship).values(&[Ship {
        id: 1.into(),
        ..Ship::default()
    }]);
    let error = conn.execute(twice).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IntegrityViolation, "{error}");
}

fn main() -> ExitCode {
    alchemy_test_support::main()
}
