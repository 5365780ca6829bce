//! A bounded cache of compiled text, keyed by the structure of statements.

use std::sync::Arc;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::HashMap;

use super::dialect::Dialect;
use super::key::Key;
use super::prepared::{CompiledText, Prepared};
use super::schemas::SchemaTranslateMap;
use crate::Result;
use crate::sql::StatementNode;

/// Remembers compiled text by structure, for one dialect.
///
/// No value and no length of an IN list is part of the structure, nor is it which alias of a table
/// is used, so that a program has about as many entries as it has places that build statements.
/// Structures are compared word for word, never by a hash alone. What hasn't been used for longest
/// goes when the cache is full.
#[derive(Debug)]
pub struct StatementCache {
    entries: RwLock<HashMap<Box<[u64]>, Entry>>,
    capacity: usize,
    /// Counts the misses: an entry's stamp tells before how many it was used last.
    clock: AtomicU64,
}

#[derive(Debug)]
struct Entry {
    text: Arc<CompiledText>,
    used: AtomicU64,
}

impl StatementCache {
    /// An empty cache for so many structures. One of none compiles every statement.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            entries: RwLock::default(),
            capacity,
            clock: AtomicU64::new(0),
        }
    }

    /// The number of structures that are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.read().map_or(0, |entries| entries.len())
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Compiles a statement, or finds its text.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when the statement contradicts itself or
    /// the database can't do it. Such an answer isn't remembered.
    pub fn prepare<'s>(
        &self,
        node: &'s StatementNode<'s>,
        dialect: &dyn Dialect,
    ) -> Result<Prepared<'s>> {
        self.prepare_in(node, dialect, None)
    }

    /// Compiles a statement with other names for its schemas, or finds its text.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn prepare_in<'s>(
        &self,
        node: &'s StatementNode<'s>,
        dialect: &dyn Dialect,
        schemas: Option<&SchemaTranslateMap>,
    ) -> Result<Prepared<'s>> {
        let mut key = Key::of(node, dialect);
        if let Some(parameter) = key.required() {
            return Err(parameter.without_value());
        }
        // A cache belongs to one dialect. Should another come by, it gets texts of its own.
        key.words.push(dialect.name().as_ptr().addr() as u64);
        if let Some(schemas) = schemas {
            key.words.extend_from_slice(schemas.words());
        }
        if let Some(text) = self.find(&key.words) {
            return CompiledText::prepare(text, key);
        }
        let text = Arc::new(CompiledText::new(node, &key, dialect, schemas)?);
        self.insert(&key.words, &text);
        CompiledText::prepare(text, key)
    }

    #[inline]
    fn find(&self, words: &[u64]) -> Option<Arc<CompiledText>> {
        let entries = self.entries.read().ok()?;
        let entry = entries.get(words)?;
        let now = self.clock.load(Ordering::Relaxed);
        entry.used.store(now, Ordering::Relaxed);
        Some(Arc::clone(&entry.text))
    }

    fn insert(&self, words: &[u64], text: &Arc<CompiledText>) {
        if self.capacity == 0 {
            return;
        }
        let now = self.clock.fetch_add(1, Ordering::Relaxed) + 1;
        let Ok(mut entries) = self.entries.write() else {
            return;
        };
        if entries.len() >= self.capacity {
            evict(&mut entries, self.capacity);
        }
        let entry = Entry {
            text: Arc::clone(text),
            used: AtomicU64::new(now),
        };
        entries.insert(words.into(), entry);
    }
}

/// Makes room: the quarter that hasn't been used for longest goes, so that the next misses find
/// room without looking.
fn evict(entries: &mut HashMap<Box<[u64]>, Entry>, capacity: usize) {
    let mut stamps: Vec<u64> = entries
        .values()
        .map(|entry| entry.used.load(Ordering::Relaxed))
        .collect();
    stamps.sort_unstable();
    let keep = capacity - capacity.div_ceil(4);
    let mut leave = entries.len().saturating_sub(keep);
    let Some(oldest) = stamps.get(leave.saturating_sub(1)).copied() else {
        return;
    };
    entries.retain(|_, entry| {
        let goes = leave > 0 && entry.used.load(Ordering::Relaxed) <= oldest;
        leave -= usize::from(goes);
        !goes
    });
}
