//! The audit log.

use chrono::{DateTime, Utc};
use domain::audit::{self, Filter, Found, Order};
use domain::entity::states::ActorKind as StoredKind;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::{AuditRead, Require};
use crate::openapi::Tag;
use crate::payload::cursor;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Audit(pub Shared);

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person.
    User,
    /// A machine with a key.
    ApiKey,
    /// The program: a job, the timetable, or a command of the operator.
    System,
}

impl From<StoredKind> for ActorKind {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::User => Self::User,
            StoredKind::ApiKey => Self::ApiKey,
            StoredKind::System => Self::System,
        }
    }
}

impl From<ActorKind> for StoredKind {
    fn from(kind: ActorKind) -> Self {
        match kind {
            ActorKind::User => Self::User,
            ActorKind::ApiKey => Self::ApiKey,
            ActorKind::System => Self::System,
        }
    }
}

/// In which order entries are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum AuditSort {
    #[default]
    Newest,
    Oldest,
}

/// Who did what to what, from where.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AuditEntry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_kind: ActorKind,
    /// The user or the key; absent for the program itself.
    pub actor_id: Option<Uuid>,
    /// The e-mail address of the user or the name of the key, as it is today.
    pub actor: Option<String>,
    /// Such as `product.update`.
    pub action: String,
    /// Such as `product`.
    pub entity: String,
    pub entity_id: String,
    /// What was, of what changed; absent when there was nothing before.
    pub before: Option<Any<Value>>,
    /// What is, of what changed; absent when it is gone.
    pub after: Option<Any<Value>>,
    /// The address that the request came from.
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    pub trace_id: String,
}

impl From<Found> for AuditEntry {
    fn from(found: Found) -> Self {
        let Found { entry, actor_name } = found;
        Self {
            id: entry.id,
            at: entry.at,
            actor_kind: entry.actor_kind.into(),
            actor_id: entry.actor_id,
            actor: actor_name,
            action: entry.action,
            entity: entry.entity,
            entity_id: entry.entity_id,
            before: entry.before.map(Any),
            after: entry.after.map(Any),
            address: entry.address,
            user_agent: entry.user_agent,
            request_id: entry.request_id,
            trace_id: entry.trace_id,
        }
    }
}

/// A page of the log.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AuditPage {
    pub items: Vec<AuditEntry>,
    pub next_cursor: Option<String>,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Audit")]
impl Audit {
    /// Search the audit log
    ///
    /// Every change that staff, machines and the program made on purpose, with what was before and after. Needs the
    /// permission `audit_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/audit", method = "get", operation_id = "listAuditEntries")]
    async fn list(
        &self,
        _staff: Require<AuditRead>,
        /// Only what such an actor did.
        actor_kind: Query<Option<ActorKind>>,
        /// Only what this user or key did.
        actor_id: Query<Option<Uuid>>,
        /// Only this action, such as `product.update`.
        #[oai(validator(max_length = 100, pattern = "^[a-z_]+[.][a-z_]+$"))]
        action: Query<Option<String>>,
        /// Only what was done to this kind of thing, such as `product`.
        #[oai(validator(max_length = 50, pattern = "^[a-z_]+$"))]
        entity: Query<Option<String>>,
        /// Only what was done to the thing of this id.
        #[oai(validator(min_length = 1, max_length = 100, pattern = "^[!-~]+$"))]
        entity_id: Query<Option<String>>,
        /// Only what was done in this request.
        #[oai(validator(max_length = 64, pattern = "^[A-Za-z0-9_.-]+$"))]
        request_id: Query<Option<String>>,
        /// At this time or later.
        from: Query<Option<DateTime<Utc>>>,
        /// Before this time.
        until: Query<Option<DateTime<Utc>>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<AuditSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Entries per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<AuditPage>> {
        let filter = Filter {
            actor_kind: actor_kind.0.map(Into::into),
            actor_id: actor_id.0,
            action: action.0,
            entity: entity.0,
            entity_id: entity_id.0,
            request_id: request_id.0,
            from: from.0,
            until: until.0,
        };
        let order = match sort.0 {
            AuditSort::Newest => Order::NewestFirst,
            AuditSort::Oldest => Order::OldestFirst,
        };
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let db = self.0.store().read();
        let mut rows = audit::search(db, &filter, order, after, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|found| cursor::write(found.entry.at, found.entry.id));
        Ok(Json(AuditPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }
}
