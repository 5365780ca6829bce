//! Random histories against a model of what a database with a session is.
//!
//! Shelves have books (a key that takes NULL), books have authors (many to many). The reference is
//! plain maps with a stack of copies for the transaction and its savepoints; after each commit and
//! rollback the database says what the reference says, and so does the session's memory.

use std::collections::{BTreeMap, BTreeSet};

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::models::library::{Author, Book, Shelf};
use alchemy_test_support::{DatabaseKind, TestDatabase, check};
use proptest::prelude::*;

use crate::setup::{book, library, shelf, stored, writer};

/// An operation. Numbers choose among what there is, so that any list of operations makes sense.
#[derive(Clone, Debug)]
enum Step {
    AddShelf,
    AddBook {
        on: Option<u8>,
    },
    AddAuthor {
        of: Option<u8>,
    },
    Rename {
        book: u8,
    },
    /// `link(shelf, Shelf.books, book)`, or from the book's side.
    Place {
        book: u8,
        shelf: u8,
        from_book: bool,
    },
    TakeOff {
        book: u8,
        from_book: bool,
    },
    /// By the key column.
    PlaceByKey {
        book: u8,
        shelf: u8,
    },
    SetBooks {
        shelf: u8,
        books: Vec<u8>,
    },
    /// Writes, or doesn't any more: by the authors of the book or the books of the author.
    Write {
        book: u8,
        author: u8,
        from_author: bool,
    },
    SetAuthors {
        book: u8,
        authors: Vec<u8>,
    },
    DeleteShelf(u8),
    DeleteBook(u8),
    DeleteAuthor(u8),
    LoadBooks(u8),
    LoadAuthors(u8),
    LoadWritten(u8),
    LoadShelf(u8),
    Query,
    Flush,
    /// Some operations in a savepoint, which is rolled back or not.
    Nested {
        steps: Vec<Step>,
        fails: bool,
    },
    Commit,
    Rollback,
    /// Everything leaves memory; the rows are met anew.
    Reopen,
}

fn plain_step() -> impl Strategy<Value = Step> {
    let flip = any::<bool>;
    let any = any::<u8>;
    let few = || prop::collection::vec(any(), 0..4);
    prop_oneof![
        2 => Just(Step::AddShelf),
        4 => prop::option::of(any()).prop_map(|on| Step::AddBook { on }),
        3 => prop::option::of(any()).prop_map(|of| Step::AddAuthor { of }),
        3 => any().prop_map(|book| Step::Rename { book }),
        6 => (any(), any(), flip())
            .prop_map(|(book, shelf, from_book)| Step::Place { book, shelf, from_book }),
        3 => (any(), flip()).prop_map(|(book, from_book)| Step::TakeOff { book, from_book }),
        2 => (any(), any()).prop_map(|(book, shelf)| Step::PlaceByKey { book, shelf }),
        3 => (any(), few()).prop_map(|(shelf, books)| Step::SetBooks { shelf, books }),
        6 => (any(), any(), flip())
            .prop_map(|(book, author, from_author)| Step::Write { book, author, from_author }),
        3 => (any(), few()).prop_map(|(book, authors)| Step::SetAuthors { book, authors }),
        1 => any().prop_map(Step::DeleteShelf),
        1 => any().prop_map(Step::DeleteBook),
        1 => any().prop_map(Step::DeleteAuthor),
        2 => any().prop_map(Step::LoadBooks),
        2 => any().prop_map(Step::LoadAuthors),
        2 => any().prop_map(Step::LoadWritten),
        1 => any().prop_map(Step::LoadShelf),
        1 => Just(Step::Query),
        2 => Just(Step::Flush),
        2 => Just(Step::Commit),
        2 => Just(Step::Rollback),
        1 => Just(Step::Reopen),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let inner = || {
        let ends = |step: &Step| !matches!(step, Step::Commit | Step::Rollback | Step::Reopen);
        plain_step().prop_filter("a savepoint does not end the transaction", ends)
    };
    let nested = move |steps: BoxedStrategy<Step>| {
        (prop::collection::vec(steps, 0..6), any::<bool>())
            .prop_map(|(steps, fails)| Step::Nested { steps, fails })
    };
    let deeper = prop_oneof![5 => inner(), 1 => nested(inner().boxed())].boxed();
    let step = prop_oneof![6 => plain_step(), 1 => nested(deeper)];
    prop::collection::vec(step, 1..60)
}

/// What the database is to hold. Instances are named by the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Reference {
    shelves: BTreeSet<usize>,
    /// The title and the shelf.
    books: BTreeMap<usize, (String, Option<usize>)>,
    authors: BTreeSet<usize>,
    /// Who wrote what: book and author.
    written: BTreeSet<(usize, usize)>,
}

/// A session, its reference, and the handles of everything that ever was.
struct World {
    session: Session,
    now: Reference,
    /// What a rollback goes back to.
    committed: Reference,
    shelves: Vec<Handle<Shelf>>,
    books: Vec<Handle<Book>>,
    authors: Vec<Handle<Author>>,
    renamed: usize,
}

fn pick(present: impl ExactSizeIterator<Item = usize>, number: u8) -> Option<usize> {
    let mut present = present;
    let count = present.len();
    (count > 0).then(|| present.nth(usize::from(number) % count))?
}

impl World {
    fn new(database: &TestDatabase) -> Self {
        Self {
            session: library(database),
            now: Reference::default(),
            committed: Reference::default(),
            shelves: Vec::new(),
            books: Vec::new(),
            authors: Vec::new(),
            renamed: 0,
        }
    }

    fn shelf(&self, number: u8) -> Option<usize> {
        pick(self.now.shelves.iter().copied(), number)
    }

    fn book(&self, number: u8) -> Option<usize> {
        pick(self.now.books.keys().copied(), number)
    }

    fn author(&self, number: u8) -> Option<usize> {
        pick(self.now.authors.iter().copied(), number)
    }

    fn shelf_of(&self, book: usize) -> Option<usize> {
        self.now.books[&book].1
    }

    fn put(&mut self, book: usize, shelf: Option<usize>) {
        self.now.books.get_mut(&book).unwrap().1 = shelf;
    }

    fn run(&mut self, steps: &[Step]) {
        for step in steps {
            self.step(step);
        }
    }

    /// One operation, on both sides. `None` where there is nothing that it could be done to.
    fn step(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::AddShelf => {
                self.now.shelves.insert(self.shelves.len());
                let handle = self.session.add(shelf(&self.shelves.len().to_string()));
                self.shelves.push(handle);
            }
            Step::AddBook { on } => self.add_book(on.and_then(|on| self.shelf(on))),
            Step::AddAuthor { of } => self.add_author(of.and_then(|of| self.book(of))),
            Step::Rename { book } => {
                let book = self.book(book)?;
                self.renamed += 1;
                let title = format!("title {}", self.renamed);
                self.session[self.books[book]].title.clone_from(&title);
                self.now.books.get_mut(&book)?.0 = title;
            }
            _ => return self.place(step),
        }
        Some(())
    }

    /// Which book stands where.
    fn place(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Place {
                book,
                shelf,
                from_book,
            } => {
                let (book, shelf) = (self.book(book)?, self.shelf(shelf)?);
                let (b, s) = (self.books[book], self.shelves[shelf]);
                if from_book {
                    self.session.link(b, Book.shelf, s).unwrap();
                } else {
                    self.session.link(s, Shelf.books, b).unwrap();
                }
                self.put(book, Some(shelf));
            }
            Step::TakeOff { book, from_book } => {
                let book = self.book(book)?;
                let shelf = self.shelf_of(book)?;
                let (b, s) = (self.books[book], self.shelves[shelf]);
                if from_book {
                    self.session.unlink(b, Book.shelf, s).unwrap();
                } else {
                    self.session.unlink(s, Shelf.books, b).unwrap();
                }
                self.put(book, None);
            }
            Step::PlaceByKey { book, shelf } => {
                let (book, shelf) = (self.book(book)?, self.shelf(shelf)?);
                // Both changed and disagreeing is an error; a flush makes the key the only change.
                self.session.flush().unwrap();
                let key = self.session.key(self.shelves[shelf]).unwrap();
                self.session[self.books[book]].shelf_id = Some(key);
                self.session.flush().unwrap();
                self.put(book, Some(shelf));
            }
            Step::SetBooks { shelf, ref books } => {
                let shelf = self.shelf(shelf)?;
                let chosen: BTreeSet<usize> =
                    books.iter().filter_map(|book| self.book(*book)).collect();
                let handles: Vec<_> = chosen.iter().map(|book| self.books[*book]).collect();
                self.session
                    .set(self.shelves[shelf], Shelf.books, handles)
                    .unwrap();
                for (book, (_, on)) in &mut self.now.books {
                    if chosen.contains(book) {
                        *on = Some(shelf);
                    } else if *on == Some(shelf) {
                        *on = None;
                    }
                }
            }
            _ => return self.write(step),
        }
        Some(())
    }

    /// Who wrote what.
    fn write(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Write {
                book,
                author,
                from_author,
            } => {
                let pair = (self.book(book)?, self.author(author)?);
                self.toggle(pair, from_author);
            }
            Step::SetAuthors { book, ref authors } => {
                let book = self.book(book)?;
                let chosen: BTreeSet<usize> = authors
                    .iter()
                    .filter_map(|author| self.author(*author))
                    .collect();
                let handles: Vec<_> = chosen.iter().map(|author| self.authors[*author]).collect();
                self.session
                    .set(self.books[book], Book.authors, handles)
                    .unwrap();
                self.now.written.retain(|(other, _)| *other != book);
                self.now
                    .written
                    .extend(chosen.into_iter().map(|author| (book, author)));
            }
            _ => return self.delete_step(step),
        }
        Some(())
    }

    /// What goes.
    fn delete_step(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::DeleteShelf(shelf) => {
                let shelf = self.shelf(shelf)?;
                self.delete(self.shelves[shelf]);
                self.now.shelves.remove(&shelf);
                for (_, on) in self.now.books.values_mut() {
                    *on = on.filter(|on| *on != shelf);
                }
            }
            Step::DeleteBook(book) => {
                let book = self.book(book)?;
                self.delete(self.books[book]);
                self.now.books.remove(&book);
                self.now.written.retain(|(other, _)| *other != book);
            }
            Step::DeleteAuthor(author) => {
                let author = self.author(author)?;
                self.delete(self.authors[author]);
                self.now.authors.remove(&author);
                self.now.written.retain(|(_, other)| *other != author);
            }
            _ => return self.load_step(step),
        }
        Some(())
    }

    /// What is read; neither side changes.
    fn load_step(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::LoadBooks(shelf) => {
                let shelf = self.shelf(shelf)?;
                self.session.load(self.shelves[shelf], Shelf.books).unwrap();
            }
            Step::LoadAuthors(book) => {
                let book = self.book(book)?;
                self.session.load(self.books[book], Book.authors).unwrap();
            }
            Step::LoadWritten(author) => {
                let author = self.author(author)?;
                self.session
                    .load(self.authors[author], Author.books)
                    .unwrap();
            }
            Step::LoadShelf(book) => {
                let book = self.book(book)?;
                self.session.load(self.books[book], Book.shelf).unwrap();
            }
            Step::Query => {
                let books = self.session.all(select(Book)).unwrap();
                assert_eq!(books.len(), self.now.books.len());
            }
            _ => return self.end(step),
        }
        Some(())
    }

    /// What begins and ends transactions.
    fn end(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Flush => self.session.flush().unwrap(),
            Step::Nested { ref steps, fails } => self.nested(steps, fails),
            Step::Commit => {
                self.session.commit().unwrap();
                self.committed = self.now.clone();
                self.check();
            }
            Step::Rollback => {
                self.session.rollback().unwrap();
                self.now = self.committed.clone();
                self.check();
            }
            Step::Reopen => {
                self.session.rollback().unwrap();
                self.now = self.committed.clone();
                self.reopen();
            }
            _ => return None,
        }
        Some(())
    }

    fn add_book(&mut self, on: Option<usize>) {
        let title = format!("book {}", self.books.len());
        let value = Book {
            shelf: on.map_or_else(Default::default, |on| self.shelves[on].into()),
            ..book(&title)
        };
        self.now.books.insert(self.books.len(), (title, on));
        let handle = self.session.add(value);
        self.books.push(handle);
    }

    fn add_author(&mut self, of: Option<usize>) {
        let value = Author {
            books: of.map(|of| self.books[of]).into_iter().collect(),
            ..writer(&format!("author {}", self.authors.len()))
        };
        self.now.authors.insert(self.authors.len());
        self.now
            .written
            .extend(of.map(|of| (of, self.authors.len())));
        let handle = self.session.add(value);
        self.authors.push(handle);
    }

    fn toggle(&mut self, (book, author): (usize, usize), from_author: bool) {
        let (b, a) = (self.books[book], self.authors[author]);
        let session = &mut self.session;
        if self.now.written.insert((book, author)) {
            if from_author {
                session.link(a, Author.books, b).unwrap();
            } else {
                session.link(b, Book.authors, a).unwrap();
            }
        } else {
            self.now.written.remove(&(book, author));
            if from_author {
                session.unlink(a, Author.books, b).unwrap();
            } else {
                session.unlink(b, Book.authors, a).unwrap();
            }
        }
    }

    /// A new instance is expunged where one in the database is deleted.
    fn delete<T: Model>(&mut self, handle: Handle<T>) {
        if self.session.state(handle) == Some(InstanceState::Pending) {
            self.session.flush().unwrap();
        }
        self.session.delete(handle).unwrap();
        // What is marked may still be linked by the steps that follow, were it not flushed.
        self.session.flush().unwrap();
    }

    fn nested(&mut self, steps: &[Step], fails: bool) {
        let before = self.now.clone();
        let mut session = Session::new(self.session.engine());
        std::mem::swap(&mut session, &mut self.session);
        let result = session.begin_nested(|session| {
            std::mem::swap(session, &mut self.session);
            self.run(steps);
            std::mem::swap(session, &mut self.session);
            if fails {
                return Err(Error::new(ErrorKind::InvalidRequest, "refused"));
            }
            Ok(())
        });
        std::mem::swap(&mut session, &mut self.session);
        if fails {
            assert_eq!(result.unwrap_err().message(), "refused");
            self.now = before;
            self.check_memory();
        } else {
            result.unwrap();
        }
    }

    /// Another session on the same rows, with handles of its own.
    fn reopen(&mut self) {
        self.session = Session::new(self.session.engine());
        let (now, session) = (&self.now, &mut self.session);
        let shelves = session.all(select(Shelf)).unwrap();
        let by_label: BTreeMap<String, Handle<Shelf>> = shelves
            .into_iter()
            .map(|handle| (session[handle].label.clone(), handle))
            .collect();
        for shelf in &now.shelves {
            self.shelves[*shelf] = by_label[&shelf.to_string()];
        }
        let books = session.all(select(Book)).unwrap();
        let by_title: BTreeMap<String, Handle<Book>> = books
            .into_iter()
            .map(|handle| (session[handle].title.clone(), handle))
            .collect();
        for (book, (title, _)) in &now.books {
            self.books[*book] = by_title[title];
        }
        let authors = session.all(select(Author)).unwrap();
        let by_name: BTreeMap<String, Handle<Author>> = authors
            .into_iter()
            .map(|handle| (session[handle].name.clone(), handle))
            .collect();
        for author in &now.authors {
            self.authors[*author] = by_name[&format!("author {author}")];
        }
    }

    fn check(&mut self) {
        self.check_memory();
        self.check_database();
    }

    /// The database has what the reference has, row by row.
    fn check_database(&mut self) {
        let session = &mut self.session;
        let labels = stored(session, select(Shelf.label));
        let wanted = self.now.shelves.iter().map(ToString::to_string).collect();
        assert_eq!(BTreeSet::from_iter(labels), wanted, "shelves");

        let books = select((Book.title, Shelf.label.optional())).outer_join(Book.shelf);
        let books = stored(session, books);
        let wanted = self.now.books.values();
        let wanted = wanted.map(|(title, shelf)| (title.clone(), shelf.map(|it| it.to_string())));
        assert_eq!(BTreeSet::from_iter(books), wanted.collect(), "books");

        let names = stored(session, select(Author.name));
        let wanted = self.now.authors.iter();
        let wanted = wanted.map(|author| format!("author {author}")).collect();
        assert_eq!(BTreeSet::from_iter(names), wanted, "authors");

        let mut pairs = stored(
            session,
            select((Book.title, Author.name)).join(Book.authors),
        );
        pairs.sort_unstable();
        let wanted = self.now.written.iter();
        let wanted = wanted
            .map(|(book, author)| (self.now.books[book].0.clone(), format!("author {author}")));
        let mut wanted: Vec<_> = wanted.collect();
        wanted.sort_unstable();
        assert_eq!(pairs, wanted, "authors of books");
    }

    /// Memory says what the reference says: columns, and both sides of every relationship.
    fn check_memory(&mut self) {
        let now = self.now.clone();
        for (book, (title, shelf)) in &now.books {
            let handle = self.books[*book];
            assert_eq!(self.session[handle].title, *title);
            let loaded = self.session.load(handle, Book.shelf).unwrap();
            assert_eq!(
                loaded,
                shelf.map(|shelf| self.shelves[shelf]),
                "shelf of {title}"
            );
            let key = shelf.map(|shelf| self.session.key(self.shelves[shelf]).unwrap());
            self.session.flush().unwrap();
            assert_eq!(self.session[handle].shelf_id, key, "key of {title}");
            let mut loaded = self.session.load(handle, Book.authors).unwrap();
            loaded.sort_unstable();
            let pairs = now.written.iter().filter(|(other, _)| other == book);
            let mut wanted: Vec<_> = pairs.map(|(_, author)| self.authors[*author]).collect();
            wanted.sort_unstable();
            assert_eq!(loaded, wanted, "authors of {title}");
        }
        for shelf in &now.shelves {
            let mut loaded = self
                .session
                .load(self.shelves[*shelf], Shelf.books)
                .unwrap();
            loaded.sort_unstable();
            let on = now.books.iter().filter(|(_, (_, on))| *on == Some(*shelf));
            let mut wanted: Vec<_> = on.map(|(book, _)| self.books[*book]).collect();
            wanted.sort_unstable();
            assert_eq!(loaded, wanted, "books on shelf {shelf}");
        }
        for author in &now.authors {
            let mut loaded = self
                .session
                .load(self.authors[*author], Author.books)
                .unwrap();
            loaded.sort_unstable();
            let pairs = now.written.iter().filter(|(_, other)| other == author);
            let mut wanted: Vec<_> = pairs.map(|(book, _)| self.books[*book]).collect();
            wanted.sort_unstable();
            assert_eq!(loaded, wanted, "books of author {author}");
        }
    }
}

#[test]
fn memory_and_database_agree_with_a_reference_through_random_histories(database: &TestDatabase) {
    // In memory it is quick; a server answers some thousand statements a second.
    let cases = match database.kind() {
        DatabaseKind::Sqlite => 300,
        DatabaseKind::Server(_) => 25,
    };
    check(cases, &steps(), |steps| {
        let mut world = World::new(database);
        world.run(&steps);
        world.step(&Step::Commit);
        world.step(&Step::Reopen);
        world.check();
        Ok(())
    });
}
