//! The clauses of a SELECT that one database or another has of its own.

use alchemy::ErrorKind;
use alchemy::compiler::{StatementCache, ToSql};
use alchemy::sql::{EntityExt, Lock, Sample, Statement, aliased, any_, func, select};
use alchemy_dialects::mysql::{MySqlDialect, MySqlFlavour};
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::{MYSQL, POSTGRESQL};
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::show::show;

#[test]
fn a_lock_names_aliases() {
    let author = aliased(User);
    let statement = select(Post.title)
        .join(author.on(author.id.eq(Post.author_id)))
        .with_lock(Lock::for_update().of(author).of(Post).nowait());
    assert_snapshot!(show(&statement), @"
    sqlite: SELECT posts.title FROM posts JOIN users AS users_1 ON users_1.id = posts.author_id
    postgresql: SELECT posts.title FROM posts JOIN users AS users_1 ON users_1.id = posts.author_id FOR UPDATE OF users_1, posts NOWAIT
    mysql: SELECT posts.title FROM posts JOIN users AS users_1 ON users_1.id = posts.author_id FOR UPDATE OF users_1, posts NOWAIT
    ");
}

#[test]
fn an_operand_with_a_lock_or_suffix_stands_in_parentheses() {
    let statement = select(User.id)
        .for_update()
        .union_all(select(Post.author_id).suffix_with(POSTGRESQL, "/* end */"));
    let sql = statement.to_sql(&PostgresDialect).unwrap();
    assert_eq!(
        sql,
        "(SELECT users.id FROM users FOR UPDATE) UNION ALL \
         (SELECT posts.author_id FROM posts /* end */)"
    );
}

#[test]
fn an_offset_stands_before_ties() {
    let statement = select(User.id)
        .order_by(User.age)
        .limit(3)
        .offset(1)
        .with_ties();
    assert_snapshot!(show(&statement), @"
    sqlite: error: WITH TIES can't be expressed in sqlite
    postgresql: SELECT id FROM users ORDER BY age OFFSET $1 ROWS FETCH FIRST $2 ROWS WITH TIES
    mysql: error: WITH TIES can't be expressed in mysql
    ");
    let mariadb = MySqlDialect::new(MySqlFlavour::MariaDb);
    assert_eq!(
        statement.to_sql(&mariadb).unwrap(),
        "SELECT id FROM users ORDER BY age OFFSET ? ROWS FETCH FIRST ? ROWS WITH TIES"
    );
    // The order of the binds is that of the text.
    let node = statement.node();
    let prepared = alchemy::compiler::compile(&node, &mariadb).unwrap();
    let binds: Vec<_> = prepared
        .binds()
        .iter()
        .map(|value| format!("{value:?}"))
        .collect();
    assert_eq!(binds, ["Int(1)", "Int(3)"]);
}

#[test]
fn what_contradicts_itself_is_refused() {
    let refusal = |statement: &dyn Statement| {
        let error = statement.to_sql(&PostgresDialect).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        error.to_string()
    };
    assert_snapshot!(refusal(&select(User.id).with_lock(Lock::for_share().of(Post))), @"a lock names `posts`, but `posts` isn't in FROM");
    assert_snapshot!(refusal(&select(User.id).with_hint(Post, MYSQL, "USE INDEX (x)")), @"a hint names `posts`, but `posts` isn't in FROM");
    assert_snapshot!(refusal(&select(User.id).distinct().for_update()), @"
    a lock on rows made by DISTINCT can't be expressed in postgresql
    help: lock the tables' rows in a SELECT of their own, and compute from those
    ");
    assert_snapshot!(refusal(&select(User.id).group_by(User.id).for_update()), @"
    a lock on rows made by GROUP BY can't be expressed in postgresql
    help: lock the tables' rows in a SELECT of their own, and compute from those
    ");
    assert_snapshot!(refusal(&select(func::max(User.age)).for_update()), @"
    a lock on rows made by an aggregate can't be expressed in postgresql
    help: lock the tables' rows in a SELECT of their own, and compute from those
    ");
    let numbered = select((User.id, func::row_number().over().order_by(User.id)));
    assert_snapshot!(refusal(&numbered.for_update()), @"
    a lock on rows made by a window can't be expressed in postgresql
    help: lock the tables' rows in a SELECT of their own, and compute from those
    ");
    // An aggregate in a subquery is another statement's.
    let eldest = select(func::max(User.age));
    let locked = select(User.id).filter(User.age.eq(eldest)).for_update();
    assert!(locked.to_sql(&PostgresDialect).is_ok());
    let outer = select(User.id).outer_join(Post.on(Post.author_id.eq(User.id)));
    assert!(
        outer
            .clone()
            .with_lock(Lock::for_update().of(User))
            .to_sql(&PostgresDialect)
            .is_ok()
    );
    assert_snapshot!(refusal(&outer.for_update()), @"
    a lock on the optional side of an outer join can't be expressed in postgresql
    help: name what is locked: `Lock::for_update().of(…)`
    ");
    assert_snapshot!(refusal(&select(User.id).limit(3).with_ties()), @"
    WITH TIES needs a LIMIT and an order: without one no row equals the last
    help: add `.order_by(…)` and `.limit(…)`
    ");
    let skipping = Lock::for_update().skip_locked();
    let ties = select(User.id).order_by(User.id).limit(1).with_ties();
    assert_snapshot!(refusal(&ties.with_lock(skipping)), @"SKIP LOCKED together with WITH TIES can't be expressed in postgresql");
    assert_snapshot!(refusal(&select(User.id).distinct_on(User.age).order_by((User.id, User.age))), @"
    the order begins with `id`, which the rows aren't distinct on
    help: order by the columns of `.distinct_on(…)` first
    ");
    assert_snapshot!(refusal(&select(User.id).union(select(Post.id)).for_update()), @"
    a lock can't stand on a set operation
    help: put it on its operands
    ");
}

#[test]
fn distinct_on_takes_expressions_and_any_order_of_its_columns() {
    let statement = select(User.id)
        .distinct_on((User.age, func::lower(User.email)))
        .order_by((func::lower(User.email), User.age));
    assert_eq!(
        statement.to_sql(&PostgresDialect).unwrap(),
        "SELECT DISTINCT ON (age, lower(email)) id FROM users ORDER BY lower(email), age"
    );
    let columns = select(User.id)
        .distinct_on((User.age, User.email))
        .order_by((User.email, User.age, User.id));
    assert!(columns.to_sql(&PostgresDialect).is_ok());
}

#[test]
fn a_hint_follows_what_it_is_about() {
    let adults = select(User.id)
        .filter(User.age.ge(18))
        .subquery()
        .named("a");
    let hinted =
        select(adults.columns())
            .select_from(&adults)
            .with_hint(&adults, POSTGRESQL, "/* first */");
    assert_snapshot!(hinted.to_sql(&PostgresDialect).unwrap(), @"SELECT a.id FROM (SELECT users.id FROM users WHERE users.age >= $1) AS a /* first */");
    let joined = select(User.email)
        .join(adults.on(adults.columns().eq(User.id)))
        .with_hint(&adults, POSTGRESQL, "/* joined */");
    assert_snapshot!(joined.to_sql(&PostgresDialect).unwrap(), @"SELECT users.email FROM users JOIN (SELECT users.id FROM users WHERE users.age >= $1) AS a /* joined */ ON a.id = users.id");
}

#[test]
fn every_clause_is_part_of_the_key() {
    let base = || select(User.id).order_by(User.id).limit(1);
    let statements = [
        base(),
        base().distinct_on(User.id),
        base().with_ties(),
        base().for_update(),
        base().with_lock(Lock::for_share()),
        base().with_lock(Lock::for_update().nowait()),
        base().with_lock(Lock::for_update().skip_locked()),
        base().with_lock(Lock::for_update().of(User)),
        base().prefix_with(POSTGRESQL, "/* a */"),
        base().prefix_with(POSTGRESQL, "/* b */"),
        base().suffix_with(POSTGRESQL, "/* a */"),
        base().with_statement_hint(POSTGRESQL, "a"),
        base().with_hint(User, POSTGRESQL, "/* a */"),
        base().only(User),
        base().tablesample(User, Sample::bernoulli(1.0)),
        base().tablesample(User, Sample::system(1.0)),
        base().tablesample(User, Sample::system(1.0).repeatable(2.0)),
    ];
    let cache = StatementCache::new(100);
    let mut seen = std::collections::BTreeSet::new();
    for statement in &statements {
        let node = statement.node();
        let prepared = cache.prepare(&node, &PostgresDialect).unwrap();
        assert_eq!(prepared.sql(), statement.to_sql(&PostgresDialect).unwrap());
        assert!(seen.insert(prepared.sql().to_owned()), "{}", prepared.sql());
    }
}

#[test]
fn a_limit_in_a_subquery_that_is_compared_with() {
    let first = || select(User.id).order_by(User.age).limit(2);
    assert_snapshot!(show(&select(Post.id).filter(Post.author_id.in_(first()))), @"
    sqlite: SELECT posts.id FROM posts WHERE posts.author_id IN (SELECT users.id FROM users ORDER BY users.age LIMIT ?)
    postgresql: SELECT posts.id FROM posts WHERE posts.author_id IN (SELECT users.id FROM users ORDER BY users.age LIMIT $1)
    mysql: SELECT posts.id FROM posts WHERE posts.author_id IN (SELECT * FROM (SELECT users.id FROM users ORDER BY users.age LIMIT ?) AS limited)
    ");
    let any = select(Post.id).filter(Post.author_id.gt(any_(first())));
    assert_snapshot!(any.to_sql(&MySqlDialect::default()).unwrap(), @"SELECT posts.id FROM posts WHERE posts.author_id > ANY (SELECT * FROM (SELECT users.id FROM users ORDER BY users.age LIMIT ?) AS limited)");
    let correlated = select(Post.id).filter(Post.author_id.eq(User.id)).limit(1);
    let statement = select(User.email).filter(User.id.in_(correlated));
    assert_snapshot!(show(&statement), @"
    sqlite: SELECT users.email FROM users WHERE users.id IN (SELECT posts.id FROM posts WHERE posts.author_id = users.id LIMIT ?)
    postgresql: SELECT users.email FROM users WHERE users.id IN (SELECT posts.id FROM posts WHERE posts.author_id = users.id LIMIT $1)
    mysql: SELECT users.email FROM users WHERE users.id IN (SELECT * FROM (SELECT posts.id FROM posts WHERE posts.author_id = users.id LIMIT ?) AS limited)
    ");
    let error = statement
        .to_sql(&MySqlDialect::new(MySqlFlavour::MariaDb))
        .unwrap_err();
    assert_snapshot!(error.to_string(), @"
    a subquery of IN, ANY or ALL that has a LIMIT and uses the tables around it can't be expressed in mariadb
    help: leave out the limit, or count in it: `exists(…)`, `row_number()`
    ");
}
