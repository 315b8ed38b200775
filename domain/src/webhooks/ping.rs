//! A test, so that a merchant sees whether what was set up works.

use serde_json::json;
use uuid::Uuid;

use super::deliver::new_job;
use super::disable::lock;
use super::fan_out::insert;
use super::kind::TEST;
use super::message;
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::jobs::{self, Ticket};
use crate::store::Txn;

/// Opens a delivery of a test message, whatever the filters. Returns its id and the tickets to push.
///
/// # Errors
/// `Conflict` `endpoint_disabled` when the endpoint is switched off.
pub async fn ping(txn: &Txn, endpoint_id: Uuid) -> Result<(Uuid, Vec<Ticket>)> {
    let endpoint = lock(txn, endpoint_id).await?;
    if !endpoint.enabled {
        return Err(Error::conflict("endpoint_disabled", "the endpoint is switched off; switch it on first"));
    }
    let message_id = Uuid::now_v7();
    let body = message::test(message_id, endpoint_id);
    let delivery = insert(txn, endpoint_id, message_id, TEST, None, &body).await?;
    let delivery = delivery.ok_or_else(|| Error::Corrupt("a fresh message id is taken".into()))?;
    audit::did(txn, Action::WebhookPing, endpoint_id, None, Some(json!({ "delivery": delivery }))).await?;
    Ok((delivery, jobs::enqueue_all(txn, vec![new_job(delivery)]).await?))
}
