//! Writing down what came of an attempt, and deciding what follows.

use chrono::TimeDelta;
use entity::states::DeliveryState;
use entity::{webhook_attempt, webhook_delivery, webhook_endpoint};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::deliver::Dispatch;
use super::disable::{Reason, disable, lock};
use super::sender::Attempt;
use crate::clock::now;
use crate::error::Result;
use crate::jobs::Ticket;
use crate::store::Txn;

/// An endpoint at which nothing arrives for this long is switched off …
const PATIENCE: TimeDelta = TimeDelta::days(5);
/// … if it was tried at least this often meanwhile.
const TRIES: i64 = 10;

/// Receivers answer 410 to say that they do not want to be told any more.
const GONE: u16 = 410;

/// What follows from an attempt.
#[derive(Debug)]
pub enum Verdict {
    /// Nothing: it arrived, or it is given up. With the tickets of what follows from that.
    Over(Vec<Ticket>),
    /// It is to be tried again.
    Again,
}

/// Writes the attempt into the log. `is_last` says that the ledger allows no further one.
pub async fn record(txn: &Txn, dispatch: &Dispatch, attempt: &Attempt, is_last: bool) -> Result<Verdict> {
    // The endpoint before the delivery, as everywhere: who deletes it takes them in this order too.
    let endpoint = match lock(txn, dispatch.message.endpoint_id).await {
        Ok(endpoint) => endpoint,
        Err(crate::Error::NotFound { .. }) => return Ok(Verdict::Over(Vec::new())),
        Err(error) => return Err(error),
    };
    let delivery =
        webhook_delivery::Entity::find_by_id(dispatch.delivery_id).lock_exclusive().one(txn).await?;
    let Some(delivery) = delivery else { return Ok(Verdict::Over(Vec::new())) };
    let number = delivery.attempts + 1;
    insert(txn, delivery.id, number, attempt).await?;
    let is_gone = attempt.status == Some(GONE);
    let state = match attempt.succeeded() {
        true => DeliveryState::Succeeded,
        // Cancelled while it was under way; its failure changes nothing any more.
        false if delivery.state != DeliveryState::Pending => delivery.state,
        false if is_gone || is_last => DeliveryState::Failed,
        false => DeliveryState::Pending,
    };
    let change = webhook_delivery::ActiveModel {
        state: Set(state),
        attempts: Set(number),
        status: Set(attempt.status.map(i32::from)),
        finished_at: Set((state != DeliveryState::Pending).then(now)),
        ..Default::default()
    };
    webhook_delivery::Entity::update_many()
        .set(change)
        .filter(webhook_delivery::Column::Id.eq(delivery.id))
        .exec(txn)
        .await?;
    // Switching the endpoint off ends this delivery as well.
    Ok(match note_on_endpoint(txn, &endpoint, attempt).await? {
        Some(tickets) => Verdict::Over(tickets),
        None if state != DeliveryState::Pending => Verdict::Over(Vec::new()),
        None => Verdict::Again,
    })
}

async fn insert(txn: &Txn, delivery_id: Uuid, number: i32, attempt: &Attempt) -> Result<()> {
    let row = webhook_attempt::ActiveModel {
        id: Set(Uuid::now_v7()),
        delivery_id: Set(delivery_id),
        number: Set(number),
        started_at: Set(attempt.started_at),
        duration_ms: Set(i64::try_from(attempt.took.as_millis()).unwrap_or(i64::MAX)),
        status: Set(attempt.status.map(i32::from)),
        // PostgreSQL cannot keep NUL in a text.
        answer: Set(attempt.answer.replace('\0', "\u{fffd}")),
        error: Set(attempt.error.clone()),
    };
    row.insert(txn).await?;
    Ok(())
}

/// Keeps the endpoint's record, and switches it off when it has been bad for too long; then there are tickets to push.
async fn note_on_endpoint(
    txn: &Txn,
    endpoint: &webhook_endpoint::Model,
    attempt: &Attempt,
) -> Result<Option<Vec<Ticket>>> {
    if attempt.succeeded() && endpoint.failing_since.is_none() {
        return Ok(None);
    }
    let (failing_since, failures) = match attempt.succeeded() {
        true => (None, 0),
        false => (Some(endpoint.failing_since.unwrap_or(attempt.started_at)), endpoint.failures + 1),
    };
    let record = webhook_endpoint::ActiveModel {
        failing_since: Set(failing_since),
        failures: Set(failures),
        ..Default::default()
    };
    webhook_endpoint::Entity::update_many()
        .set(record)
        .filter(webhook_endpoint::Column::Id.eq(endpoint.id))
        .exec(txn)
        .await?;
    let is_hopeless = failures >= TRIES && failing_since.is_some_and(|since| since <= now() - PATIENCE);
    let reason = match attempt.status {
        Some(GONE) => Reason::Gone,
        _ if is_hopeless => Reason::Failing,
        _ => return Ok(None),
    };
    if endpoint.enabled { Ok(Some(disable(txn, endpoint.id, reason).await?)) } else { Ok(None) }
}
