//! A blog: one to many with orphans, many to many, one to one.

use alchemy::prelude::*;

/// Somebody who writes.
#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub struct User {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The address.
    #[column(unique, length = 200)]
    pub email: String,
    /// The name.
    pub name: Option<String>,
    /// The posts, which go with their author.
    #[relationship(back_populates = author, cascade = "all, delete-orphan", order_by = Post.id)]
    pub posts: HasMany<Post>,
    /// The profile, which goes with its user.
    #[relationship(back_populates = user, cascade = "all, delete-orphan")]
    pub profile: HasOne<Profile>,
}

/// What somebody tells about themselves.
#[derive(Model, Debug, Default)]
#[model(table = "profiles")]
pub struct Profile {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The text.
    pub text: String,
    /// Whose it is.
    #[column(foreign_key = User.id, unique)]
    pub user_id: i64,
    /// Whose it is.
    #[relationship(back_populates = profile)]
    pub user: BelongsTo<User>,
}

/// A post.
#[derive(Model, Debug, Default)]
#[model(table = "posts")]
pub struct Post {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The title.
    pub title: String,
    /// Who wrote it.
    #[column(foreign_key = User.id, index)]
    pub author_id: i64,
    /// Who wrote it.
    #[relationship(back_populates = posts)]
    pub author: BelongsTo<User>,
    /// What it is about.
    #[relationship(secondary = "post_tags", back_populates = posts, order_by = Tag.name)]
    pub tags: ManyToMany<Tag>,
    /// What others say about it.
    #[relationship(back_populates = post, cascade = "all", order_by = Comment.id)]
    pub comments: HasMany<Comment>,
}

/// What posts are about.
#[derive(Model, Debug, Default)]
#[model(table = "tags")]
pub struct Tag {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    #[column(unique, length = 100)]
    pub name: String,
    /// The posts about it.
    #[relationship(secondary = "post_tags", back_populates = tags, order_by = Post.id)]
    pub posts: ManyToMany<Post>,
}

/// What somebody says about a post.
#[derive(Model, Debug, Default)]
#[model(table = "comments")]
pub struct Comment {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The text.
    pub body: String,
    /// The post.
    #[column(foreign_key = Post.id, index)]
    pub post_id: i64,
    /// The post.
    #[relationship(back_populates = comments)]
    pub post: BelongsTo<Post>,
}
