//! The clauses of a SELECT in which MySQL and MariaDB differ.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::clauses;
use alchemy::sql::{Lock, LockStrength};

use super::MySqlFlavour;

/// There are no locks of keys alone, so the row's is taken.
pub(super) fn lock(cx: &mut Context<'_>, lock: &Lock, flavour: MySqlFlavour) -> Result<()> {
    let strength = match lock.strength {
        LockStrength::Update | LockStrength::NoKeyUpdate => LockStrength::Update,
        LockStrength::Share | LockStrength::KeyShare => LockStrength::Share,
    };
    if flavour == MySqlFlavour::MariaDb {
        if !lock.of.is_empty() {
            return Err(cx.unsupported("a lock on the rows of some tables only"));
        }
        if strength == LockStrength::Share {
            cx.push(" LOCK IN SHARE MODE");
            clauses::lock_wait(cx, lock);
            return Ok(());
        }
    }
    let lock = Lock {
        strength,
        ..lock.clone()
    };
    clauses::lock(cx, &lock)
}
