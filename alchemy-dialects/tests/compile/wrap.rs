//! A dialect that wraps another keeps its overrides all the way down.

use alchemy::Result;
use alchemy::compiler::{Capability, Context, Dialect, ToSql};
use alchemy::sql::{Function, SelectNode, exists, func, select};
use alchemy_dialects::sqlite::SqliteDialect;
use insta::assert_snapshot;

use crate::model::{Post, User};

/// SQLite with functions of a schema of its own.
#[derive(Debug)]
struct Wrapped(SqliteDialect);

impl Dialect for Wrapped {
    fn name(&self) -> &'static str {
        "wrapped"
    }

    fn capability(&self) -> &Capability {
        self.0.capability()
    }

    fn visit_function(&self, cx: &mut Context<'_>, function: &Function) -> Result<()> {
        cx.push("my.");
        self.0.visit_function(cx, function)
    }

    fn visit_select(&self, cx: &mut Context<'_>, node: &SelectNode) -> Result<()> {
        self.0.visit_select(cx, node)
    }
}

#[test]
fn overrides_hold_below_what_is_delegated() {
    let posts = select(Post.id).filter(func::length(Post.title.lower()).gt(User.id));
    let statement = select(func::max(User.id)).filter(exists(posts));
    assert_snapshot!(
        statement.to_sql(&Wrapped(SqliteDialect)).unwrap(),
        @"SELECT my.max(users.id) FROM users WHERE EXISTS (SELECT posts.id FROM posts WHERE my.length(my.lower(posts.title)) > users.id)"
    );
}
