//! What endpoints and deliveries look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::states::DeliveryState as StoredState;
use domain::entity::{webhook_attempt, webhook_delivery, webhook_endpoint};
use domain::webhooks::{EndpointChange, NewEndpoint};
use garde::Validate;
use poem_openapi::types::{Any, Example};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::present;

/// An endpoint to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct WebhookEndpointRequest {
    /// `https` and a public address, without a password.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub url: String,
    /// For people.
    #[serde(default)]
    #[garde(length(chars, max = 500))]
    #[oai(default, validator(max_length = 500))]
    pub description: String,
    /// Types such as `order.paid`, groups such as `order.*`, or `*` for everything.
    #[oai(validator(min_items = 1, max_items = 50))]
    pub events: Vec<String>,
    #[serde(default = "yes")]
    #[oai(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

impl Example for WebhookEndpointRequest {
    fn example() -> Self {
        Self {
            url: "https://erp.example.org/hooks/penden".into(),
            description: "Stock keeping".into(),
            events: vec!["order.*".into(), "refund.succeeded".into()],
            enabled: true,
        }
    }
}

impl From<WebhookEndpointRequest> for NewEndpoint {
    fn from(request: WebhookEndpointRequest) -> Self {
        let WebhookEndpointRequest { url, description, events, enabled } = request;
        Self { url, description, events, enabled }
    }
}

/// What of an endpoint changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct WebhookEndpointChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub url: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 500))]
    #[oai(validator(max_length = 500))]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_items = 1, max_items = 50))]
    pub events: Option<Vec<String>>,
    /// Switched off, it gives up what is still to be delivered; switched on, it starts with a clean record.
    #[serde(default, deserialize_with = "present")]
    pub enabled: Option<bool>,
}

impl Example for WebhookEndpointChangeRequest {
    fn example() -> Self {
        Self { url: None, description: None, events: Some(vec!["*".into()]), enabled: Some(true) }
    }
}

impl From<WebhookEndpointChangeRequest> for EndpointChange {
    fn from(request: WebhookEndpointChangeRequest) -> Self {
        let WebhookEndpointChangeRequest { url, description, events, enabled } = request;
        Self { url, description, events, enabled }
    }
}

/// Somewhere that events are told of.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookEndpoint {
    pub id: Uuid,
    pub url: String,
    pub description: String,
    pub events: Vec<String>,
    pub enabled: bool,
    /// Why the shop switched it off: `gone`, when it answered 410, or `failing`, when nothing arrived for five days.
    pub disabled_reason: Option<String>,
    pub disabled_at: Option<DateTime<Utc>>,
    /// Only in the answer to creating the endpoint and to exchanging its secret. Keep it; it is not shown again.
    pub secret: Option<String>,
    /// Until then the secret before signs as well.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// When the first attempt failed after which none succeeded.
    pub failing_since: Option<DateTime<Utc>>,
    /// Attempts that failed since then.
    pub failures: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl WebhookEndpoint {
    /// With its secret.
    pub fn revealed(row: webhook_endpoint::Model) -> domain::Result<Self> {
        let secret = Some(row.secret.clone());
        Ok(Self { secret, ..row.try_into()? })
    }
}

impl TryFrom<webhook_endpoint::Model> for WebhookEndpoint {
    type Error = domain::Error;

    fn try_from(row: webhook_endpoint::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            url: row.url,
            description: row.description,
            events: serde_json::from_value(row.events)?,
            enabled: row.enabled,
            disabled_reason: row.disabled_reason,
            disabled_at: row.disabled_at,
            secret: None,
            previous_secret_until: row.previous_secret_until.filter(|until| *until > domain::clock::now()),
            failing_since: row.failing_since,
            failures: row.failures,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of endpoints, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookEndpointPage {
    pub items: Vec<WebhookEndpoint>,
    pub next_cursor: Option<Uuid>,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum WebhookDeliveryState {
    /// On its way, or waiting for its next attempt.
    Pending,
    Succeeded,
    /// Given up after the last attempt, or answered with 410.
    Failed,
    /// The endpoint was switched off before it arrived.
    Cancelled,
}

impl From<StoredState> for WebhookDeliveryState {
    fn from(state: StoredState) -> Self {
        match state {
            StoredState::Pending => Self::Pending,
            StoredState::Succeeded => Self::Succeeded,
            StoredState::Failed => Self::Failed,
            StoredState::Cancelled => Self::Cancelled,
        }
    }
}

impl From<WebhookDeliveryState> for StoredState {
    fn from(state: WebhookDeliveryState) -> Self {
        match state {
            WebhookDeliveryState::Pending => Self::Pending,
            WebhookDeliveryState::Succeeded => Self::Succeeded,
            WebhookDeliveryState::Failed => Self::Failed,
            WebhookDeliveryState::Cancelled => Self::Cancelled,
        }
    }
}

/// One message to one endpoint.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookDelivery {
    pub id: Uuid,
    pub endpoint_id: Uuid,
    /// The `webhook-id` that the receiver sees. The same for every attempt.
    pub webhook_id: Uuid,
    /// The type of the event, such as `order.paid`.
    #[oai(rename = "type")]
    pub kind: String,
    pub order_id: Option<Uuid>,
    pub state: WebhookDeliveryState,
    /// How many attempts were made.
    pub attempts: i32,
    /// The status of the last answer; absent when none came.
    pub status: Option<i32>,
    pub trace_id: String,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<webhook_delivery::Model> for WebhookDelivery {
    fn from(row: webhook_delivery::Model) -> Self {
        Self {
            id: row.id,
            endpoint_id: row.endpoint_id,
            webhook_id: row.message_id,
            kind: row.kind,
            order_id: row.order_id,
            state: row.state.into(),
            attempts: row.attempts,
            status: row.status,
            trace_id: row.trace_id,
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

/// A page of deliveries, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookDeliveryPage {
    pub items: Vec<WebhookDelivery>,
    pub next_cursor: Option<String>,
}

/// One attempt to deliver.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookAttempt {
    pub number: i32,
    pub started_at: DateTime<Utc>,
    pub duration_ms: i64,
    /// Absent when no answer came.
    pub status: Option<i32>,
    /// The first kilobyte of the answer.
    pub answer: String,
    /// Why no answer came.
    pub error: Option<String>,
}

impl From<webhook_attempt::Model> for WebhookAttempt {
    fn from(row: webhook_attempt::Model) -> Self {
        Self {
            number: row.number,
            started_at: row.started_at,
            duration_ms: row.duration_ms,
            status: row.status,
            answer: row.answer,
            error: row.error,
        }
    }
}

/// A delivery with what was sent and every attempt.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookDeliveryDetail {
    pub delivery: WebhookDelivery,
    /// The body that was sent.
    pub body: Any<serde_json::Value>,
    /// Oldest first.
    pub attempts: Vec<WebhookAttempt>,
    /// When it is tried again; absent when it is not, or is being tried now.
    pub next_attempt_at: Option<DateTime<Utc>>,
}
