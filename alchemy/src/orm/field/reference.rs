//! References to one instance: `BelongsTo` and `HasOne`.

use std::fmt;

use super::drop_queue::drop_later;
use super::{OwnedInstances, RelationField, RelationState};
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::mapper::RelationshipDefinition;
use crate::orm::model::Model;
use crate::orm::session::{Arena, not_loaded};
use crate::{Error, ErrorKind, Result};

enum Content<T> {
    NotLoaded(Option<&'static RelationshipDefinition>),
    Unset,
    Owned(Box<T>),
    Loaded(Option<RawHandle>),
}

impl<T> Content<T> {
    fn target(&self) -> Result<Option<Handle<T>>> {
        match self {
            Self::Loaded(handle) => Ok(handle.map(Handle::new)),
            Self::NotLoaded(definition) => Err(not_loaded(*definition)),
            Self::Unset | Self::Owned(_) => Err(Error::new(
                ErrorKind::InvalidRequest,
                "the related instance is not in a session yet",
            )
            .with_help("add the instance to a session, or flush it")),
        }
    }

    fn owned(&self) -> Option<&T> {
        match self {
            Self::Owned(value) => Some(value),
            _ => None,
        }
    }

    fn state(&self) -> RelationState {
        match self {
            Self::NotLoaded(_) => RelationState::NotLoaded,
            Self::Unset => RelationState::Unset,
            Self::Owned(_) => RelationState::Owned,
            Self::Loaded(handle) => RelationState::Reference(*handle),
        }
    }

    fn with_state(&self, state: &RelationState) -> Self {
        match state {
            RelationState::NotLoaded => Self::NotLoaded(match self {
                Self::NotLoaded(definition) => *definition,
                _ => None,
            }),
            RelationState::Reference(handle) => Self::Loaded(*handle),
            RelationState::Unset | RelationState::Owned | RelationState::Collection(_) => {
                Self::Unset
            }
        }
    }
}

impl<T> fmt::Debug for Content<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotLoaded(_) => "not loaded",
            Self::Unset => "unset",
            Self::Owned(_) => "new",
            Self::Loaded(Some(_)) => "loaded",
            Self::Loaded(None) => "none",
        })
    }
}

impl<T: Model> Content<T> {
    fn take_owned(&mut self) -> Option<Box<dyn OwnedInstances>> {
        match std::mem::replace(self, Self::Unset) {
            Self::Owned(value) => Some(Box::new(Owned(value))),
            other => {
                *self = other;
                None
            }
        }
    }
}

struct Owned<T>(Box<T>);

impl<T: Model> OwnedInstances for Owned<T> {
    fn add_to(self: Box<Self>, arena: &mut Arena) -> Vec<RawHandle> {
        vec![arena.add_pending(*self.0).raw()]
    }
}

/// What a [`BelongsTo`] points to: a model, or an `Option` of one where the key takes NULL.
pub trait BelongsToTarget: 'static {
    /// The model.
    type Model: 'static;
    /// What `loaded` gives.
    type Loaded;

    /// The result of a read. `None` where there must be a target and is none.
    #[doc(hidden)]
    fn loaded(handle: Option<Handle<Self::Model>>) -> Option<Self::Loaded>;
}

impl<T: Model> BelongsToTarget for T {
    type Model = T;
    type Loaded = Handle<T>;

    fn loaded(handle: Option<Handle<T>>) -> Option<Handle<T>> {
        handle
    }
}

impl<T: Model> BelongsToTarget for Option<T> {
    type Model = T;
    type Loaded = Option<Handle<T>>;

    fn loaded(handle: Option<Handle<T>>) -> Option<Option<Handle<T>>> {
        Some(handle)
    }
}

/// Many to one: this table has the key. `BelongsTo<User>` needs a key that takes no NULL,
/// `BelongsTo<Option<User>>` one that does.
///
/// A new instance's is unset, and the key column decides; or it owns a value, or points to an
/// instance of a session (`author: handle.into()`).
pub struct BelongsTo<T: BelongsToTarget> {
    content: Content<T::Model>,
}

impl<T: BelongsToTarget> BelongsTo<T> {
    /// Nobody has asked the database.
    #[doc(hidden)]
    #[must_use]
    pub const fn not_loaded(definition: &'static RelationshipDefinition) -> Self {
        Self {
            content: Content::NotLoaded(Some(definition)),
        }
    }

    /// The target.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`] when it was not loaded, [`ErrorKind::InvalidRequest`] while it is
    /// unset or owns a value that no session has taken.
    pub fn loaded(&self) -> Result<T::Loaded> {
        T::loaded(self.content.target()?)
            .ok_or_else(|| Error::new(ErrorKind::InvalidRequest, "the relationship has no target"))
    }

    /// Whether the target is known.
    #[must_use]
    pub const fn is_loaded(&self) -> bool {
        matches!(self.content, Content::Loaded(_))
    }

    /// The value that no session has taken yet.
    #[must_use]
    pub fn owned(&self) -> Option<&T::Model> {
        self.content.owned()
    }
}

impl<T: BelongsToTarget> Drop for BelongsTo<T> {
    fn drop(&mut self) {
        if let Content::Owned(value) = std::mem::replace(&mut self.content, Content::Unset) {
            drop_later(value);
        }
    }
}

impl<T: BelongsToTarget> Default for BelongsTo<T> {
    fn default() -> Self {
        Self {
            content: Content::Unset,
        }
    }
}

impl<T: BelongsToTarget> From<Handle<T::Model>> for BelongsTo<T> {
    fn from(handle: Handle<T::Model>) -> Self {
        Self {
            content: Content::Loaded(Some(handle.raw())),
        }
    }
}

impl<T: Model> From<Option<Handle<T>>> for BelongsTo<Option<T>> {
    fn from(handle: Option<Handle<T>>) -> Self {
        Self {
            content: Content::Loaded(handle.map(Handle::raw)),
        }
    }
}

impl<T: Model> From<T> for BelongsTo<T> {
    fn from(value: T) -> Self {
        Self {
            content: Content::Owned(Box::new(value)),
        }
    }
}

impl<T: Model> From<Option<T>> for BelongsTo<Option<T>> {
    fn from(value: Option<T>) -> Self {
        let content = match value {
            Some(value) => Content::Owned(Box::new(value)),
            None => Content::Loaded(None),
        };
        Self { content }
    }
}

impl<T: BelongsToTarget> fmt::Debug for BelongsTo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.content.fmt(f)
    }
}

impl<T: BelongsToTarget<Model: Model>> RelationField for BelongsTo<T> {
    fn state(&self) -> RelationState {
        self.content.state()
    }

    fn set_state(&mut self, state: RelationState) {
        *self = Self {
            content: self.content.with_state(&state),
        };
    }

    fn set_not_loaded(&mut self, definition: &'static RelationshipDefinition) {
        *self = Self::not_loaded(definition);
    }

    fn take_owned(&mut self) -> Option<Box<dyn OwnedInstances>> {
        self.content.take_owned()
    }
}

/// One to one: the target's table has the key.
pub struct HasOne<T: 'static> {
    content: Content<T>,
}

impl<T: 'static> HasOne<T> {
    /// Nobody has asked the database.
    #[doc(hidden)]
    #[must_use]
    pub const fn not_loaded(definition: &'static RelationshipDefinition) -> Self {
        Self {
            content: Content::NotLoaded(Some(definition)),
        }
    }

    /// The target, if there is one.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`] when it was not loaded, [`ErrorKind::InvalidRequest`] while it
    /// owns a value that no session has taken.
    pub fn loaded(&self) -> Result<Option<Handle<T>>> {
        match &self.content {
            Content::Unset => Ok(None),
            content => content.target(),
        }
    }

    /// Whether the target is known.
    #[must_use]
    pub const fn is_loaded(&self) -> bool {
        matches!(self.content, Content::Loaded(_))
    }

    /// The value that no session has taken yet.
    #[must_use]
    pub fn owned(&self) -> Option<&T> {
        self.content.owned()
    }
}

impl<T: 'static> Drop for HasOne<T> {
    fn drop(&mut self) {
        if let Content::Owned(value) = std::mem::replace(&mut self.content, Content::Unset) {
            drop_later(value);
        }
    }
}

impl<T: 'static> Default for HasOne<T> {
    fn default() -> Self {
        Self {
            content: Content::Unset,
        }
    }
}

impl<T: 'static> From<T> for HasOne<T> {
    fn from(value: T) -> Self {
        Self {
            content: Content::Owned(Box::new(value)),
        }
    }
}

impl<T: 'static> From<Handle<T>> for HasOne<T> {
    fn from(handle: Handle<T>) -> Self {
        Self {
            content: Content::Loaded(Some(handle.raw())),
        }
    }
}

impl<T: 'static> From<Option<Handle<T>>> for HasOne<T> {
    fn from(handle: Option<Handle<T>>) -> Self {
        Self {
            content: Content::Loaded(handle.map(Handle::raw)),
        }
    }
}

impl<T: 'static> fmt::Debug for HasOne<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.content.fmt(f)
    }
}

impl<T: Model> RelationField for HasOne<T> {
    fn state(&self) -> RelationState {
        self.content.state()
    }

    fn set_state(&mut self, state: RelationState) {
        *self = Self {
            content: self.content.with_state(&state),
        };
    }

    fn set_not_loaded(&mut self, definition: &'static RelationshipDefinition) {
        *self = Self::not_loaded(definition);
    }

    fn take_owned(&mut self) -> Option<Box<dyn OwnedInstances>> {
        self.content.take_owned()
    }
}
