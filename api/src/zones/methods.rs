//! The shop's own shipping methods: making, changing and removing them.

use domain::shipping::methods::{self, Filter};
use domain::{Error, Txn};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::method_schema::*;
use crate::auth::{CheckoutRead, CheckoutWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, Sort, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct ShippingMethods(pub Shared);

#[derive(ApiResponse)]
pub enum OwnShippingMethodDeleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/shipping-methods", tag = "Tag::Checkout")]
impl ShippingMethods {
    /// List shipping methods
    ///
    /// Those of the database. While there are none, the configured ones are offered. Needs the permission `checkout_read`.
    #[oai(path = "/", method = "get", operation_id = "listShippingMethods")]
    async fn list(
        &self,
        _staff: Require<CheckoutRead>,
        /// Only those that are offered, or only the others.
        enabled: Query<Option<bool>>,
        /// Only those that are priced by this.
        basis: Query<Option<ShippingBasis>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Methods per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ShippingMethodPage>> {
        let filter = Filter {
            enabled: enabled.0,
            basis: basis.0.map(Into::into),
            oldest_first: sort.0.is_oldest_first(),
        };
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let rows = methods::list(self.0.store().read(), &filter, after, limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.created_at, row.id));
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(ShippingMethodPage { items, next_cursor }))
    }

    /// Make a shipping method
    ///
    /// With the first one, the configured ones are no longer offered. Needs the permission `checkout_write`.
    #[oai(path = "/", method = "post", operation_id = "createShippingMethod")]
    async fn create(
        &self,
        staff: Require<CheckoutWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<ShippingMethodRequest>,
    ) -> Result<Made<ShippingMethod>> {
        let making =
            Making { what: "shipping_methods.create", by: &staff.customer, key: idempotency_key.into() };
        let asked_for = serde_json::to_value(&body.0).map_err(Error::from)?;
        let work = async |txn: &Txn| ShippingMethod::try_from(methods::create(txn, body.0.into()).await?);
        let (made, replayed) = making.once(&self.0, &asked_for, work).await?;
        let location = format!("/api/v1/shipping-methods/{}", made.id);
        Ok(Made::Created(Json(made), location, replayed))
    }

    /// See a shipping method
    ///
    /// With its prices. Needs the permission `checkout_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getShippingMethod")]
    async fn get(
        &self,
        _staff: Require<CheckoutRead>,
        /// The method.
        id: Path<Uuid>,
    ) -> Result<Json<ShippingMethod>> {
        Ok(Json(methods::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Change a shipping method
    ///
    /// Replaces all of it: what is left out is as with a new one. Needs the permission `checkout_write`.
    #[oai(path = "/:id", method = "put", operation_id = "replaceShippingMethod")]
    async fn replace(
        &self,
        _staff: Require<CheckoutWrite>,
        /// The method.
        id: Path<Uuid>,
        body: ValidJson<ShippingMethodRequest>,
    ) -> Result<Json<ShippingMethod>> {
        let seen = body.0.version;
        let replace = async |txn: &_| methods::replace(txn, id.0, body.0.into(), seen).await;
        Ok(Json(self.0.store().write(replace).await?.try_into()?))
    }

    /// Delete a shipping method
    ///
    /// Orders keep its name and price. Without any, the configured ones are offered again. Needs the permission `checkout_write`.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteShippingMethod")]
    async fn delete(
        &self,
        _staff: Require<CheckoutWrite>,
        /// The method.
        id: Path<Uuid>,
    ) -> Result<OwnShippingMethodDeleted> {
        self.0.store().write(async |txn| methods::delete(txn, id.0).await).await?;
        Ok(OwnShippingMethodDeleted::Done)
    }
}
