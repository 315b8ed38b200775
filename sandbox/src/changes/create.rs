//! Makes a payment, and authorizes, captures or declines it as its card says.

use chrono::Utc;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::Request;
use crate::{
    cards::{self, Behaviour, Card},
    config::is_web_address,
    error::Error,
    event,
    payment::{Payment, Status, is_currency, new_id, timestamp},
    store::Change,
};

/// The largest amount of one payment, in minor units.
const LARGEST: i64 = 100_000_000_000;

/// The body of `POST /v1/payments`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct PaymentOrder {
    pub amount_minor: i64,
    pub currency: String,
    pub token: String,
    #[serde(default)]
    pub capture: bool,
    pub reference: String,
    /// Where the hosted page sends the shopper back to.
    pub return_url: Option<String>,
}

impl PaymentOrder {
    /// Refuses what no provider would take. Returns the card.
    fn check(&self) -> Result<&'static Card, Error> {
        if !(1..=LARGEST).contains(&self.amount_minor) {
            let message = format!("amount_minor must be between 1 and {LARGEST}");
            return Err(Error::invalid("invalid_amount", message));
        }
        if !is_currency(&self.currency) {
            return Err(Error::invalid(
                "invalid_currency",
                "currency must be three capital letters (ISO 4217)",
            ));
        }
        if self.reference.is_empty() || self.reference.len() > 200 {
            return Err(Error::invalid("invalid_reference", "reference must have 1 to 200 characters"));
        }
        if self.return_url.as_deref().is_some_and(|url| !is_web_address(url)) {
            return Err(Error::invalid("invalid_return_url", "return_url must be an http or https address"));
        }
        cards::find_by_token(&self.token).ok_or_else(|| Error::invalid("invalid_token", "no such token"))
    }
}

/// Creates one payment per idempotency key. The answer is the payment, as JSON.
pub(crate) struct CreatePayment {
    request: Request,
    payment: Payment,
}

impl CreatePayment {
    /// # Errors
    /// When a field of the order cannot be accepted.
    pub(crate) fn new(key: String, order: PaymentOrder, public_url: &str) -> Result<Self, Error> {
        let card = order.check()?;
        let request = Request::new("payment", key, &order);
        let (status, decline_code) = match card.behaviour {
            Behaviour::Decline(code) => (Status::Declined, Some(code.to_owned())),
            Behaviour::RequireAction => (Status::RequiresAction, None),
            _ if order.capture => (Status::Captured, None),
            _ => (Status::Authorized, None),
        };
        let id = new_id("pay");
        let action_url = (status == Status::RequiresAction).then(|| format!("{public_url}/pay/{id}"));
        let payment = Payment {
            id,
            reference: order.reference,
            status,
            amount_minor: order.amount_minor,
            captured_minor: if status == Status::Captured { order.amount_minor } else { 0 },
            refunded_minor: 0,
            currency: order.currency,
            decline_code,
            action_url,
            created_at: timestamp(Utc::now()),
            capture: order.capture,
            token: order.token,
            return_url: order.return_url,
        };
        Ok(Self { request, payment })
    }
}

impl Change for CreatePayment {
    type Answer = String;
    const ANNOUNCES: bool = true;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<String, Error> {
        if let Some(answer) = self.request.earlier_answer(txn).await? {
            return Ok(answer);
        }
        self.payment.insert(txn).await?;
        event::payment_changed(txn, &self.payment).await?;
        self.request.remember(txn, &self.payment.id, &self.payment).await
    }
}
