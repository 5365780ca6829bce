//! Subqueries: as values, as conditions and in FROM, and what they take from around them.

use alchemy::sql::{EntityExt, aliased, exists, func, select, values};
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::product::Product;
use crate::show::{show, show_unprepared};

#[test]
fn values_and_conditions() {
    let posts = || select(func::count(Post.id)).filter(Post.author_id.eq(User.id));
    assert_snapshot!(show(&select((User.email, posts().scalar_subquery()))), @"SELECT users.email, (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) FROM users");
    assert_snapshot!(show(&select(User.email).filter(posts().scalar_subquery().gt(3)).order_by(posts().scalar_subquery().desc())), @"
    sqlite: SELECT users.email FROM users WHERE (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) > ? ORDER BY (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) DESC
    postgresql: SELECT users.email FROM users WHERE (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) > $1::bigint ORDER BY (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) DESC
    mysql: SELECT users.email FROM users WHERE (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) > ? ORDER BY (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) DESC
    ");
    let theirs = || select(Post).filter(Post.author_id.eq(User.id));
    assert_snapshot!(show(&select(User.email).filter(exists(theirs()) & !theirs().filter(Post.title.eq("")).exists())), @"
    sqlite: SELECT users.email FROM users WHERE EXISTS (SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = users.id) AND NOT EXISTS (SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = users.id AND posts.title = ?)
    postgresql: SELECT users.email FROM users WHERE EXISTS (SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = users.id) AND NOT EXISTS (SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = users.id AND posts.title = $1)
    mysql: SELECT users.email FROM users WHERE EXISTS (SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = users.id) AND NOT EXISTS (SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = users.id AND posts.title = ?)
    ");
}

#[test]
fn correlation() {
    // The same table within and around is two tables, unless one is an alias.
    let older = aliased(User);
    let count = select(func::count(older.id)).filter(older.age.gt(User.age));
    assert_snapshot!(show(&select((User.id, count.scalar_subquery()))), @"SELECT users.id, (SELECT count(users_1.id) FROM users AS users_1 WHERE users_1.age > users.age) FROM users");
    let own = select(func::max(User.age))
        .select_from(User)
        .scalar_subquery();
    assert_snapshot!(show(&select(User.id).filter(User.age.eq(own))), @"SELECT users.id FROM users WHERE users.age = (SELECT max(users.age) FROM users)");
    // Two levels up.
    let inner = select(Post.id).filter(Post.author_id.eq(User.id) & Post.title.eq(older.email));
    let middle = select(older.id).filter(older.age.eq(User.age) & inner.exists());
    assert_snapshot!(show(&select(User.id).filter(middle.exists())), @"SELECT users.id FROM users WHERE EXISTS (SELECT users_1.id FROM users AS users_1 WHERE users_1.age = users.age AND EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = users.id AND posts.title = users_1.email))");
    let chosen = select(func::count(Post.id))
        .filter(Post.author_id.eq(User.id))
        .correlate(User);
    let joined = Post.on(Post.author_id.eq(User.id));
    assert_snapshot!(show(&select((Post.title, chosen.scalar_subquery())).select_from(User).join(joined)), @"SELECT posts.title, (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) FROM users JOIN posts ON posts.author_id = users.id");
    let except = select(func::count(Post.id))
        .filter(Post.author_id.eq(User.id))
        .correlate_except(Post);
    assert_snapshot!(show(&select((User.id, except.scalar_subquery()))), @"SELECT users.id, (SELECT count(posts.id) FROM posts WHERE posts.author_id = users.id) FROM users");
}

/// What an aggregate is made of says whose it is.
#[test]
fn aggregates_of_the_statement_around() {
    let posts = select(Post.id).filter(Post.author_id.eq(func::max(User.id)));
    let statement = select(User.age).group_by(User.age).having(posts.exists());
    assert_snapshot!(show(&statement), @"
    sqlite: error: the aggregate `max` can't stand in WHERE
    help: compare it in `.having(…)`, or take it from a subquery: `.scalar_subquery()`
    postgresql: SELECT users.age FROM users GROUP BY users.age HAVING EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = max(users.id))
    mysql: SELECT users.age FROM users GROUP BY users.age HAVING EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = max(users.id))
    ");
    let groups = func::sum(func::count_all())
        .over()
        .partition_by(func::max(User.id));
    assert_snapshot!(show(&select((User.age, groups)).group_by(User.age).order_by(func::max(User.id))), @"SELECT age, sum(count(*)) OVER (PARTITION BY max(id)) FROM users GROUP BY age ORDER BY max(id)");
}

#[test]
fn in_from() {
    let counts = select((Post.author_id, func::count(Post.id).label("n")))
        .group_by(Post.author_id)
        .subquery();
    let (author, n) = counts.columns();
    assert_snapshot!(show(&select((User.email, n)).join(counts.on(author.eq(User.id))).filter(n.gt(3))), @"
    sqlite: SELECT users.email, subquery_1.n FROM users JOIN (SELECT posts.author_id, count(posts.id) AS n FROM posts GROUP BY posts.author_id) AS subquery_1 ON subquery_1.author_id = users.id WHERE subquery_1.n > ?
    postgresql: SELECT users.email, subquery_1.n FROM users JOIN (SELECT posts.author_id, count(posts.id) AS n FROM posts GROUP BY posts.author_id) AS subquery_1 ON subquery_1.author_id = users.id WHERE subquery_1.n > $1::bigint
    mysql: SELECT users.email, subquery_1.n FROM users JOIN (SELECT posts.author_id, count(posts.id) AS n FROM posts GROUP BY posts.author_id) AS subquery_1 ON subquery_1.author_id = users.id WHERE subquery_1.n > ?
    ");
    let other = counts.alias();
    let (other_author, other_n) = other.columns();
    let pairs = select((author, other_author))
        .select_from(&counts)
        .join(other.on(n.eq(other_n)));
    assert_snapshot!(show(&pairs), @"SELECT subquery_1.author_id, subquery_2.author_id FROM (SELECT posts.author_id, count(posts.id) AS n FROM posts GROUP BY posts.author_id) AS subquery_1 JOIN (SELECT posts.author_id, count(posts.id) AS n FROM posts GROUP BY posts.author_id) AS subquery_2 ON subquery_1.n = subquery_2.n");
    let dear = select(Product)
        .filter(Product.id.gt(3))
        .limit(5)
        .subquery()
        .named("dear");
    let product = dear.entity(Product);
    let statement = select((product.name, User.email))
        .select_from(&dear)
        .join(User.on(User.id.eq(product.id)));
    assert_snapshot!(show_unprepared(&statement), @"
    sqlite: SELECT dear.name, users.email FROM (SELECT products.id, products.name, products.details, products.tags, products.offered, products.properties, products.added_on, products.added_at FROM products WHERE products.id > ? LIMIT ?) AS dear JOIN users ON users.id = dear.id
    postgresql: SELECT dear.name, users.email FROM (SELECT products.id, products.name, products.details, products.tags, products.offered, products.properties, products.added_on, products.added_at FROM products WHERE products.id > $1 LIMIT $2) AS dear JOIN users ON users.id = dear.id
    mysql: SELECT dear.name, users.email FROM (SELECT products.id, products.name, products.details, products.tags, products.offered, products.properties, products.added_on, products.added_at FROM products WHERE products.id > ? LIMIT ?) AS dear JOIN users ON users.id = dear.id
    ");
}

#[test]
fn lateral() {
    let latest = select(Post.title)
        .filter(Post.author_id.eq(User.id))
        .order_by(Post.id.desc())
        .limit(2)
        .lateral();
    let title = latest.columns();
    assert_snapshot!(show(&select((User.email, title)).select_from(User).join(&latest)), @"
    sqlite: error: LATERAL can't be expressed in sqlite
    postgresql: SELECT users.email, subquery_1.title FROM users JOIN LATERAL (SELECT posts.title FROM posts WHERE posts.author_id = users.id ORDER BY posts.id DESC LIMIT $1) AS subquery_1 ON TRUE
    mysql: SELECT users.email, subquery_1.title FROM users JOIN LATERAL (SELECT posts.title FROM posts WHERE posts.author_id = users.id ORDER BY posts.id DESC LIMIT ?) AS subquery_1 ON TRUE
    ");
}

#[test]
fn rows_of_the_program() {
    let given =
        values([(1_i64, "a"), (2, "b")].map(|(id, name)| (id, name.to_owned()))).named("given");
    let (id, name) = given.columns();
    assert_snapshot!(show_unprepared(&select((User.email, name)).join(given.on(id.eq(User.id)))), @"
    sqlite: SELECT users.email, given.column2 FROM users JOIN (VALUES (?, ?), (?, ?)) AS given ON given.column1 = users.id
    postgresql: SELECT users.email, given.column2 FROM users JOIN (VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT)), ($3, $4)) AS given (column1, column2) ON given.column1 = users.id
    mysql: SELECT users.email, given.column2 FROM users JOIN (VALUES ROW(CAST(? AS SIGNED), CAST(? AS CHAR)), ROW(CAST(? AS SIGNED), CAST(? AS CHAR))) AS given (column1, column2) ON given.column1 = users.id
    ");
}
