//! The kinds of jobs, their payloads and how each is treated. Kinds are stored: a name once used keeps its meaning.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::json;
use crate::notifications::Template;

/// Makes [`Job`] and [`Job::KINDS`] from one list, so that no kind is without a policy and none is missing in the list.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $({ $($field:ident: $type:ty),+ })? = $name:literal, $policy:expr;)+) => {
        /// What is to be done. Payloads carry ids, not documents: the job reads what is true when it runs.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "payload")]
        pub enum Job {
            $($(#[$doc])* #[serde(rename = $name)] $variant $({ $($field: $type),+ })?,)+
        }

        impl Job {
            /// Every kind that this version of the program knows. The one place where policies stand.
            pub const KINDS: &'static [Kind] = &[$(Kind { name: $name, policy: $policy }),+];

            /// The name of the kind, as stored and shown.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $name),+ }
            }

            pub const fn policy(&self) -> Policy {
                match self { $(Self::$variant { .. } => $policy),+ }
            }
        }
    };
}

kinds! {
    ChargePayment { payment_id: Uuid } = "payments.charge", PROVIDER;
    ReconcilePayment { payment_id: Uuid } = "payments.reconcile", PROVIDER;
    RefundPayment { refund_id: Uuid } = "payments.refund", PROVIDER;
    ReconcileRefund { refund_id: Uuid } = "payments.reconcile_refund", PROVIDER;
    VoidOpenPayments { order_id: Uuid } = "payments.void_open", PROVIDER;
    CapturePayment { payment_id: Uuid } = "payments.capture", PROVIDER;
    VoidPayment { payment_id: Uuid } = "payments.void", PROVIDER;
    CompareBooks { report_id: Uuid } = "payments.compare", COMPARISON;
    ProcessWebhook { receipt_id: Uuid } = "payments.process_webhook", PAYMENT_BOOKS;
    FindUnsettled = "payments.find_unsettled", PAYMENT_BOOKS;
    IssueInvoice { order_id: Uuid } = "invoices.issue", INVOICE;
    IssueCreditNote { refund_id: Uuid } = "credit_notes.issue", INVOICE;
    PrintCreditNote { credit_note_id: Uuid } = "credit_notes.print", INVOICE;
    SendMail { template: Template, subject_id: Uuid } = "notifications.send_mail", MAIL;
    /// With made-up data, to the address of that user.
    SendTestMail { template: Template, user_id: Uuid } = "notifications.send_test_mail", MAIL;
    ProjectHistory { order_id: Uuid } = "read_models.project_history", PROJECTION;
    ProjectSales { order_id: Uuid } = "read_models.project_sales", PROJECTION;
    ProjectPurchases { order_id: Uuid } = "read_models.project_purchases", PROJECTION;
    InvalidateCatalog { product_id: Option<Uuid> } = "catalog.invalidate", PROJECTION;
    RateProduct { product_id: Uuid } = "reviews.rate", PROJECTION;
    /// Counts all reviews anew.
    RateProducts = "reviews.rate_all", TRANSFER;
    FanOutWebhooks { event_id: Uuid } = "webhooks.fan_out", FAN_OUT;
    DeliverWebhook { delivery_id: Uuid } = "webhooks.deliver", DELIVERY;
    LapseUnpaid = "orders.lapse_unpaid", MAINTENANCE;
    AbandonIdleCarts = "carts.abandon_idle", MAINTENANCE;
    RemindUnpaid = "orders.remind_unpaid", MAINTENANCE;
    RemindOfCarts = "carts.remind_abandoned", MAINTENANCE;
    RequestReviews = "orders.request_reviews", MAINTENANCE;
    Prune = "retention.prune", MAINTENANCE;
    RefreshEmbeddings = "embeddings.refresh", TRANSFER;
    WriteDraft { draft_id: Uuid } = "drafts.write", MODEL;
    /// Does nothing: to see whether the fleet works, and how fast.
    Ping = "fleet.ping", MAINTENANCE;
    KeepEventLog = "events.keep_log", MAINTENANCE;
    PlanReplay { replay_id: Uuid, after: Option<Uuid> } = "events.plan_replay", MAINTENANCE;
    ReplayOrders { replay_id: Uuid, orders: Vec<Uuid> } = "read_models.replay", MAINTENANCE;
    /// The name of the read model, or `search`.
    RebuildReadModel { model: String } = "read_models.rebuild", REBUILD;
    PlanImport { import_id: Uuid } = "imports.plan", TRANSFER;
    /// `segments` are the files of the chunk.
    ImportProducts { import_id: Uuid, chunk: u32, segments: u32 } = "imports.apply", TRANSFER;
    FinishImport { import_id: Uuid } = "imports.finish", TRANSFER;
    ExportNightly = "exports.nightly", MAINTENANCE;
    PlanExport { export_id: Uuid } = "exports.plan", TRANSFER;
    /// What has an id behind `after`, up to and with `until`.
    WriteExport { export_id: Uuid, part: u32, after: Option<Uuid>, until: Option<Uuid> } = "exports.write", TRANSFER;
    FinishExport { export_id: Uuid } = "exports.finish", TRANSFER;
    /// All that is kept about a customer, for themselves.
    WriteDataExport { export_id: Uuid } = "accounts.write_data", TRANSFER;
    ResizeImage { image_id: Uuid } = "images.resize", PICTURE;
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

/// A name and how jobs of that name are treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kind {
    pub name: &'static str,
    pub policy: Policy,
}

/// How a kind of job is treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    pub queue: Queue,
    /// Of the payload as this program writes it, and the newest that it reads. A new field that may be missing needs no
    /// new version; whatever an older worker would misunderstand does.
    pub version: i32,
    /// Runs before it is given up as dead.
    pub attempts: i32,
    /// A run is cut off after this; shorter than the lease.
    pub timeout: Duration,
    /// Wait after the first failure; doubles with each further one.
    pub backoff: Duration,
    /// The longest wait between two attempts, unless the other side asks for a longer one.
    pub backoff_limit: Duration,
    /// The share of a wait that is taken off at random at most, so that failures of one moment do not come back as one.
    pub jitter: f64,
    /// A job that could not be started within this time of the moment it was meant for dies instead of running; `None`
    /// for what is worth doing however late.
    pub deadline: Option<Duration>,
}

const DEFAULT: Policy = Policy {
    queue: Queue::Maintenance,
    version: 1,
    attempts: 25,
    timeout: Duration::from_secs(40),
    backoff: Duration::from_secs(1),
    backoff_limit: Duration::from_secs(600),
    jitter: 0.25,
    deadline: None,
};
/// Asks a payment provider.
const PROVIDER: Policy = Policy { queue: Queue::Payments, ..DEFAULT };
/// About payments, and asks nobody.
const PAYMENT_BOOKS: Policy = Policy { timeout: Duration::from_secs(20), ..PROVIDER };
/// Asks a provider for page after page.
const COMPARISON: Policy = Policy { timeout: Duration::from_secs(600), attempts: 10, ..DEFAULT };
const INVOICE: Policy =
    Policy { queue: Queue::Invoices, attempts: 15, timeout: Duration::from_secs(30), ..DEFAULT };
const MAIL: Policy = Policy {
    queue: Queue::Mail,
    attempts: 15,
    backoff: Duration::from_secs(5),
    // Nobody wants to hear on Thursday that his order of Monday was received.
    deadline: Some(Duration::from_secs(3 * 86_400)),
    ..DEFAULT
};
const PROJECTION: Policy = Policy { queue: Queue::Projections, timeout: Duration::from_secs(20), ..DEFAULT };
const FAN_OUT: Policy = Policy { queue: Queue::Webhooks, timeout: Duration::from_secs(20), ..DEFAULT };
/// Ten seconds, doubled up to half a day: three days in all.
const DELIVERY: Policy = Policy {
    queue: Queue::Webhooks,
    attempts: 18,
    timeout: Duration::from_secs(35),
    backoff: Duration::from_secs(10),
    backoff_limit: Duration::from_secs(12 * 3_600),
    ..DEFAULT
};
const MAINTENANCE: Policy = Policy { attempts: 5, backoff: Duration::from_secs(5), ..DEFAULT };
/// Keeps a core busy for seconds.
const PICTURE: Policy = Policy { attempts: 5, timeout: Duration::from_secs(300), ..DEFAULT };
/// Asks a language model, and another one if that does not answer, and once more if the answer does not fit.
const MODEL: Policy =
    Policy { attempts: 6, timeout: Duration::from_secs(300), backoff: Duration::from_secs(5), ..DEFAULT };
/// Reads the whole event log. One that died with its process is in the way of the next for half a minute.
const REBUILD: Policy = Policy {
    attempts: 6,
    timeout: Duration::from_secs(6 * 3_600),
    backoff: Duration::from_secs(10),
    ..DEFAULT
};
/// Files that come in or go out.
const TRANSFER: Policy = Policy { attempts: 10, timeout: Duration::from_secs(600), ..DEFAULT };

impl Job {
    /// The kind of that name, if this version of the program knows it.
    pub fn kind_named(name: &str) -> Option<&'static Kind> {
        Self::KINDS.iter().find(|kind| kind.name == name)
    }

    /// The order that the job is about, if its payload names one.
    pub const fn order_id(&self) -> Option<Uuid> {
        match self {
            Self::IssueInvoice { order_id }
            | Self::ProjectHistory { order_id }
            | Self::ProjectSales { order_id }
            | Self::ProjectPurchases { order_id }
            | Self::VoidOpenPayments { order_id } => Some(*order_id),
            _ => None,
        }
    }

    /// What the job is about, if its payload names it: a payment, a refund, a webhook (in or out), an order.
    pub const fn subject_id(&self) -> Option<Uuid> {
        match self {
            Self::ChargePayment { payment_id: id }
            | Self::ReconcilePayment { payment_id: id }
            | Self::CapturePayment { payment_id: id }
            | Self::VoidPayment { payment_id: id }
            | Self::RefundPayment { refund_id: id }
            | Self::ReconcileRefund { refund_id: id }
            | Self::IssueCreditNote { refund_id: id }
            | Self::PrintCreditNote { credit_note_id: id }
            | Self::ProcessWebhook { receipt_id: id }
            | Self::DeliverWebhook { delivery_id: id }
            | Self::WriteDraft { draft_id: id }
            | Self::WriteDataExport { export_id: id }
            | Self::SendMail { subject_id: id, .. }
            | Self::SendTestMail { user_id: id, .. } => Some(*id),
            _ => self.order_id(),
        }
    }

    pub(crate) fn to_stored(&self) -> Result<(String, Value)> {
        json::split_tagged(self)
    }

    /// Reads a job back from the ledger.
    ///
    /// # Errors
    /// `Corrupt` when the payload does not fit the kind, or this program does not know the kind.
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
