//! Forgetting drafts: what a customer asked stands in them.

use entity::draft::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::retention::Round;
use crate::store::Store;

/// Forgets those that were asked for before that moment.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    round
        .run(async |limit| {
            let old = draft::Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(Column::CreatedAt.lt(before))
                .order_by_asc(Column::CreatedAt)
                .limit(limit)
                .into_tuple::<Uuid>()
                .all(store.read())
                .await?;
            if old.is_empty() {
                return Ok(0);
            }
            let delete = draft::Entity::delete_many().filter(Column::Id.is_in(old));
            Ok(delete.exec(store.relaxed()).await?.rows_affected)
        })
        .await
}
