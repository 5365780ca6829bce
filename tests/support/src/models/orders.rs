//! Orders and their lines, which are nothing without their order.

use alchemy::prelude::*;

/// An order.
#[derive(Model, Debug, Default)]
#[model(table = "orders")]
pub struct Order {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// Who ordered.
    pub customer: String,
    /// What was ordered.
    #[relationship(
        back_populates = order,
        cascade = "all, delete-orphan",
        order_by = OrderLine.position
    )]
    pub lines: HasMany<OrderLine>,
}

/// One of the things ordered.
#[derive(Model, Debug, Default)]
#[model(table = "order_lines")]
pub struct OrderLine {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The order.
    #[column(foreign_key = Order.id, index)]
    pub order_id: i64,
    /// The place in the order.
    pub position: i32,
    /// What it is.
    pub product: String,
    /// How many.
    pub quantity: i64,
    /// What one costs, in cents.
    pub price: i64,
    /// The order.
    #[relationship(back_populates = lines)]
    pub order: BelongsTo<Order>,
}
