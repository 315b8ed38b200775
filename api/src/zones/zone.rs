//! Zones: making, changing and removing them.

use domain::zones::{self, Filter};
use domain::{Error, Txn};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::schema::*;
use crate::auth::{CheckoutRead, CheckoutWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, Sort, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Zones(pub Shared);

#[derive(ApiResponse)]
pub enum ZoneDeleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/zones", tag = "Tag::Checkout")]
impl Zones {
    /// List zones
    ///
    /// With their tax rates. Needs the permission `checkout_read`.
    #[oai(path = "/", method = "get", operation_id = "listZones")]
    async fn list(
        &self,
        _staff: Require<CheckoutRead>,
        /// Only those whose name contains this; capitals do not matter.
        #[oai(validator(min_length = 1, max_length = 100, pattern = "^[^\\x00]*$"))]
        name: Query<Option<String>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Zones per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ZonePage>> {
        let filter = Filter { name: name.0, oldest_first: sort.0.is_oldest_first() };
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let rows = zones::list(self.0.store().read(), &filter, after, limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.created_at, row.id));
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(ZonePage { items, next_cursor }))
    }

    /// Make a zone
    ///
    /// Its tax rates hold for carts and orders from now on. Needs the permission `checkout_write`.
    #[oai(path = "/", method = "post", operation_id = "createZone")]
    async fn create(
        &self,
        staff: Require<CheckoutWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<ZoneRequest>,
    ) -> Result<Made<Zone>> {
        let making = Making { what: "zones.create", by: &staff.customer, key: idempotency_key.into() };
        let asked_for = serde_json::to_value(&body.0).map_err(Error::from)?;
        let work = async |txn: &Txn| Zone::try_from(zones::create(txn, body.0.into()).await?);
        let (made, replayed) = making.once(&self.0, &asked_for, work).await?;
        let location = format!("/api/v1/zones/{}", made.id);
        Ok(Made::Created(Json(made), location, replayed))
    }

    /// See a zone
    ///
    /// With its tax rates. Needs the permission `checkout_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getZone")]
    async fn get(
        &self,
        _staff: Require<CheckoutRead>,
        /// The zone.
        id: Path<Uuid>,
    ) -> Result<Json<Zone>> {
        Ok(Json(zones::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Change a zone
    ///
    /// Replaces all of it: what is left out is as with a new one. Needs the permission `checkout_write`.
    #[oai(path = "/:id", method = "put", operation_id = "replaceZone")]
    async fn replace(
        &self,
        _staff: Require<CheckoutWrite>,
        /// The zone.
        id: Path<Uuid>,
        body: ValidJson<ZoneRequest>,
    ) -> Result<Json<Zone>> {
        let seen = body.0.version;
        let replace = async |txn: &_| zones::replace(txn, id.0, body.0.into(), seen).await;
        Ok(Json(self.0.store().write(replace).await?.try_into()?))
    }

    /// Delete a zone
    ///
    /// Only one that no shipping method names. Needs the permission `checkout_write`.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteZone")]
    async fn delete(
        &self,
        _staff: Require<CheckoutWrite>,
        /// The zone.
        id: Path<Uuid>,
    ) -> Result<ZoneDeleted> {
        self.0.store().write(async |txn| zones::delete(txn, id.0).await).await?;
        Ok(ZoneDeleted::Done)
    }
}
