//! Exchanging the secret of an endpoint.

use chrono::TimeDelta;
use entity::webhook_endpoint;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::disable::lock;
use super::secret;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// Makes a fresh secret, which is in the returned row. The one before signs as well for `overlap`; with none it ends at
/// once. Of three, the oldest ends at once.
pub async fn rotate(txn: &Txn, id: Uuid, overlap: TimeDelta) -> Result<webhook_endpoint::Model> {
    let row = lock(txn, id).await?;
    let now = now();
    let keeps = overlap > TimeDelta::zero();
    let old = row.secret.clone();
    let mut new = row.into_active_model();
    new.secret = Set(secret::generate());
    new.previous_secret = Set(keeps.then_some(old));
    new.previous_secret_until = Set(keeps.then(|| now + overlap));
    new.updated_at = Set(now);
    audit::did(txn, Action::WebhookRotateSecret, id, None, None).await?;
    Ok(new.update(txn).await?)
}
