//! Replaying events to read models, and how rebuilds of them go.

use chrono::{DateTime, Utc};
use domain::entity::{rebuild, replay};
use domain::read_models::{self, NewReplay};
use garde::Validate;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{JobsRead, JobsWrite, Require};
use crate::making::Making;
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson, present};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Replays(pub Shared);

/// A range of events, and who shall see them once more.
#[derive(Debug, Deserialize, Object, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ReplayRequest {
    /// A read model, `order_history`, `sales_facts` or `purchases`. Effects never replay.
    #[oai(validator(min_length = 1, max_length = 100, pattern = "^[a-z0-9_.-]+$"))]
    #[garde(length(chars, min = 1, max = 100), pattern("^[a-z0-9_.-]+$"))]
    pub consumer: String,
    /// Orders with an event recorded from here (inclusive).
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub from: Option<DateTime<Utc>>,
    /// Orders with an event recorded before.
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub to: Option<DateTime<Utc>>,
    /// This order alone.
    #[serde(default, deserialize_with = "present")]
    #[garde(skip)]
    pub aggregate_id: Option<Uuid>,
}

impl Example for ReplayRequest {
    fn example() -> Self {
        Self {
            consumer: "order_history".to_owned(),
            from: DateTime::from_timestamp(1_760_000_000, 0),
            to: DateTime::from_timestamp(1_760_086_400, 0),
            aggregate_id: None,
        }
    }
}

/// A replay and how far it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Replay {
    pub id: Uuid,
    pub consumer: String,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    pub aggregate_id: Option<Uuid>,
    /// Orders to project; final when `is_planned`.
    pub total: i64,
    /// Orders projected.
    pub done: i64,
    pub is_planned: bool,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// The latest replays, newest first.
#[derive(Debug, Object)]
pub struct ReplayList {
    pub items: Vec<Replay>,
}

/// A rebuild of a read model and how far it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Rebuild {
    pub id: Uuid,
    pub model: String,
    /// Events to read.
    pub total: i64,
    /// Events read.
    pub done: i64,
    pub started_at: DateTime<Utc>,
    /// Its last sign of life.
    pub beat_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it came to nothing.
    pub error: Option<String>,
}

/// What is to be built anew.
#[derive(Debug, Serialize, Deserialize, Object, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct RebuildRequest {
    /// `order-history`, `daily-sales`, `purchases` or `search`; the first three also by their tables.
    #[oai(validator(min_length = 1, max_length = 100, pattern = "^[a-z0-9_.-]+$"))]
    #[garde(length(chars, min = 1, max = 100), pattern("^[a-z0-9_.-]+$"))]
    pub model: String,
}

impl Example for RebuildRequest {
    fn example() -> Self {
        Self { model: "order-history".to_owned() }
    }
}

/// A rebuild that was asked for.
#[derive(Debug, Object)]
pub struct OrderedRebuild {
    /// That does it. Once it runs, how far it is stands among the rebuilds; of `search` there is nothing to see there.
    pub job_id: Uuid,
}

#[derive(ApiResponse)]
pub enum StartedRebuild {
    /// A job does it from here on.
    #[oai(status = 202)]
    Accepted(
        Json<OrderedRebuild>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

/// The latest rebuilds, newest first.
#[derive(Debug, Object)]
pub struct RebuildList {
    pub items: Vec<Rebuild>,
}

#[derive(ApiResponse)]
pub enum StartedReplay {
    /// Jobs do it from here on.
    #[oai(status = 202)]
    Accepted(Json<Replay>),
}

#[OpenApi(prefix_path = "/api/v1/operations", tag = "Tag::Operations")]
impl Replays {
    /// Replay events
    ///
    /// Projects the orders that have an event in the range to one read model once more, by jobs. Rows come out as they
    /// should be, also where they look up to date. Needs the permission `jobs_write`.
    #[oai(path = "/replays", method = "post", operation_id = "replayEvents")]
    async fn replay(
        &self,
        _operator: Require<JobsWrite>,
        body: ValidJson<ReplayRequest>,
    ) -> Result<StartedReplay> {
        let ReplayRequest { consumer, from, to, aggregate_id } = body.0;
        let new = NewReplay { consumer, from, to, aggregate_id };
        let (row, tickets) = read_models::replay(self.0.store(), new).await?;
        self.0.services.push(&tickets).await;
        Ok(StartedReplay::Accepted(Json(row.into())))
    }

    /// List replays
    ///
    /// The latest, newest first. Needs the permission `jobs_read`.
    #[oai(path = "/replays", method = "get", operation_id = "listReplays")]
    async fn list(
        &self,
        _operator: Require<JobsRead>,
        /// How many.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ReplayList>> {
        let rows = read_models::replays(self.0.store().read(), limit.0).await?;
        Ok(Json(ReplayList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// See a replay
    ///
    /// And how far it is. Needs the permission `jobs_read`.
    #[oai(path = "/replays/:id", method = "get", operation_id = "getReplay")]
    async fn get(
        &self,
        _operator: Require<JobsRead>,
        /// The replay.
        id: Path<Uuid>,
    ) -> Result<Json<Replay>> {
        Ok(Json(read_models::find_replay(self.0.store().read(), id.0).await?.into()))
    }

    /// Rebuild a read model
    ///
    /// From the whole event log, beside the one in use, which it then takes the place of; orders are placed meanwhile. One
    /// at a time of each. Needs the permission `jobs_write`.
    #[oai(path = "/rebuilds", method = "post", operation_id = "rebuildReadModel")]
    async fn rebuild(
        &self,
        operator: Require<JobsWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<RebuildRequest>,
    ) -> Result<StartedRebuild> {
        let making = Making { what: "rebuilds", by: &operator.customer, key: idempotency_key };
        let mut tickets = Vec::new();
        let order = async |txn: &domain::Txn| {
            let (job_id, enqueued) = read_models::order_rebuild(txn, &body.0.model).await?;
            tickets = enqueued;
            Ok(job_id)
        };
        let (job_id, replayed) = making.once(&self.0, &body.0, order).await?;
        self.0.services.push(&tickets).await;
        Ok(StartedRebuild::Accepted(Json(OrderedRebuild { job_id }), replayed))
    }

    /// List rebuilds of read models
    ///
    /// The latest, newest first, with how far they are. Needs the permission `jobs_read`.
    #[oai(path = "/rebuilds", method = "get", operation_id = "listRebuilds")]
    async fn rebuilds(
        &self,
        _operator: Require<JobsRead>,
        /// How many.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<RebuildList>> {
        let rows = read_models::rebuilds(self.0.store().read(), limit.0).await?;
        Ok(Json(RebuildList { items: rows.into_iter().map(Into::into).collect() }))
    }
}

fn default_limit() -> u64 {
    20
}

impl From<replay::Model> for Replay {
    fn from(row: replay::Model) -> Self {
        Self {
            id: row.id,
            consumer: row.consumer,
            from: row.from_at,
            to: row.to_at,
            aggregate_id: row.aggregate_id,
            total: row.total,
            done: row.done,
            is_planned: row.is_planned,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

impl From<rebuild::Model> for Rebuild {
    fn from(row: rebuild::Model) -> Self {
        Self {
            id: row.id,
            model: row.model,
            total: row.total,
            done: row.done,
            started_at: row.started_at,
            beat_at: row.beat_at,
            finished_at: row.finished_at,
            error: row.error,
        }
    }
}
