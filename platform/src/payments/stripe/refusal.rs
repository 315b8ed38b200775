//! How Stripe refuses: for the payer, for the state of what it is about, or for a request that it does not understand.

use domain::payments::{Outcome, Receipt};
use domain::{Error, Result};
use reqwest::StatusCode;
use uuid::Uuid;

use super::SERVICE;
use super::wire::Failure;
use crate::outbound::Answer;

/// A refusal that concerns the payer, or the state of what was asked about.
pub(super) struct Refused {
    pub code: String,
}

impl Refused {
    pub fn receipt(self, reference: String) -> Receipt {
        Receipt { reference, outcome: Outcome::Failed { code: self.code } }
    }

    pub fn is_about_state(&self) -> bool {
        self.code == "payment_intent_unexpected_state"
    }
}

/// What was made, or how Stripe refused.
///
/// # Errors
/// `Corrupt` when our key was used for something else before, or the request is one that Stripe does not understand;
/// `Unavailable` when the same request is being handled, or the answer makes no sense.
pub(super) fn read<T: for<'a> serde::Deserialize<'a>>(
    answer: &Answer,
    id: Uuid,
) -> Result<std::result::Result<T, Refused>> {
    if answer.status.is_success() {
        return Ok(Ok(answer.decode()?));
    }
    let Failure { error } = answer.decode()?;
    let status = answer.status.as_u16();
    let code = error.decline_code.or(error.code).unwrap_or_else(|| error.kind.clone());
    let message = error.message.unwrap_or_default();
    if error.kind == "idempotency_error" || code == "idempotency_key_in_use" {
        return match answer.status {
            StatusCode::CONFLICT => Err(Error::unavailable(SERVICE, message)),
            _ => Err(Error::Corrupt(format!("{SERVICE} knows {id} with other contents: {message}"))),
        };
    }
    tracing::warn!(%id, status, code, "{SERVICE} refused {id}: {code}: {message}");
    let concerns_payer = error.kind == "card_error"
        || error.param.is_some_and(|param| param.starts_with("payment_method"))
        || PAYERS.contains(&code.as_str());
    if concerns_payer {
        return Ok(Err(Refused { code }));
    }
    Err(Error::Corrupt(format!("{SERVICE} does not take the request about {id}: {code}: {message}")))
}

/// Codes of requests that were understood, and are refused for what they are about.
const PAYERS: &[&str] = &[
    "payment_intent_unexpected_state",
    "payment_intent_authentication_failure",
    "amount_too_small",
    "amount_too_large",
    "charge_already_refunded",
    "charge_disputed",
    "charge_expired_for_capture",
    "capture_charge_authorization_expired",
    "capture_unauthorized_payment",
    "insufficient_funds",
    "balance_insufficient",
    "refund_disputed_payment",
];
