//! The kinds of jobs, their payloads and how each is treated. Kinds are stored: a name once used keeps its meaning.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::json;
use crate::notifications::Template;

/// What is to be done. Payloads carry ids, not documents: the job reads what is true when it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload")]
pub enum Job {
    #[serde(rename = "payments.charge")]
    ChargePayment { payment_id: Uuid },
    #[serde(rename = "payments.reconcile")]
    ReconcilePayment { payment_id: Uuid },
    #[serde(rename = "payments.refund")]
    RefundPayment { refund_id: Uuid },
    #[serde(rename = "payments.void_open")]
    VoidOpenPayments { order_id: Uuid },
    #[serde(rename = "payments.process_webhook")]
    ProcessWebhook { receipt_id: Uuid },
    #[serde(rename = "payments.reconcile_refund")]
    ReconcileRefund { refund_id: Uuid },
    #[serde(rename = "payments.find_unsettled")]
    FindUnsettled,
    #[serde(rename = "invoices.issue")]
    IssueInvoice { order_id: Uuid },
    #[serde(rename = "notifications.send_mail")]
    SendMail { template: Template, subject_id: Uuid },
    #[serde(rename = "read_models.project_history")]
    ProjectHistory { order_id: Uuid },
    #[serde(rename = "read_models.project_sales")]
    ProjectSales { order_id: Uuid },
    #[serde(rename = "catalog.invalidate")]
    InvalidateCatalog { product_id: Option<Uuid> },
    #[serde(rename = "webhooks.fan_out")]
    FanOutWebhooks { event_id: Uuid },
    #[serde(rename = "webhooks.deliver")]
    DeliverWebhook { delivery_id: Uuid },
    #[serde(rename = "orders.lapse_unpaid")]
    LapseUnpaid,
    #[serde(rename = "carts.abandon_idle")]
    AbandonIdleCarts,
    #[serde(rename = "retention.prune")]
    Prune,
}

/// Queues in the order in which workers look at them.
pub const QUEUES: &[Queue] = &[
    Queue::Outbox,
    Queue::Payments,
    Queue::Projections,
    Queue::Invoices,
    Queue::Mail,
    Queue::Maintenance,
    Queue::Webhooks,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Carries only the wake-up calls for the outbox.
    Outbox,
    Payments,
    Projections,
    Invoices,
    Mail,
    Maintenance,
    /// Last, since receivers are slow and nobody of ours waits for them.
    Webhooks,
}

impl Queue {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Payments => "payments",
            Self::Projections => "projections",
            Self::Invoices => "invoices",
            Self::Mail => "mail",
            Self::Maintenance => "maintenance",
            Self::Webhooks => "webhooks",
        }
    }

    /// The queue of that name.
    pub fn named(name: &str) -> Option<Self> {
        QUEUES.iter().copied().find(|queue| queue.as_str() == name)
    }
}

/// How a kind of job is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub queue: Queue,
    /// Runs before it is given up as dead.
    pub attempts: i32,
    /// A run is cut off after this; shorter than the lease.
    pub timeout: Duration,
    /// Wait after the first failure; doubles with each further one.
    pub backoff: Duration,
    /// The longest wait between two attempts.
    pub backoff_limit: Duration,
}

impl Job {
    pub const fn policy(&self) -> Policy {
        // Ten seconds, doubled up to half a day: three days in all.
        if let Self::DeliverWebhook { .. } = self {
            return Policy {
                queue: Queue::Webhooks,
                attempts: 18,
                timeout: Duration::from_secs(35),
                backoff: Duration::from_secs(10),
                backoff_limit: Duration::from_secs(12 * 3600),
            };
        }
        let (queue, attempts, timeout, backoff) = match self {
            Self::ChargePayment { .. }
            | Self::ReconcilePayment { .. }
            | Self::VoidOpenPayments { .. }
            | Self::RefundPayment { .. }
            | Self::ReconcileRefund { .. } => (Queue::Payments, 25, 40, 1),
            Self::ProcessWebhook { .. } | Self::FindUnsettled => (Queue::Payments, 25, 20, 1),
            Self::IssueInvoice { .. } => (Queue::Invoices, 15, 30, 1),
            Self::SendMail { .. } => (Queue::Mail, 15, 40, 5),
            Self::ProjectHistory { .. } | Self::ProjectSales { .. } | Self::InvalidateCatalog { .. } => {
                (Queue::Projections, 25, 20, 1)
            }
            Self::FanOutWebhooks { .. } | Self::DeliverWebhook { .. } => (Queue::Webhooks, 25, 20, 1),
            Self::LapseUnpaid | Self::AbandonIdleCarts | Self::Prune => (Queue::Maintenance, 5, 40, 5),
        };
        Policy {
            queue,
            attempts,
            timeout: Duration::from_secs(timeout),
            backoff: Duration::from_secs(backoff),
            backoff_limit: Duration::from_secs(600),
        }
    }

    /// The name of the kind, as stored and shown.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ChargePayment { .. } => "payments.charge",
            Self::ReconcilePayment { .. } => "payments.reconcile",
            Self::RefundPayment { .. } => "payments.refund",
            Self::ReconcileRefund { .. } => "payments.reconcile_refund",
            Self::VoidOpenPayments { .. } => "payments.void_open",
            Self::ProcessWebhook { .. } => "payments.process_webhook",
            Self::FindUnsettled => "payments.find_unsettled",
            Self::IssueInvoice { .. } => "invoices.issue",
            Self::SendMail { .. } => "notifications.send_mail",
            Self::ProjectHistory { .. } => "read_models.project_history",
            Self::ProjectSales { .. } => "read_models.project_sales",
            Self::InvalidateCatalog { .. } => "catalog.invalidate",
            Self::FanOutWebhooks { .. } => "webhooks.fan_out",
            Self::DeliverWebhook { .. } => "webhooks.deliver",
            Self::LapseUnpaid => "orders.lapse_unpaid",
            Self::AbandonIdleCarts => "carts.abandon_idle",
            Self::Prune => "retention.prune",
        }
    }

    /// The order that the job is about, if its payload names one.
    pub const fn order_id(&self) -> Option<Uuid> {
        match self {
            Self::IssueInvoice { order_id }
            | Self::ProjectHistory { order_id }
            | Self::ProjectSales { order_id }
            | Self::VoidOpenPayments { order_id } => Some(*order_id),
            _ => None,
        }
    }

    /// What the job is about, if its payload names it: a payment, a refund, a webhook (in or out), an order.
    pub const fn subject_id(&self) -> Option<Uuid> {
        match self {
            Self::ChargePayment { payment_id: id }
            | Self::ReconcilePayment { payment_id: id }
            | Self::RefundPayment { refund_id: id }
            | Self::ReconcileRefund { refund_id: id }
            | Self::ProcessWebhook { receipt_id: id }
            | Self::DeliverWebhook { delivery_id: id }
            | Self::SendMail { subject_id: id, .. } => Some(*id),
            _ => self.order_id(),
        }
    }

    pub(crate) fn to_stored(&self) -> Result<(String, Value)> {
        json::split_tagged(self)
    }

    /// Reads a job back from the ledger. An unknown kind is an error: another version of this program knows it.
    pub fn from_stored(kind: &str, payload: &Value) -> Result<Self> {
        json::join_tagged(kind, payload)
            .map_err(|error| Error::Corrupt(format!("a job of kind {kind} cannot be read: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_survives_being_stored() -> Result<()> {
        for job in [
            Job::Prune,
            Job::ChargePayment { payment_id: Uuid::nil() },
            Job::InvalidateCatalog { product_id: None },
        ] {
            let (kind, payload) = job.to_stored()?;
            assert_eq!(kind, job.kind());
            assert_eq!(Job::from_stored(&kind, &payload)?, job);
        }
        Ok(())
    }
}
