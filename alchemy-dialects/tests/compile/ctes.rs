//! Common table expressions.

use alchemy::sql::{Cte, func, literal, select, text};
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::show::show;

#[test]
fn one_and_another() {
    let ages = select((User.age, func::count_all().label("n")))
        .group_by(User.age)
        .cte("ages");
    let (age, n) = ages.columns();
    let common = select(age).select_from(&ages).filter(n.gt(3)).cte("common");
    let statement = select(User.email).join(common.on(common.columns().eq(User.age)));
    assert_snapshot!(show(&statement), @"
    sqlite: WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY users.age), common AS (SELECT ages.age FROM ages WHERE ages.n > ?) SELECT users.email FROM users JOIN common ON common.age = users.age
    postgresql: WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY users.age), common AS (SELECT ages.age FROM ages WHERE ages.n > $1::bigint) SELECT users.email FROM users JOIN common ON common.age = users.age
    mysql: WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY users.age), common AS (SELECT ages.age FROM ages WHERE ages.n > ?) SELECT users.email FROM users JOIN common ON common.age = users.age
    ");
    // Once, although it is used twice.
    let other = ages.alias();
    let (other_age, other_n) = other.columns();
    let twice = select((age, other_age))
        .select_from(&ages)
        .join(other.on(n.eq(other_n)));
    assert_snapshot!(show(&twice), @"WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY users.age) SELECT ages.age, ages_1.age FROM ages JOIN ages AS ages_1 ON ages.n = ages_1.n");
    assert_snapshot!(show(&select(User.email).filter(User.age.in_(select(age).select_from(&ages)))), @"WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY users.age) SELECT users.email FROM users WHERE users.age IN (SELECT ages.age FROM ages)");
}

#[test]
fn recursive() {
    let chain = select((User.id, literal(0_i64).label("depth")))
        .filter(User.manager_id.is_null())
        .recursive_cte("chain")
        .union_all(|chain| {
            let (id, depth) = chain.columns();
            select((User.id, depth + 1)).join(chain.on(id.eq(User.manager_id)))
        });
    let (id, depth) = chain.columns();
    let statement = select((User.email, depth))
        .join(chain.on(id.eq(User.id)))
        .filter(depth.lt(3));
    assert_snapshot!(show(&statement), @"
    sqlite: WITH RECURSIVE chain AS (SELECT users.id, ? AS depth FROM users WHERE users.manager_id IS NULL UNION ALL SELECT users.id, chain.depth + ? FROM users JOIN chain ON chain.id = users.manager_id) SELECT users.email, chain.depth FROM users JOIN chain ON chain.id = users.id WHERE chain.depth < ?
    postgresql: WITH RECURSIVE chain AS (SELECT users.id, $1::bigint AS depth FROM users WHERE users.manager_id IS NULL UNION ALL SELECT users.id, chain.depth + $2::bigint FROM users JOIN chain ON chain.id = users.manager_id) SELECT users.email, chain.depth FROM users JOIN chain ON chain.id = users.id WHERE chain.depth < $3::bigint
    mysql: WITH RECURSIVE chain AS (SELECT users.id, ? AS depth FROM users WHERE users.manager_id IS NULL UNION ALL SELECT users.id, chain.depth + ? FROM users JOIN chain ON chain.id = users.manager_id) SELECT users.email, chain.depth FROM users JOIN chain ON chain.id = users.id WHERE chain.depth < ?
    ");
    let distinct = select(User.id)
        .recursive_cte("order")
        .union(|chain| select(User.id).join(chain.on(User.manager_id.eq(chain.columns()))));
    assert_snapshot!(show(&select(func::count_all()).select_from(&distinct)), @r#"
    sqlite: WITH RECURSIVE "order" AS (SELECT users.id FROM users UNION SELECT users.id FROM users JOIN "order" ON users.manager_id = "order".id) SELECT count(*) FROM "order"
    postgresql: WITH RECURSIVE "order" AS (SELECT users.id FROM users UNION SELECT users.id FROM users JOIN "order" ON users.manager_id = "order".id) SELECT count(*) FROM "order"
    mysql: WITH RECURSIVE `order` AS (SELECT users.id FROM users UNION SELECT users.id FROM users JOIN `order` ON users.manager_id = `order`.id) SELECT count(*) FROM `order`
    "#);
}

#[test]
fn hints_and_texts() {
    let ages = select(User.age).cte("ages");
    let used = |ages: &Cte<i32>| show(&select(ages.columns()).select_from(ages));
    assert_snapshot!(used(&ages.clone().materialized()), @"
    sqlite: WITH ages AS MATERIALIZED (SELECT users.age FROM users) SELECT ages.age FROM ages
    postgresql: WITH ages AS MATERIALIZED (SELECT users.age FROM users) SELECT ages.age FROM ages
    mysql: error: MATERIALIZED in WITH can't be expressed in mysql
    ");
    assert_snapshot!(used(&ages.clone().not_materialized()), @"
    sqlite: WITH ages AS NOT MATERIALIZED (SELECT users.age FROM users) SELECT ages.age FROM ages
    postgresql: WITH ages AS NOT MATERIALIZED (SELECT users.age FROM users) SELECT ages.age FROM ages
    mysql: error: MATERIALIZED in WITH can't be expressed in mysql
    ");
    let named = select(Post.title)
        .add_cte(&ages)
        .filter(text("id IN (SELECT age FROM ages)"));
    assert_snapshot!(show(&named), @"WITH ages AS (SELECT users.age FROM users) SELECT posts.title FROM posts WHERE id IN (SELECT age FROM ages)");
}

#[test]
fn two_of_one_name() {
    let first = select(User.age).cte("a");
    let second = select(User.id).cte("a");
    let statement = select((first.columns(), second.columns()))
        .select_from(&first)
        .cross_join(&second);
    assert_snapshot!(show(&statement), @"
    error: two tables, subqueries or common table expressions of the statement are named `a`
    help: give each a name of its own, or none: `subquery.alias()`
    ");
}
