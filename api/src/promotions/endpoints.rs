//! Making, changing and following promotions.

use domain::promotions::{self, Filter, Found, RedemptionFilter};
use domain::{Error, Txn};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::request::PromotionRequest;
use super::schema::*;
use crate::auth::{PromotionsRead, PromotionsWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, Sort, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Promotions(pub Shared);

#[derive(ApiResponse)]
pub enum PromotionDeleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/promotions", tag = "Tag::Promotions")]
impl Promotions {
    /// List promotions
    ///
    /// With how often each is used. Needs the permission `promotions_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/", method = "get", operation_id = "listPromotions")]
    async fn list(
        &self,
        _staff: Require<PromotionsRead>,
        /// Only of this kind.
        kind: Query<Option<PromotionKind>>,
        /// Only those that are switched on and within their dates, or only the others.
        active: Query<Option<bool>>,
        /// Only those with a code, or only automatic ones.
        with_code: Query<Option<bool>>,
        /// Only the one of this code; capitals do not matter.
        #[oai(validator(max_length = 40, pattern = "^[A-Za-z0-9_-]+$"))]
        code: Query<Option<String>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Promotions per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<PromotionPage>> {
        let filter = Filter {
            kind: kind.0.map(Into::into),
            active: active.0,
            with_code: with_code.0,
            code: code.0,
            oldest_first: sort.0.is_oldest_first(),
        };
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let found = promotions::list(self.0.store().read(), &filter, after, limit.0 + 1).await?;
        let (found, next_cursor) = cursor::page(found, limit.0, |one| (one.row.created_at, one.row.id));
        let items = found.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(PromotionPage { items, next_cursor }))
    }

    /// Make a promotion
    ///
    /// From `starts_at` on it applies to carts and orders; orders that are placed keep their prices. Needs the permission
    /// `promotions_write`.
    #[oai(path = "/", method = "post", operation_id = "createPromotion")]
    async fn create(
        &self,
        staff: Require<PromotionsWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<PromotionRequest>,
    ) -> Result<Made<Promotion>> {
        let making = Making { what: "promotions.create", by: &staff.customer, key: idempotency_key.into() };
        let asked_for = serde_json::to_value(&body.0).map_err(Error::from)?;
        let work = async |txn: &Txn| {
            let row = promotions::create(txn, body.0.into()).await?;
            Promotion::try_from(Found { row, uses: 0 })
        };
        let (made, replayed) = making.once(&self.0, &asked_for, work).await?;
        let location = format!("/api/v1/promotions/{}", made.id);
        Ok(Made::Created(Json(made), location, replayed))
    }

    /// See a promotion
    ///
    /// With how often it is used. Needs the permission `promotions_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getPromotion")]
    async fn get(
        &self,
        _staff: Require<PromotionsRead>,
        /// The promotion.
        id: Path<Uuid>,
    ) -> Result<Json<Promotion>> {
        Ok(Json(promotions::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Change a promotion
    ///
    /// Replaces all of it: what is left out is as with a new one. What was used before counts against a limit. Needs the
    /// permission `promotions_write`.
    #[oai(path = "/:id", method = "put", operation_id = "replacePromotion")]
    async fn replace(
        &self,
        _staff: Require<PromotionsWrite>,
        /// The promotion.
        id: Path<Uuid>,
        body: ValidJson<PromotionRequest>,
    ) -> Result<Json<Promotion>> {
        let seen = body.0.version;
        let store = self.0.store();
        store.write(async |txn| promotions::replace(txn, id.0, body.0.into(), seen).await).await?;
        Ok(Json(promotions::find(store.writer(), id.0).await?.try_into()?))
    }

    /// Delete a promotion
    ///
    /// Only one that no order has used; others are switched off (`enabled`). Needs the permission `promotions_write`.
    #[oai(path = "/:id", method = "delete", operation_id = "deletePromotion")]
    async fn delete(
        &self,
        _staff: Require<PromotionsWrite>,
        /// The promotion.
        id: Path<Uuid>,
    ) -> Result<PromotionDeleted> {
        self.0.store().write(async |txn| promotions::delete(txn, id.0).await).await?;
        Ok(PromotionDeleted::Done)
    }

    /// List the uses of a promotion
    ///
    /// Which orders used it, and what it took off. Needs the permission `promotions_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/:id/redemptions", method = "get", operation_id = "listRedemptions")]
    async fn redemptions(
        &self,
        _staff: Require<PromotionsRead>,
        /// The promotion.
        id: Path<Uuid>,
        /// Only those that were given back, or only the others.
        released: Query<Option<bool>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Uses per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<RedemptionPage>> {
        let filter = RedemptionFilter { released: released.0, oldest_first: sort.0.is_oldest_first() };
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let db = self.0.store().read();
        let rows = promotions::redemptions(db, id.0, &filter, after, limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.created_at, row.id));
        Ok(Json(RedemptionPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }
}
