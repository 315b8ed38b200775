//! Keys of machines.

use chrono::{DateTime, Utc};
use domain::Txn;
use domain::accounts::api_keys::{self, NewKey};
use domain::entity::api_key;
use garde::Validate;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{ApiKeysRead, ApiKeysWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson, cursor, present};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct ApiKeys(pub Shared);

/// The key of a machine.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiKey {
    pub id: Uuid,
    pub name: String,
    /// How the key begins.
    pub prefix: String,
    /// The permissions that it has.
    pub scopes: Vec<String>,
    /// Send it as `Authorization: Bearer …`. Only in the answer that made it: nothing shows it again.
    pub key: Option<String>,
    /// The user who made it.
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    /// To the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<api_key::Model> for ApiKey {
    fn from(row: api_key::Model) -> Self {
        Self {
            scopes: api_keys::scopes(&row).names().into_iter().map(str::to_owned).collect(),
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            key: None,
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// A page of keys, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiKeyPage {
    pub items: Vec<ApiKey>,
    pub next_cursor: Option<String>,
}

// The rules are the domain's (`domain::accounts::api_keys`), so that they are told all at once.
/// A key that is to be made.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct ApiKeyRequest {
    /// What it is for.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// Names of permissions, none of which the caller lacks.
    #[oai(validator(min_items = 1, max_items = 64))]
    #[garde(length(min = 1, max = 64))]
    pub scopes: Vec<String>,
    /// From then on it is worthless. Absent: until it is revoked.
    #[serde(default, deserialize_with = "present")]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Example for ApiKeyRequest {
    fn example() -> Self {
        Self { name: "Warehouse".into(), scopes: vec!["orders_read".into()], expires_at: None }
    }
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/api-keys", tag = "Tag::Staff")]
impl ApiKeys {
    /// List API keys
    ///
    /// Newest first. Needs the permission `api_keys_read`.
    #[oai(path = "/", method = "get", operation_id = "listApiKeys")]
    async fn list(
        &self,
        _staff: Require<ApiKeysRead>,
        /// Only revoked ones, or only the others.
        revoked: Query<Option<bool>>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Keys per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ApiKeyPage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let mut rows = api_keys::list(self.0.store().read(), revoked.0, after, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor::write(row.created_at, row.id));
        Ok(Json(ApiKeyPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// Make an API key
    ///
    /// For a machine, with permissions that the caller has. The answer has the key, and nothing shows it again, not even the
    /// same request repeated under its Idempotency-Key. Needs the
    /// permission `api_keys_write`.
    #[oai(path = "/", method = "post", operation_id = "createApiKey")]
    async fn create(
        &self,
        staff: Require<ApiKeysWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<ApiKeyRequest>,
    ) -> Result<Made<ApiKey>> {
        let making = Making { what: "api_keys", by: &staff.customer, key: idempotency_key };
        let asked_for = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let ApiKeyRequest { name, scopes, expires_at } = body.0;
        let (by, new) = (staff.customer.actor(), NewKey { name, scopes, expires_at });
        let mut key = None;
        let work = async |txn: &Txn| {
            let (row, secret) = api_keys::create(txn, by, new).await?;
            key = Some(secret);
            Ok(row.id)
        };
        let (id, replayed) = making.once(&self.0, &asked_for, work).await?;
        self.0.access.forget();
        let row = api_keys::find(self.0.store().writer(), id).await?;
        Ok(Made::Created(Json(ApiKey { key, ..row.into() }), format!("/api/v1/api-keys/{id}"), replayed))
    }

    /// See an API key
    ///
    /// Without the key itself. Needs the permission `api_keys_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getApiKey")]
    async fn get(
        &self,
        _staff: Require<ApiKeysRead>,
        /// The key.
        id: Path<Uuid>,
    ) -> Result<Json<ApiKey>> {
        Ok(Json(api_keys::find(self.0.store().read(), id.0).await?.into()))
    }

    /// Revoke an API key
    ///
    /// It is worthless within seconds. Needs the permission `api_keys_write`.
    #[oai(path = "/:id", method = "delete", operation_id = "revokeApiKey")]
    async fn revoke(
        &self,
        staff: Require<ApiKeysWrite>,
        /// The key.
        id: Path<Uuid>,
    ) -> Result<Json<ApiKey>> {
        let by = staff.customer.actor();
        let row = self.0.store().write(async |txn| api_keys::revoke(txn, by, id.0).await).await?;
        self.0.access.forget();
        Ok(Json(row.into()))
    }
}
