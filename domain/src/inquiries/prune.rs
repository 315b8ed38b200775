//! Forgetting questions that are closed: who asked stands in them.

use entity::inquiry::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::retention::Round;
use crate::store::Store;

/// Forgets those that were closed before that moment. Open ones are kept.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    round
        .run(async |limit| {
            let old = inquiry::Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(Column::ClosedAt.lt(before))
                .order_by_asc(Column::ClosedAt)
                .limit(limit)
                .into_tuple::<Uuid>()
                .all(store.read())
                .await?;
            if old.is_empty() {
                return Ok(0);
            }
            let delete = inquiry::Entity::delete_many().filter(Column::Id.is_in(old));
            Ok(delete.exec(store.relaxed()).await?.rows_affected)
        })
        .await
}
