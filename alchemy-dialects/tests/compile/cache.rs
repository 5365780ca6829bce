//! What is one statement to the cache, and what isn't.

use alchemy::compiler::{StatementCache, compile};
use alchemy::sql::{
    EntityExt, Select, Statement, aliased, func, insert, literal, select, text, update,
};
use alchemy::types::Value;
use alchemy_dialects::mysql::MySqlDialect;
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::sqlite::SqliteDialect;

use crate::model::{Post, User};

/// Text and binds from the cache, which must be those that a fresh compilation gives.
fn run(cache: &StatementCache, statement: &dyn Statement) -> (String, Vec<Value>) {
    let node = statement.node();
    let prepared = cache.prepare(&node, &SqliteDialect).unwrap();
    let fresh = compile(&node, &SqliteDialect).unwrap();
    assert_eq!(prepared.sql(), fresh.sql());
    assert_eq!(prepared.binds(), fresh.binds());
    let binds = prepared.binds().iter().map(|value| (*value).clone());
    (prepared.sql().to_owned(), binds.collect())
}

fn ints(values: &[i64]) -> Vec<Value> {
    values.iter().map(|value| Value::Int(*value)).collect()
}

#[test]
fn values_are_no_structure() {
    let cache = StatementCache::new(100);
    for id in [1, 2, 3] {
        let (_, binds) = run(&cache, &select(User).filter(User.id.eq(id)).limit(9));
        assert_eq!(binds, ints(&[id, 9]));
    }
    assert_eq!(cache.len(), 1);
    run(&cache, &select(User).filter(User.id.ne(1)).limit(9));
    run(&cache, &select(User).filter(User.id.eq(1)).offset(9));
    run(&cache, &select(User).filter(User.age.eq(1)).limit(9));
    run(&cache, &select(User).filter(User.id.eq(User.age)).limit(9));
    assert_eq!(cache.len(), 5);
}

#[test]
fn lists_of_any_length_are_one_structure() {
    let cache = StatementCache::new(100);
    let find = |ids: &[i64]| {
        run(
            &cache,
            &select(User.id).filter(User.age.gt(0) & User.id.in_(ids.to_vec()) & User.age.lt(9)),
        )
    };
    assert_eq!(find(&[5]).1, ints(&[0, 5, 9]));
    assert_eq!(find(&[5, 6, 7]).1, ints(&[0, 5, 6, 7, 7, 9]));
    assert_eq!(find(&[5, 6, 7, 8]).0, find(&[5, 6, 7]).0);
    assert_eq!(cache.len(), 1);
    assert_eq!(find(&[]).1, ints(&[0, 9]));
    assert_eq!(cache.len(), 2);
}

#[test]
fn a_list_is_padded_only_as_far_as_it_fits() {
    let cache = StatementCache::new(100);
    let ids = |count| select(User.id).filter(User.id.in_((0..count).collect::<Vec<i64>>()));
    let (_, binds) = run(&cache, &ids(20_000));
    assert_eq!(binds.len(), 20_000);
    let too_many = ids(32_767);
    let error = cache.prepare(&too_many.node(), &SqliteDialect).unwrap_err();
    assert!(error.message().contains("32767"), "{error}");
}

#[test]
fn a_fresh_alias_is_no_new_structure() {
    let cache = StatementCache::new(100);
    let pairs = |first_selected: bool| -> Select<String> {
        let (one, two) = (aliased(User), aliased(User));
        let name = if first_selected { one.email } else { two.email };
        select(name)
            .select_from(one)
            .join(two.on(two.id.eq(one.manager_id)))
    };
    let (first, again) = (run(&cache, &pairs(true)), run(&cache, &pairs(true)));
    assert_eq!(first, again);
    assert_eq!(cache.len(), 1);
    let other = run(&cache, &pairs(false));
    assert_ne!(first, other);
    assert_eq!(cache.len(), 2);
}

#[test]
fn binds_follow_the_text() {
    let cache = StatementCache::new(100);
    let statement = text("SELECT :b, :a, :b").bind("a", 1_i64).bind("b", 2_i64);
    assert_eq!(run(&cache, &statement).1, ints(&[2, 1, 2]));
    let statement = select(literal(1_i64))
        .filter(User.age.gt(2))
        .group_by(User.age + 3)
        .having(User.age.gt(4))
        .order_by(User.age + 5)
        .limit(6)
        .offset(7);
    assert_eq!(run(&cache, &statement).1, ints(&[1, 2, 3, 4, 5, 6, 7]));
    let statement = statement.clone().union(statement).limit(8);
    assert_eq!(
        run(&cache, &statement).1,
        ints(&[1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 8])
    );
}

#[test]
fn binds_that_a_dialect_repeats() {
    let statement = select(User.id).order_by((User.age + 1).asc().nulls_last());
    let node = statement.node();
    let prepared = compile(&node, &MySqlDialect::default()).unwrap();
    assert_eq!(
        prepared.sql(),
        "SELECT id FROM users ORDER BY (age + ? IS NULL), age + ?"
    );
    assert_eq!(prepared.binds().len(), 2);
}

#[test]
fn modifications_are_cached_too() {
    let cache = StatementCache::new(100);
    for age in [1, 2] {
        run(
            &cache,
            &update(User).set(User.age, age).filter(User.id.eq(7)),
        );
        run(&cache, &insert(User).set(User.age, age));
        run(
            &cache,
            &insert(Post)
                .columns((Post.title, Post.author_id))
                .values([("a", 1), ("b", 2)]),
        );
    }
    assert_eq!(cache.len(), 3);
}

#[test]
fn a_dialect_gets_its_own_text() {
    let cache = StatementCache::new(100);
    let statement = select(User.id).filter(User.id.in_([1, 2, 3]));
    let node = statement.node();
    cache.prepare(&node, &SqliteDialect).unwrap();
    let prepared = cache.prepare(&node, &PostgresDialect).unwrap();
    assert_eq!(
        prepared.sql(),
        "SELECT id FROM users WHERE id IN ($1, $2, $3, $4)"
    );
}

#[test]
fn what_is_used_stays_and_the_rest_is_bounded() {
    let cache = StatementCache::new(8);
    let often = select(User.email);
    for count in 0..100_u32 {
        run(&cache, &often);
        let sum = (0..count).fold(User.id.expr(), |sum, _| sum + 1_i64);
        run(&cache, &select(sum));
        assert!(cache.len() <= 8);
    }
    let before = cache.len();
    run(&cache, &often);
    assert_eq!(cache.len(), before);
    assert_eq!(StatementCache::new(0).len(), 0);
}

/// `cargo test --release … -- --ignored --nocapture measure`
#[test]
#[ignore = "prints times"]
fn measure() {
    const RUNS: u32 = 1_000_000;
    let cache = StatementCache::new(100);
    let time = |what: &str, run: &dyn Fn()| {
        let start = std::time::Instant::now();
        (0..RUNS).for_each(|_| run());
        println!("{what}: {:?}", start.elapsed() / RUNS);
    };
    let build = || select(User).filter(User.id.eq(7));
    time("build, one condition", &|| {
        std::hint::black_box(build());
    });
    time("build and prepare, one condition", &|| {
        let statement = build();
        let node = statement.node();
        std::hint::black_box(cache.prepare(&node, &SqliteDialect).unwrap());
    });
    let build = || {
        select((User.email, Post.title))
            .join(Post.on(Post.author_id.eq(User.id)))
            .filter(User.id.gt(7) & User.age.lt(9) & User.active.eq(true))
            .order_by(User.id)
            .limit(10)
    };
    time("build, join with three conditions", &|| {
        std::hint::black_box(build());
    });
    time("build and prepare, join with three conditions", &|| {
        let statement = build();
        let node = statement.node();
        std::hint::black_box(cache.prepare(&node, &SqliteDialect).unwrap());
    });
    let ids: Vec<i64> = (0..5).collect();
    time("build and prepare, IN of five", &|| {
        let statement = select(User).filter(User.id.in_(&ids));
        let node = statement.node();
        std::hint::black_box(cache.prepare(&node, &SqliteDialect).unwrap());
    });
    let statement = build();
    time("compile without a cache, join", &|| {
        let node = statement.node();
        std::hint::black_box(compile(&node, &SqliteDialect).unwrap());
    });
}

#[test]
fn all_of_a_table_in_from_is_structure() {
    let series = |end: i64| func::generate_series(1, end);
    let call =
        |name, columns: [&'static str; 1]| func::table_valued(name, (1,)).columns::<i64>(columns);
    let ages = |sql| text(sql).columns::<i64>();
    let tables = [
        series(3),
        series(3).with_column_names(["n"]),
        func::generate_series_by(1_i64, 3, 1),
        call("f", ["a"]),
        call("g", ["a"]),
        call("g", ["b"]),
        ages("SELECT 1").subquery(),
        ages("SELECT 2").subquery(),
        ages("SELECT 2").subquery().with_column_names(["n"]),
        ages("SELECT 2").cte("q").alias(),
        ages("SELECT 2").cte("q").with_column_names(["n"]).alias(),
    ];
    let cache = StatementCache::new(100);
    for table in &tables {
        run(&cache, &select(table.columns()).select_from(table));
    }
    assert_eq!(cache.len(), tables.len());
    let again = series(9);
    let (_, binds) = run(&cache, &select(again.columns()).select_from(&again));
    assert_eq!(cache.len(), tables.len());
    assert_eq!(binds, ints(&[1, 9, 9]));
}
