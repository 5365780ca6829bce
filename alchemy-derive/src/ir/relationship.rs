//! A relationship.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Ident, Path, Type, Visibility};

use super::column::peel;
use crate::parse::ColumnPath;

/// A field that is a relationship.
pub(crate) struct Relationship {
    pub(crate) field: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) docs: Vec<TokenStream>,
    /// The name, without `r#`.
    pub(crate) name: String,
    /// The type as it is written: `HasMany<Post>`.
    pub(crate) field_type: Type,
    pub(crate) kind: Kind,
    /// The model that it points to.
    pub(crate) target: Path,
    /// Whether it is a `BelongsTo<Option<…>>`.
    pub(crate) optional: bool,
    pub(crate) key: Key,
    pub(crate) back_populates: Option<Ident>,
    pub(crate) cascade: Cascade,
    pub(crate) order_by: Option<Expr>,
}

/// The kinds, by the field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The key is here.
    BelongsTo,
    /// The key is there, in many rows.
    HasMany,
    /// The key is there, in one row.
    HasOne,
    /// The keys are in an association table.
    ManyToMany,
}

/// Where the columns are found.
pub(crate) enum Key {
    /// In this foreign key of this table, by position.
    Own(usize),
    /// In the only foreign key of this table that points to the target.
    OnlyOwn,
    /// In the target's table, from this column on.
    Theirs(ColumnPath),
    /// In the target's table, in the only foreign key that points here, or where
    /// `back_populates` says.
    Inferred,
    /// In an association table.
    Secondary(Secondary),
    /// Nowhere: reported already.
    Unknown,
}

/// An association table.
pub(crate) enum Secondary {
    /// Made here.
    Table {
        name: String,
        schema: Option<String>,
        columns: SecondaryColumns,
    },
    /// A model's.
    Model {
        model: Path,
        columns: SecondaryColumns,
        span: Span,
    },
}

/// The columns that hold both keys, where they are named.
#[derive(Clone)]
pub(crate) struct SecondaryColumns {
    pub(crate) this: Option<Ident>,
    pub(crate) other: Option<Ident>,
}

/// What happens to the targets together with the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cascade {
    pub(crate) save_update: bool,
    pub(crate) merge: bool,
    pub(crate) refresh_expire: bool,
    pub(crate) expunge: bool,
    pub(crate) delete: bool,
    pub(crate) delete_orphan: bool,
}

impl Cascade {
    /// What a relationship has unless it says otherwise.
    pub(crate) const DEFAULT: Self = Self {
        save_update: true,
        merge: true,
        refresh_expire: false,
        expunge: false,
        delete: false,
        delete_orphan: false,
    };

    /// Reads `all, delete-orphan`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut cascade = Self::default();
        for word in text.split(',').map(str::trim) {
            match word {
                "save-update" => cascade.save_update = true,
                "merge" => cascade.merge = true,
                "refresh-expire" => cascade.refresh_expire = true,
                "expunge" => cascade.expunge = true,
                "delete" => cascade.delete = true,
                "delete-orphan" => cascade.delete_orphan = true,
                "all" => {
                    cascade = Self {
                        delete_orphan: cascade.delete_orphan,
                        refresh_expire: true,
                        expunge: true,
                        delete: true,
                        ..Self::DEFAULT
                    };
                }
                "none" if text.trim() == "none" => {}
                _ => {
                    return Err(format!(
                        "unknown cascade `{word}`: expected some of `save-update`, `merge`, \
                         `refresh-expire`, `expunge`, `delete`, `delete-orphan`, or `all`, `none`"
                    ));
                }
            }
        }
        Ok(cascade)
    }
}

impl Kind {
    /// The kind that a field's type says, and what it is a relationship to.
    pub(super) fn of(ty: &Type) -> Option<(Self, &Type)> {
        [
            Self::BelongsTo,
            Self::HasMany,
            Self::HasOne,
            Self::ManyToMany,
        ]
        .into_iter()
        .find_map(|kind| Some((kind, peel(ty, kind.type_name())?)))
    }

    /// The type's name.
    pub(crate) const fn type_name(self) -> &'static str {
        match self {
            Self::BelongsTo => "BelongsTo",
            Self::HasMany => "HasMany",
            Self::HasOne => "HasOne",
            Self::ManyToMany => "ManyToMany",
        }
    }
}
