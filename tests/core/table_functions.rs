//! Functions whose rows stand in FROM.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::func::JsonColumn;
use alchemy_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::schema::{Employee, company};

#[derive(Model, Debug)]
#[model(table = "parcels")]
struct Parcel {
    #[column(primary_key)]
    id: i64,
    content: Value,
}

/// Two parcels with things in them, and an empty one.
fn parcels(database: &TestDatabase) -> Connection {
    let engine = database.with_tables(&metadata![Parcel]).unwrap();
    let mut conn = engine.connect().unwrap();
    let parcel = |id, content| Parcel { id, content };
    let parcels = [
        parcel(
            1,
            json!([{"what": "it's a cup", "count": 2}, {"what": "lamp"}]),
        ),
        parcel(2, json!([{"what": "pen", "count": 10, "fragile": false}])),
        parcel(3, json!([])),
    ];
    conn.execute(insert(Parcel).values(&parcels)).unwrap();
    conn
}

#[test]
fn integers_count_from_one_to_another(database: &TestDatabase) {
    let mut conn = company(database);
    let series = func::generate_series(3, 6);
    let found: Vec<i32> = conn
        .all(select(series.columns()).select_from(&series))
        .unwrap();
    assert_eq!(found, [3, 4, 5, 6]);
    for (start, end) in [(5_i64, 5), (6, 5)] {
        let series = func::generate_series(start, end);
        let found = conn
            .all(select(series.columns()).select_from(&series))
            .unwrap();
        assert_eq!(found, (start..=end).collect::<Vec<i64>>());
    }
    // More than a recursion goes down.
    let many = func::generate_series(1_i64, 20_000);
    let n = many.columns();
    let counted = select((func::count(n), func::max(n), func::min(n))).select_from(&many);
    assert_eq!(conn.one(counted).unwrap(), (20_000, Some(20_000), Some(1)));
}

#[test]
fn integers_count_by_steps(database: &TestDatabase) {
    let mut conn = company(database);
    for (start, end, step, expected) in [
        (1_i64, 10, 4, vec![1, 5, 9]),
        (1, 9, 4, vec![1, 5, 9]),
        (3, 3, 7, vec![3]),
        (4, 3, 1, vec![]),
        (4, 3, 7, vec![]),
        (10, 1, -4, vec![10, 6, 2]),
        (3, 3, -1, vec![3]),
        (3, 4, -1, vec![]),
        (-2, 2, 2, vec![-2, 0, 2]),
    ] {
        let series = func::generate_series_by(start, end, step);
        let mut found = conn
            .all(select(series.columns()).select_from(&series))
            .unwrap();
        if step < 0 {
            found.sort_by_key(|n| -n);
        }
        assert_eq!(found, expected, "{start} to {end} by {step}");
    }
}

#[test]
fn a_series_is_joined_and_has_a_name(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = func::generate_series(24, 26)
        .named("ages")
        .with_column_names(["age"]);
    let age = ages.columns();
    let query = select((age, func::count(Employee.id)))
        .select_from(&ages)
        .outer_join(Employee.on(Employee.age.eq(age)))
        .group_by(age)
        .order_by(text("ages.age"));
    assert_eq!(conn.all(query).unwrap(), [(24, 0), (25, 2), (26, 0)]);
    let in_series = select(Employee.name)
        .filter(Employee.age.in_(select(age).select_from(&ages)))
        .order_by(Employee.id);
    assert_eq!(conn.all(in_series).unwrap(), ["Bob", "Dan"]);
}

#[test(needs(lateral))]
fn a_series_ends_where_another_table_says(database: &TestDatabase) {
    let mut conn = company(database);
    let numbers = func::generate_series(1, Employee.age - 34);
    let n = numbers.columns();
    let query = select((Employee.name, n))
        .join(&numbers)
        .filter(Employee.id.le(2))
        .order_by(n);
    assert_eq!(
        conn.all(query).unwrap(),
        [("Ada".into(), 1), ("Ada".into(), 2)]
    );
    let kept = select((Employee.name, n.optional()))
        .outer_join(&numbers)
        .filter(Employee.id.le(2))
        .order_by((Employee.id, n));
    let expected = [("Ada", Some(1)), ("Ada", Some(2)), ("Bob", None)];
    let expected = expected.map(|(name, n)| (name.to_owned(), n));
    assert_eq!(conn.all(kept).unwrap(), expected);
}

#[test(needs(!lateral))]
fn a_series_cannot_look_at_other_tables_everywhere(database: &TestDatabase) {
    let mut conn = company(database);
    let numbers = func::generate_series(1, Employee.age);
    let query = select((Employee.name, numbers.columns())).join(&numbers);
    let error = conn.all(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("other tables"), "{error}");
}

#[test(on("sqlite"))]
fn elements_of_documents_are_rows(database: &TestDatabase) {
    let mut conn = parcels(database);
    let things = func::table_valued("json_each", (Parcel.content,))
        .columns::<(i64, String)>(["key", "type"]);
    let (number, kind) = things.columns();
    let query = select((Parcel.id, number, kind))
        .join(&things)
        .order_by((Parcel.id, number));
    let rows: Vec<(i64, i64, String)> = conn.all(query).unwrap();
    let expected = [(1, 0), (1, 1), (2, 0)].map(|(id, n)| (id, n, "object".to_owned()));
    assert_eq!(rows, expected);
    // The same in a comma list, whatever is named first.
    let counts = select((Parcel.id, func::count_all()))
        .select_from(&things)
        .group_by(Parcel.id)
        .order_by(Parcel.id);
    assert_eq!(conn.all(counts).unwrap(), [(1, 2), (2, 1)]);
    // The table comes by itself where only the function looks at it.
    let all = select(func::count(number)).select_from(&things);
    assert_eq!(conn.one(all).unwrap(), 3);
    let tree = func::table_valued("json_tree", (Parcel.content,))
        .columns::<(String, Option<String>)>(["fullkey", "atom"]);
    let (key, atom) = tree.columns();
    let texts = select(atom)
        .join(&tree)
        .filter(Parcel.id.eq(1) & key.like("%.what"))
        .order_by(key);
    let expected = ["it's a cup", "lamp"].map(|what| Some(what.to_owned()));
    assert_eq!(conn.all(texts).unwrap(), expected);
    let nothing = select((Parcel.id, number.optional()))
        .outer_join(&things)
        .filter(Parcel.id.eq(3));
    assert_eq!(conn.all(nothing).unwrap(), [(3, None)]);
}

#[test(on("postgres"))]
fn elements_of_documents_are_rows_with_types(database: &TestDatabase) {
    let mut conn = parcels(database);
    let things = func::table_valued("jsonb_to_recordset", (Parcel.content,))
        .column_definitions::<(String, Option<i32>)>(["what", "count"])
        .named("thing");
    let (what, count) = things.columns();
    let query = select((Parcel.id, what, count))
        .join(&things)
        .order_by((Parcel.id, what));
    let expected = [
        (1, "it's a cup", Some(2)),
        (1, "lamp", None),
        (2, "pen", Some(10)),
    ];
    let expected = expected.map(|(id, what, count)| (id, what.to_owned(), count));
    assert_eq!(conn.all(query).unwrap(), expected);

    let numbered = func::table_valued("jsonb_to_recordset", (Parcel.content,))
        .with_ordinality()
        .column_definitions::<(String, i64)>(["what", "number"]);
    let (what, number) = numbered.columns();
    let second = select(what).join(&numbered).filter(number.eq(2));
    assert_eq!(conn.all(second).unwrap(), ["lamp"]);

    let elements = func::table_valued("jsonb_array_elements", (Parcel.content,))
        .with_ordinality()
        .columns::<(Value, i64)>(["value", "ordinality"]);
    let (element, number) = elements.columns();
    let query = select((element, number))
        .select_from(&elements)
        .filter(Parcel.id.eq(1))
        .order_by(number);
    let rows: Vec<(Value, i64)> = conn.all(query).unwrap();
    assert_eq!(rows[1], (json!({"what": "lamp"}), 2));

    let fields =
        func::table_valued("jsonb_each", (element,)).columns::<(String, Value)>(["key", "value"]);
    let (key, value) = fields.columns();
    let query = select((key, value))
        .join(&elements)
        .join(&fields)
        .filter(Parcel.id.eq(2))
        .order_by(key);
    let expected = [
        ("count".to_owned(), json!(10)),
        ("fragile".to_owned(), json!(false)),
        ("what".to_owned(), json!("pen")),
    ];
    assert_eq!(conn.all(query).unwrap(), expected);
    let late = select((key, value))
        .select_from(Parcel)
        .join(&fields)
        .join(&elements);
    let error = conn.all(late).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("joined after it"), "{error}");
}

#[test(on("postgres"))]
fn arrays_are_unnested(database: &TestDatabase) {
    let mut conn = company(database);
    let ids = func::unnest(vec![4_i64, 2, 9]);
    let id = ids.columns();
    let query = select((id, Employee.name.optional()))
        .select_from(&ids)
        .outer_join(Employee.on(Employee.id.eq(id)))
        .order_by(id);
    let expected = [(2, Some("Bob")), (4, Some("Dan")), (9, None)];
    let expected = expected.map(|(id, name)| (id, name.map(str::to_owned)));
    assert_eq!(conn.all(query).unwrap(), expected);

    let gaps = func::unnest(vec![Some("a".to_owned()), None]);
    let found: Vec<Option<String>> = conn.all(select(gaps.columns()).select_from(&gaps)).unwrap();
    assert_eq!(found, [Some("a".to_owned()), None]);

    let words = func::table_valued("string_to_table", ("x y", " "))
        .with_ordinality()
        .render_derived::<(String, i64)>(["word", "number"]);
    let (word, number) = words.columns();
    let query = select((word, number))
        .select_from(&words)
        .order_by(number.desc());
    assert_eq!(conn.all(query).unwrap(), [("y".into(), 2), ("x".into(), 1)]);
    let plain = func::table_valued("string_to_table", ("x y", " ")).column_valued::<String>();
    let upper = select(plain.columns().upper()).select_from(&plain);
    assert_eq!(conn.all(upper).unwrap(), ["X", "Y"]);
}

#[test(needs(json_table))]
fn parts_of_documents_are_rows(database: &TestDatabase) {
    let mut conn = parcels(database);
    let things = func::json_table(Parcel.content, "$[*]")
        .columns::<(i64, String, Option<i32>, bool)>([
            JsonColumn::ordinality("number"),
            JsonColumn::path("what", "$.what"),
            JsonColumn::path("count", "$.count"),
            JsonColumn::exists("has_mark", "$.fragile"),
        ])
        .named("thing");
    let (number, what, count, marked) = things.columns();
    let query = select((Parcel.id, number, what, count, marked))
        .join(&things)
        .order_by((Parcel.id, number));
    let expected = [
        (1, 1, "it's a cup", Some(2), false),
        (1, 2, "lamp", None, false),
        (2, 1, "pen", Some(10), true),
    ];
    let expected = expected.map(|(id, n, what, count, mark)| (id, n, what.to_owned(), count, mark));
    assert_eq!(conn.all(query).unwrap(), expected);
    let nothing = select((Parcel.id, what.optional()))
        .outer_join(&things)
        .filter(Parcel.id.eq(3));
    assert_eq!(conn.all(nothing).unwrap(), [(3, None)]);
    // A document of the program.
    let sent = func::json_table(json!({"a": [1.5, 2]}), "$.a[*]")
        .columns::<f64>([JsonColumn::path("n", "$")]);
    let sum = select(func::sum(sent.columns())).select_from(&sent);
    assert_eq!(conn.one(sum).unwrap(), Some(3.5));
}

#[test]
fn names_are_as_many_as_columns(database: &TestDatabase) {
    let mut conn = company(database);
    let wrong = func::generate_series(1, 2).with_column_names(["a", "b"]);
    let error = conn
        .all(select(wrong.columns()).select_from(&wrong))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(
        error.to_string().contains("has 1 columns, but 2 names"),
        "{error}"
    );
    let twice = func::table_valued("f", ()).columns::<(i64, i64)>(["a", "A"]);
    let (a, _) = twice.columns();
    let error = conn.all(select(a).select_from(&twice)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
}

#[test]
fn what_a_database_lacks_is_refused(database: &TestDatabase) {
    use alchemy::compiler::TableFunctions;

    let mut conn = parcels(database);
    let can = database.kind().capability();
    let refused = |conn: &mut Connection, query: Select<i64>| {
        let error = conn.all(query).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
    };
    if !can.json_table {
        let table =
            func::json_table(Parcel.content, "$").columns::<i64>([JsonColumn::path("a", "$")]);
        refused(&mut conn, select(table.columns()).join(&table));
    }
    let call = || func::table_valued("json_each", (Parcel.content,));
    if can.table_functions == TableFunctions::None {
        let table = call().columns::<i64>(["key"]);
        refused(&mut conn, select(table.columns()).join(&table));
    }
    if can.table_functions != TableFunctions::Listed {
        for table in [
            call().column_valued::<i64>(),
            call().render_derived::<i64>(["key"]),
            call().column_definitions::<i64>(["key"]),
            call().with_ordinality().columns::<i64>(["key"]),
            call().columns::<i64>(["key"]).with_column_names(["number"]),
        ] {
            refused(&mut conn, select(table.columns()).join(&table));
        }
    }
    let table = func::table_valued("no; function", ()).columns::<i64>(["a"]);
    refused(&mut conn, select(table.columns()).select_from(&table));
    // Rows that nothing connects are as wrong as those of a table.
    let series = func::generate_series(1_i64, 3);
    let n = series.columns();
    refused(
        &mut conn,
        select(n).select_from(Parcel).select_from(&series),
    );
    let crossed = select((Parcel.id, n))
        .cross_join(&series)
        .order_by((Parcel.id, n));
    assert_eq!(conn.all(crossed).unwrap().len(), 9);
}

/// The things of a parcel, as each database gives them.
fn things(database: &TestDatabase) -> alchemy::sql::Subquery<String> {
    let call = |name| func::table_valued(name, (Parcel.content,));
    match database.kind().name() {
        "sqlite" => call("json_each").columns(["value"]),
        "postgres" => call("jsonb_array_elements_text").column_valued(),
        _ => func::json_table(Parcel.content, "$[*]").columns([JsonColumn::path("what", "$.what")]),
    }
}

#[test]
fn a_function_looks_at_the_statement_around_it(database: &TestDatabase) {
    let mut conn = parcels(database);
    let things = things(database);
    let thing = things.columns();
    let lamps = select(thing)
        .select_from(&things)
        .filter(thing.like("%lamp%"));
    let found = select(Parcel.id).filter(lamps.exists());
    assert_eq!(conn.all(found).unwrap(), [1]);
    let count = select(func::count(thing)).select_from(&things);
    let counts = select((Parcel.id, count.scalar_subquery())).order_by(Parcel.id);
    let expected = [(1, Some(2)), (2, Some(1)), (3, Some(0))];
    assert_eq!(conn.all(counts).unwrap(), expected);
}

#[test]
fn a_function_chooses_the_rows_that_are_changed(database: &TestDatabase) {
    let mut conn = parcels(database);
    let things = things(database);
    let thing = things.columns();
    let pens = update(Parcel)
        .set(Parcel.id, 7)
        .from(&things)
        .filter(thing.like("%pen%"));
    let changed = conn.execute(pens);
    if database.kind().name() == "postgres" {
        let error = changed.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert!(error.to_string().contains("changed table"), "{error}");
        return;
    }
    changed.unwrap();
    let lamps = delete(Parcel).using(&things).filter(thing.like("%lamp%"));
    conn.execute(lamps).unwrap();
    let ids = conn.all(select(Parcel.id).order_by(Parcel.id)).unwrap();
    assert_eq!(ids, [3, 7]);
}
