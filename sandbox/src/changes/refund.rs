//! Gives captured money back, all or in parts.

use chrono::Utc;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::Request;
use crate::{
    cards::Behaviour,
    error::Error,
    event,
    payment::{Payment, Refund, Status, new_id, timestamp},
    store::Change,
};

/// The body of `POST /v1/payments/{id}/refunds`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct RefundOrder {
    pub amount_minor: i64,
    pub reason: Option<String>,
}

/// Refunds at most what was captured and not yet refunded. The answer is the refund, as JSON; with the card
/// whose refunds fail it says so, and the payment stays as it is.
pub(crate) struct CreateRefund {
    request: Request,
    payment_id: String,
    order: RefundOrder,
}

impl CreateRefund {
    pub(crate) fn new(key: String, payment_id: String, order: RefundOrder) -> Self {
        Self { request: Request::new("refund", key, &(&payment_id, &order)), payment_id, order }
    }

    fn check(&self, payment: &Payment) -> Result<(), Error> {
        if !matches!(payment.status, Status::Captured | Status::PartiallyRefunded) {
            let message = format!("a payment that is {} cannot be refunded", payment.status.name());
            return Err(Error::conflict("invalid_state", message));
        }
        if self.order.amount_minor < 1 {
            return Err(Error::invalid("invalid_amount", "amount_minor must be at least 1"));
        }
        let left = payment.captured_minor - payment.refunded_minor;
        if self.order.amount_minor > left {
            return Err(Error::invalid("amount_too_large", format!("only {left} is left to refund")));
        }
        Ok(())
    }
}

impl Change for CreateRefund {
    type Answer = String;
    const ANNOUNCES: bool = true;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<String, Error> {
        if let Some(answer) = self.request.earlier_answer(txn).await? {
            return Ok(answer);
        }
        let mut payment = Payment::find(&mut *txn, &self.payment_id).await?;
        self.check(&payment)?;
        let fails = payment.card().is_some_and(|card| card.behaviour == Behaviour::FailRefunds);
        let refund = Refund {
            id: new_id("ref"),
            payment_id: payment.id.clone(),
            amount_minor: self.order.amount_minor,
            status: if fails { "failed" } else { "succeeded" }.to_owned(),
            reason: self.order.reason.clone(),
            idempotency_key: self.request.key().to_owned(),
            failure_code: fails.then(|| "refund_refused".to_owned()),
            created_at: timestamp(Utc::now()),
        };
        if !fails {
            payment.refunded_minor += refund.amount_minor;
            let all = payment.refunded_minor == payment.captured_minor;
            payment.status = if all { Status::Refunded } else { Status::PartiallyRefunded };
            payment.update(txn).await?;
        }
        refund.insert(txn).await?;
        event::refund_ended(txn, &refund, &payment).await?;
        self.request.remember(txn, &refund.id, &refund).await
    }
}
