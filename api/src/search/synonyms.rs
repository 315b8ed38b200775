//! Synonyms, as staff keeps them. Changing needs the permission `catalog_write`.

use chrono::{DateTime, Utc};
use domain::entity::search_synonym;
use domain::search::synonyms;
use garde::Validate;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{CatalogWrite, Require};
use crate::catalog::Deleted;
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Synonyms(pub Shared);

/// Words and phrases that mean the same to those who search.
#[derive(Debug, Object)]
pub struct SynonymGroup {
    pub id: Uuid,
    pub phrases: Vec<String>,
    /// Whether it was found in the catalogue, and not said by staff.
    pub found: bool,
    pub created_at: DateTime<Utc>,
}

/// A page of groups, the newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SynonymPage {
    pub items: Vec<SynonymGroup>,
    /// Pass it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
}

/// What means the same.
#[derive(Debug, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example)]
pub struct SynonymRequest {
    /// Two to twenty words or phrases.
    #[garde(length(min = 2, max = 20))]
    #[oai(validator(min_items = 2, max_items = 20))]
    pub phrases: Vec<String>,
}

impl Example for SynonymRequest {
    fn example() -> Self {
        Self { phrases: vec!["ssd".into(), "solid state drive".into()] }
    }
}

impl TryFrom<search_synonym::Model> for SynonymGroup {
    type Error = domain::Error;

    fn try_from(row: search_synonym::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            phrases: synonyms::phrases(&row)?,
            found: row.is_found,
            created_at: row.created_at,
        })
    }
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/search/synonyms", tag = "Tag::Catalog")]
impl Synonyms {
    /// List synonyms
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/", method = "get", operation_id = "listSynonyms")]
    async fn list(
        &self,
        _staff: Require<CatalogWrite>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Groups per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<SynonymPage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let found = synonyms::list(self.0.store().read(), after, limit.0 + 1).await?;
        let (found, next_cursor) = cursor::page(found, limit.0, |row| (row.created_at, row.id));
        let items = found.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(SynonymPage { items, next_cursor }))
    }

    /// Add synonyms
    ///
    /// From a second later on, who searches for one of them finds the others too. Needs the permission `catalog_write`.
    #[oai(path = "/", method = "post", operation_id = "createSynonyms")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<SynonymRequest>,
    ) -> Result<Made<SynonymGroup>> {
        let making = Making { what: "synonyms", by: &staff.customer, key: idempotency_key };
        let fingerprint = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let work = async |txn: &domain::Txn| Ok(synonyms::create(txn, body.0.phrases).await?.id);
        let (id, replayed) = making.once(&self.0, &fingerprint, work).await?;
        let group = synonyms::find(self.0.store().read(), id).await?.try_into()?;
        Ok(Made::Created(Json(group), format!("/api/v1/search/synonyms/{id}"), replayed))
    }

    /// Change synonyms
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/:id", method = "put", operation_id = "replaceSynonyms")]
    async fn replace(
        &self,
        _staff: Require<CatalogWrite>,
        /// Of the group.
        id: Path<Uuid>,
        body: ValidJson<SynonymRequest>,
    ) -> Result<Json<SynonymGroup>> {
        let group =
            self.0.store().write(async |txn| synonyms::replace(txn, id.0, body.0.phrases).await).await?;
        Ok(Json(group.try_into()?))
    }

    /// Delete synonyms
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteSynonyms")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// Of the group.
        id: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| synonyms::delete(txn, id.0).await).await?;
        Ok(Deleted::Done)
    }
}
