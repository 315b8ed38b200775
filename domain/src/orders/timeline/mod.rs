//! The trace of an order: everything that it caused, from the request that placed it to the last mail, in the order in
//! which one thing led to another.
//!
//! It is put together from what the tables keep anyway, in a fixed number of queries. Of a payment call and of a mail
//! sent by SMTP there is no row of their own: they are told from the runs of the job that made them. Jobs that were
//! pruned are missing; events, changes and money never are, also when the events are in the archive. Nothing here decides anything.

mod arrange;
mod entries;
mod load;

use chrono::TimeDelta;
use entity::order;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::events::Log;
use crate::jobs::Attempt;
use crate::settings::ShopSettings;

/// What an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryType {
    /// Something that happened, from being recorded to being published.
    Event,
    /// A line of history: the order, a payment, a refund or the fulfilment moved to another state.
    Change,
    /// A job, from being promised to its end, with its runs.
    Job,
    /// A run in which a payment provider was asked.
    PaymentCall,
    /// Money that was booked.
    Money,
    /// A mail, as its job stands; or one in the mailbox whose job is gone.
    Mail,
    /// A notice that a payment provider sent.
    Webhook,
    /// What staff noted.
    Note,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Names it within this timeline.
    pub id: String,
    /// The entry that led to it; `None` for what a request, the timetable or the outside began.
    pub parent: Option<String>,
    pub what: EntryType,
    /// Such as `order_paid`, `payments.charge`, `charge`, `capture`, `order_received`.
    pub kind: String,
    /// Where it stands; the words depend on the type.
    pub state: String,
    /// When it came to be.
    pub at: Timestamp,
    /// Of a job: the start of its first run.
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// From when it could have begun to when it did.
    pub waited: Option<TimeDelta>,
    /// How long it took; of a job, all its runs together.
    pub ran: Option<TimeDelta>,
    pub trace_id: Option<String>,
    /// The payment, refund or mail that it is about.
    pub subject_id: Option<Uuid>,
    /// For people, in a few words.
    pub summary: Option<String>,
    /// Of a job, oldest first.
    pub attempts: Vec<Attempt>,
}

#[derive(Debug, Clone)]
pub struct Timeline {
    pub order: order::Model,
    /// By time, and nothing before what led to it.
    pub entries: Vec<Entry>,
    /// There are more jobs than are shown: the oldest [`load::MOST_JOBS`] of each way to find them.
    pub is_cut: bool,
}

/// # Errors
/// `NotFound` when there is no such order.
pub async fn timeline(log: Log<'_>, order_id: Uuid, settings: &ShopSettings) -> Result<Timeline> {
    let rows = load::load(log, order_id).await?;
    let entries = arrange::arrange(entries::entries(&rows, settings)?);
    Ok(Timeline { order: rows.order, entries, is_cut: rows.is_cut })
}
