//! `back_populates`: two relationships that are two sides of one.

use crate::orm::{AnyRelationship, RelationshipDefinition, RelationshipKeys, RelationshipKind};
use crate::private::keys::{position_of, same_positions, same_table, same_text};
use crate::private::message::Message;
use crate::private::parts::Parts;

/// A relationship of `T` that points to `S`: what `back_populates` names.
#[diagnostic::on_unimplemented(
    message = "`back_populates` must name a relationship of `{T}` that points back to `{S}`",
    label = "this is a `{Self}`"
)]
pub trait PointsBack<S, T> {}

#[diagnostic::do_not_recommend]
impl<S, T, R: AnyRelationship<Source = T, Target = S>> PointsBack<S, T> for R {}

/// Checks what `back_populates` names.
pub const fn points_back<S, T, R: PointsBack<S, T>>(_: &R) {}

/// Checks that a relationship and the one it names are two sides of the same.
#[track_caller]
pub const fn check_back_populates(
    source: &'static Parts,
    relationship: usize,
    target: &'static Parts,
    name: &str,
) {
    let Some(position) = position_of(target.relationships, name) else {
        return; // There is no such field: an error already.
    };
    let this = &source.mapper.relationships[relationship];
    let reverse = &target.mapper.relationships[position];
    if !pair(this.kind, reverse.kind) {
        side(Message::new(&[]), this)
            .with(&[" is a `", kind_name(this.kind), "`, so "])
            .with(&[
                "`back_populates` must name a `",
                opposite(this.kind),
                "`; `",
            ])
            .with(&[reverse.model, ".", reverse.name, "` is a `"])
            .with(&[kind_name(reverse.kind), "`"])
            .fail();
    }
    if let Some(back) = reverse.back_populates
        && (back as usize) != relationship
        && (back as usize) < source.relationships.len()
    {
        side(Message::new(&[]), reverse)
            .with(&[" points back to `", source.name, "."])
            .with(&[
                source.relationships[back as usize],
                "`, not to `",
                source.name,
            ])
            .with(&[".", this.name, "`"])
            .fail();
    }
    if !mirrored(this.keys, reverse.keys) {
        side(Message::new(&[]), this)
            .with(&[" and `", reverse.model, ".", reverse.name])
            .with(&["` can't be two sides of one relationship: their keys differ"])
            .fail();
    }
}

const fn side(message: Message, definition: &RelationshipDefinition) -> Message {
    message.with(&["`", definition.model, ".", definition.name, "`"])
}

const fn pair(a: RelationshipKind, b: RelationshipKind) -> bool {
    same_text(opposite(a), opposite_group(b))
}

const fn kind_name(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::BelongsTo => "BelongsTo",
        RelationshipKind::HasMany => "HasMany",
        RelationshipKind::HasOne => "HasOne",
        RelationshipKind::ManyToMany => "ManyToMany",
    }
}

const fn opposite(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::BelongsTo => "HasMany` or a `HasOne",
        RelationshipKind::HasMany | RelationshipKind::HasOne => "BelongsTo",
        RelationshipKind::ManyToMany => "ManyToMany",
    }
}

/// The kind as [`opposite`] calls it.
const fn opposite_group(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::HasMany | RelationshipKind::HasOne => "HasMany` or a `HasOne",
        RelationshipKind::BelongsTo => "BelongsTo",
        RelationshipKind::ManyToMany => "ManyToMany",
    }
}

/// Whether both use the same columns. Where one has none, that is an error already.
const fn mirrored(a: RelationshipKeys, b: RelationshipKeys) -> bool {
    match (a, b) {
        (
            RelationshipKeys::Direct { local, remote },
            RelationshipKeys::Direct {
                local: back_local,
                remote: back_remote,
            },
        ) => {
            local.is_empty()
                || back_local.is_empty()
                || (same_positions(local, back_remote) && same_positions(remote, back_local))
        }
        (
            RelationshipKeys::Secondary {
                table, this, other, ..
            },
            RelationshipKeys::Secondary {
                table: back_table,
                this: back_this,
                other: back_other,
                ..
            },
        ) => {
            this.is_empty()
                || back_this.is_empty()
                || (same_table(table, back_table)
                    && same_positions(this, back_other)
                    && same_positions(other, back_this))
        }
        _ => true,
    }
}
