//! Forgetting questions that are closed: who asked stands in them.

use entity::inquiry::{self, Column};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::retention::Round;
use crate::store::Store;

/// Forgets those that were closed before that moment. Open ones are kept.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    round.forget::<inquiry::Entity>(store, Column::Id, Column::ClosedAt, before).await
}
