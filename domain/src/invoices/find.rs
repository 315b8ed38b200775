//! Fetching an invoice for those who may have it.

use bytes::Bytes;
use entity::invoice;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::orders::{Viewer, require_visible};
use crate::storage::Storage;
use crate::store::Store;

pub struct InvoiceFile {
    /// `2026-000001.pdf`
    pub filename: String,
    pub content: Bytes,
}

/// The PDF of the order's invoice.
///
/// # Errors
/// `NotFound` when it is somebody else's or not made yet.
pub async fn find_of_order(
    store: &Store,
    storage: &dyn Storage,
    order_id: Uuid,
    viewer: &Viewer,
) -> Result<InvoiceFile> {
    let db = store.read();
    require_visible(db, order_id, viewer).await?;
    let invoice = invoice::Entity::find()
        .filter(invoice::Column::OrderId.eq(order_id))
        .filter(invoice::Column::Sha256.is_not_null())
        .one(db)
        .await?
        .ok_or(Error::NotFound { what: "invoice; it is made when the order is paid" })?;
    let content = storage.get(&invoice.storage_key).await?;
    Ok(InvoiceFile { filename: format!("{}.pdf", invoice.number), content })
}
