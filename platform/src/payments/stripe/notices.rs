//! Stripe's events, and what they mean here. An event carries its object as it was then.

use chrono::DateTime;
use domain::entity::states::DisputeState;
use domain::payments::{DisputeNotice, Notice};
use domain::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::SERVICE;
use super::wire::{Charge, Intent, Refund};

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DisputeStatus {
    WarningNeedsResponse,
    WarningUnderReview,
    WarningClosed,
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
    Prevented,
}

#[derive(Debug, Deserialize)]
struct Dispute {
    id: String,
    amount: i64,
    currency: String,
    created: i64,
    payment_intent: Option<String>,
    reason: String,
    status: DisputeStatus,
    evidence_details: Option<Evidence>,
}

#[derive(Debug, Deserialize)]
struct Evidence {
    due_by: Option<i64>,
}

/// The event's id.
pub(super) fn id_of(body: &str) -> Result<String> {
    Ok(event(body)?.id)
}

/// What the event says about this shop's payments; what it says about others is [`Notice::Other`].
pub(super) fn read(body: &str) -> Result<Notice> {
    let event = event(body)?;
    match event.kind.as_str() {
        "payment_intent.succeeded"
        | "payment_intent.payment_failed"
        | "payment_intent.canceled"
        | "payment_intent.requires_action"
        | "payment_intent.processing"
        | "payment_intent.amount_capturable_updated" => {
            let intent: Intent = object(event)?;
            let Some(payment_id) = intent.metadata.payment_id else { return Ok(Notice::Other) };
            let receipt = intent.into_receipt().map_err(unreadable)?;
            Ok(receipt.map_or(Notice::Other, |receipt| Notice::Payment { payment_id, receipt }))
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let refund: Refund = object(event)?;
            let refund_id = refund.metadata.refund_id;
            // Those made at Stripe itself come with `charge.refunded`.
            Ok(refund_id
                .zip(refund.decided())
                .map_or(Notice::Other, |(refund_id, receipt)| Notice::Refund { refund_id, receipt }))
        }
        "charge.refunded" => {
            let reference = event.id.clone();
            let charge: Charge = object(event)?;
            let Some(payment_id) = charge.metadata.payment_id else { return Ok(Notice::Other) };
            tracing::debug!(charge = charge.id, "refunded in all: {}", charge.amount_refunded);
            Ok(Notice::Refunded { payment_id, refunded_minor: charge.amount_refunded, reference })
        }
        "charge.dispute.created"
        | "charge.dispute.updated"
        | "charge.dispute.closed"
        | "charge.dispute.funds_withdrawn"
        | "charge.dispute.funds_reinstated" => dispute(event),
        _ => Ok(Notice::Other),
    }
}

fn dispute(event: Event) -> Result<Notice> {
    let at = |seconds| DateTime::from_timestamp(seconds, 0).ok_or_else(|| unreadable("a time out of range"));
    let withdrawn = match event.kind.as_str() {
        "charge.dispute.funds_withdrawn" => Some(true),
        "charge.dispute.funds_reinstated" => Some(false),
        _ => None,
    };
    let told_at = at(event.created)?;
    let dispute: Dispute = object(event)?;
    let Some(payment_reference) = dispute.payment_intent else { return Ok(Notice::Other) };
    let due_by = dispute.evidence_details.and_then(|evidence| evidence.due_by);
    Ok(Notice::Dispute(DisputeNotice {
        reference: dispute.id,
        payment_reference,
        state: match dispute.status {
            DisputeStatus::WarningNeedsResponse | DisputeStatus::WarningUnderReview => DisputeState::Inquiry,
            DisputeStatus::WarningClosed | DisputeStatus::Prevented => DisputeState::Closed,
            DisputeStatus::NeedsResponse => DisputeState::NeedsResponse,
            DisputeStatus::UnderReview => DisputeState::UnderReview,
            DisputeStatus::Won => DisputeState::Won,
            DisputeStatus::Lost => DisputeState::Lost,
        },
        amount_minor: dispute.amount,
        currency: dispute.currency.to_uppercase(),
        reason: dispute.reason,
        evidence_due_at: due_by.map(at).transpose()?,
        opened_at: at(dispute.created)?,
        told_at,
        withdrawn,
    }))
}

fn event(body: &str) -> Result<Event> {
    serde_json::from_str(body).map_err(unreadable)
}

fn object<T: DeserializeOwned>(event: Event) -> Result<T> {
    serde_json::from_value(event.data.object).map_err(unreadable)
}

fn unreadable(problem: impl std::fmt::Display) -> Error {
    Error::Corrupt(format!("a webhook of {SERVICE} cannot be read: {problem}"))
}
