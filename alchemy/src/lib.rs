//! A SQL toolkit and object-relational mapper in SQLAlchemy's architecture, checked at compile time.
//!
//! `#[derive(Model)]` makes of a struct a table, typed columns (`User.email`) and relationships
//! (`User.posts`). The **Core** builds statements from them and runs them on an
//! [`Engine`](engine::Engine); the **ORM** keeps rows as plain structs in a
//! [`Session`](orm::Session), which writes back what changed. The database comes from another crate,
//! such as `alchemy-dialects`.
//!
//! ```
//! use alchemy::prelude::*;
//! use alchemy_dialects::create_engine;
//!
//! #[derive(Model, Debug, Default)]
//! #[model(table = "users")]
//! pub struct User {
//!     #[column(primary_key)]
//!     pub id: Auto<i64>,
//!     #[column(unique, length = 200)]
//!     pub email: String,
//!     pub name: Option<String>,
//!     #[relationship(back_populates = author, cascade = "all, delete-orphan")]
//!     pub posts: HasMany<Post>,
//! }
//!
//! #[derive(Model, Debug, Default)]
//! #[model(table = "posts")]
//! pub struct Post {
//!     #[column(primary_key)]
//!     pub id: Auto<i64>,
//!     pub title: String,
//!     #[column(foreign_key = User.id, on_delete = "cascade", index)]
//!     pub author_id: i64,
//!     #[relationship(back_populates = posts)] // the key is author_id
//!     pub author: BelongsTo<User>,
//! }
//!
//! fn main() -> alchemy::Result<()> {
//!     let engine = create_engine("sqlite::memory:")?;
//!     metadata![User, Post].create_all(&engine)?;
//!
//!     // The ORM: plain structs, written in one transaction.
//!     let mut session = Session::new(&engine);
//!     let alice = session.add(User {
//!         email: "alice@example.org".into(),
//!         posts: [Post { title: "Hello".into(), ..Post::default() }].into(),
//!         ..User::default()
//!     });
//!     session.commit()?;
//!     session[alice].name = Some("Alice".into()); // tracked
//!     session.commit()?; // UPDATE users SET name = ? WHERE id = ?
//!
//!     let authors = select(User)
//!         .join(User.posts)
//!         .filter(Post.title.like("H%") & User.name.is_not_null())
//!         .options(selectinload(User.posts));
//!     for user in session.all(authors)? {
//!         println!("{}", session[user].email);
//!         for post in session.load(user, User.posts)? { // loaded already: no query
//!             println!("  {}", session[post].title);
//!         }
//!     }
//!     drop(session);
//!
//!     // The Core: rows of any shape, no session.
//!     let mut conn = engine.connect()?;
//!     let rows: Vec<(String, i64)> = conn.all(
//!         select((User.email, func::count(Post.id)))
//!             .join(User.posts)
//!             .group_by(User.email),
//!     )?;
//!     assert_eq!(rows, [("alice@example.org".to_owned(), 1)]);
//!     Ok(())
//! }
//! ```
//!
//! # Features
//!
//! Each maps the types of another crate to columns. All are on by default.
//!
//! | feature | types |
//! | --- | --- |
//! | `chrono` | `chrono::NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime<Utc>` |
//! | `decimal` | `rust_decimal::Decimal` |
//! | `json` | `serde_json::Value` |
//! | `uuid` | `uuid::Uuid` |
//!
//! # Where to look next
//!
//! | | |
//! | --- | --- |
//! | declaring models | [`derive(Model)`](macro@Model), [`metadata!`], [`types::ColumnType`] for types of your own |
//! | statements | [`sql::select`], [`sql::insert`], [`sql::update`], [`sql::delete`], [`sql::text`] |
//! | operators and functions | [`sql::Column`], [`sql::func`], [`sql::case`] |
//! | running them | [`engine::Engine`], [`engine::Connection`] |
//! | sessions, loading, units of work | [`orm`], [`orm::Session`] |
//! | SQL for reading | `Display` of each statement, [`compiler::ToSql`] for a dialect |
//! | errors | [`Error`], [`ErrorKind`] |
//! | another database | [`compiler::Dialect`], [`driver`], [`engine::Backend`] |

pub mod compiler;
pub mod driver;
pub mod engine;
mod error;
pub mod orm;
mod pool;
pub mod schema;
pub mod sql;
mod tuples;
pub mod types;

#[doc(hidden)]
pub mod private;

pub use alchemy_derive::{ColumnEnum, ColumnType, Model};

/// SQL as written by hand, with `{…}` where Rust goes in: a value is bound; an expression, a column
/// or a statement of one column stays SQL; an entity is its table, as FROM has it.
///
/// It gives a [`Text`](crate::sql::Text), with all of its methods. A brace in the SQL is written
/// twice, as in `format!`; a part in quotes or a comment is refused when the program is compiled.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let (name, least) = ("x'; DROP TABLE users; --", 18);
/// let statement = sql!(
///     "SELECT {User.email} FROM {User} WHERE {User.name} = {name} AND {User.age + 1} > {least}"
/// )
/// .columns::<String>();
/// assert_sql!(
///     statement,
///     sqlite | mysql: "SELECT users.email FROM users WHERE users.name = ? AND (users.age + ?) > ?",
///     postgres: "SELECT users.email FROM users WHERE users.name = $1 AND (users.age + $2) > $3",
/// );
/// // A piece of a statement of the builder.
/// let young = select(Post).join(Post.author).filter(sql!("{User.age} % 2 = {0}"));
/// assert_sql!(
///     young,
///     sqlite | mysql: "SELECT posts.id, posts.title, posts.views, posts.author_id FROM posts \
///         JOIN users ON posts.author_id = users.id WHERE users.age % 2 = ?",
///     postgres: "SELECT posts.id, posts.title, posts.views, posts.author_id FROM posts \
///         JOIN users ON posts.author_id = users.id WHERE users.age % 2 = $1",
/// );
/// ```
#[doc(inline)]
pub use alchemy_derive::sql;
pub use error::{Error, ErrorKind, Result};
pub use orm::Model;

/// Everything an application needs to declare models, to build statements and to work with
/// sessions.
pub mod prelude {
    pub use crate::orm::{
        BelongsTo, Handle, HasMany, HasOne, ManyToMany, Model as _, SelectOptions as _, Session,
        selectinload,
    };
    pub use crate::sql::{
        Entity as _, EntityExt as _, Expr, Parameterized as _, Select, aliased, bindparam, case,
        delete, exists, func, insert, label, literal, select, text, update, with_loader_criteria,
    };
    pub use crate::types::Auto;
    pub use crate::{ColumnEnum, ColumnType, Error, ErrorKind, Model, metadata};
    pub use alchemy_derive::sql;
}

/// The [`MetaData`](schema::MetaData) of some models: their tables, the tables that their foreign
/// keys point to, and the association tables of their relationships.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// # fn main() -> alchemy::Result<()> {
/// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
/// metadata![User, Post].create_all(&engine)?;
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! metadata {
    ($($entity:expr),* $(,)?) => {{
        let mut metadata = $crate::schema::MetaData::new();
        $($crate::private::add_entity(&mut metadata, &$entity);)*
        metadata
    }};
}
