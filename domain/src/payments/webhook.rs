//! Webhooks of providers: stored as they came, then processed by a job.

use entity::webhook_receipt;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Store;

/// Stores a webhook whose signature was checked, and enqueues its processing. One that was stored before changes
/// nothing: providers repeat themselves. `subject_id` is the payment or refund it is about, if it can be read. Returns the tickets to push.
pub async fn receive_webhook(
    store: &Store,
    provider: &str,
    event_id: &str,
    body: &str,
    subject_id: Option<Uuid>,
) -> Result<Vec<Ticket>> {
    store
        .write(async |txn| {
            let id = Uuid::now_v7();
            let row = webhook_receipt::ActiveModel {
                id: Set(id),
                provider: Set(provider.to_owned()),
                event_id: Set(event_id.to_owned()),
                body: Set(body.to_owned()),
                subject_id: Set(subject_id),
                received_at: Set(now()),
                processed_at: Set(None),
            };
            let inserted = webhook_receipt::Entity::insert(row)
                .on_conflict(
                    OnConflict::columns([
                        webhook_receipt::Column::Provider,
                        webhook_receipt::Column::EventId,
                    ])
                    .do_nothing()
                    .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
            if inserted == 0 {
                return Ok(Vec::new());
            }
            jobs::enqueue_all(txn, vec![NewJob::new(Job::ProcessWebhook { receipt_id: id })]).await
        })
        .await
}

/// The receipt, unless it has been processed.
pub async fn webhook_to_process(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<webhook_receipt::Model>> {
    let row =
        webhook_receipt::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "webhook" })?;
    Ok(if row.processed_at.is_some() { None } else { Some(row) })
}

/// Notes that these receipts have been processed. Whoever does it outside of the transaction that acted on them does no harm
/// if the note is lost: they are processed again, and change nothing.
pub async fn webhooks_done(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    webhook_receipt::Entity::update_many()
        .set(webhook_receipt::ActiveModel { processed_at: Set(Some(now())), ..Default::default() })
        .filter(webhook_receipt::Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}
