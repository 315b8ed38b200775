//! The trace of an order, for staff.

use chrono::{DateTime, TimeDelta, Utc};
use domain::jobs::{Attempt as StoredAttempt, AttemptOutcome as StoredOutcome};
use domain::orders::{self, Entry, EntryType};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::auth::{OrdersRead, Require};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Timelines(pub Shared);

/// What an entry of a timeline stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum TimelineEntryType {
    Event,
    /// A line of history: something moved to another state.
    Change,
    Job,
    /// A run of a job in which the payment provider was asked.
    PaymentCall,
    /// Money that was booked.
    Money,
    Mail,
    /// A notice from the payment provider.
    Webhook,
    /// What staff noted.
    Note,
}

/// How a run of a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum AttemptOutcome {
    Running,
    Done,
    Failed,
}

/// One run of a job.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JobAttempt {
    /// 1 for the first; again after a retry by a person.
    pub number: i32,
    pub outcome: AttemptOutcome,
    /// When it could have begun.
    pub due_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// From being due to the start, microseconds.
    pub waited_micros: Option<i64>,
    /// From the start to the end, microseconds.
    pub ran_micros: Option<i64>,
    pub worker: Option<String>,
    pub error: Option<String>,
}

/// Something that an order caused.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TimelineEntry {
    /// Names it within this timeline.
    pub id: String,
    /// The entry that led to it. Absent for what a request, the timetable or the outside began.
    pub parent: Option<String>,
    #[oai(rename = "type")]
    pub what: TimelineEntryType,
    /// Such as `order_paid`, `payments.charge`, `charge`, `capture`, `order_received`.
    pub kind: String,
    /// Where it stands; the words depend on the type.
    pub state: String,
    /// When it came to be.
    pub at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// From when it could have begun to when it did, microseconds.
    pub waited_micros: Option<i64>,
    /// How long it took, microseconds; of a job, all its runs together.
    pub ran_micros: Option<i64>,
    pub trace_id: Option<String>,
    /// The payment, refund or mail that it is about.
    pub subject_id: Option<Uuid>,
    /// For people, in a few words.
    pub summary: Option<String>,
    /// The runs of a job, oldest first.
    pub attempts: Vec<JobAttempt>,
}

/// Everything that an order caused.
#[derive(Debug, Object)]
pub struct OrderTimeline {
    pub order_id: Uuid,
    pub number: String,
    pub trace_id: String,
    /// By time, and nothing before what led to it.
    pub items: Vec<TimelineEntry>,
    /// There are so many jobs that the newest are left out.
    pub is_cut: bool,
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Timelines {
    /// See all that an order caused
    ///
    /// Every event, job with its runs, mail, payment call, booking and webhook, in the order in which one led to
    /// another. Jobs are there until they are pruned, some days after they are done. Needs the permission
    /// `orders_read`.
    #[oai(path = "/:id/timeline", method = "get", operation_id = "getOrderTimeline")]
    async fn get(
        &self,
        _staff: Require<OrdersRead>,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<Json<OrderTimeline>> {
        let shop = self.0.services.shop();
        let timeline = orders::timeline(self.0.services.event_log(), id.0, &shop).await?;
        Ok(Json(OrderTimeline {
            order_id: timeline.order.id,
            number: timeline.order.number,
            trace_id: timeline.order.trace_id,
            items: timeline.entries.into_iter().map(Into::into).collect(),
            is_cut: timeline.is_cut,
        }))
    }
}

fn micros(length: Option<TimeDelta>) -> Option<i64> {
    length.and_then(|length| length.num_microseconds())
}

impl From<Entry> for TimelineEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            parent: entry.parent,
            what: match entry.what {
                EntryType::Event => TimelineEntryType::Event,
                EntryType::Change => TimelineEntryType::Change,
                EntryType::Job => TimelineEntryType::Job,
                EntryType::PaymentCall => TimelineEntryType::PaymentCall,
                EntryType::Money => TimelineEntryType::Money,
                EntryType::Mail => TimelineEntryType::Mail,
                EntryType::Webhook => TimelineEntryType::Webhook,
                EntryType::Note => TimelineEntryType::Note,
            },
            kind: entry.kind,
            state: entry.state,
            at: entry.at,
            started_at: entry.started_at,
            finished_at: entry.finished_at,
            waited_micros: micros(entry.waited),
            ran_micros: micros(entry.ran),
            trace_id: entry.trace_id,
            subject_id: entry.subject_id,
            summary: entry.summary,
            attempts: entry.attempts.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<StoredAttempt> for JobAttempt {
    fn from(attempt: StoredAttempt) -> Self {
        Self {
            number: attempt.number,
            outcome: match attempt.outcome {
                StoredOutcome::Running => AttemptOutcome::Running,
                StoredOutcome::Done => AttemptOutcome::Done,
                StoredOutcome::Failed => AttemptOutcome::Failed,
            },
            waited_micros: micros(attempt.waited()),
            ran_micros: micros(attempt.ran()),
            due_at: attempt.due_at,
            started_at: attempt.started_at,
            ended_at: attempt.ended_at,
            worker: attempt.worker,
            error: attempt.error,
        }
    }
}
