//! A job after another: it waits until the other is done, and dies with it.
//!
//! A follower is `waiting` and names its parent in `after_id`. Whoever ends the parent releases or buries the followers in
//! the same transaction; the parent's `has_followers` says whether there are any, so that ending a job without them
//! costs nothing. Enqueuing a follower locks its parent, so that it is either seen by the end of the parent or sees it.

use std::collections::{HashMap, HashSet};

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::batches;
use super::finish::{death, with_error};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Txn;

/// Marks the parents as having followers, locks them, and tells where they stand.
pub(super) async fn hold_parents(txn: &Txn, parents: HashSet<Uuid>) -> Result<HashMap<Uuid, JobState>> {
    let rows = job::Entity::update_many()
        .set(job::ActiveModel { has_followers: Set(true), ..Default::default() })
        .filter(job::Column::Id.is_in(parents))
        .exec_with_returning(txn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.state)).collect())
}

/// Starts what waits for these jobs, which are done.
pub(super) async fn release(db: &impl ConnectionTrait, done: &[Uuid], now: Timestamp) -> Result<()> {
    job::Entity::update_many()
        .set(job::ActiveModel { state: Set(JobState::Pending), ..Default::default() })
        // One that is meant for later keeps its time.
        .col_expr(
            job::Column::RunAt,
            Expr::case(job::Column::RunAt.gt(now), Expr::col(job::Column::RunAt)).finally(now).into(),
        )
        .filter(job::Column::AfterId.is_in(done.iter().copied()))
        .filter(job::Column::State.eq(JobState::Waiting))
        .exec(db)
        .await?;
    Ok(())
}

/// Why a follower of a job in this state cannot run any more; `None` while it can.
pub(super) fn obstacle(parent: Option<JobState>) -> Option<String> {
    match parent {
        Some(state @ (JobState::Dead | JobState::Discarded)) => {
            Some(format!("the job that it was to follow is {state}"))
        }
        None => Some("the job that it was to follow is not there".into()),
        Some(_) => None,
    }
}

/// Lets what waits for these jobs die with them, and what waits for those, and so on. `end` is how the first ended.
pub(super) async fn bury(txn: &Txn, mut ended: Vec<Uuid>, end: JobState, now: Timestamp) -> Result<()> {
    let mut end = Some(end);
    while !ended.is_empty() {
        let reason = obstacle(end).unwrap_or_default();
        let rows = job::Entity::update_many()
            .set(job::ActiveModel {
                errors: Set(with_error(&json!([]), 0, now, &reason)),
                ..death(now, &reason)
            })
            .filter(job::Column::AfterId.is_in(ended))
            .filter(job::Column::State.eq(JobState::Waiting))
            .exec_with_returning(txn)
            .await?;
        ended = rows.into_iter().filter(|row| row.has_followers).map(|row| row.id).collect();
        end = Some(JobState::Dead);
    }
    Ok(())
}

/// The reverse of [`bury`], when the first are to run again: what died waiting for them waits again.
pub(super) async fn exhume(txn: &Txn, mut revived: Vec<Uuid>) -> Result<()> {
    while !revived.is_empty() {
        let rows = job::Entity::update_many()
            .set(job::ActiveModel {
                state: Set(JobState::Waiting),
                finished_at: Set(None),
                failure: Set(None),
                ..Default::default()
            })
            .filter(job::Column::AfterId.is_in(revived))
            .filter(job::Column::State.eq(JobState::Dead))
            .filter(job::Column::Attempts.eq(0))
            .exec_with_returning(txn)
            .await?;
        batches::reopen(txn, rows.iter().filter_map(|row| row.batch_id)).await?;
        revived = rows.into_iter().filter(|row| row.has_followers).map(|row| row.id).collect();
    }
    Ok(())
}

/// Where the parents of these jobs stand.
pub(super) async fn parents(txn: &Txn, rows: &[job::Model]) -> Result<HashMap<Uuid, JobState>> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.after_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let parents: Vec<(Uuid, JobState)> = job::Entity::find()
        .select_only()
        .columns([job::Column::Id, job::Column::State])
        .filter(job::Column::Id.is_in(ids))
        .lock(LockType::Update)
        .into_tuple()
        .all(txn)
        .await?;
    Ok(parents.into_iter().collect())
}
