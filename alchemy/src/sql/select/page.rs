//! Pages by their number.

use super::Select;

impl<R> Select<R> {
    /// A page of the statement's rows by its number, counted from 1, and how many rows a page has.
    /// 0 is the first page too. It is [`limit`](Self::limit) and [`offset`](Self::offset).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let third = select(User.email).order_by((User.age, User.id)).page(3, 20);
    /// assert_sql!(
    ///     third,
    ///     sqlite | mysql: "SELECT email FROM users ORDER BY age, id LIMIT ? OFFSET ?",
    ///     postgres: "SELECT email FROM users ORDER BY age, id LIMIT $1 OFFSET $2",
    /// );
    /// assert_eq!(
    ///     alchemy::compiler::ToSql::to_sql_with_literals(&third, &alchemy::compiler::Ansi)?,
    ///     "SELECT email FROM users ORDER BY age, id LIMIT 20 OFFSET 40"
    /// );
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    ///
    /// Order by something that is different for each row, else rows that are equal come in any
    /// order, and a page may repeat one of the page before. The database reads all rows of the
    /// pages before: for many pages, and where rows come and go meanwhile, there is
    /// [`keyset`](crate::sql::keyset).
    #[must_use]
    pub fn page(self, number: u64, size: u64) -> Self {
        let before = number.saturating_sub(1).saturating_mul(size);
        self.limit(size).offset(before)
    }
}
