//! What models compute: a method of the struct, and one of the entity for SQL.

use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::chinook::{CustomerEntity, EmployeeEntity, Invoice, InvoiceLineEntity, TrackEntity};

impl TrackEntity {
    /// More than ten minutes.
    pub(crate) fn is_long(self) -> Expr<bool> {
        self.milliseconds.gt(600_000)
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
