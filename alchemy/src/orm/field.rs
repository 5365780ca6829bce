//! The fields that declare relationships, and what they hold.
//!
//! A new instance owns related values; in a session they are handles; a row from the database
//! says nothing about them until they are loaded.

mod collection;
mod drop_queue;
mod reference;

use std::any::Any;
use std::sync::Arc;

use super::handle::RawHandle;
use super::mapper::RelationshipDefinition;
use super::session::Arena;

pub use collection::{HasMany, ManyToMany};
pub use reference::{BelongsTo, BelongsToTarget, HasOne};

/// What a relationship field holds, apart from owned values. Cheap to copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationState {
    /// Nobody has asked the database.
    NotLoaded,
    /// Nothing was said: of a new instance, where the key column decides.
    #[default]
    Unset,
    /// Values that no session has taken yet.
    Owned,
    /// The targets of a collection.
    Collection(Arc<Vec<RawHandle>>),
    /// The target, or that there is none.
    Reference(Option<RawHandle>),
}

impl RelationState {
    /// The targets, where they are known.
    #[must_use]
    pub fn targets(&self) -> Option<&[RawHandle]> {
        match self {
            Self::Collection(handles) => Some(handles),
            Self::Reference(handle) => Some(handle.as_slice()),
            Self::NotLoaded | Self::Unset | Self::Owned => None,
        }
    }
}

/// A relationship field without its type, for the session.
pub trait RelationField {
    /// What it holds.
    fn state(&self) -> RelationState;

    /// Replaces what it holds, owned values too.
    fn set_state(&mut self, state: RelationState);

    /// Nobody has asked the database: a read names the relationship.
    fn set_not_loaded(&mut self, definition: &'static RelationshipDefinition);

    /// Takes the owned values out. What is left is [`RelationState::Unset`].
    fn take_owned(&mut self) -> Option<Box<dyn OwnedInstances>>;
}

/// Values taken out of a relationship field, on their way into a session.
pub trait OwnedInstances: Any {
    /// Adds each as a pending instance and returns the handles in order.
    fn add_to(self: Box<Self>, arena: &mut Arena) -> Vec<RawHandle>;
}
