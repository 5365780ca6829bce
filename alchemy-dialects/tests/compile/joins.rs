//! Joins that take their condition from foreign keys, and joins of several tables.

use alchemy::sql::{EntityExt, aliased, func, select};
use insta::assert_snapshot;

use crate::model::{Order, Post, User};
use crate::show::show;

#[test]
fn by_foreign_keys() {
    assert_snapshot!(show(&select((User.email, Post.title)).select_from(User).join(Post)), @"SELECT users.email, posts.title FROM users JOIN posts ON users.id = posts.author_id");
    assert_snapshot!(show(&select((User.email, Post.title.optional())).select_from(User).outer_join(Post)), @"SELECT users.email, posts.title FROM users LEFT JOIN posts ON users.id = posts.author_id");
    let boss = aliased(User);
    assert_snapshot!(show(&select((User.email, Post.title)).select_from(User).join(boss.on(boss.id.eq(User.manager_id))).join(Post)), @"
    error: `posts` can be joined in several ways: `users.id = posts.author_id`, `users.id = posts.author_id` with an alias of `users`
    help: give the condition: `.join(entity.on(…))`, or join along a relationship; name the left side where it is one of several tables: `.join_from(left, right)`
    ");
    assert_snapshot!(show(&select((boss.email, Post.title)).select_from(User).join(boss.on(boss.id.eq(User.manager_id))).join_from(boss, Post)), @"SELECT users_1.email, posts.title FROM users JOIN users AS users_1 ON users_1.id = users.manager_id JOIN posts ON users_1.id = posts.author_id");
    assert_snapshot!(show(&select(User.email).join(Order)), @"
    error: no foreign key joins `order` to what stands in FROM (`users`)
    help: give the condition: `.join(entity.on(…))`, or join along a relationship
    ");
}

#[test]
fn of_several_tables() {
    let (boss, chief) = (aliased(User), aliased(User));
    let statement = select((
        User.email,
        boss.email.optional(),
        chief.email.optional(),
        func::count(Post.id),
    ))
    .outer_join(boss.on(boss.id.eq(User.manager_id)))
    .outer_join(chief.on(chief.id.eq(boss.manager_id)))
    .join(Post.on(Post.author_id.eq(User.id)))
    .group_by((User.email, boss.email, chief.email));
    assert_snapshot!(show(&statement), @"SELECT users.email, users_1.email, users_2.email, count(posts.id) FROM users LEFT JOIN users AS users_1 ON users_1.id = users.manager_id LEFT JOIN users AS users_2 ON users_2.id = users_1.manager_id JOIN posts ON posts.author_id = users.id GROUP BY users.email, users_1.email, users_2.email");
    let full = select((User.email.optional(), Post.title.optional()))
        .full_join(Post.on(Post.author_id.eq(User.id)));
    assert_snapshot!(show(&full), @"
    sqlite: SELECT users.email, posts.title FROM users FULL JOIN posts ON posts.author_id = users.id
    postgresql: SELECT users.email, posts.title FROM users FULL JOIN posts ON posts.author_id = users.id
    mysql: error: FULL JOIN can't be expressed in mysql
    help: unite an outer join of each side: `.union_all(…)`
    ");
    assert_snapshot!(show(&select((User.email, Post.title)).cross_join(Post).cross_join(Order)), @r#"
    sqlite: SELECT users.email, posts.title FROM users CROSS JOIN posts CROSS JOIN "order"
    postgresql: SELECT users.email, posts.title FROM users CROSS JOIN posts CROSS JOIN "order"
    mysql: SELECT users.email, posts.title FROM users CROSS JOIN posts CROSS JOIN `order`
    "#);
}
