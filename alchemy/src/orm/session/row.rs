//! From rows to instances: what a statement's row is in a session.

use super::arena::Arena;
use crate::Result;
use crate::orm::handle::Handle;
use crate::orm::model::Model;
use crate::sql::{Row, RowReader};
use crate::tuples::for_each_tuple;
use crate::types::ColumnType;

/// Puts the entities of rows into a session's arena.
pub struct Loader<'s> {
    pub(crate) arena: &'s mut Arena,
    pub(crate) overwrite: bool,
}

/// A row type in a session: entities come as handles, everything else as it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a row can become in a session",
    label = "expected a column type, a model, an `Option` or a tuple of them"
)]
pub trait SessionRow: Row {
    /// What the session gives.
    type Loaded;

    /// Reads it.
    ///
    /// # Errors
    /// When a value isn't one of its types.
    fn load(reader: &mut RowReader<'_>, loader: &mut Loader<'_>) -> Result<Self::Loaded>;

    /// Reads it, `None` where an outer join found nothing.
    ///
    /// # Errors
    /// When a value isn't one of its types.
    fn load_optional(
        reader: &mut RowReader<'_>,
        loader: &mut Loader<'_>,
    ) -> Result<Option<Self::Loaded>>;
}

impl<T: ColumnType> SessionRow for T {
    type Loaded = T;

    #[inline]
    fn load(reader: &mut RowReader<'_>, _: &mut Loader<'_>) -> Result<T> {
        reader.value()
    }

    #[inline]
    fn load_optional(reader: &mut RowReader<'_>, _: &mut Loader<'_>) -> Result<Option<T>> {
        reader.value()
    }
}

impl<R: SessionRow> SessionRow for Option<R> {
    type Loaded = Option<R::Loaded>;

    #[inline]
    fn load(reader: &mut RowReader<'_>, loader: &mut Loader<'_>) -> Result<Self::Loaded> {
        R::load_optional(reader, loader)
    }

    #[inline]
    fn load_optional(
        reader: &mut RowReader<'_>,
        loader: &mut Loader<'_>,
    ) -> Result<Option<Self::Loaded>> {
        R::load_optional(reader, loader).map(Some)
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: SessionRow),+> SessionRow for ($($name,)+) {
            type Loaded = ($($name::Loaded,)+);

            #[inline]
            fn load(reader: &mut RowReader<'_>, loader: &mut Loader<'_>) -> Result<Self::Loaded> {
                Ok(($($name::load(reader, loader)?,)+))
            }

            fn load_optional(
                reader: &mut RowReader<'_>,
                loader: &mut Loader<'_>,
            ) -> Result<Option<Self::Loaded>> {
                for distance in 0..Self::WIDTH {
                    if !reader.is_null(distance)? {
                        return Self::load(reader, loader).map(Some);
                    }
                }
                reader.skip(Self::WIDTH);
                Ok(None)
            }
        }
    )*};
}

for_each_tuple!(tuples);

impl Loader<'_> {
    /// Reads an entity: the key first, and nothing more where the instance is there already.
    ///
    /// # Errors
    /// When a value isn't one of its types.
    #[inline]
    pub fn entity<T: Model>(&mut self, reader: &mut RowReader<'_>) -> Result<Handle<T>> {
        self.optional_entity(reader)?
            .ok_or_else(|| self.no_key::<T>())
    }

    /// Reads an entity, `None` where its key is NULL.
    ///
    /// # Errors
    /// When a value isn't one of its types.
    #[inline]
    pub fn optional_entity<T: Model>(
        &mut self,
        reader: &mut RowReader<'_>,
    ) -> Result<Option<Handle<T>>> {
        let Some(key) = T::key_of_row(reader)? else {
            reader.skip(T::WIDTH);
            return Ok(None);
        };
        self.arena.load_row(key, reader, self.overwrite).map(Some)
    }

    #[cold]
    fn no_key<T: Model>(&self) -> crate::Error {
        let mapper = T::mapper();
        crate::Error::new(
            crate::ErrorKind::Decode,
            format!("a row of `{}` has NULL in its primary key", mapper.name),
        )
        .with_table(mapper.table.name.clone())
        .with_help("select it with `.optional()` where it stands on the optional side of a join")
    }
}
