//! The processes of the fleet that are alive, as far as their heartbeats tell.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "processes")]
pub struct Model {
    /// host:pid:nonce; also the `worker` of the jobs that it runs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// api, worker or scheduler.
    pub role: String,
    pub host: String,
    pub pid: i64,
    pub version: String,
    /// Names of the queues that it serves; empty unless it is a worker.
    pub queues: Json,
    /// Jobs that it may run at once; 0 unless it is a worker.
    pub concurrency: i32,
    /// Jobs that it ran at its last heartbeat.
    pub busy: i32,
    /// It takes no more jobs, because it is stopping.
    pub quiet: bool,
    pub started_at: DateTimeUtc,
    pub heartbeat_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
