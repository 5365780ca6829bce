//! The unit of work: what is pending, changed and deleted becomes statements in the right order.
//!
//! A flush goes through three stages: `collect` finds what changed and which keys follow from
//! which relationships, `order` sorts models and rows so that what is pointed to exists first,
//! and `write` runs the statements and tells the instances.

mod associations;
mod chunks;
mod collect;
mod delete_batches;
mod deletes;
mod fetched;
mod insert_batches;
mod inserts;
mod keys;
mod order;
mod plan;
mod updates;
mod version;

use super::session::Session;
use crate::Result;

/// Flushes a session.
pub(crate) fn flush(session: &mut Session) -> Result<()> {
    let mut plan = plan::Plan::default();
    collect::collect(session, &mut plan)?;
    if plan.is_empty() {
        return Ok(());
    }
    session.arena.wrote = true;
    // Which database it is may be known no sooner than it is connected.
    session.connection()?;
    inserts::insert(session, &mut plan)?;
    updates::update(session, &mut plan)?;
    associations::write(session, &plan)?;
    deletes::delete(session, &plan)
}
