//! Fetching invoices and credit notes for those who may have them.

use bytes::Bytes;
use entity::{credit_note, invoice};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
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

/// The PDF of a credit note of the order.
///
/// # Errors
/// `NotFound` when it is somebody else's, another order's or not made yet.
pub async fn find_credit_note_file(
    store: &Store,
    storage: &dyn Storage,
    (order_id, id): (Uuid, Uuid),
    viewer: &Viewer,
) -> Result<InvoiceFile> {
    let db = store.read();
    require_visible(db, order_id, viewer).await?;
    let note = credit_note::Entity::find_by_id(id)
        .filter(credit_note::Column::OrderId.eq(order_id))
        .filter(credit_note::Column::Sha256.is_not_null())
        .one(db)
        .await?
        .ok_or(Error::NotFound { what: "credit note; it is printed soon after a refund" })?;
    let content = storage.get(&note.storage_key).await?;
    Ok(InvoiceFile { filename: format!("{}.pdf", note.number), content })
}

/// What to list. All of it must match.
#[derive(Debug, Clone, Default)]
pub struct CreditNoteFilter {
    pub order_id: Option<Uuid>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub oldest_first: bool,
    /// Continue after this row of an earlier page.
    pub after: Option<(Timestamp, Uuid)>,
    pub limit: u64,
}

/// Credit notes by the time of their issue. One query.
pub async fn list_credit_notes(
    db: &impl ConnectionTrait,
    filter: &CreditNoteFilter,
) -> Result<Vec<credit_note::Model>> {
    use credit_note::Column;
    let mut query = credit_note::Entity::find();
    if let Some(order_id) = filter.order_id {
        query = query.filter(Column::OrderId.eq(order_id));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::IssuedAt.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::IssuedAt.lt(until));
    }
    if let Some((at, id)) = filter.after {
        let (beyond, same) = if filter.oldest_first {
            (Column::IssuedAt.gt(at), Column::Id.gt(id))
        } else {
            (Column::IssuedAt.lt(at), Column::Id.lt(id))
        };
        query = query.filter(beyond.or(Column::IssuedAt.eq(at).and(same)));
    }
    let direction = if filter.oldest_first { sea_orm::Order::Asc } else { sea_orm::Order::Desc };
    query = query.order_by(Column::IssuedAt, direction.clone()).order_by(Column::Id, direction);
    Ok(query.limit(filter.limit).all(db).await?)
}
