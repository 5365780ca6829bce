//! What models compute: a method of the struct, and one of the entity for SQL.

use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::chinook::{
    CustomerEntity, EmployeeEntity, Invoice, InvoiceLineEntity, Track, TrackEntity,
};

impl Track {
    /// Whole seconds, rounded down.
    pub(crate) const fn seconds(&self) -> i32 {
        self.milliseconds / 1000
    }

    /// More than ten minutes.
    pub(crate) const fn is_long(&self) -> bool {
        self.milliseconds > 600_000
    }

    /// The name, and who wrote it.
    pub(crate) fn display_name(&self) -> String {
        let composer = self.composer.as_deref().unwrap_or("unknown");
        format!("{} ({composer})", self.name)
    }
}

impl TrackEntity {
    /// Whole seconds, rounded down.
    pub(crate) fn seconds(self) -> Expr<i32> {
        self.milliseconds.floor_div(1000)
    }

    /// More than ten minutes.
    pub(crate) fn is_long(self) -> Expr<bool> {
        self.milliseconds.gt(600_000)
    }

    /// Longer than so many seconds.
    pub(crate) fn longer_than(self, seconds: i32) -> Expr<bool> {
        self.milliseconds.gt(seconds * 1000)
    }

    /// The name, and who wrote it.
    pub(crate) fn display_name(self) -> Expr<String> {
        let composer = func::coalesce(self.composer, "unknown");
        self.name.concat(" (").concat(composer).concat(")")
    }
}

impl EmployeeEntity {
    /// First name and last name.
    pub(crate) fn full_name(self) -> Expr<String> {
        self.first_name.concat(" ").concat(self.last_name)
    }
}

impl CustomerEntity {
    /// The sum of their invoices.
    pub(crate) fn total_spent(self) -> Expr<Option<Decimal>> {
        select(func::coalesce(func::sum(Invoice.total), Decimal::ZERO))
            .filter(Invoice.customer_id.eq(self.customer_id))
            .correlate(self)
            .scalar_subquery()
    }
}

impl InvoiceLineEntity {
    /// What a line costs.
    pub(crate) fn amount(self) -> Expr<Decimal> {
        self.unit_price * self.quantity
    }
}
