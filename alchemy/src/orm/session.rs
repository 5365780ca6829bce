//! The session.

mod arena;
mod row;
mod store;

pub use arena::Arena;
pub use row::{Loader, SessionRow};
pub use store::{AnyStore, InstanceState, Store};

use super::mapper::RelationshipDefinition;
use crate::{Error, ErrorKind};

/// The error of reading a relationship that nobody has loaded.
#[cold]
pub(crate) fn not_loaded(definition: Option<&'static RelationshipDefinition>) -> Error {
    match definition {
        Some(RelationshipDefinition { model, name, .. }) => Error::new(
            ErrorKind::NotLoaded,
            format!("`{model}.{name}` has not been loaded"),
        )
        .with_help(format!(
            "load it with `session.load(handle, {model}.{name})?`, or with the statement: \
                     `.options(selectinload({model}.{name}))`"
        )),
        None => Error::new(ErrorKind::NotLoaded, "the relationship has not been loaded")
            .with_help("load it with `session.load(handle, …)?`"),
    }
}
