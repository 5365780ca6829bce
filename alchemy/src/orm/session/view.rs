//! A read-only view of an instance: for templates, JSON and recursion.

use std::fmt;
use std::ops::Deref;

use super::Session;
use crate::Result;
use crate::orm::handle::Handle;
use crate::orm::model::Model;
use crate::orm::relationship::{Cardinality, Many, Relationship};
use crate::{Error, ErrorKind};

/// An instance together with its session, to read: derefs to the struct and walks what is loaded.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::orm::View;
///
/// fn titles(user: View<'_, User>) -> alchemy::Result<Vec<&str>> {
///     let posts = user.many(User.posts)?;
///     Ok(posts.map(|post| post.get().title.as_str()).collect())
/// }
/// ```
pub struct View<'s, T: Model> {
    session: &'s Session,
    handle: Handle<T>,
    value: &'s T,
}

impl<T: Model> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Model> Copy for View<'_, T> {}

impl<T: Model> Deref for View<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

impl<T: Model + fmt::Debug> fmt::Debug for View<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl Session {
    /// A read-only view of an instance.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance.
    pub fn view<T: Model>(&self, handle: Handle<T>) -> Result<View<'_, T>> {
        let value = self.get_ref(handle)?;
        Ok(View {
            session: self,
            handle,
            value,
        })
    }
}

impl<'s, T: Model> View<'s, T> {
    /// The instance's handle.
    #[must_use]
    pub const fn handle(self) -> Handle<T> {
        self.handle
    }

    /// The struct, for as long as the session is borrowed.
    #[must_use]
    pub const fn get(self) -> &'s T {
        self.value
    }

    fn targets<O: Model, C: Cardinality>(
        self,
        relationship: Relationship<T, O, C>,
    ) -> Result<Vec<Handle<O>>> {
        let state = self
            .session
            .arena
            .relation(self.handle.raw(), relationship.index());
        match state.targets() {
            Some(targets) => Ok(targets.iter().map(|raw| Handle::new(*raw)).collect()),
            None => Err(super::not_loaded(Some(relationship.definition()))),
        }
    }

    /// The targets of a collection that is loaded.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`] where it isn't.
    pub fn many<O: Model>(
        self,
        relationship: Relationship<T, O, Many>,
    ) -> Result<impl Iterator<Item = View<'s, O>>> {
        let session = self.session;
        let views: Result<Vec<View<'s, O>>> = self
            .targets(relationship)?
            .into_iter()
            .map(|handle| session.view(handle))
            .collect();
        Ok(views?.into_iter())
    }

    /// The target of a reference that is loaded: a view, or an `Option` of one.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`] where it isn't.
    pub fn one<O: Model, C: SingleView>(
        self,
        relationship: Relationship<T, O, C>,
    ) -> Result<C::View<'s, O>> {
        let target = self.targets(relationship)?.first().copied();
        let view = target.map(|handle| self.session.view(handle)).transpose()?;
        C::view(view).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("{relationship:?} has no target"),
            )
        })
    }
}

/// What [`View::one`] gives for a cardinality.
pub trait SingleView: Cardinality {
    /// A view, or an `Option` of one.
    type View<'s, O: Model>;

    /// The result. `None` where there must be a target and is none.
    fn view<O: Model>(view: Option<View<'_, O>>) -> Option<Self::View<'_, O>>;
}

impl SingleView for crate::orm::relationship::One {
    type View<'s, O: Model> = View<'s, O>;

    fn view<O: Model>(view: Option<View<'_, O>>) -> Option<View<'_, O>> {
        view
    }
}

impl SingleView for crate::orm::relationship::Maybe {
    type View<'s, O: Model> = Option<View<'s, O>>;

    fn view<O: Model>(view: Option<View<'_, O>>) -> Option<Option<View<'_, O>>> {
        Some(view)
    }
}
