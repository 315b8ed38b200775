//! Forgetting drafts: what a customer asked stands in them.

use entity::draft::{self, Column};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::retention::Round;
use crate::store::Store;

/// Forgets those that were asked for before that moment.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    round.forget::<draft::Entity>(store, Column::Id, Column::CreatedAt, before).await
}
