//! Cutting what is to be exported into ranges of ids.

use entity::{export, order, product};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::{Filter, What};
use crate::error::Result;
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::{Store, Txn};

/// Products or orders of one job.
const PER_PART: u64 = 1_000;

/// The last id of each range but the last one, which has no end.
#[derive(Debug, Clone)]
pub struct Plan(Vec<Uuid>);

pub async fn plan(store: &Store, export_id: Uuid) -> Result<Plan> {
    let export = super::look::row(store.read(), export_id).await?;
    let mut ends = Vec::new();
    while let Some(end) = next_end(store.read(), &export, ends.last().copied()).await? {
        ends.push(end);
    }
    Ok(Plan(ends))
}

async fn next_end(
    db: &impl ConnectionTrait,
    export: &export::Model,
    after: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let id: Option<Uuid> = match What::of(export)? {
        What::Products => {
            let mut query = Filter::of(export)?.products(db).await?.order_by_asc(product::Column::Id);
            if let Some(after) = after {
                query = query.filter(product::Column::Id.gt(after));
            }
            let query = query.select_only().column(product::Column::Id);
            query.offset(PER_PART - 1).into_tuple().one(db).await?
        }
        What::Orders => {
            let mut query = in_range(export)?.order_by_asc(order::Column::Id);
            if let Some(after) = after {
                query = query.filter(order::Column::Id.gt(after));
            }
            let query = query.select_only().column(order::Column::Id);
            query.offset(PER_PART - 1).into_tuple().one(db).await?
        }
    };
    Ok(id)
}

/// The orders that an export is about.
pub(super) fn in_range(export: &export::Model) -> Result<Select<order::Entity>> {
    let mut query = order::Entity::find();
    let states = Filter::of(export)?.order_states;
    if !states.is_empty() {
        query = query.filter(order::Column::State.is_in(states));
    }
    if let Some(from) = export.from_at {
        query = query.filter(order::Column::CreatedAt.gte(from));
    }
    if let Some(to) = export.to_at {
        query = query.filter(order::Column::CreatedAt.lt(to));
    }
    Ok(query)
}

/// Enqueues a job for each range, in the batch of the job in whose run this happens. Returns the tickets.
pub async fn planned(txn: &Txn, export_id: Uuid, plan: &Plan) -> Result<Vec<Ticket>> {
    let batch_id = super::look::row(txn, export_id).await?.batch_id;
    let starts = std::iter::once(None).chain(plan.0.iter().copied().map(Some));
    let ends = plan.0.iter().copied().map(Some).chain(std::iter::once(None));
    let jobs: Vec<NewJob> = (0..)
        .zip(starts.zip(ends))
        .map(|(part, (after, until))| {
            NewJob::new(Job::WriteExport { export_id, part, after, until }).in_batch(batch_id)
        })
        .collect();
    let parts = i32::try_from(jobs.len()).unwrap_or(i32::MAX);
    export::Entity::update_many()
        .set(export::ActiveModel { parts: Set(parts), ..Default::default() })
        .filter(export::Column::Id.eq(export_id))
        .exec(txn)
        .await?;
    jobs::enqueue_all(txn, jobs).await
}
