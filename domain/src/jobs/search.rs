//! Finding jobs in the ledger.

use entity::states::JobState;
use entity::{event, job, payment, refund, webhook_receipt};
use sea_orm::sea_query::{Condition, ExprTrait, LikeExpr, SelectStatement, UnionType};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::queues::earliest_id;
use crate::clock::Timestamp;
use crate::error::Result;

/// Which jobs are meant; what is empty does not matter.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    pub states: Vec<JobState>,
    pub queue: Option<String>,
    pub kind: Option<String>,
    /// Leaves out what the timetable enqueued, unless it is dead.
    pub without_timetable: bool,
    /// Part of an error, in any case. Looks at jobs that are not done.
    pub error: Option<String>,
    pub trace_id: Option<String>,
    /// Everything that the order caused.
    pub order_id: Option<Uuid>,
    pub event_id: Option<Uuid>,
    pub batch_id: Option<Uuid>,
    /// The process that ran it last.
    pub worker: Option<String>,
    /// Enqueued at this time or later, to the millisecond.
    pub from: Option<Timestamp>,
    /// Enqueued before this time, to the millisecond.
    pub until: Option<Timestamp>,
}

/// The newest of the jobs that are meant, older than `before` if given.
pub async fn search(
    db: &impl ConnectionTrait,
    filter: &JobFilter,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<job::Model>> {
    let mut query = jobs_that_match(filter).order_by_desc(job::Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(job::Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The jobs that are meant, in no order.
pub fn jobs_that_match(filter: &JobFilter) -> Select<job::Entity> {
    let mut query = job::Entity::find();
    let mut states = filter.states.clone();
    if let Some(error) = &filter.error {
        if states.is_empty() {
            states = vec![JobState::Dead, JobState::Pending, JobState::Queued, JobState::Running];
        }
        let text = error.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        let errors = Func::lower(Expr::col(job::Column::Errors).cast_as("text"));
        query = query.filter(Expr::expr(errors).like(LikeExpr::new(format!("%{text}%")).escape('\\')));
    }
    if !states.is_empty() {
        query = query.filter(in_states(&states));
    }
    for (column, wanted) in [
        (job::Column::Queue, &filter.queue),
        (job::Column::Kind, &filter.kind),
        (job::Column::TraceId, &filter.trace_id),
        (job::Column::Worker, &filter.worker),
    ] {
        if let Some(wanted) = wanted {
            query = query.filter(column.eq(wanted));
        }
    }
    if filter.without_timetable {
        let of = |column| Expr::col((job::Entity, column));
        // The timetable names its jobs after their kind, so that they do not pile up.
        let others = job::Column::UniqueKey.is_null();
        let others = others.or(of(job::Column::UniqueKey).ne(of(job::Column::Kind)));
        query = query.filter(others.or(job::Column::State.eq(JobState::Dead)));
    }
    if let Some(event_id) = filter.event_id {
        query = query.filter(job::Column::EventId.eq(event_id));
    }
    if let Some(batch_id) = filter.batch_id {
        query = query.filter(job::Column::BatchId.eq(batch_id));
    }
    if let Some(order_id) = filter.order_id {
        query = query.filter(job::Column::Id.in_subquery(ids_of_order(order_id)));
    }
    if let Some(from) = filter.from {
        query = query.filter(job::Column::Id.gte(earliest_id(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(job::Column::Id.lt(earliest_id(until)));
    }
    query
}

/// One alternative for each partial index, so that rare states are found without reading the whole ledger.
fn in_states(states: &[JobState]) -> Condition {
    let mut any = Condition::any();
    for state in states {
        let mut one = Condition::all().add(job::Column::State.eq(*state));
        if *state == JobState::Waiting {
            one = one.add(job::Column::AfterId.is_not_null());
        }
        any = any.add(one);
    }
    any
}

/// A union, since two alternatives would be answered by reading the whole ledger.
fn ids_of_order(order_id: Uuid) -> SelectStatement {
    let events = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::Aggregate.eq("order"))
        .filter(event::Column::AggregateId.eq(order_id))
        .into_query();
    let ids = || job::Entity::find().select_only().column(job::Column::Id);
    let mut jobs = ids().filter(job::Column::EventId.in_subquery(events)).into_query();
    let subjects = subjects_of_order(order_id);
    let webhooks = webhook_receipt::Entity::find()
        .select_only()
        .column(webhook_receipt::Column::Id)
        .filter(webhook_receipt::Column::SubjectId.in_subquery(subjects.clone()))
        .into_query();
    for others in [
        job::Column::SubjectId.eq(order_id),
        job::Column::SubjectId.in_subquery(subjects),
        job::Column::SubjectId.in_subquery(webhooks),
    ] {
        jobs.union(UnionType::Distinct, ids().filter(others).into_query());
    }
    jobs
}

fn subjects_of_order(order_id: Uuid) -> SelectStatement {
    let mut subjects = payment::Entity::find()
        .select_only()
        .column(payment::Column::Id)
        .filter(payment::Column::OrderId.eq(order_id))
        .into_query();
    let refunds = refund::Entity::find()
        .select_only()
        .column(refund::Column::Id)
        .filter(refund::Column::OrderId.eq(order_id))
        .into_query();
    subjects.union(UnionType::All, refunds);
    subjects
}
