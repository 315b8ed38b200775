//! Asking for it.

use chrono::TimeDelta;
use entity::data_export;
use entity::states::DataExportState;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::KEPT;
use crate::accounts::staff::{announce, lock};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::store::Txn;

/// How often one customer may ask within [`WINDOW`], which is shorter than rows are kept.
const MOST: usize = 5;
const WINDOW: TimeDelta = TimeDelta::hours(24);

/// Promises the file.
///
/// # Errors
/// Conflict `data_export_under_way` while one is being written; `TooBusy` after five in a day; `NotFound` for the user.
pub async fn ask(txn: &Txn, user_id: Uuid) -> Result<data_export::Model> {
    lock(txn, user_id).await?;
    let now = now();
    let recent = data_export::Entity::find()
        .filter(data_export::Column::UserId.eq(user_id))
        .filter(data_export::Column::CreatedAt.gt(now - WINDOW))
        .order_by_asc(data_export::Column::CreatedAt)
        .all(txn)
        .await?;
    // One whose job was lost for a day is in nobody's way.
    if recent.iter().any(|one| one.state == DataExportState::Asked) {
        return Err(Error::conflict("data_export_under_way", "your data is being gathered; wait for it"));
    }
    if let Some(oldest) = recent.first().filter(|_| recent.len() >= MOST) {
        let after = (oldest.created_at + WINDOW - now).to_std().unwrap_or_default();
        return Err(Error::TooBusy { after });
    }
    let row = data_export::Model {
        id: Uuid::now_v7(),
        user_id,
        state: DataExportState::Asked,
        orders_total: 0,
        orders_told: 0,
        bytes: 0,
        generation: 0,
        created_at: now,
        ready_at: None,
        expires_at: now + KEPT,
    };
    let insert = data_export::Entity::insert(row.clone().into_active_model().reset_all());
    insert.exec_without_returning(txn).await?;
    let asked = json!({ "export_id": row.id });
    audit::did(txn, Action::UserRequestData, user_id, None, Some(asked)).await?;
    announce(txn, user_id, &Event::CustomerDataRequested { user_id, export_id: row.id }).await?;
    Ok(row)
}
