//! Stripe's JSON, as far as it is read, and what it means here.

use chrono::DateTime;
use domain::payments::{Listed, Outcome, Receipt, RefundReceipt};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

/// A list, or the answer to a search.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// How Stripe says that something was wrong.
#[derive(Debug, Deserialize)]
pub(super) struct Failure {
    pub error: ErrorBody,
}

#[derive(Debug, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(rename = "type")]
    pub kind: String,
    pub code: Option<String>,
    pub decline_code: Option<String>,
    pub message: Option<String>,
    pub param: Option<String>,
}

/// What we wrote on it. What others wrote is none of ours.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Metadata {
    #[serde(default, deserialize_with = "ours")]
    pub payment_id: Option<Uuid>,
    #[serde(default, deserialize_with = "ours")]
    pub refund_id: Option<Uuid>,
}

fn ours<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Uuid>, D::Error> {
    Ok(Option::<String>::deserialize(input)?.and_then(|text| text.parse().ok()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Canceled,
    Succeeded,
}

#[derive(Debug, Deserialize)]
pub(super) struct Intent {
    pub id: String,
    status: IntentStatus,
    amount: i64,
    #[serde(default)]
    amount_received: i64,
    currency: String,
    #[serde(default)]
    pub metadata: Metadata,
    last_payment_error: Option<ErrorBody>,
    next_action: Option<NextAction>,
    #[serde(default)]
    latest_charge: Expandable<Charge>,
}

/// What is there as a whole, by its id alone, or not.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Expandable<T> {
    Whole(Box<T>),
    Id(#[allow(dead_code, reason = "read to tell it from the whole")] String),
    #[default]
    None,
}

impl<T> Expandable<T> {
    fn whole(&self) -> Option<&T> {
        if let Self::Whole(value) = self { Some(value) } else { None }
    }
}

#[derive(Debug, Deserialize)]
struct NextAction {
    redirect_to_url: Option<Redirect>,
}

#[derive(Debug, Deserialize)]
struct Redirect {
    url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Charge {
    pub id: String,
    pub amount_refunded: i64,
    #[serde(default)]
    pub metadata: Metadata,
    payment_method_details: Option<MethodDetails>,
}

#[derive(Debug, Deserialize)]
struct MethodDetails {
    card: Option<CardDetails>,
}

#[derive(Debug, Deserialize)]
struct CardDetails {
    capture_before: Option<i64>,
}

impl Intent {
    /// What it has come to; `None` when it was never confirmed.
    ///
    /// # Errors
    /// The field that is missing.
    pub fn into_receipt(self) -> Result<Option<Receipt>, &'static str> {
        let outcome = match self.status {
            IntentStatus::RequiresConfirmation => return Ok(None),
            IntentStatus::RequiresPaymentMethod => match self.last_payment_error {
                None => return Ok(None),
                Some(error) => {
                    let code = error.decline_code.or(error.code).unwrap_or(error.kind);
                    Outcome::Failed { code }
                }
            },
            IntentStatus::RequiresAction => {
                let redirect = self.next_action.and_then(|action| action.redirect_to_url);
                let url = redirect.and_then(|redirect| redirect.url);
                Outcome::RequiresAction { url: url.ok_or("next_action.redirect_to_url is missing")? }
            }
            IntentStatus::Processing => Outcome::Processing,
            IntentStatus::RequiresCapture => {
                let charge = self.latest_charge.whole();
                let details = charge.and_then(|charge| charge.payment_method_details.as_ref());
                let before = details.and_then(|details| details.card.as_ref()?.capture_before);
                Outcome::Authorized { until: before.and_then(|at| DateTime::from_timestamp(at, 0)) }
            }
            IntentStatus::Canceled => Outcome::Voided,
            IntentStatus::Succeeded if self.amount_received < self.amount => {
                Outcome::CapturedPart { amount_minor: self.amount_received }
            }
            IntentStatus::Succeeded => Outcome::Captured,
        };
        Ok(Some(Receipt { reference: self.id, outcome }))
    }

    pub fn into_listed(self) -> Listed {
        let state = match self.status {
            IntentStatus::Succeeded => "captured",
            IntentStatus::RequiresCapture => "authorized",
            IntentStatus::Canceled => "voided",
            IntentStatus::RequiresAction => "requires_action",
            IntentStatus::Processing => "processing",
            IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation => "failed",
        };
        Listed {
            state: state.to_owned(),
            payment_id: self.metadata.payment_id,
            captured_minor: self.amount_received,
            refunded_minor: self.latest_charge.whole().map_or(0, |charge| charge.amount_refunded),
            currency: self.currency.to_uppercase(),
            reference: self.id,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RefundStatus {
    /// Cards are refunded at once, as far as we can tell; a failure is told of later.
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    id: String,
    status: RefundStatus,
    failure_reason: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

impl Refund {
    /// `None` while it is not decided.
    pub fn decided(self) -> Option<RefundReceipt> {
        let undecided = matches!(self.status, RefundStatus::Pending | RefundStatus::RequiresAction);
        (!undecided).then(|| self.into_receipt())
    }

    /// One that is under way counts as made.
    pub fn into_receipt(self) -> RefundReceipt {
        let failed = matches!(self.status, RefundStatus::Failed | RefundStatus::Canceled);
        let failure = failed.then(|| self.failure_reason.unwrap_or_else(|| "refund_failed".to_owned()));
        RefundReceipt { reference: self.id, failure }
    }
}
