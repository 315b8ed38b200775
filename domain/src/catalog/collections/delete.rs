//! Removing a collection. Its products stay.

use entity::collection;
use entity::states::SlugKind;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::update::lock;
use crate::audit::{self, Action};
use crate::catalog::former_slugs;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let row = lock(txn, id).await?;
    former_slugs::gone(txn, SlugKind::Collection, id).await?;
    collection::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::CollectionDelete, &row).await?;
    events::record(txn, &Event::CollectionChanged { collection_id: id }, row.version + 1).await
}
