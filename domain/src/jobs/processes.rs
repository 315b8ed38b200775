//! Which processes there are. Each tells so itself every few seconds; one that has been silent for a minute is gone.
//!
//! What a worker does right now is not kept here: those are the running rows of `jobs` under its id.

use std::time::Duration;

use entity::process;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::Queue;
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::Store;

/// After this much silence a process is taken off the list.
pub const STALE_AFTER: Duration = Duration::from_secs(60);

/// A process as it presents itself.
#[derive(Debug, Clone)]
pub struct Presence {
    /// host:pid:nonce, unique.
    pub id: String,
    /// api, worker or scheduler.
    pub role: &'static str,
    pub version: &'static str,
    /// Empty unless it is a worker.
    pub queues: Vec<Queue>,
    /// 0 unless it is a worker.
    pub concurrency: usize,
    pub started_at: Timestamp,
}

impl Presence {
    /// Of this process, under a name of its own.
    pub fn new(role: &'static str, host: &str, queues: Vec<Queue>, concurrency: usize) -> Self {
        Self {
            id: format!("{host}:{}:{}", std::process::id(), hex::encode(rand::random::<[u8; 6]>())),
            role,
            version: env!("CARGO_PKG_VERSION"),
            queues,
            concurrency,
            started_at: now(),
        }
    }
}

/// Says that the process is alive, and takes those off the list that have not said so for [`STALE_AFTER`].
///
/// `busy` is the number of jobs that it runs, `quiet` that it takes no more of them.
pub async fn beat(store: &Store, presence: &Presence, busy: usize, quiet: bool) -> Result<()> {
    let now = now();
    let (host, _) = presence.id.split_once(':').unwrap_or((&presence.id, ""));
    let queues: Vec<&str> = presence.queues.iter().map(|queue| queue.as_str()).collect();
    let row = process::ActiveModel {
        id: Set(presence.id.clone()),
        role: Set(presence.role.to_owned()),
        host: Set(host.to_owned()),
        pid: Set(i64::from(std::process::id())),
        version: Set(presence.version.to_owned()),
        queues: Set(json!(queues)),
        concurrency: Set(i32::try_from(presence.concurrency).unwrap_or(i32::MAX)),
        busy: Set(i32::try_from(busy).unwrap_or(i32::MAX)),
        quiet: Set(quiet),
        started_at: Set(presence.started_at),
        heartbeat_at: Set(now),
    };
    let changing = [process::Column::Busy, process::Column::Quiet, process::Column::HeartbeatAt];
    process::Entity::insert(row)
        .on_conflict(OnConflict::column(process::Column::Id).update_columns(changing).to_owned())
        .exec_without_returning(store.relaxed())
        .await?;
    process::Entity::delete_many()
        .filter(process::Column::HeartbeatAt.lt(now - STALE_AFTER))
        .exec(store.relaxed())
        .await?;
    Ok(())
}

/// Takes a process that stops off the list.
pub async fn leave(store: &Store, presence: &Presence) -> Result<()> {
    process::Entity::delete_by_id(presence.id.clone()).exec(store.relaxed()).await?;
    Ok(())
}

/// The processes of the fleet, by role and then by age. Those silent for [`STALE_AFTER`] are left out.
pub async fn processes(db: &impl ConnectionTrait) -> Result<Vec<process::Model>> {
    let alive = process::Column::HeartbeatAt.gte(now() - STALE_AFTER);
    let query = process::Entity::find().filter(alive).order_by_asc(process::Column::Role);
    Ok(query.order_by_asc(process::Column::StartedAt).all(db).await?)
}
