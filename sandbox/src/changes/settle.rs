//! Takes the shopper's answer on the hosted page.

use sqlx::SqliteConnection;

use crate::{
    error::Error,
    event,
    payment::{Payment, Status},
    store::Change,
};

/// What the shopper pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    Given,
    Refused,
}

/// Settles a payment that waits for consent. The first answer counts; later ones change nothing. The answer is
/// the payment as it then is.
pub(crate) struct SettlePayment {
    pub payment_id: String,
    pub consent: Consent,
}

impl Change for SettlePayment {
    type Answer = Payment;
    const ANNOUNCES: bool = true;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<Payment, Error> {
        let mut payment = Payment::find(&mut *txn, &self.payment_id).await?;
        if payment.status != Status::RequiresAction {
            return Ok(payment);
        }
        payment.action_url = None;
        match self.consent {
            Consent::Refused => {
                payment.status = Status::Declined;
                payment.decline_code = Some("authentication_failed".to_owned());
            }
            Consent::Given if payment.capture => {
                payment.status = Status::Captured;
                payment.captured_minor = payment.amount_minor;
            }
            Consent::Given => payment.status = Status::Authorized,
        }
        payment.update(txn).await?;
        event::payment_changed(txn, &payment).await?;
        Ok(payment)
    }
}
