//! Asking all processes to close their breakers to a provider: a note in their rows, which they take from there.

use entity::outside_state as row;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::Phase;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::Result;
use crate::store::Store;

/// Asks every process whose breaker to the provider is not closed to close it, on behalf of `by`. They do within some
/// seconds. Returns how many were asked.
pub async fn request_close(store: &Store, provider: &str, by: &str) -> Result<u64> {
    let change = row::ActiveModel {
        close_requested_at: Set(Some(now())),
        close_requested_by: Set(Some(by.to_owned())),
        ..Default::default()
    };
    let asked = store
        .write(async |txn| {
            let asked = row::Entity::update_many()
                .set(change)
                .filter(row::Column::Provider.eq(provider))
                .filter(row::Column::Breaker.ne(Phase::Closed.as_str()))
                .exec(txn)
                .await?
                .rows_affected;
            audit::did(txn, Action::ProviderClose, provider, None, Some(json!({ "processes": asked })))
                .await?;
            Ok(asked)
        })
        .await?;
    tracing::info!(provider, asked, "an operator asked {asked} processes to call {provider} again");
    Ok(asked)
}

/// Whether `process` was asked to close its breaker to the provider since it looked last.
pub async fn take_close(store: &Store, provider: &str, process: &str) -> Result<bool> {
    let taken = row::Entity::update_many()
        .set(row::ActiveModel { close_requested_at: Set(None), ..Default::default() })
        .filter(row::Column::Provider.eq(provider))
        .filter(row::Column::Process.eq(process))
        .filter(row::Column::CloseRequestedAt.is_not_null())
        .exec(store.relaxed())
        .await?;
    Ok(taken.rows_affected > 0)
}
