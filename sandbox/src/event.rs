//! What is announced by webhook: written in the transaction of the change, delivered by the courier.

use chrono::Utc;
use serde::Serialize;
use sqlx::SqliteConnection;

use crate::{
    error::Error,
    payment::{Payment, Refund, Status, new_id, timestamp},
};

/// The body of a webhook.
#[derive(Serialize)]
struct Event<'a, D> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: String,
    data: &'a D,
}

#[derive(Serialize)]
struct RefundData<'a> {
    refund: &'a Refund,
    payment: &'a Payment,
}

/// Announces the state the payment has come to.
pub(crate) async fn payment_changed(txn: &mut SqliteConnection, payment: &Payment) -> Result<(), Error> {
    let kind = match payment.status {
        Status::Authorized => "payment.authorized",
        Status::Captured => "payment.captured",
        Status::RequiresAction => "payment.requires_action",
        Status::Declined => "payment.declined",
        Status::Voided => "payment.voided",
        // A refund announces itself, with the payment in it.
        Status::PartiallyRefunded | Status::Refunded => return Ok(()),
    };
    record(txn, kind, payment).await
}

/// Announces how a refund ended.
pub(crate) async fn refund_ended(
    txn: &mut SqliteConnection,
    refund: &Refund,
    payment: &Payment,
) -> Result<(), Error> {
    let kind = if refund.status == "succeeded" { "refund.succeeded" } else { "refund.failed" };
    record(txn, kind, &RefundData { refund, payment }).await
}

async fn record(txn: &mut SqliteConnection, kind: &'static str, data: &impl Serialize) -> Result<(), Error> {
    let (id, now) = (new_id("evt"), Utc::now());
    let event = Event { id: &id, kind, created_at: timestamp(now), data };
    let body = serde_json::to_string(&event).expect("an event is plain data");
    sqlx::query("INSERT INTO events (id, body, attempts, due_at) VALUES (?, ?, 0, ?)")
        .bind(&id)
        .bind(body)
        .bind(now.timestamp_millis())
        .execute(txn)
        .await?;
    Ok(())
}
