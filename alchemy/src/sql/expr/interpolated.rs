//! What can stand in SQL that is written by hand.

use super::node::Node;
use super::operand::{Typed, by};
use crate::sql::select::IntoFrom;
use crate::sql::text::{Text, TextPart};

/// What can stand for a name in a [`text`](crate::sql::text): a value, which is bound; an
/// expression, a column or a statement of one column, which stay SQL; an entity or a
/// subquery, which stand as FROM has them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand in SQL",
    label = "expected a value, an expression, a column, an entity or a statement of one column",
    note = "give a type that a column can have, or text as `&str`"
)]
pub trait Interpolated<By> {
    /// The part of the text.
    fn into_part(self) -> TextPart;
}

#[diagnostic::do_not_recommend]
impl<By, V: Typed<By>> Interpolated<by::Its<By>> for V {
    fn into_part(self) -> TextPart {
        TextPart::Arg(self.into_arg())
    }
}

#[diagnostic::do_not_recommend]
impl<F: IntoFrom> Interpolated<by::From> for F {
    fn into_part(self) -> TextPart {
        TextPart::From(self.into_from())
    }
}

/// In parentheses.
#[diagnostic::do_not_recommend]
impl Interpolated<by::Text> for Text {
    fn into_part(self) -> TextPart {
        TextPart::Arg(Node::Text(Box::new(self.into_text_node())).into())
    }
}
