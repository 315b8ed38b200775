//! Takes the money of an authorized payment, once: what is not captured is released.

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::Request;
use crate::{
    error::Error,
    event,
    payment::{Payment, Status},
    store::Change,
};

/// The body of `POST /v1/payments/{id}/capture`. Without an amount, all of it.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct CaptureOrder {
    pub amount_minor: Option<i64>,
}

/// Captures all or a part. The answer is the payment, as JSON.
pub(crate) struct CapturePayment {
    request: Request,
    payment_id: String,
    amount_minor: Option<i64>,
}

impl CapturePayment {
    pub(crate) fn new(key: String, payment_id: String, order: CaptureOrder) -> Self {
        let request = Request::new("capture", key, &(&payment_id, &order));
        Self { request, payment_id, amount_minor: order.amount_minor }
    }
}

impl Change for CapturePayment {
    type Answer = String;
    const ANNOUNCES: bool = true;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<String, Error> {
        if let Some(answer) = self.request.earlier_answer(txn).await? {
            return Ok(answer);
        }
        let mut payment = Payment::find(&mut *txn, &self.payment_id).await?;
        if payment.status != Status::Authorized {
            let message = format!("a payment that is {} cannot be captured", payment.status.name());
            return Err(Error::conflict("invalid_state", message));
        }
        let amount = self.amount_minor.unwrap_or(payment.amount_minor);
        if amount < 1 {
            return Err(Error::invalid("invalid_amount", "amount_minor must be at least 1"));
        }
        if amount > payment.amount_minor {
            let message = format!("only {} is authorized", payment.amount_minor);
            return Err(Error::invalid("amount_too_large", message));
        }
        payment.status = Status::Captured;
        payment.captured_minor = amount;
        payment.update(txn).await?;
        event::payment_changed(txn, &payment).await?;
        self.request.remember(txn, &payment.id, &payment).await
    }
}
