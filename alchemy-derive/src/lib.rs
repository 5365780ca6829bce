//! The derive macros of alchemy.
//!
//! `#[derive(Model)]` in three steps: `parse` takes the attributes apart, `ir` makes a checked
//! description of the model, `expand` writes it down as statics and small impls. Mistakes are
//! collected in a `ctxt` on the way and reported together; what could be understood is
//! expanded all the same, so that one mistake is one message.

mod column_enum;
mod column_type;
mod ctxt;
mod expand;
mod ir;
mod parse;
mod span;
mod sql;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Maps a struct to a table, and puts an entity beside it: `static User: UserEntity`, with a typed
/// value for each column and relationship.
///
/// ```ignore
/// use alchemy::prelude::*;
///
/// #[derive(Model, Debug, Default)]
/// #[model(table = "posts", index(author_id, title))]
/// pub struct Post {
///     #[column(primary_key)]
///     pub id: Auto<i64>,
///     #[column(length = 200)]
///     pub title: String,
///     #[column(foreign_key = User.id, on_delete = "cascade")]
///     pub author_id: i64,
///     #[relationship(back_populates = posts)]
///     pub author: BelongsTo<User>,
/// }
///
/// select(Post).filter(Post.title.like("H%"))
/// ```
///
/// A field's type is a column type, an `Option` of one where the column takes NULL, an `Auto` of
/// either where the database or the flush supplies the value, or a relationship.
///
/// # `#[model(…)]`, on the struct
///
/// | attribute | meaning |
/// | --- | --- |
/// | `table = "users"` | the table's name; the struct's in snake case without it |
/// | `schema = "app"` | the table's schema |
/// | `comment = "…"` | the table's comment |
/// | `entity = UserColumns` | the entity's type; `UserEntity` without it |
/// | `unique(a, b, name = "…")` | a unique constraint over fields; the name can be left out |
/// | `index(a, b, unique, name = "…")` | an index over fields |
/// | `check = "a < b"`, `check("a < b", name = "…")` | a CHECK constraint |
/// | `foreign_key(columns(a, b), references(Order.a, Order.b), on_delete = "…")` | a foreign key of several columns |
/// | `crate = ::path` | where alchemy is, if it isn't `::alchemy` |
///
/// # `#[column(…)]`, on a field
///
/// | attribute | meaning |
/// | --- | --- |
/// | `primary_key` | the primary key, or a part of it |
/// | `name = "…"` | the column's name; the field's without it |
/// | `type = "CITEXT"` | the type in DDL, as written |
/// | `type = Json` | stored as `Json` of the field's type, which can be somebody else's |
/// | `with = Seconds` | stored by an `alchemy::types::Adapter`; the field's type can be anything |
/// | `version` | counts the row's updates; a session that would overwrite another's is told |
/// | `length = 200` | of text |
/// | `precision = 12, scale = 2` | of decimals; a value with more digits after the point is refused |
/// | `unique`, `unique = "name"` | a unique constraint |
/// | `index`, `index = "name"` | an index |
/// | `default = expression` | evaluated for each row that leaves the column out |
/// | `server_default = 0`, `server_default = text("CURRENT_TIMESTAMP")` | a value, or SQL, that the database supplies |
/// | `update_default = expression`, `update_default = text("CURRENT_TIMESTAMP")` | what an UPDATE sets the column to that leaves it out: a value, or SQL; a session does so for what changed |
/// | `foreign_key = User.id` | what the column refers to |
/// | `on_delete = "…"`, `on_update = "…"` | `cascade`, `set null`, `set default`, `restrict`, `no action` |
/// | `check = "age > 0"` | a CHECK constraint; several are possible |
/// | `comment = "…"` | the column's comment |
///
/// # `#[relationship(…)]`, on a `HasMany`, `HasOne`, `BelongsTo` or `ManyToMany`
///
/// | attribute | meaning |
/// | --- | --- |
/// | `back_populates = author` | the target's relationship that is the other side of this one |
/// | `foreign_key = author_id` | the key of a `BelongsTo`, where it isn't `<field>_id` or the only one to the target |
/// | `foreign_key = Post.author_id` | the key of a `HasMany` or a `HasOne`, where `back_populates` or the only one doesn't say it |
/// | `secondary = "post_tags"` | the association table of a `ManyToMany`, made here |
/// | `secondary = PostTag` | the same, a model |
/// | `secondary(table = "follows", this = follower_id, other = followed_id)` | with its columns named, as a model's association with itself needs it; `model = Follow` instead of `table`, `schema = "…"` beside it |
/// | `cascade = "all, delete-orphan"` | `save-update`, `merge`, `refresh-expire`, `expunge`, `delete`, `delete-orphan`; `all`, `none`; `save-update, merge` without it |
/// | `order_by = Post.title`, `order_by = (Post.title.desc(), Post.id)` | the order of a collection |
///
/// `BelongsTo<User>` needs a key that takes no NULL, `BelongsTo<Option<User>>` one that does.
#[proc_macro_derive(Model, attributes(model, column, relationship))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    model(input.into()).into()
}

/// Makes an enum without fields a column type: each variant is a label in the database.
///
/// PostgreSQL and MySQL have enums as types of their own; on SQLite the column is text with a
/// CHECK. Columns of it compare with the enum's values and with nothing else.
///
/// ```ignore
/// #[derive(ColumnEnum, Clone, Copy, Debug, PartialEq)]
/// #[column_enum(name = "order_status")]
/// enum Status {
///     Open,
///     #[column_enum(rename = "under-way")]
///     UnderWay,
/// }
///
/// select(Order).filter(Order.status.eq(Status::Open))
/// ```
///
/// | attribute | where | meaning |
/// | --- | --- | --- |
/// | `name = "order_status"` | on the enum | the type's name; the enum's in snake case without it |
/// | `crate = ::path` | on the enum | where alchemy is, if it isn't `::alchemy` |
/// | `rename = "under-way"` | on a variant | the label; the variant in snake case without it |
#[proc_macro_derive(ColumnEnum, attributes(column_enum))]
pub fn derive_column_enum(input: TokenStream) -> TokenStream {
    collected(input.into(), column_enum::derive).into()
}

/// Makes a struct of one field a column type: stored as the field, and typed apart from it.
///
/// Columns of it compare with its own values and with nothing else; `stored()` gives the column as
/// one of the field's type, for `like` and arithmetic.
///
/// ```ignore
/// #[derive(ColumnType, Clone, Debug, PartialEq)]
/// #[column_type(length = 254)]
/// struct Email(String);
///
/// select(User).filter(User.email.eq(Email("a@b.c".into())) | User.email.stored().like("%@d.e"))
/// ```
///
/// | attribute | meaning |
/// | --- | --- |
/// | `length = 254` | of text |
/// | `precision = 12, scale = 2` | of decimals; a value with more digits after the point is refused |
/// | `type = "CITEXT"` | the type in DDL, as written |
/// | `crate = ::path` | where alchemy is, if it isn't `::alchemy` |
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    collected(input.into(), column_type::derive).into()
}

/// SQL as written by hand, with `{…}` where Rust goes in: a value is bound, an expression, a
/// column, an entity or a statement of one column stays SQL.
///
/// ```ignore
/// let age = 18;
/// let statement = sql!("SELECT {User.email} FROM {User} WHERE {User.age} >= {age}");
/// ```
///
/// It gives a `Text`, with all of its methods. A brace in the SQL is written twice, as in `format!`.
/// A part in quotes is refused: there it would be no value.
#[proc_macro]
pub fn sql(input: TokenStream) -> TokenStream {
    sql::expand(input.into()).into()
}

/// What a derive makes, and its mistakes.
fn collected(
    input: proc_macro2::TokenStream,
    derive: fn(proc_macro2::TokenStream, &mut ctxt::Ctxt) -> proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let mut ctxt = ctxt::Ctxt::new();
    let code = derive(input, &mut ctxt);
    let errors = ctxt.finish();
    quote::quote!(#code #errors)
}

/// The derive, without the compiler around it.
fn model(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut ctxt = ctxt::Ctxt::new();
    let code = parse::input(input, &mut ctxt)
        .map(|raw| ir::lower(raw, &mut ctxt))
        .map(|model| expand::model(&model))
        .unwrap_or_default();
    let errors = ctxt.finish();
    quote::quote!(#code #errors)
}
