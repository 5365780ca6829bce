//! How long statements may run: what the session was told, as far as that is known.

use std::time::Duration;

/// How long statements may run.
#[derive(Debug)]
pub(super) struct Timeout {
    /// What takes the limit away.
    none: String,
    /// What the session was told last; nothing where a rollback may have taken it back.
    told: Option<Option<Duration>>,
    /// Whether it was ever told anything.
    used: bool,
}

impl Timeout {
    /// The limit that the options of the driver give, if they do.
    pub(super) fn new(default: Option<Duration>) -> Self {
        Self {
            none: match default {
                Some(limit) => setting(limit),
                None => "SET statement_timeout TO DEFAULT".to_owned(),
            },
            told: Some(None),
            used: false,
        }
    }

    /// What the session has to be told, if anything.
    pub(super) fn change(&self, limit: Option<Duration>) -> Option<String> {
        if self.told == Some(limit) {
            return None;
        }
        Some(limit.map_or_else(|| self.none.clone(), setting))
    }

    pub(super) fn was_told(&mut self, limit: Option<Duration>) {
        self.told = Some(limit);
        self.used = true;
    }

    /// A rollback has taken back what was said since a moment that nobody remembers.
    pub(super) fn rolled_back(&mut self) {
        if self.used {
            self.told = None;
        }
    }

    /// Whether the session has to be told that there is no limit before somebody else gets it.
    pub(super) fn is_left_over(&self) -> bool {
        self.used && self.told != Some(None)
    }
}

/// The server counts in milliseconds, and 0 means no limit.
fn setting(limit: Duration) -> String {
    let time = limit.as_millis().clamp(1, 2_147_483_647);
    format!("SET statement_timeout = {time}")
}
