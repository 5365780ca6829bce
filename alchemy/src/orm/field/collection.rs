//! Collections: `HasMany` and `ManyToMany`.

use std::fmt;
use std::sync::Arc;

use super::drop_queue::drop_later;
use super::{OwnedInstances, RelationField, RelationState};
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::mapper::RelationshipDefinition;
use crate::orm::model::Model;
use crate::orm::session::{Arena, not_loaded};
use crate::{Error, ErrorKind, Result};

enum Content<T> {
    NotLoaded(Option<&'static RelationshipDefinition>),
    Owned(Vec<T>),
    Loaded(Arc<Vec<RawHandle>>),
}

struct Owned<T>(Vec<T>);

impl<T: Model> OwnedInstances for Owned<T> {
    fn add_to(self: Box<Self>, arena: &mut Arena) -> Vec<RawHandle> {
        self.0
            .into_iter()
            .map(|value| arena.add_pending(value).raw())
            .collect()
    }
}

macro_rules! collection {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        ///
        /// A new instance's is empty, or owns the values it was made of (`vec![…].into()`); they
        /// are added to a session together with it. In a session it holds handles once it is
        /// loaded.
        pub struct $name<T: 'static> {
            content: Content<T>,
        }

        impl<T: 'static> $name<T> {
            /// Nobody has asked the database.
            #[doc(hidden)]
            #[must_use]
            pub const fn not_loaded(definition: &'static RelationshipDefinition) -> Self {
                Self {
                    content: Content::NotLoaded(Some(definition)),
                }
            }

            /// The targets, as a list of one's own, so that a loop over it can change them.
            ///
            /// # Errors
            /// [`ErrorKind::NotLoaded`] when it was not loaded: it never reads as empty.
            /// [`ErrorKind::InvalidRequest`] while it owns values that no session has taken.
            pub fn loaded(&self) -> Result<Vec<Handle<T>>> {
                match &self.content {
                    Content::Loaded(handles) => {
                        Ok(handles.iter().map(|raw| Handle::new(*raw)).collect())
                    }
                    Content::NotLoaded(definition) => Err(not_loaded(*definition)),
                    Content::Owned(values) if values.is_empty() => Ok(Vec::new()),
                    Content::Owned(_) => Err(Error::new(
                        ErrorKind::InvalidRequest,
                        "the related values are not in a session yet",
                    )
                    .with_help("add the instance to a session, or flush it")),
                }
            }

            /// Whether the targets are known.
            #[must_use]
            pub const fn is_loaded(&self) -> bool {
                matches!(self.content, Content::Loaded(_))
            }

            /// The values that no session has taken yet.
            #[must_use]
            pub fn owned(&self) -> &[T] {
                match &self.content {
                    Content::Owned(values) => values,
                    _ => &[],
                }
            }
        }

        impl<T: 'static> Drop for $name<T> {
            fn drop(&mut self) {
                if let Content::Owned(values) = &mut self.content
                    && !values.is_empty()
                {
                    drop_later(std::mem::take(values));
                }
            }
        }

        impl<T: 'static> Default for $name<T> {
            fn default() -> Self {
                Self {
                    content: Content::Owned(Vec::new()),
                }
            }
        }

        impl<T: 'static> From<Vec<T>> for $name<T> {
            fn from(values: Vec<T>) -> Self {
                Self {
                    content: Content::Owned(values),
                }
            }
        }

        impl<T: 'static, const N: usize> From<[T; N]> for $name<T> {
            fn from(values: [T; N]) -> Self {
                Vec::from(values).into()
            }
        }

        impl<T: 'static> FromIterator<T> for $name<T> {
            fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
                Vec::from_iter(values).into()
            }
        }

        impl<T: 'static> From<Vec<Handle<T>>> for $name<T> {
            fn from(handles: Vec<Handle<T>>) -> Self {
                let raw = handles.into_iter().map(Handle::raw).collect();
                Self {
                    content: Content::Loaded(Arc::new(raw)),
                }
            }
        }

        impl<T: 'static, const N: usize> From<[Handle<T>; N]> for $name<T> {
            fn from(handles: [Handle<T>; N]) -> Self {
                Vec::from(handles).into()
            }
        }

        impl<T: 'static> FromIterator<Handle<T>> for $name<T> {
            fn from_iter<I: IntoIterator<Item = Handle<T>>>(handles: I) -> Self {
                Vec::from_iter(handles).into()
            }
        }

        impl<T: 'static> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.content {
                    Content::NotLoaded(_) => f.write_str("not loaded"),
                    Content::Owned(values) => write!(f, "{} new", values.len()),
                    Content::Loaded(handles) => write!(f, "{} loaded", handles.len()),
                }
            }
        }

        impl<T: Model> RelationField for $name<T> {
            fn state(&self) -> RelationState {
                match &self.content {
                    Content::NotLoaded(_) => RelationState::NotLoaded,
                    Content::Owned(values) if values.is_empty() => RelationState::Unset,
                    Content::Owned(_) => RelationState::Owned,
                    Content::Loaded(handles) => RelationState::Collection(Arc::clone(handles)),
                }
            }

            fn set_state(&mut self, state: RelationState) {
                let content = match state {
                    RelationState::NotLoaded => Content::NotLoaded(match &self.content {
                        Content::NotLoaded(definition) => *definition,
                        _ => None,
                    }),
                    RelationState::Collection(handles) => Content::Loaded(handles),
                    RelationState::Unset | RelationState::Owned | RelationState::Reference(_) => {
                        Content::Owned(Vec::new())
                    }
                };
                *self = Self { content };
            }

            fn set_not_loaded(&mut self, definition: &'static RelationshipDefinition) {
                *self = Self::not_loaded(definition);
            }

            fn take_owned(&mut self) -> Option<Box<dyn OwnedInstances>> {
                match &mut self.content {
                    Content::Owned(values) if !values.is_empty() => {
                        Some(Box::new(Owned(std::mem::take(values))))
                    }
                    _ => None,
                }
            }
        }
    };
}

collection!(HasMany, "One to many: the target's table has the key.");
collection!(
    ManyToMany,
    "Many to many: an association table has both keys."
);
