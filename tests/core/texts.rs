//! SQL as written by hand, with named binds.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use chrono::NaiveDate;

use crate::schema::{Department, Employee, company, date};

#[test]
fn a_query_with_binds(database: &TestDatabase) {
    let mut conn = company(database);
    let rows = conn
        .all(
            text("SELECT name, rating FROM employees WHERE age >= :age AND name <> :name ORDER BY id")
                .bind("age", 36)
                .bind("name", "Eve")
                .columns::<(String, Option<f64>)>(),
        )
        .unwrap();
    assert_eq!(rows, [("Ada".into(), Some(4.5)), ("Cyd".into(), Some(3.0))]);
}

#[test]
fn a_bind_may_stand_twice_and_in_any_order(database: &TestDatabase) {
    let mut conn = company(database);
    let row = conn
        .one(
            text("SELECT CAST(:b AS CHAR(1)), CAST(:a AS CHAR(1)), CAST(:b AS CHAR(1)), :a_b")
                .bind("a", "1")
                .bind("b", String::from("2"))
                .bind("a_b", None::<i64>)
                .columns::<(String, String, String, Option<i64>)>(),
        )
        .unwrap();
    assert_eq!(row, ("2".into(), "1".into(), "2".into(), None));
}

#[test(needs(quote == '"'))]
fn colons_in_quotes_comments_and_escapes_are_not_binds(database: &TestDatabase) {
    let mut conn = company(database);
    let sql = r#"SELECT ':a', "name" AS ":b", 'it''s :c', '\:d' -- :e
        , /* :f */ '12:30' FROM employees WHERE id = :id"#;
    let row = conn
        .one(
            text(sql)
                .bind("id", 1)
                .columns::<(String, String, String, String, String)>(),
        )
        .unwrap();
    let expected = [":a", "Ada", "it's :c", r"\:d", "12:30"];
    assert_eq!([row.0, row.1, row.2, row.3, row.4], expected);
}

#[test]
fn an_escaped_colon_and_a_cast_stay() {
    use alchemy::compiler::ToSql;
    use alchemy_dialects::postgres::PostgresDialect;

    let cast = text(r"SELECT data::json -> \:x, :y::text").bind("y", 1);
    let sql = cast.to_sql(&PostgresDialect).unwrap();
    assert_eq!(sql, "SELECT data::json -> :x, $1::text");
}

#[test]
fn a_piece_of_a_statement(database: &TestDatabase) {
    let mut conn = company(database);
    let length = text("length(name) + :n").bind("n", 1).typed::<i64>();
    let rows: Vec<(String, i64)> = conn
        .all(
            select((Employee.name, length * 2))
                .filter(
                    text("age > :age OR 1 = :zero")
                        .bind("age", 40)
                        .bind("zero", 0),
                )
                .filter(Employee.id.ne(5))
                .order_by(text("name DESC")),
        )
        .unwrap();
    assert_eq!(rows, [("Cyd".into(), 8)]);
    let negated = select(Employee.name).filter(!text("age > 30 OR active").typed::<bool>());
    assert_eq!(conn.all(negated).unwrap(), [] as [&str; 0]);
}

#[test(needs(returning.delete))]
fn a_statement_that_writes(database: &TestDatabase) {
    let mut conn = company(database);
    let result = conn
        .execute(text("UPDATE employees SET age = age + :n WHERE id IN (1, 2)").bind("n", 10))
        .unwrap();
    assert_eq!(result.rows_affected, 2);
    let rows = text("DELETE FROM readings WHERE value > 28 RETURNING value").columns::<i32>();
    assert_eq!(conn.all(rows).unwrap(), [29, 30]);
}

#[test]
fn values_are_never_read_as_sql(database: &TestDatabase) {
    let mut conn = company(database);
    let evil = "'; DROP TABLE employees; --";
    let found = conn
        .one(text("SELECT :x").bind("x", evil).columns::<String>())
        .unwrap();
    assert_eq!(found, evil);
    assert_eq!(conn.all(select(Employee.id)).unwrap().len(), 5);
}

#[test]
fn an_entity_can_be_read_from_a_text(database: &TestDatabase) {
    let mut conn = company(database);
    let row = conn
        .one(text("SELECT * FROM employees WHERE name = 'Dan'").columns::<Employee>())
        .unwrap();
    assert_eq!((row.name.as_str(), row.manager_id), ("Dan", Some(3)));
}

#[test]
fn values_and_expressions_stand_in_sql(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let (least, nobody) = (30, "x' OR '1' = '1");
    let older = select(Employee.id).filter(Employee.age.ge(least));
    let statement = sql!(
        "SELECT {Employee.name}, {boss.name}, {Employee.age + 1} FROM {Employee}
         LEFT JOIN {boss} ON {boss.id} = {Employee.manager_id}
         WHERE {Employee.id} IN {older} AND {Employee.name} <> {nobody} -- it's {{one}}
         ORDER BY {Employee.id}"
    )
    .columns::<(String, Option<String>, i32)>();
    let rows = conn.all(statement).unwrap();
    let expected = [
        ("Ada", None, 37),
        ("Cyd", Some("Ada"), 42),
        ("Eve", None, 59),
    ];
    let expected = expected.map(|(name, boss, age): (&str, Option<&str>, i32)| {
        (name.to_owned(), boss.map(str::to_owned), age)
    });
    assert_eq!(rows, expected);
    let injected = sql!("{Employee.name} = {nobody}");
    let none: Vec<i64> = conn.all(select(Employee.id).filter(injected)).unwrap();
    assert!(none.is_empty(), "{none:?}");
}

#[test]
fn a_piece_has_tables_of_its_own(database: &TestDatabase) {
    let mut conn = company(database);
    let report = aliased(Employee);
    let leads = sql!(
        "EXISTS (SELECT 1 FROM {report}
         WHERE {report.manager_id} = {Employee.id} AND {report.age} > {30})"
    );
    let statement = select(Employee.name).filter(leads);
    assert_eq!(conn.all(statement).unwrap(), ["Ada"]);
    let counts = select((
        Employee.department_id,
        func::count(Employee.id).label("people"),
    ))
    .group_by(Employee.department_id)
    .subquery();
    let statement = sql!("SELECT max(people) FROM {&counts}").columns::<Option<i64>>();
    assert_eq!(conn.one(statement).unwrap(), Some(2));
}

#[test]
fn a_text_gives_entities(database: &TestDatabase) {
    let mut conn = company(database);
    let sql = "SELECT id, name, budget FROM departments WHERE budget > :least ORDER BY id";
    let query = text(sql).bind("least", 600).entity(Department);
    let rows: Vec<Department> = conn.all(&query).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].name.as_str(), rows[0].budget),
        ("Research", Some(1_000))
    );
    let rows: alchemy::Result<Vec<Department>> = conn.iter(&query).unwrap().collect();
    assert_eq!(rows.unwrap().len(), 1);
    conn.commit().unwrap();

    let engine = conn.engine().clone();
    drop(conn);
    let mut session = Session::new(&engine);
    let known = session.get(Department, 1).unwrap().unwrap();
    let found = session.all(&query).unwrap();
    assert_eq!(found, [known]);
    session.rollback().unwrap();
}

#[test]
fn columns_in_another_order_are_no_entity(database: &TestDatabase) {
    let mut conn = company(database);
    for sql in [
        "SELECT name, id, budget FROM departments",
        "SELECT id, name FROM departments",
    ] {
        let query = text(sql).entity(Department);
        let error = conn.all(&query).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(
            error.to_string().contains("where the entity has"),
            "{error}"
        );
        let error = conn.iter(&query).unwrap().next().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
}

#[test]
fn a_text_is_refused_before_the_database_sees_it(database: &TestDatabase) {
    let mut conn = company(database);
    let twice = text("SELECT :a").bind("a", 1).bind("a", 2);
    for (statement, why) in [
        (text("SELECT :a"), "nothing is bound to it"),
        (text("SELECT ':a'").bind("a", 1), "outside quotes"),
        (twice, "`a` is bound twice"),
    ] {
        let error = conn.execute(statement).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert!(error.to_string().contains(why), "{error}");
    }
    assert_eq!(conn.all(select(Department.id)).unwrap().len(), 3);
}

/// What a database takes for a comment has no binds, and its quotes are none.
#[test]
fn comments_of_each_database(database: &TestDatabase) {
    let mut conn = company(database);
    let sql = match database.kind().name() {
        "mysql" | "mariadb" => "SELECT :a # it's not :b\n , 5--:c /* :d */",
        "postgres" => "SELECT CAST(:a AS bigint) /* it's /* not */ :b */, 5 - -CAST(:c AS bigint)",
        _ => "SELECT :a -- it's not :b\n , 5 - -:c /* :d",
    };
    let statement = text(sql).bind("a", 1).bind("c", 2).columns::<(i64, i64)>();
    assert_eq!(conn.one(statement).unwrap(), (1, 7));
}

#[test]
fn a_text_is_a_table_in_from(database: &TestDatabase) {
    let mut conn = company(database);
    let sizes = text(
        "SELECT department_id, count(*) FROM employees WHERE age > :age GROUP BY department_id",
    )
    .bind("age", 30)
    .columns::<(Option<i64>, i64)>();
    let rows = |sizes: alchemy::sql::Subquery<(Option<i64>, i64)>| {
        let (department, size) = sizes.columns();
        select((Department.name, size))
            .join(sizes.on(department.eq(Department.id)))
            .filter(size.ge(1))
            .order_by(Department.id)
    };
    let expected = [("Research".to_owned(), 1), ("Sales".to_owned(), 2)];
    assert_eq!(conn.all(rows(sizes.clone().subquery())).unwrap(), expected);
    let named = sizes.clone().subquery().named("sizes");
    let named = named.with_column_names(["department", "size"]);
    let said = rows(named.clone()).filter(text("sizes.size < 2"));
    assert_eq!(conn.all(said).unwrap(), expected[..1]);
    assert_eq!(conn.all(rows(named.alias())).unwrap(), expected);
    // Twice in one statement.
    let (one, two) = (sizes.clone().subquery(), sizes.clone().subquery());
    let ((_, first), (_, second)) = (one.columns(), two.columns());
    let sums = select((first, second))
        .select_from(&one)
        .join(two.on(first.lt(second)));
    assert_eq!(conn.all(sums).unwrap(), [(1, 2)]);
    // In WITH.
    let cte = sizes.cte("sizes").with_column_names(["d", "n"]);
    let (department, size) = cte.columns();
    let query = select((Department.name, size, text("n + 1").typed::<i64>()))
        .outer_join(cte.on(department.eq(Department.id)))
        .filter(size.is_not_null())
        .order_by(Department.id);
    let expected = [("Research".into(), 1, 2), ("Sales".into(), 2, 3)];
    let error = conn.all(query.clone()).unwrap_err();
    assert!(error.to_string().contains("optional"), "{error}");
    let query = select((Department.name, size, text("n + 1").typed::<i64>()))
        .join(cte.on(department.eq(Department.id)))
        .order_by(Department.id);
    assert_eq!(conn.all(query).unwrap(), expected);
}

#[test]
fn a_comment_at_the_end_of_a_text_ends_with_it(database: &TestDatabase) {
    let mut conn = company(database);
    let names = text("SELECT name FROM skills -- all of them").columns::<String>();
    let table = names.clone().subquery();
    let query = select(func::count(table.columns())).select_from(&table);
    assert_eq!(conn.one(query).unwrap(), 3);
    let cte = names.cte("names");
    let query = select(func::count(cte.columns())).select_from(&cte);
    assert_eq!(conn.one(query).unwrap(), 3);
}

#[test]
fn a_text_of_an_entity_is_a_table_of_it(database: &TestDatabase) {
    let mut conn = company(database);
    let rich = text("SELECT id, name, budget FROM departments WHERE budget > :budget")
        .bind("budget", 400)
        .entity(Department)
        .subquery();
    let department = rich.entity(Department);
    let query = select((Employee.name, department))
        .select_from(&rich)
        .join(Employee.on(Employee.department_id.eq(department.id)))
        .order_by(Employee.id);
    let rows: Vec<(String, Department)> = conn.all(query).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].0, "Bob");
    assert_eq!(rows[1].1.name, "Research");
    // Beside other columns.
    let pairs = text("SELECT id, name, budget, length(name) FROM departments")
        .columns::<(Department, i64)>()
        .cte("pairs");
    let (department, length) = pairs.columns();
    let query = select((department.name, length))
        .select_from(&pairs)
        .filter(length.lt(8))
        .order_by(department.id);
    let expected = [("Sales".to_owned(), 5), ("Attic".to_owned(), 5)];
    assert_eq!(conn.all(query).unwrap(), expected);
    // `sql!` is a text.
    let least = 400_i64;
    let made =
        sql!("SELECT {Department.name} FROM {Department} WHERE {Department.budget} > {least}")
            .columns::<String>()
            .subquery();
    let query = select(made.columns())
        .select_from(&made)
        .order_by(made.columns());
    assert_eq!(conn.all(query).unwrap(), ["Attic", "Research"]);
}

/// Where nothing but the value says the type.
#[test]
fn a_bind_is_of_its_own_type(database: &TestDatabase) {
    let mut conn = company(database);
    let day = date(2020);
    let (numbers, others, sum) = match database.kind().name() {
        // The place says the type there, and here nothing does.
        "postgres" => (
            "SELECT :int::bigint, :float::float8, CAST(:flag AS boolean), :text",
            "SELECT :day::date, :bytes::bytea, :none::integer",
            "SELECT :a::bigint + :b",
        ),
        "mysql" => (
            "SELECT :int, :float, :flag, :text",
            "SELECT :day, :bytes, :none",
            "SELECT CAST(:a AS SIGNED) + CAST(:b AS SIGNED)",
        ),
        _ => (
            "SELECT :int, :float, :flag, :text",
            "SELECT :day, :bytes, :none",
            "SELECT :a + :b",
        ),
    };
    let numbers = text(numbers)
        .bind("int", 7)
        .bind("float", 0.5)
        .bind("flag", true)
        .bind("text", "x")
        .columns::<(i64, f64, bool, String)>();
    assert_eq!(conn.one(numbers).unwrap(), (7, 0.5, true, "x".to_owned()));
    let others = text(others)
        .bind("day", day)
        .bind("bytes", vec![0_u8, 255])
        .bind("none", None::<i32>)
        .columns::<(NaiveDate, Vec<u8>, Option<i32>)>();
    assert_eq!(conn.one(others).unwrap(), (day, vec![0, 255], None));
    let sum = text(sum).bind("a", 1).bind("b", 2).columns::<i64>();
    assert_eq!(conn.one(sum).unwrap(), 3);
    let later = text("SELECT id FROM employees WHERE hired >= :day AND salary > :pay ORDER BY id")
        .bind("day", day)
        .bind("pay", crate::schema::cents(100))
        .columns::<i64>();
    assert_eq!(conn.all(later).unwrap(), [4]);
    let inserted = text("INSERT INTO departments (name, budget) VALUES (:name, :budget)")
        .bind("name", "New")
        .bind("budget", None::<i64>);
    assert_eq!(conn.execute(inserted).unwrap().rows_affected, 1);
}
