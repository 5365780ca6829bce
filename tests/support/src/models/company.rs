//! A company: a self-referential model without cascades, and two relationships to one target.

use alchemy::prelude::*;

/// Somebody who works there.
#[derive(Model, Debug, Default)]
#[model(table = "employees")]
pub struct Employee {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// The manager.
    #[column(foreign_key = Employee.id)]
    pub manager_id: Option<i64>,
    /// The manager.
    #[relationship(back_populates = reports)]
    pub manager: BelongsTo<Option<Employee>>,
    /// Those that they manage.
    #[relationship(back_populates = manager, order_by = Employee.name)]
    pub reports: HasMany<Employee>,
    /// The messages that they wrote.
    #[relationship(foreign_key = Message.sender_id, back_populates = sender, order_by = Message.id)]
    pub sent: HasMany<Message>,
    /// The messages that they got.
    #[relationship(foreign_key = Message.recipient_id, back_populates = recipient, order_by = Message.id)]
    pub received: HasMany<Message>,
}

/// A message from one to another.
#[derive(Model, Debug, Default)]
#[model(table = "messages")]
pub struct Message {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The text.
    pub text: String,
    /// Who wrote it.
    #[column(foreign_key = Employee.id)]
    pub sender_id: i64,
    /// Who gets it.
    #[column(foreign_key = Employee.id)]
    pub recipient_id: i64,
    /// Who wrote it.
    #[relationship(foreign_key = sender_id, back_populates = sent)]
    pub sender: BelongsTo<Employee>,
    /// Who gets it.
    #[relationship(foreign_key = recipient_id, back_populates = received)]
    pub recipient: BelongsTo<Employee>,
}
