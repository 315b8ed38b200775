//! Adding an endpoint.

use entity::webhook_endpoint;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;
use uuid::Uuid;

use super::filter::check_filters;
use super::secret;
use super::sender::Sender;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct NewEndpoint {
    pub url: String,
    pub description: String,
    pub events: Vec<String>,
    pub enabled: bool,
}

/// Adds an endpoint with a fresh secret, which is in the returned row.
///
/// # Errors
/// `Invalid` for an address to which webhooks must not go, or filters that match nothing.
pub async fn create(txn: &Txn, sender: &dyn Sender, new: NewEndpoint) -> Result<webhook_endpoint::Model> {
    check_filters(&new.events)?;
    let url = sender.check(&new.url)?;
    let now = now();
    let row = webhook_endpoint::ActiveModel {
        id: Set(Uuid::now_v7()),
        url: Set(url),
        description: Set(new.description),
        events: Set(json!(new.events)),
        enabled: Set(new.enabled),
        disabled_reason: Set(None),
        disabled_at: Set((!new.enabled).then_some(now)),
        secret: Set(secret::generate()),
        previous_secret: Set(None),
        previous_secret_until: Set(None),
        failing_since: Set(None),
        failures: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = row.insert(txn).await?;
    audit::created(txn, Action::WebhookCreate, &row).await?;
    Ok(row)
}
