//! Writing the file, and what comes of it.

use entity::states::DataExportState;
use entity::{data_export, order};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::document::Document;
use super::gather::Gathering;
use super::{KEPT, file_key};
use crate::accounts::staff::{announce, lock};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::storage::Storage;
use crate::store::{Store, Txn};

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub generation: i32,
    pub orders: i64,
    pub bytes: i64,
}

/// Writes the file of that run of the job; `None` when it is there already, or nobody wants it any more. How far it is
/// stands in the row. Rows are as they are when they are read: the file is not one moment.
///
/// # Errors
/// The storage; the database; `NotFound` for the user.
pub async fn write(
    store: &Store,
    storage: &dyn Storage,
    id: Uuid,
    generation: i32,
) -> Result<Option<Written>> {
    let row = data_export::Entity::find_by_id(id).one(store.read()).await?;
    let is_wanted = |row: &data_export::Model| row.state != DataExportState::Ready && row.expires_at > now();
    let Some(row) = row.filter(is_wanted) else { return Ok(None) };
    let theirs = order::Entity::find().filter(order::Column::UserId.eq(row.user_id));
    let total = theirs.count(store.read()).await?;
    let begun = data_export::ActiveModel {
        state: Set(DataExportState::Asked),
        generation: Set(generation),
        orders_total: Set(i64::try_from(total).unwrap_or(i64::MAX)),
        orders_told: Set(0),
        ..Default::default()
    };
    progress(store, id, begun).await?;
    let document = Document::begin(storage, file_key(id, generation)).await?;
    let mut gathering = Gathering { store, user_id: row.user_id, document };
    gathering.account().await?;
    gathering.lists().await?;
    gathering.wishlist().await?;
    gathering.carts().await?;
    gathering.events(storage).await?;
    let orders = gathering.orders(id).await?;
    let bytes = i64::try_from(gathering.document.finish().await?).unwrap_or(i64::MAX);
    Ok(Some(Written { generation, orders, bytes }))
}

/// Notes how far a file is that is not there yet.
pub(super) async fn progress(store: &Store, id: Uuid, change: data_export::ActiveModel) -> Result<()> {
    data_export::Entity::update_many()
        .set(change)
        .filter(data_export::Column::Id.eq(id))
        .filter(data_export::Column::State.ne(DataExportState::Ready))
        .exec(store.relaxed())
        .await?;
    Ok(())
}

/// The file is there from now on, and its time begins.
pub async fn ready(txn: &Txn, id: Uuid, written: &Written) -> Result<()> {
    let row = data_export::Entity::find_by_id(id).one(txn).await?;
    let row = row.ok_or(Error::NotFound { what: "export" })?;
    lock(txn, row.user_id).await?;
    let now = now();
    let change = data_export::ActiveModel {
        state: Set(DataExportState::Ready),
        generation: Set(written.generation),
        orders_total: Set(written.orders),
        orders_told: Set(written.orders),
        bytes: Set(written.bytes),
        ready_at: Set(Some(now)),
        expires_at: Set(now + KEPT),
        ..Default::default()
    };
    let update = data_export::Entity::update_many().set(change).filter(data_export::Column::Id.eq(id));
    update.exec(txn).await?;
    announce(txn, row.user_id, &Event::CustomerDataReady { user_id: row.user_id, export_id: id }).await
}

/// No run will write it, unless somebody mends the job: the customer may ask again.
pub async fn fail(store: &Store, id: Uuid) -> Result<()> {
    let failed = data_export::ActiveModel { state: Set(DataExportState::Failed), ..Default::default() };
    progress(store, id, failed).await
}
