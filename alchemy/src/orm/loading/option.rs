//! What a statement says about the relationships to load with it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::orm::mapper::Mapper;
use crate::orm::model::Model;
use crate::orm::relationship::{AnyRelationship, Cardinality, Relationship};
use crate::sql::{LoaderCriteria, Select};

/// A relationship to load, and what to load for its targets.
#[derive(Clone)]
pub(crate) struct Level {
    pub(crate) source: fn() -> &'static Mapper,
    pub(crate) relation: u16,
    pub(crate) children: Vec<Level>,
}

/// Relationships to load with a statement that selects `S`; the path so far ends at `T`.
pub struct LoadOption<S, T> {
    level: Level,
    /// The way from the first level to the end of the path, child by child.
    trail: Vec<usize>,
    types: PhantomData<fn() -> (S, T)>,
}

impl<S, T> LoadOption<S, T> {
    /// The level at the end of the path.
    fn end(&mut self) -> &mut Level {
        let mut level = &mut self.level;
        for step in &self.trail {
            level = &mut level.children[*step];
        }
        level
    }
}

impl<S, T> Clone for LoadOption<S, T> {
    fn clone(&self) -> Self {
        Self {
            level: self.level.clone(),
            trail: self.trail.clone(),
            types: PhantomData,
        }
    }
}

impl<S, T> fmt::Debug for LoadOption<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("selectinload")
    }
}

/// Loads a relationship for all instances of a statement with one SELECT … IN a chunk of some
/// hundreds.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// # fn posts(session: &mut Session) -> alchemy::Result<()> {
/// // SELECT … FROM users, then SELECT … FROM posts WHERE posts.author_id IN (…)
/// let users = session.all(select(User).options(selectinload(User.posts)))?;
/// for user in users {
///     let _posts = session.load(user, User.posts)?; // loaded already: no query
/// }
/// # Ok(())
/// # }
/// ```
pub fn selectinload<S: Model, T: Model, C: Cardinality>(
    relationship: Relationship<S, T, C>,
) -> LoadOption<S, T> {
    let relation = relationship.index();
    let level = Level {
        source: S::mapper,
        relation,
        children: Vec::new(),
    };
    LoadOption {
        level,
        trail: Vec::new(),
        types: PhantomData,
    }
}

/// Says that a relationship begins where the path ends.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not start at `{T}`",
    label = "the path ends at `{T}`, so the next relationship must be one of `{T}`'s",
    note = "each step of a loader path is a relationship of the model that the step before ends at"
)]
pub trait ChainFrom<T> {
    /// Where it leads.
    type Target: Model;

    /// Its position among the model's relationships.
    fn position(&self) -> u16;
}

#[diagnostic::do_not_recommend]
impl<T: Model, R: AnyRelationship<Source = T, Target: Model>> ChainFrom<T> for R {
    type Target = R::Target;

    fn position(&self) -> u16 {
        AnyRelationship::position(self)
    }
}

impl<S, T: Model> LoadOption<S, T> {
    /// Goes on from the targets.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(Post).options(selectinload(Post.author).then(User.manager));
    /// ```
    #[must_use]
    pub fn then<R: ChainFrom<T>>(mut self, relationship: R) -> LoadOption<S, R::Target> {
        let relation = relationship.position();
        let level = Level {
            source: T::mapper,
            relation,
            children: Vec::new(),
        };
        let end = self.end();
        end.children.push(level);
        let step = end.children.len() - 1;
        self.trail.push(step);
        LoadOption {
            level: self.level,
            trail: self.trail,
            types: PhantomData,
        }
    }

    /// Loads another relationship of the targets, with a path of its own, and stays at the targets.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let author = selectinload(Post.author)
    ///     .and(selectinload(User.posts))
    ///     .and(selectinload(User.manager));
    /// let statement = select(Post).options(author);
    /// ```
    #[must_use]
    pub fn and<U>(mut self, option: LoadOption<T, U>) -> Self {
        self.end().children.push(option.level);
        self
    }
}

/// Says that a statement's rows have instances of model `S`, at the place that `At` names.
pub trait Selects<S, At> {}

/// The places where a row can have a model. Inferred; nobody writes these.
#[doc(hidden)]
pub mod at {
    macro_rules! places {
        ($($name:ident)*) => {$(
            #[derive(Debug)]
            pub struct $name;
        )*};
    }

    places! { Anywhere Row Optional First Second Third Fourth }
}

impl<S: Model> Selects<S, at::Row> for S {}
impl<S: Model> Selects<S, at::Optional> for Option<S> {}

macro_rules! selects {
    ($($place:ident $($before:ident)* [$($after:ident)*];)*) => {$(
        impl<S, At, R: Selects<S, At>, $($before,)* $($after),*> Selects<S, (at::$place, At)>
            for ($($before,)* R, $($after,)*)
        {
        }
    )*};
}

selects! {
    First [];
    First [A];
    First [A B];
    First [A B C];
    Second A [];
    Second A [B];
    Second A [B C];
    Third A B [];
    Third A B [C];
    Fourth A B C [];
}

/// What a SELECT with rows `R` takes as an option: which relationships to load with it, and
/// conditions on entities wherever it has them. `At` is inferred.
#[diagnostic::on_unimplemented(
    message = "a statement with rows `{R}` doesn't take `{Self}` as an option",
    label = "it doesn't select the model that this begins at",
    note = "expected `selectinload(…)` from a model of the rows, or `with_loader_criteria(…)`"
)]
pub trait SelectOption<R, At> {
    /// Puts it to the statement.
    #[doc(hidden)]
    fn apply(self, select: &mut Select<R>);
}

#[diagnostic::do_not_recommend]
impl<R: Selects<S, At>, S, T, At> SelectOption<R, At> for LoadOption<S, T> {
    fn apply(self, select: &mut Select<R>) {
        select.push_option(Arc::new(self.level));
    }
}

#[diagnostic::do_not_recommend]
impl<R> SelectOption<R, at::Anywhere> for LoaderCriteria {
    fn apply(self, select: &mut Select<R>) {
        select.push_criteria(self);
    }
}

/// Options of a SELECT.
pub trait SelectOptions<R>: Sized {
    /// Says which relationships to load with the statement ([`selectinload`]), or what holds for an
    /// entity wherever the statement has it
    /// ([`with_loader_criteria`](crate::sql::with_loader_criteria)).
    #[must_use]
    fn options<At>(self, option: impl SelectOption<R, At>) -> Self;
}

impl<R> SelectOptions<R> for Select<R> {
    fn options<At>(mut self, option: impl SelectOption<R, At>) -> Self {
        option.apply(&mut self);
        self
    }
}
