//! Projecting a range of events to one read model once more, by jobs: to mend rows that are wrong, without touching the
//! others.
//!
//! A row is made of all events of its order, so what is replayed is the orders that have an event in the range. Effects
//! are never replayed: a mail that is sent twice is sent twice, whatever it is called.

use entity::{event, replay as row};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::ReadModel;
use super::model::Existing;
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, FieldError, Result};
use crate::events::{Log, Recorded};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::{Store, Txn};

/// Consumers of events that change something outside the read models.
const EFFECTS: &[&str] = &[
    "payments.charge",
    "payments.refund",
    "payments.void_open",
    "invoices.issue",
    "notifications.send_mail",
    "catalog.invalidate",
    "webhooks.deliver",
];
/// Orders of one job.
const ORDERS_PER_JOB: usize = 200;
/// Orders that one run of the planning job looks up.
const ORDERS_PER_PLAN: u64 = 5_000;

/// What to replay, and to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewReplay {
    /// `order_history`, `sales_facts` or `purchases`.
    pub consumer: String,
    /// Events recorded from here (inclusive).
    pub from: Option<Timestamp>,
    /// Events recorded before.
    pub to: Option<Timestamp>,
    /// The events of this order.
    pub aggregate_id: Option<Uuid>,
}

/// Writes the replay down and the job that plans it. Returns the tickets to push.
///
/// # Errors
/// `Refused` `effects_never_replay` for a consumer that is no read model, `Invalid` for one that nobody knows and for a
/// range that is none.
pub async fn replay(store: &Store, new: NewReplay) -> Result<(row::Model, Vec<Ticket>)> {
    let model = checked(&new)?;
    let row = row::Model {
        id: Uuid::now_v7(),
        consumer: model.table().to_owned(),
        from_at: new.from,
        to_at: new.to,
        aggregate_id: new.aggregate_id,
        total: 0,
        done: 0,
        is_planned: false,
        started_at: now(),
        finished_at: None,
    };
    store
        .write(async |txn| {
            let new: row::ActiveModel = row.clone().into();
            row::Entity::insert(new.reset_all()).exec_without_returning(txn).await?;
            let said = json!({ "consumer": row.consumer, "from": row.from_at, "to": row.to_at, "order": row.aggregate_id });
            audit::did(txn, Action::EventsReplay, row.id, None, Some(said)).await?;
            let plan = Job::PlanReplay { replay_id: row.id, after: None };
            Ok((row, jobs::enqueue_all(txn, vec![NewJob::new(plan)]).await?))
        })
        .await
}

fn checked(new: &NewReplay) -> Result<ReadModel> {
    let mut wrong = Vec::new();
    let mut say = |field: &'static str, message: &str| {
        wrong.push(FieldError { field: field.into(), message: message.to_owned() });
    };
    if EFFECTS.contains(&new.consumer.as_str()) {
        let detail = format!(
            "{} does something outside the read models, and effects never replay; to repeat one, retry its job",
            new.consumer
        );
        return Err(Error::refused("effects_never_replay", detail));
    }
    let model = ReadModel::of_consumer(&new.consumer);
    if model.is_none() {
        say("consumer", "is no read model; there are order_history, sales_facts and purchases");
    }
    match (new.from, new.to, new.aggregate_id) {
        (None, None, None) => say("from", "is missing; give from and to, or aggregate_id"),
        (Some(from), Some(to), _) if from >= to => say("to", "must be after from"),
        _ => {}
    }
    match model {
        Some(model) if wrong.is_empty() => Ok(model),
        _ => Err(Error::Invalid(wrong)),
    }
}

/// Replays, newest first.
pub async fn replays(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<row::Model>> {
    let query = row::Entity::find().order_by_desc(row::Column::StartedAt).limit(limit);
    Ok(query.all(db).await?)
}

pub async fn find_replay(db: &impl ConnectionTrait, id: Uuid) -> Result<row::Model> {
    row::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "replay" })
}

/// Orders to replay after `after`, from the table and from the archive. Read before the transaction of [`plan`].
pub async fn orders_to_plan(log: Log<'_>, replay_id: Uuid, after: Option<Uuid>) -> Result<Vec<Uuid>> {
    let db = log.store.read();
    let replay = find_replay(db, replay_id).await?;
    if let Some(id) = replay.aggregate_id {
        return Ok(if after.is_none() { vec![id] } else { Vec::new() });
    }
    let mut range = Condition::all().add(event::Column::Aggregate.eq("order"));
    if let Some(from) = replay.from_at {
        range = range.add(event::Column::RecordedAt.gte(from));
    }
    if let Some(to) = replay.to_at {
        range = range.add(event::Column::RecordedAt.lt(to));
    }
    if let Some(after) = after {
        range = range.add(event::Column::AggregateId.gt(after));
    }
    let mut orders: Vec<Uuid> = event::Entity::find()
        .select_only()
        .column(event::Column::AggregateId)
        .distinct()
        .filter(range)
        .order_by_asc(event::Column::AggregateId)
        .limit(ORDERS_PER_PLAN)
        .into_tuple()
        .all(db)
        .await?;
    let is_in_range = |event: &Recorded| {
        replay.from_at.is_none_or(|from| event.recorded_at >= from)
            && replay.to_at.is_none_or(|to| event.recorded_at < to)
    };
    // Beyond the last of a full page the table has not been asked.
    let upper = if orders.len() as u64 == ORDERS_PER_PLAN { orders.last().copied() } else { None };
    let is_wanted = |id: Uuid| after.is_none_or(|after| id > after) && upper.is_none_or(|upper| id <= upper);
    orders.extend(log.archived_ids("order", replay.from_at, replay.to_at, is_wanted, is_in_range).await?);
    orders.sort_unstable();
    orders.dedup();
    Ok(orders)
}

/// Enqueues the jobs for these orders, and the job that looks up the next ones.
pub async fn plan(txn: &Txn, replay_id: Uuid, orders: &[Uuid]) -> Result<Vec<Ticket>> {
    let work = orders.chunks(ORDERS_PER_JOB);
    let work = work.map(|orders| Job::ReplayOrders { replay_id, orders: orders.to_vec() });
    let mut new: Vec<NewJob> = work.map(NewJob::new).collect();
    new.extend(orders.last().map(|last| NewJob::new(Job::PlanReplay { replay_id, after: Some(*last) })));
    let tickets = jobs::enqueue_all(txn, new).await?;
    let planned = i64::try_from(orders.len()).unwrap_or(i64::MAX);
    row::Entity::update_many()
        .col_expr(row::Column::Total, Expr::col(row::Column::Total).add(planned))
        .col_expr(row::Column::IsPlanned, Expr::val(orders.is_empty()))
        .filter(row::Column::Id.eq(replay_id))
        .exec(txn)
        .await?;
    finish(txn, replay_id).await?;
    Ok(tickets)
}

/// The events of these orders that are in files, for [`project_again`].
pub async fn archived_for_replay(log: Log<'_>, orders: &[Uuid]) -> Result<Archive> {
    Ok(Archive(log.archived("order", orders).await?))
}

/// Events that were read before a transaction.
pub struct Archive(Vec<Recorded>);

/// Makes the rows of these orders anew, also those that look up to date. A newer row stays.
pub async fn project_again(txn: &Txn, replay_id: Uuid, orders: &[Uuid], archive: Archive) -> Result<()> {
    let replay = find_replay(txn, replay_id).await?;
    let model = ReadModel::of_consumer(&replay.consumer)
        .ok_or_else(|| Error::Corrupt(format!("replay {replay_id} is for nobody")))?;
    model.project_into(txn, orders, archive.0, model.table(), Existing::NotNewer).await?;
    let done = i64::try_from(orders.len()).unwrap_or(i64::MAX);
    row::Entity::update_many()
        .col_expr(row::Column::Done, Expr::col(row::Column::Done).add(done))
        .filter(row::Column::Id.eq(replay_id))
        .exec(txn)
        .await?;
    finish(txn, replay_id).await
}

async fn finish(txn: &Txn, replay_id: Uuid) -> Result<()> {
    row::Entity::update_many()
        .set(row::ActiveModel { finished_at: Set(Some(now())), ..Default::default() })
        .filter(row::Column::Id.eq(replay_id))
        .filter(row::Column::IsPlanned.eq(true))
        .filter(Expr::col(row::Column::Done).gte(Expr::col(row::Column::Total)))
        .exec(txn)
        .await?;
    Ok(())
}
