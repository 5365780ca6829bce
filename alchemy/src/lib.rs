//! A SQL toolkit and object-relational mapper, checked at compile time.

pub mod compiler;
pub mod driver;
pub mod engine;
mod error;
pub mod orm;
mod pool;
pub mod schema;
pub mod sql;
pub mod types;

#[doc(hidden)]
pub mod private;

pub use alchemy_derive::{ColumnEnum, ColumnType, Model};
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
        Entity as _, EntityExt as _, Expr, Select, aliased, case, delete, exists, func, insert,
        literal, select, text, update,
    };
    pub use crate::types::Auto;
    pub use crate::{ColumnEnum, ColumnType, Error, ErrorKind, Model, metadata};
}

/// The [`MetaData`](schema::MetaData) of some models: their tables, the tables that their foreign
/// keys point to, and the association tables of their relationships.
///
/// ```ignore
/// metadata![User, Post, Tag].create_all(&engine)?;
/// ```
#[macro_export]
macro_rules! metadata {
    ($($entity:expr),* $(,)?) => {{
        let mut metadata = $crate::schema::MetaData::new();
        $($crate::private::add_entity(&mut metadata, &$entity);)*
        metadata
    }};
}
