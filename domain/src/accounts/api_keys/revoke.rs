//! Making a key worthless, within seconds.

use entity::api_key;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::find;
use crate::accounts::access::begin;
use crate::audit::{self, Action, Actor};
use crate::clock::now;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

/// One that is revoked already stays so. Whoever may revoke keys may revoke each: what it takes away gives nobody more.
///
/// # Errors
/// `NotFound`.
pub async fn revoke(txn: &Txn, by: Actor, id: Uuid) -> Result<api_key::Model> {
    begin(txn, by).await?;
    let before = find(txn, id).await?;
    if before.revoked_at.is_some() {
        audit::changed(txn, Action::ApiKeyRevoke, &before, &before).await?;
        return Ok(before);
    }
    let mut row = before.clone().into_active_model();
    row.revoked_at = Set(Some(now()));
    let after = row.update(txn).await?;
    audit::changed(txn, Action::ApiKeyRevoke, &before, &after).await?;
    events::record(txn, &Event::ApiKeyChanged { key_id: id }, 2).await?;
    Ok(after)
}
