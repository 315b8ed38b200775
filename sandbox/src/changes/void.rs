//! Lets go of a payment that took no money yet.

use sqlx::SqliteConnection;

use super::Request;
use crate::{
    error::Error,
    event,
    payment::{Payment, Status},
    store::Change,
};

/// Voids an authorization, or one that still waits for consent. The answer is the payment, as JSON.
pub(crate) struct VoidPayment {
    request: Request,
    payment_id: String,
}

impl VoidPayment {
    pub(crate) fn new(key: String, payment_id: String) -> Self {
        Self { request: Request::new("void", key, &payment_id), payment_id }
    }
}

impl Change for VoidPayment {
    type Answer = String;
    const ANNOUNCES: bool = true;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<String, Error> {
        if let Some(answer) = self.request.earlier_answer(txn).await? {
            return Ok(answer);
        }
        let mut payment = Payment::find(&mut *txn, &self.payment_id).await?;
        if !matches!(payment.status, Status::Authorized | Status::RequiresAction) {
            let message = format!("a payment that is {} cannot be voided", payment.status.name());
            return Err(Error::conflict("invalid_state", message));
        }
        payment.status = Status::Voided;
        payment.action_url = None;
        payment.update(txn).await?;
        event::payment_changed(txn, &payment).await?;
        self.request.remember(txn, &payment.id, &payment).await
    }
}
