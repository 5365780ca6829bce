//! A library: one to many with a key that takes NULL, and many to many, without cascades.

use alchemy::prelude::*;

/// A shelf.
#[derive(Model, Debug, Default)]
#[model(table = "shelves")]
pub struct Shelf {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// What it says on it.
    pub label: String,
    /// What stands on it.
    #[relationship(back_populates = shelf, order_by = Book.id)]
    pub books: HasMany<Book>,
}

/// A book.
#[derive(Model, Debug, Default)]
#[model(table = "books")]
pub struct Book {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The title.
    pub title: String,
    /// Where it stands, unless it is lent.
    #[column(foreign_key = Shelf.id)]
    pub shelf_id: Option<i64>,
    /// Where it stands, unless it is lent.
    #[relationship(back_populates = books)]
    pub shelf: BelongsTo<Option<Shelf>>,
    /// Who wrote it.
    #[relationship(secondary = "book_authors", back_populates = books, order_by = Author.id)]
    pub authors: ManyToMany<Author>,
}

/// Somebody who writes books.
#[derive(Model, Debug, Default)]
#[model(table = "authors")]
pub struct Author {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// Their books.
    #[relationship(secondary = "book_authors", back_populates = authors, order_by = Book.id)]
    pub books: ManyToMany<Book>,
}
