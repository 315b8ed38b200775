//! Asking for an export.

use chrono::{NaiveTime, TimeDelta};
use entity::export;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{BATCH, Filter, Format};
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::jobs::batches::{self, NewBatch};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Txn;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Products,
    Orders,
}

impl What {
    /// The name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Orders => "orders",
        }
    }

    pub(super) fn of(row: &export::Model) -> Result<Self> {
        match row.what.as_str() {
            "products" => Ok(Self::Products),
            "orders" => Ok(Self::Orders),
            other => Err(Error::Corrupt(format!("an export of {other}"))),
        }
    }
}

/// What is to be exported, and for whom.
#[derive(Debug, Clone)]
pub struct NewExport {
    pub format: Format,
    pub filter: Filter,
    pub what: What,
    /// Only orders placed from here (inclusive); without both and without states, those of the day before, in UTC.
    pub from: Option<Timestamp>,
    /// Only orders placed before.
    pub to: Option<Timestamp>,
    /// `None` for the timetable.
    pub created_by: Option<Uuid>,
}

/// Opens an export. Returns its id, and the tickets to push after the commit.
///
/// # Errors
/// `Invalid` for a range of products, one that is empty, or a filter that is about something else.
pub async fn open(txn: &Txn, new: NewExport) -> Result<(Uuid, Vec<Ticket>)> {
    new.filter.check(txn, new.what).await?;
    let (from, to) = match (new.what, new.from, new.to) {
        (What::Products, None, None) => (None, None),
        (What::Products, from, _) => {
            let field = if from.is_some() { "from" } else { "to" };
            return Err(Error::invalid(field, "is for orders only"));
        }
        (What::Orders, None, None) if new.filter.order_states.is_empty() => {
            let (from, to) = day_before(now());
            (Some(from), Some(to))
        }
        (What::Orders, from, to) => (from, to),
    };
    if matches!((from, to), (Some(from), Some(to)) if from >= to) {
        return Err(Error::invalid("to", "must be after from"));
    }
    let id = Uuid::now_v7();
    let batch = NewBatch::new(BATCH).completed_by(Job::FinishExport { export_id: id });
    let batch_id = batches::open(txn, batch).await?;
    let row = export::ActiveModel {
        id: Set(id),
        what: Set(new.what.as_str().to_owned()),
        from_at: Set(from),
        to_at: Set(to),
        created_by: Set(new.created_by),
        batch_id: Set(batch_id),
        parts: Set(0),
        rows: Set(0),
        file_key: Set(None),
        bytes: Set(0),
        outcome: Set(None),
        created_at: Set(now()),
        finished_at: Set(None),
        filter: Set((new.filter != Filter::default())
            .then(|| serde_json::to_value(&new.filter))
            .transpose()?),
        format: Set(new.format.as_str().to_owned()),
    };
    export::Entity::insert(row).exec_without_returning(txn).await?;
    let plan = NewJob::new(Job::PlanExport { export_id: id }).in_batch(batch_id);
    let tickets = jobs::enqueue_all(txn, vec![plan]).await?;
    batches::seal(txn, batch_id).await?;
    let asked = json!({
        "what": new.what.as_str(), "from": from, "to": to, "filter": new.filter, "format": new.format.as_str(),
    });
    audit::did(txn, Action::ExportStart, id, None, Some(asked)).await?;
    Ok((id, tickets))
}

/// What the timetable wants each night: all products, and the orders of the day before.
pub async fn nightly(txn: &Txn) -> Result<Vec<Ticket>> {
    let mut tickets = Vec::new();
    for what in [What::Products, What::Orders] {
        let new = NewExport {
            what,
            format: Format::default(),
            filter: Filter::default(),
            from: None,
            to: None,
            created_by: None,
        };
        tickets.extend(open(txn, new).await?.1);
    }
    Ok(tickets)
}

/// The day before that moment, in UTC.
fn day_before(at: Timestamp) -> (Timestamp, Timestamp) {
    let today = at.date_naive().and_time(NaiveTime::MIN).and_utc();
    (today - TimeDelta::days(1), today)
}
