//! A newtype's column, compared with another newtype's.

use alchemy::prelude::*;

#[derive(ColumnType, Clone)]
struct UserId(i64);

#[derive(ColumnType, Clone)]
struct PostId(i64);

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    own_id: PostId,
    author_id: UserId,
}

fn main() {
    let _ = select(Post).filter(Post.own_id.eq(Post.author_id));
    let _ = select(Post).filter(Post.own_id.eq(UserId(1)));
}
