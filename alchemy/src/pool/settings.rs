//! How a pool behaves.

use std::time::Duration;

/// What a pool does with connections that nobody uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PoolKind {
    /// Keeps some of them for the next user.
    #[default]
    Queue,
    /// Keeps none: each use opens a connection and closes it. For a pooler that stands between
    /// program and server, and for programs that rarely use the database.
    Null,
    /// Has one connection for ever, which its users take turns with. For a database in memory,
    /// which has this kind whatever is asked for, and for what must see its own session.
    Static,
}

/// Which of the idle connections is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PoolOrder {
    /// The one that was returned last: the others rest, and a server that closes idle connections
    /// can.
    #[default]
    Lifo,
    /// The one that was returned first: all are used alike.
    Fifo,
}

/// How a pool behaves.
#[derive(Clone, Debug)]
pub(crate) struct PoolSettings {
    pub(crate) kind: PoolKind,
    /// The number of connections that are kept.
    pub(crate) size: u16,
    /// How many more may be open while they are in use.
    pub(crate) max_overflow: u16,
    /// How long a caller waits for one.
    pub(crate) timeout: Duration,
    /// Whether a connection is asked for a sign of life before it is handed out again.
    pub(crate) pre_ping: bool,
    /// The age at which a connection is replaced.
    pub(crate) recycle: Option<Duration>,
    pub(crate) order: PoolOrder,
    /// Whether the data lives in the connection, which is therefore never replaced.
    pub(crate) single: bool,
}

impl PoolSettings {
    /// The same, free of contradictions.
    pub(super) fn settled(mut self) -> Self {
        if self.single {
            self.kind = PoolKind::Static;
        }
        match self.kind {
            PoolKind::Queue => self.size = self.size.max(1),
            PoolKind::Static => (self.size, self.max_overflow) = (1, 0),
            PoolKind::Null => (self.size, self.max_overflow) = (0, u16::MAX),
        }
        self
    }

    /// How many connections may be open at once.
    pub(super) fn limit(&self) -> u32 {
        u32::from(self.size) + u32::from(self.max_overflow)
    }
}
