//! SELECT: FROM, joins, subqueries, order, limits, set operations.

use alchemy::sql::{EntityExt, aliased, exists, func, select};
use insta::assert_snapshot;

use crate::model::{Order, Post, User};
use crate::show::show;

#[test]
fn one_table_is_not_named_twice() {
    assert_snapshot!(show(&select(User)), @"SELECT id, email, name, age, active, manager_id, score FROM users");
    assert_snapshot!(show(&select(User.email).filter(User.id.eq(7))), @"
    sqlite: SELECT email FROM users WHERE id = ?
    postgresql: SELECT email FROM users WHERE id = $1
    mysql: SELECT email FROM users WHERE id = ?
    ");
    assert_snapshot!(show(&select(aliased(User).email)), @"SELECT email FROM users AS users_1");
}

#[test]
fn names_are_quoted_when_needed() {
    assert_snapshot!(show(&select(Order).order_by(Order.hi)), @r#"
    sqlite: SELECT "Group", "say ""hi""" FROM "order" ORDER BY "say ""hi"""
    postgresql: SELECT "Group", "say ""hi""" FROM "order" ORDER BY "say ""hi"""
    mysql: SELECT `Group`, `say "hi"` FROM `order` ORDER BY `say "hi"`
    "#);
}

#[test]
fn joins_follow_what_they_hang_on() {
    let posts = Post.on(Post.author_id.eq(User.id));
    assert_snapshot!(show(&select((User.email, Post.title)).join(posts.clone())), @"SELECT users.email, posts.title FROM users JOIN posts ON posts.author_id = users.id");
    assert_snapshot!(show(&select((User, Post.optional())).outer_join(posts)), @"SELECT users.id, users.email, users.name, users.age, users.active, users.manager_id, users.score, posts.id, posts.title, posts.author_id FROM users LEFT JOIN posts ON posts.author_id = users.id");
    assert_snapshot!(
        show(&select((User.email, Post.title)).filter(Post.author_id.eq(User.id))),
        @"SELECT users.email, posts.title FROM users, posts WHERE posts.author_id = users.id"
    );
    assert_snapshot!(show(&select((User.email, Order.hi)).cross_join(Order)), @r#"
    sqlite: SELECT users.email, "order"."say ""hi""" FROM users CROSS JOIN "order"
    postgresql: SELECT users.email, "order"."say ""hi""" FROM users CROSS JOIN "order"
    mysql: SELECT users.email, `order`.`say "hi"` FROM users CROSS JOIN `order`
    "#);
}

#[test]
fn a_join_that_connects_two_tables_makes_one_group_of_them() {
    let both = Order.on(Order.hi.eq(User.id) & Order.group.eq(Post.id));
    assert_snapshot!(show(&select((User.email, Post.title)).join(both)), @r#"
    sqlite: SELECT users.email, posts.title FROM users CROSS JOIN posts JOIN "order" ON "order"."say ""hi""" = users.id AND "order"."Group" = posts.id
    postgresql: SELECT users.email, posts.title FROM users CROSS JOIN posts JOIN "order" ON "order"."say ""hi""" = users.id AND "order"."Group" = posts.id
    mysql: SELECT users.email, posts.title FROM users CROSS JOIN posts JOIN `order` ON `order`.`say "hi"` = users.id AND `order`.`Group` = posts.id
    "#);
}

#[test]
fn aliases_are_numbered_by_first_use() {
    let (boss, chief) = (aliased(User), aliased(User));
    let statement = select((User.email, boss.email, chief.email))
        .outer_join(chief.on(chief.id.eq(User.manager_id)))
        .join(boss.on(boss.id.eq(User.manager_id)));
    assert_snapshot!(show(&statement), @"
    error: `email` of an alias of `users` stands on the optional side of an outer join, where its row may be missing
    help: select it with `.optional()`
    ");
    let statement = select((User.email, boss.email.optional(), chief.email.optional()))
        .outer_join(boss.on(boss.id.eq(User.manager_id)))
        .outer_join(chief.on(chief.id.eq(boss.manager_id)));
    assert_snapshot!(show(&statement), @"SELECT users.email, users_1.email, users_2.email FROM users LEFT JOIN users AS users_1 ON users_1.id = users.manager_id LEFT JOIN users AS users_2 ON users_2.id = users_1.manager_id");
}

#[test]
fn subqueries_correlate() {
    let posts = select(Post.id).filter(Post.author_id.eq(User.id));
    assert_snapshot!(show(&select(User.email).filter(exists(posts.clone()))), @"SELECT users.email FROM users WHERE EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = users.id)");
    assert_snapshot!(show(&select(User.email).filter(!exists(posts))), @"SELECT users.email FROM users WHERE NOT EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = users.id)");
    let count = select(func::count(Post.id)).filter(Post.author_id.eq(User.id));
    assert_snapshot!(show(&select(User.email).filter(User.id.eq(count))), @"SELECT users.email FROM users WHERE users.id = (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id)");
    let eldest = select(func::max(User.age).cast::<i32>());
    assert_snapshot!(show(&select(User.email).filter(User.id.in_(select(Post.author_id)))), @"SELECT users.email FROM users WHERE users.id IN (SELECT posts.author_id FROM posts)");
    assert_snapshot!(show(&eldest), @"
    sqlite: SELECT CAST(max(age) AS INTEGER) FROM users
    postgresql: SELECT CAST(max(age) AS INTEGER) FROM users
    mysql: SELECT CAST(max(age) AS SIGNED) FROM users
    ");
}

#[test]
fn a_subquery_of_the_same_table_keeps_its_own() {
    let youngest = select(User.age).order_by(User.age).limit(1);
    assert_snapshot!(show(&select(User.email).filter(User.age.eq(youngest))), @"
    sqlite: SELECT users.email FROM users WHERE users.age = (SELECT users.age FROM users ORDER BY users.age LIMIT ?)
    postgresql: SELECT users.email FROM users WHERE users.age = (SELECT users.age FROM users ORDER BY users.age LIMIT $1)
    mysql: SELECT users.email FROM users WHERE users.age = (SELECT users.age FROM users ORDER BY users.age LIMIT ?)
    ");
    let posts = select(Post.id)
        .filter(Post.author_id.eq(User.id))
        .select_from(User);
    assert_snapshot!(show(&select(User.email).filter(exists(posts))), @"SELECT users.email FROM users WHERE EXISTS (SELECT posts.id FROM users, posts WHERE posts.author_id = users.id)");
    let none = select(User.id).filter(User.active).correlate(User);
    assert_snapshot!(show(&select(User.email).filter(exists(none))), @"SELECT users.email FROM users WHERE EXISTS (SELECT users.id WHERE users.active)");
}

#[test]
fn order_limit_and_offset() {
    let users = select(User.email);
    assert_snapshot!(
        show(&users.clone().order_by((User.name.desc().nulls_last(), User.age.asc().nulls_first()))),
        @"
        sqlite: SELECT email FROM users ORDER BY name DESC NULLS LAST, age NULLS FIRST
        postgresql: SELECT email FROM users ORDER BY name DESC NULLS LAST, age NULLS FIRST
        mysql: SELECT email FROM users ORDER BY (name IS NULL), name DESC, (age IS NULL) DESC, age
        "
    );
    assert_snapshot!(show(&users.clone().limit(5)), @"
    sqlite: SELECT email FROM users LIMIT ?
    postgresql: SELECT email FROM users LIMIT $1
    mysql: SELECT email FROM users LIMIT ?
    ");
    assert_snapshot!(show(&users.clone().offset(5)), @"
    sqlite: SELECT email FROM users LIMIT -1 OFFSET ?
    postgresql: SELECT email FROM users OFFSET $1
    mysql: SELECT email FROM users LIMIT 18446744073709551615 OFFSET ?
    ");
    assert_snapshot!(show(&users.limit(5).offset(10)), @"
    sqlite: SELECT email FROM users LIMIT ? OFFSET ?
    postgresql: SELECT email FROM users LIMIT $1 OFFSET $2
    mysql: SELECT email FROM users LIMIT ? OFFSET ?
    ");
}

#[test]
fn a_label_does_not_take_a_columns_place() {
    let statement = select(User.email.lower().label("name")).order_by(User.name);
    assert_snapshot!(show(&statement), @"SELECT lower(users.email) AS name FROM users ORDER BY users.name");
}

#[test]
fn groups() {
    let statement = select((User.active, func::count_all()))
        .distinct()
        .group_by(User.active)
        .having(func::count_distinct(User.age).gt(3));
    assert_snapshot!(show(&statement), @"
    sqlite: SELECT DISTINCT active, count(*) FROM users GROUP BY active HAVING count(DISTINCT age) > ?
    postgresql: SELECT DISTINCT active, count(*) FROM users GROUP BY active HAVING count(DISTINCT age) > $1::bigint
    mysql: SELECT DISTINCT active, count(*) FROM users GROUP BY active HAVING count(DISTINCT age) > ?
    ");
}

#[test]
fn set_operations() {
    let (young, old) = (
        select(User).filter(User.age.lt(20)),
        select(User).filter(User.age.gt(60)),
    );
    assert_snapshot!(show(&select(User.id).union(select(Post.author_id))), @"SELECT users.id FROM users UNION SELECT posts.author_id FROM posts");
    let ids = || select(User.id);
    assert_snapshot!(show(&ids().union_all(ids()).union_all(ids())), @"SELECT id FROM users UNION ALL SELECT id FROM users UNION ALL SELECT id FROM users");
    assert_snapshot!(show(&ids().union(ids()).except(ids())), @"
    sqlite: SELECT * FROM (SELECT id FROM users UNION SELECT id FROM users) EXCEPT SELECT id FROM users
    postgresql: (SELECT id FROM users UNION SELECT id FROM users) EXCEPT SELECT id FROM users
    mysql: SELECT * FROM (SELECT id FROM users UNION SELECT id FROM users) AS nested EXCEPT SELECT id FROM users
    ");
    assert_snapshot!(show(&ids().except(ids().intersect(ids()))), @"
    sqlite: SELECT id FROM users EXCEPT SELECT * FROM (SELECT id FROM users INTERSECT SELECT id FROM users)
    postgresql: SELECT id FROM users EXCEPT (SELECT id FROM users INTERSECT SELECT id FROM users)
    mysql: SELECT id FROM users EXCEPT SELECT * FROM (SELECT id FROM users INTERSECT SELECT id FROM users) AS nested
    ");
    assert_snapshot!(
        show(&ids().order_by(User.age).limit(1).union(ids().limit(2)).order_by(User.id.desc()).limit(3)),
        @"
        sqlite: SELECT * FROM (SELECT id FROM users ORDER BY age LIMIT ?) UNION SELECT * FROM (SELECT id FROM users LIMIT ?) ORDER BY 1 DESC LIMIT ?
        postgresql: (SELECT id FROM users ORDER BY age LIMIT $1) UNION (SELECT id FROM users LIMIT $2) ORDER BY 1 DESC LIMIT $3
        mysql: (SELECT id FROM users ORDER BY age LIMIT ?) UNION (SELECT id FROM users LIMIT ?) ORDER BY 1 DESC LIMIT ?
        "
    );
    assert_snapshot!(show(&young.union(old).order_by((User.name, User.id))), @"
    sqlite: SELECT id, email, name, age, active, manager_id, score FROM users WHERE age < ? UNION SELECT id, email, name, age, active, manager_id, score FROM users WHERE age > ? ORDER BY 3, 1
    postgresql: SELECT id, email, name, age, active, manager_id, score FROM users WHERE age < $1 UNION SELECT id, email, name, age, active, manager_id, score FROM users WHERE age > $2 ORDER BY 3, 1
    mysql: SELECT id, email, name, age, active, manager_id, score FROM users WHERE age < ? UNION SELECT id, email, name, age, active, manager_id, score FROM users WHERE age > ? ORDER BY 3, 1
    ");
    let both = ids().union(select(Post.author_id));
    assert_snapshot!(show(&select(User.email).filter(User.id.in_(both))), @"SELECT users.email FROM users WHERE users.id IN (SELECT users.id FROM users UNION SELECT posts.author_id FROM posts)");
}
