//! What is refused when it is compiled, whatever the data.

use alchemy::ErrorKind;
use alchemy::compiler::{Dialect, ToSql};
use alchemy::sql::{
    EntityExt, Statement, aliased, delete, func, insert, literal, select, text, update,
};

use insta::assert_snapshot;

use crate::model::{Order, Post, User};
use crate::show::DIALECTS;

fn refusal_of(statement: &dyn Statement, dialect: &dyn Dialect) -> String {
    let error = statement.to_sql(dialect).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    error.to_string()
}

fn refusal(statement: &dyn Statement) -> String {
    refusal_of(statement, DIALECTS[0])
}

#[test]
fn tables_that_nothing_connects() {
    assert_snapshot!(refusal(&select((User.email, Post.title))), @"
    nothing connects `users` and `posts`: every row of one would be combined with every row of the other
    help: connect them with `.join(…)` or a comparison in `.filter(…)`, or say `.cross_join(…)` if all combinations are meant
    ");
    let filtered = select(User).filter(User.age.gt(3) & Post.title.eq("x"));
    assert_snapshot!(refusal(&filtered), @"
    nothing connects `users` and `posts`: every row of one would be combined with every row of the other
    help: connect them with `.join(…)` or a comparison in `.filter(…)`, or say `.cross_join(…)` if all combinations are meant
    ");
    assert_snapshot!(refusal(&select((User.email, aliased(User).email))), @"
    nothing connects `users` and an alias of `users`: every row of one would be combined with every row of the other
    help: connect them with `.join(…)` or a comparison in `.filter(…)`, or say `.cross_join(…)` if all combinations are meant
    ");
}

#[test]
fn joins_that_cannot_be() {
    let posts = || Post.on(Post.author_id.eq(User.id));
    assert_snapshot!(refusal(&select(User).join(posts()).join(posts())), @"
    `posts` stands in FROM twice
    help: join an alias of it: `aliased(…)`
    ");
    assert_snapshot!(refusal(&select(User).select_from(Post).join(posts())), @"
    `posts` stands in FROM twice
    help: join an alias of it: `aliased(…)`
    ");
    let orders = Order.on(Order.hi.eq(Post.id));
    assert_snapshot!(refusal(&select(User).join(orders).join(posts())), @"
    the join of `order` refers to `posts`, which is joined after it
    help: join `posts` before `order`
    ");
}

#[test]
fn the_optional_side_of_an_outer_join() {
    let posts = || Post.on(Post.author_id.eq(User.id));
    assert_snapshot!(refusal(&select((User, Post)).outer_join(posts())), @"
    `posts` stands on the optional side of an outer join, where its row may be missing
    help: select it with `.optional()`
    ");
    assert_snapshot!(refusal(&select((User, Post.title)).outer_join(posts())), @"
    `title` of `posts` stands on the optional side of an outer join, where its row may be missing
    help: select it with `.optional()`
    ");
    select((User, Post.title.optional()))
        .outer_join(posts())
        .to_sql(DIALECTS[0])
        .unwrap();
}

#[test]
fn columns_from_elsewhere() {
    let statement = update(User).set(User.age, 1).filter(Post.title.eq("x"));
    assert_snapshot!(refusal(&statement), @"
    `title` of `posts` is used where `posts` isn't in FROM
    help: use it in a subquery: `exists(…)`, or `.in_(select(…))`
    ");
    assert_snapshot!(refusal(&delete(User).filter(aliased(User).id.eq(1))), @"
    `id` of an alias of `users` is used where an alias of `users` isn't in FROM
    help: use it in a subquery: `exists(…)`, or `.in_(select(…))`
    ");
}

#[test]
fn order_of_a_set_operation() {
    let ids = || select(User.id);
    assert_snapshot!(refusal(&ids().union(ids()).order_by(User.age)), @"
    the order of a set operation must be by columns that it selects
    help: select what it is ordered by, under a label, and order by `label(…)`
    ");
    let nulls = ids().union(ids()).order_by(User.id.asc().nulls_last());
    assert_snapshot!(refusal_of(&nulls, DIALECTS[2]), @"NULLS FIRST or NULLS LAST on a set operation can't be expressed in mysql");
}

#[test]
fn names_and_texts() {
    assert_snapshot!(refusal(&select(func::call::<i64>("f(1); --", ()))), @"
    `f(1); --` can't be a function's name
    help: a name is made of letters, digits, `_` and `.`
    ");
    assert_snapshot!(refusal(&select(literal(1_i64).label(""))), @"`` can't be an identifier: it is empty");
    let long = select(literal(1_i64).label("x".repeat(64)));
    long.to_sql(DIALECTS[2]).unwrap();
    assert_snapshot!(refusal_of(&long, DIALECTS[1]), @"`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` can't be an identifier: postgresql takes at most 63 bytes");
    assert_snapshot!(refusal(&text("SELECT :a")), @r#"
    the text has `:a`, but nothing is bound to it
    help: add `.bind("a", …)`, or write `\:a` for a colon
    "#);
    assert_snapshot!(refusal(&text("SELECT 1").bind("a", 1_i64)), @"`a` is bound, but the text has no `:a` outside quotes and comments");
    assert_snapshot!(refusal(&text("SELECT ?")), @r#"
    a text has a `?` outside quotes, which the database takes for a bind
    help: name it `:name`, and give its value with `.bind("name", …)`
    "#);
    text("SELECT data ? 'key'").to_sql(DIALECTS[1]).unwrap();
}

#[test]
fn modifications() {
    let two = insert(User).columns((User.email, User.age));
    assert_snapshot!(refusal(&two.values([("a", 1); 0])), @"an INSERT into `users` has no rows");
    assert_snapshot!(refusal(&insert(User).set(User.age, 1).set(User.age, 2)), @"`users.age` is set twice");
    assert_snapshot!(refusal(&update(User)), @"
    an UPDATE of `users` sets no column
    help: add `.set(…)`
    ");
    let returning = update(User).set(User.age, 1).returning(User.id);
    assert_snapshot!(refusal_of(&returning, DIALECTS[2]), @"
    UPDATE … RETURNING can't be expressed in mysql
    help: select the rows after it, in the same transaction
    ");
    let many = insert(Post).columns((Post.title, Post.author_id));
    let many = many.values((0..16_384).map(|number| ("a", number)));
    assert_snapshot!(refusal(&many), @"
    the statement binds 32768 values, and sqlite takes at most 32766 in one statement
    help: split it into several statements; `insert_many` does so for structs
    ");
}

#[test]
fn upserts() {
    let row = insert(User).set(User.name, "a");
    let no_key = row.clone().on_conflict(User.name).do_nothing();
    assert_snapshot!(refusal_of(&no_key, DIALECTS[2]), @"`users` has no key over (name) that an upsert could meet");
    let constraint = row.clone().on_conflict_constraint("x").do_nothing();
    assert_snapshot!(refusal(&constraint), @"
    ON CONFLICT ON CONSTRAINT can't be expressed in sqlite
    help: name the columns of the key: `.on_conflict(…)`
    ");
    assert_snapshot!(refusal_of(&constraint, DIALECTS[2]), @"ON CONFLICT ON CONSTRAINT can't be expressed in mysql");
    let filtered = insert(User)
        .set(User.email, "a")
        .on_conflict(User.email)
        .filter(|old, _| old.age.lt(3))
        .do_update(|old, new| old.name.assign(new.name));
    assert_snapshot!(refusal_of(&filtered, DIALECTS[2]), @"
    the WHERE of an upsert's update can't be expressed in mysql
    help: put the condition into the values: `case()`
    ");
    let any = row
        .clone()
        .on_duplicate_key_update(|old, new| old.name.assign(new.name));
    assert_snapshot!(refusal_of(&any, DIALECTS[1]), @"
    an upsert that updates the row of any key can't be expressed in postgresql
    help: name the columns of the key: `.on_conflict(…)`
    ");
    let nothing = row.clone().on_conflict(User.name).do_update(|_, _| []);
    assert_snapshot!(refusal(&nothing), @"
    the upsert of `users` sets no column
    help: add `.set(…)`
    ");
    let both = row.clone().ignore().on_conflict_do_nothing();
    assert_snapshot!(refusal(&both), @"
    an INSERT both ignores conflicts and says what to do with them
    help: leave out `.ignore()` or `.on_conflict(…)`
    ");
    assert_snapshot!(refusal_of(&row.ignore(), DIALECTS[1]), @"
    INSERT IGNORE can't be expressed in postgresql
    help: `.on_conflict_do_nothing()` drops rows whose key is there already
    ");
}

#[test]
fn inserts_into_an_alias() {
    let other = aliased(User);
    let statement = insert(other).set(other.name, "a");
    assert_snapshot!(refusal(&statement), @"
    an INSERT goes into `users`, not into an alias of it
    help: give the entity itself
    ");
    let row = insert(Post)
        .set(Post.title, User.email)
        .set(Post.author_id, 1);
    assert_snapshot!(refusal(&row), @"
    `email` of `users` is used where `users` isn't in FROM
    help: use it in a subquery: `exists(…)`, or `.in_(select(…))`
    ");
    let twice = select((User.email, User.email));
    let columns = insert(Post).columns((Post.title, Post.title));
    assert_snapshot!(refusal(&columns.from_select(twice)), @"`posts.title` is set twice");
}

#[test]
fn rows_that_set_different_columns() {
    let post = |keyed| Post { keyed };
    let same = insert(Post).values(&[post(false), post(false)]);
    assert_snapshot!(same.to_sql(DIALECTS[0]).unwrap(), @"INSERT INTO posts (title, author_id) VALUES (?, ?), (?, ?)");
    let mixed = insert(Post).values(&[post(false), post(true)]);
    assert_snapshot!(refusal(&mixed), @"
    one row for `posts` sets `id` and another doesn't
    help: insert rows of each kind by a statement of their own
    ");
}

#[test]
fn aggregates_where_there_are_no_groups_yet() {
    assert_snapshot!(refusal(&select(User.id).filter(func::count_all().gt(3))), @"
    the aggregate `count` can't stand in WHERE
    help: compare it in `.having(…)`, or take it from a subquery: `.scalar_subquery()`
    ");
    let joined = select(User.id).join(Post.on(Post.author_id.eq(func::max(User.id))));
    assert_snapshot!(refusal(&joined), @"
    the aggregate `max` can't stand in the condition of a join
    help: compare it in `.having(…)`, or take it from a subquery: `.scalar_subquery()`
    ");
    assert_snapshot!(refusal(&select(User.age).group_by(func::sum(User.age))), @"
    the aggregate `sum` can't stand in GROUP BY
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
    assert_snapshot!(refusal(&select(func::sum(func::count(User.id)))), @"
    the aggregate `count` can't stand in an aggregate
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
    assert_snapshot!(refusal(&update(User).set(User.manager_id, func::max(User.id))), @"
    the aggregate `max` can't stand in what a column is set to
    help: take it from a subquery: `.scalar_subquery()`
    ");
    assert_snapshot!(refusal(&delete(User).filter(func::min(User.age).gt(3))), @"
    the aggregate `min` can't stand in WHERE
    help: compare it in `.having(…)`, or take it from a subquery: `.scalar_subquery()`
    ");
    assert_snapshot!(refusal(&insert(User).set(User.age, func::count_all())), @"
    the aggregate `count` can't stand in what a column is set to
    help: take it from a subquery: `.scalar_subquery()`
    ");
    let returning = delete(User).returning(func::max(User.id));
    assert_snapshot!(refusal(&returning), @"
    the aggregate `max` can't stand in RETURNING
    help: take it from a subquery: `.scalar_subquery()`
    ");
    // Its own rows are those of the subquery.
    let posts = select(Post.id).filter(func::count(Post.id).gt(User.id));
    assert_snapshot!(refusal(&select(User.id).filter(posts.exists())), @"
    the aggregate `count` can't stand in WHERE
    help: compare it in `.having(…)`, or take it from a subquery: `.scalar_subquery()`
    ");
}

#[test]
fn windows_where_there_are_none_yet() {
    let rank = || func::rank().over().order_by(User.id);
    assert_snapshot!(refusal(&select(User.id).filter(rank().eq(1))), @"
    a function over a window can't stand in WHERE
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
    assert_snapshot!(refusal(&select(User.age).group_by(User.age).having(rank().eq(1))), @"
    a function over a window can't stand in HAVING
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
    assert_snapshot!(refusal(&select(func::sum(rank()))), @"
    a function over a window can't stand in an aggregate
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
    assert_snapshot!(refusal(&select(func::sum(rank()).over())), @"
    a function over a window can't stand in another function over a window
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
    assert_snapshot!(refusal(&update(User).set(User.id, rank())), @"
    a function over a window can't stand in what a column is set to
    help: select it in a subquery, and take the subquery's column: `.subquery()`
    ");
}
