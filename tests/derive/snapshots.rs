//! What a session asks of a model: keys, copies, columns and relationships by position.

use alchemy::driver;
use alchemy::orm::{Model as _, RelationState};
use alchemy::prelude::*;
use alchemy::sql::{Record as _, Row as _, RowReader};
use alchemy::types::{FieldValue, Value, ValueRef};

#[derive(Model, Debug, Default)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: Auto<i64>,
    text: String,
    #[column(foreign_key = Note.id)]
    parent_id: Option<i64>,
    #[relationship(back_populates = replies)]
    parent: BelongsTo<Option<Note>>,
    rating: f64,
    #[relationship(back_populates = parent)]
    replies: HasMany<Note>,
}

struct Values(Vec<Value>);

impl driver::Row for Values {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Result<ValueRef<'_>, driver::Fault> {
        Ok(self.0[index].as_ref())
    }

    fn column_name(&self, _: usize) -> Option<&str> {
        None
    }
}

fn row() -> Values {
    Values(vec![
        Value::Int(1),
        Value::Text("x".into()),
        Value::Null,
        Value::Float(0.5),
    ])
}

#[test]
fn from_a_row() {
    let row = row();
    let note = Note::decode(&mut RowReader::new(&row)).unwrap();
    assert_eq!(note.id, 1);
    assert_eq!(note.text, "x");
    assert_eq!(note.parent_id, None);
    let error = note.replies.loaded().unwrap_err();
    assert!(error.to_string().contains("`Note.replies`"), "{error}");
    assert_eq!(Note::key_of_row(&RowReader::new(&row)).unwrap(), Some(1));
    assert_eq!(Note::WIDTH, 4);
}

#[test]
fn from_a_row_of_nulls() {
    let row = Values(vec![Value::Null; 4]);
    let mut reader = RowReader::new(&row);
    assert!(Note::decode_optional(&mut reader).unwrap().is_none());
    assert_eq!(reader.position(), 4);
    assert_eq!(Note::key_of_row(&RowReader::new(&row)).unwrap(), None);
}

#[test]
fn a_snapshot_finds_what_changed() {
    let mut note = Note::decode(&mut RowReader::new(&row())).unwrap();
    let mut snapshot = note.snapshot();
    note.text = "y".into();
    note.rating = -0.0;
    let mut changed = Default::default();
    note.changed_columns(&snapshot, &mut changed);
    assert_eq!(&changed[..], [1, 3]);
    let before = Note::snapshot_value(&snapshot, 1);
    assert_eq!(before, FieldValue::Set(Value::Text("x".into())));
    assert_eq!(
        Note::snapshot_relation(&snapshot, 1),
        RelationState::NotLoaded
    );
    Note::set_snapshot_relation(&mut snapshot, 1, RelationState::Unset);
    assert_eq!(Note::snapshot_relation(&snapshot, 1), RelationState::Unset);
    note.restore(snapshot);
    assert_eq!(note.text, "x");
}

#[test]
fn by_position() {
    let mut note = Note::default();
    assert_eq!(note.key(), None);
    assert_eq!(note.field_value(0), FieldValue::Unset);
    assert_eq!(note.field_value(2), FieldValue::Set(Value::Null));
    note.set_column(0, ValueRef::Int(3)).unwrap();
    assert_eq!(note.key(), Some(3));
    assert!(note.set_column(1, ValueRef::Int(3)).is_err());
    note.clear_column(0);
    note.clear_column(1);
    assert_eq!(note.key(), None);
    assert!(note.relation(0).is_some() && note.relation_mut(1).is_some());
    assert!(note.relation(2).is_none());
    assert_eq!(Note::mapper().generated, [0]);
}
