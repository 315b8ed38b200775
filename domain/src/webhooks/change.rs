//! Changing an endpoint.

use entity::webhook_endpoint;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::disable::{cancel_pending, lock};
use super::filter::check_filters;
use super::sender::Sender;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct EndpointChange {
    pub url: Option<String>,
    pub description: Option<String>,
    pub events: Option<Vec<String>>,
    pub enabled: Option<bool>,
}

/// Changes an endpoint. One that is switched off gives up what is still to be delivered to it; one that is switched on
/// starts with a clean record.
///
/// # Errors
/// `Invalid` for an address to which webhooks must not go, or filters that match nothing.
pub async fn change(
    txn: &Txn,
    sender: &dyn Sender,
    id: Uuid,
    change: EndpointChange,
) -> Result<webhook_endpoint::Model> {
    let row = lock(txn, id).await?;
    let was_enabled = row.enabled;
    let mut new = row.clone().into_active_model();
    if let Some(url) = change.url {
        new.url = Set(sender.check(&url)?);
    }
    if let Some(description) = change.description {
        new.description = Set(description);
    }
    if let Some(events) = change.events {
        check_filters(&events)?;
        new.events = Set(json!(events));
    }
    let now = now();
    match change.enabled {
        Some(true) if !was_enabled => {
            new.enabled = Set(true);
            new.disabled_reason = Set(None);
            new.disabled_at = Set(None);
            new.failing_since = Set(None);
            new.failures = Set(0);
        }
        Some(false) if was_enabled => {
            new.enabled = Set(false);
            new.disabled_at = Set(Some(now));
            cancel_pending(txn, id, now).await?;
        }
        _ => {}
    }
    new.updated_at = Set(now);
    let changed = new.update(txn).await?;
    audit::changed(txn, Action::WebhookUpdate, &row, &changed).await?;
    Ok(changed)
}
