//! The sandbox provider's JSON, and what it means here.

use domain::payments::{Charge, Notice, Outcome, Receipt, RefundReceipt, RefundRequest};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Serialize)]
pub(super) struct PaymentBody<'a> {
    amount_minor: i64,
    currency: &'a str,
    token: &'a str,
    capture: bool,
    reference: Uuid,
    return_url: &'a str,
}

impl<'a> From<&'a Charge> for PaymentBody<'a> {
    fn from(charge: &'a Charge) -> Self {
        Self {
            amount_minor: charge.amount_minor,
            currency: &charge.currency,
            token: &charge.token,
            capture: charge.capture,
            reference: charge.payment_id,
            return_url: &charge.return_url,
        }
    }
}

#[derive(Serialize)]
pub(super) struct RefundBody<'a> {
    amount_minor: i64,
    reason: &'a str,
}

impl<'a> From<&'a RefundRequest> for RefundBody<'a> {
    fn from(refund: &'a RefundRequest) -> Self {
        Self { amount_minor: refund.amount_minor, reason: &refund.reason }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PaymentStatus {
    Authorized,
    Captured,
    RequiresAction,
    Declined,
    Voided,
    PartiallyRefunded,
    Refunded,
}

#[derive(Debug, Deserialize)]
pub(super) struct Payment {
    id: String,
    /// Our id of it, if it is one of ours.
    pub reference: String,
    status: PaymentStatus,
    amount_minor: Option<i64>,
    captured_minor: Option<i64>,
    decline_code: Option<String>,
    action_url: Option<String>,
}

impl Payment {
    /// # Errors
    /// The field that is missing.
    pub fn into_receipt(self) -> Result<Receipt, &'static str> {
        let outcome = match self.status {
            PaymentStatus::Authorized => Outcome::Authorized { until: None },
            // What was given back was taken before; the shop keeps its own account of refunds.
            PaymentStatus::Captured | PaymentStatus::PartiallyRefunded | PaymentStatus::Refunded => {
                match self.captured_minor.zip(self.amount_minor) {
                    Some((captured, amount)) if captured < amount => {
                        Outcome::CapturedPart { amount_minor: captured }
                    }
                    _ => Outcome::Captured,
                }
            }
            PaymentStatus::RequiresAction => {
                Outcome::RequiresAction { url: self.action_url.ok_or("action_url is missing")? }
            }
            PaymentStatus::Declined => {
                Outcome::Failed { code: self.decline_code.unwrap_or_else(|| "declined".to_owned()) }
            }
            PaymentStatus::Voided => Outcome::Voided,
        };
        Ok(Receipt { reference: self.id, outcome })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RefundStatus {
    Succeeded,
    Failed,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    id: String,
    status: RefundStatus,
    failure_code: Option<String>,
    /// Our id of it, if it is one of ours.
    idempotency_key: Option<String>,
}

impl From<Refund> for RefundReceipt {
    fn from(refund: Refund) -> Self {
        let failed = refund.status == RefundStatus::Failed;
        let failure = failed.then(|| refund.failure_code.unwrap_or_else(|| "refund_failed".to_owned()));
        Self { reference: refund.id, failure }
    }
}

/// The body of a webhook.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(rename = "type")]
    kind: String,
    data: serde_json::Value,
}

#[derive(Debug, Deserialize)]
struct RefundData {
    refund: Refund,
}

impl Event {
    /// What the event says about this shop's payments and refunds; those of others are [`Notice::Other`].
    ///
    /// # Errors
    /// When a payment or refund in it cannot be read.
    pub fn into_notice(self) -> Result<Notice, String> {
        match self.kind.as_str() {
            "payment.authorized"
            | "payment.captured"
            | "payment.declined"
            | "payment.requires_action"
            | "payment.voided" => {
                let payment: Payment =
                    serde_json::from_value(self.data).map_err(|error| error.to_string())?;
                let Ok(payment_id) = payment.reference.parse() else { return Ok(Notice::Other) };
                Ok(Notice::Payment { payment_id, receipt: payment.into_receipt()? })
            }
            "refund.succeeded" | "refund.failed" => {
                let RefundData { refund } =
                    serde_json::from_value(self.data).map_err(|error| error.to_string())?;
                let Some(Ok(refund_id)) = refund.idempotency_key.as_deref().map(str::parse) else {
                    return Ok(Notice::Other);
                };
                Ok(Notice::Refund { refund_id, receipt: refund.into() })
            }
            _ => Ok(Notice::Other),
        }
    }
}
