//! Foreign keys, indexes and checks, with columns by position.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::column::Column;
use super::model::{Action, Check, ForeignKey, Index};
use crate::ctxt::Ctxt;
use crate::parse::{RawColumn, RawForeignKey, RawIndex, RawModel};

/// The position of a field among the columns, or a mistake that lists them.
pub(super) fn position(columns: &[Column], field: &Ident, ctxt: &mut Ctxt) -> Option<usize> {
    let found = columns.iter().position(|column| column.field == *field);
    if found.is_none() {
        let known: Vec<_> = columns
            .iter()
            .map(|column| format!("`{}`", column.field.unraw()))
            .collect();
        let name = field.unraw();
        let known = known.join(", ");
        ctxt.error(
            field.span(),
            format!("no column `{name}` in this model: its columns are {known}"),
        );
    }
    found
}

fn positions(columns: &[Column], fields: &[Ident], ctxt: &mut Ctxt) -> Option<Vec<usize>> {
    let found: Vec<_> = fields
        .iter()
        .map(|field| position(columns, field, ctxt))
        .collect();
    found.into_iter().collect()
}

fn action(text: Option<&LitStr>, ctxt: &mut Ctxt) -> Option<Action> {
    let text = text?;
    match text.value().to_ascii_lowercase().as_str() {
        "no action" => Some(Action::Nothing),
        "restrict" => Some(Action::Restrict),
        "cascade" => Some(Action::Cascade),
        "set null" => Some(Action::SetNull),
        "set default" => Some(Action::SetDefault),
        other => {
            ctxt.error(
                text.span(),
                format!(
                    "unknown action `{other}`: expected `cascade`, `set null`, `set default`, \
                     `restrict` or `no action`"
                ),
            );
            None
        }
    }
}

/// The foreign key of one column.
pub(super) fn of_column(raw: &RawColumn, column: usize, ctxt: &mut Ctxt) -> Option<ForeignKey> {
    let (on_delete, on_update) = (raw.on_delete.as_ref(), raw.on_update.as_ref());
    let Some(target) = &raw.foreign_key else {
        for (key, text) in [("on_delete", on_delete), ("on_update", on_update)] {
            if let Some(text) = text {
                let message = format!("`{key}` needs a foreign key: `foreign_key = User.id`");
                ctxt.error(text.span(), message);
            }
        }
        return None;
    };
    Some(ForeignKey {
        columns: vec![column],
        targets: vec![target.clone()],
        on_delete: action(on_delete, ctxt),
        on_update: action(on_update, ctxt),
    })
}

/// A foreign key of several columns.
pub(super) fn of_model(
    raw: &RawForeignKey,
    columns: &[Column],
    ctxt: &mut Ctxt,
) -> Option<ForeignKey> {
    let positions = positions(columns, &raw.columns, ctxt)?;
    let first = raw.references.first()?;
    if raw.references.iter().any(|path| path.model != first.model) {
        ctxt.error(
            raw.span,
            "the columns of one foreign key refer to one model",
        );
        return None;
    }
    Some(ForeignKey {
        columns: positions,
        targets: raw.references.clone(),
        on_delete: action(raw.on_delete.as_ref(), ctxt),
        on_update: action(raw.on_update.as_ref(), ctxt),
    })
}

fn index(raw: &RawIndex, columns: &[Column], ctxt: &mut Ctxt) -> Option<Index> {
    let positions = positions(columns, &raw.columns, ctxt)?;
    let repeated = (1..positions.len()).find(|at| positions[..*at].contains(&positions[*at]));
    if let Some(at) = repeated {
        let column = &raw.columns[at];
        ctxt.error(column.span(), format!("`{column}` stands here twice"));
        return None;
    }
    Some(Index {
        columns: positions,
        name: raw.name.as_ref().map(LitStr::value),
        unique: raw.unique,
    })
}

/// The unique constraints: of columns, then of the model.
pub(super) fn uniques(
    raw: &RawModel,
    raw_columns: &[RawColumn],
    columns: &[Column],
    ctxt: &mut Ctxt,
) -> Vec<Index> {
    let mut all = of_columns(raw_columns, true);
    all.extend(
        raw.uniques
            .iter()
            .filter_map(|raw| index(raw, columns, ctxt)),
    );
    all
}

/// The indexes: of columns, then of the model.
pub(super) fn indexes(
    raw: &RawModel,
    raw_columns: &[RawColumn],
    columns: &[Column],
    ctxt: &mut Ctxt,
) -> Vec<Index> {
    let mut all = of_columns(raw_columns, false);
    all.extend(
        raw.indexes
            .iter()
            .filter_map(|raw| index(raw, columns, ctxt)),
    );
    all
}

fn of_columns(raw_columns: &[RawColumn], unique: bool) -> Vec<Index> {
    raw_columns
        .iter()
        .enumerate()
        .filter_map(|(at, raw)| {
            let name = if unique { &raw.unique } else { &raw.index };
            Some(Index {
                columns: vec![at],
                name: name.as_ref()?.as_ref().map(LitStr::value),
                unique,
            })
        })
        .collect()
}

/// The CHECK constraints: of columns, then of the model.
pub(super) fn checks(raw: &RawModel, raw_columns: &[RawColumn]) -> Vec<Check> {
    let of_columns = raw_columns.iter().flat_map(|raw| &raw.checks);
    let of_columns = of_columns.map(|condition| Check {
        condition: condition.value(),
        name: None,
    });
    let of_model = raw.checks.iter().map(|check| Check {
        condition: check.condition.value(),
        name: check.name.as_ref().map(LitStr::value),
    });
    of_columns.chain(of_model).collect()
}

/// A number that fits.
pub(super) fn number<N>(literal: &syn::LitInt, ctxt: &mut Ctxt) -> Option<(N, Span)>
where
    N: std::str::FromStr,
    N::Err: std::fmt::Display,
{
    let number = ctxt.ok(literal.base10_parse::<N>())?;
    Some((number, literal.span()))
}
