//! What staff make of returns.

use chrono::{DateTime, Utc};
use domain::accounts;
use domain::idempotency::{self, Request as Once};
use domain::returns::{self, Return as DomainReturn, ReturnFilter};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::endpoints::sold;
use super::schema::{ApproveReturnRequest, ReceiveReturnRequest, RejectReturnRequest, Return, ReturnPage};
use crate::auth::{PaymentsRefund, Require, ReturnsRead, ReturnsWrite};
use crate::openapi::Tag;
use crate::orders::states::ReturnStatus;
use crate::payload::{IdempotencyKey, Sort, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct ReturnDesk(pub Shared);

#[derive(ApiResponse)]
pub enum RefundedReturn {
    /// The refund is on its way to the provider.
    #[oai(status = 201)]
    Created(
        Json<Return>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/returns", tag = "Tag::Orders")]
impl ReturnDesk {
    /// List returns
    ///
    /// Of all orders. Needs the permission `returns_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/", method = "get", operation_id = "listReturns")]
    async fn list(
        &self,
        _staff: Require<ReturnsRead>,
        /// Only those in this state.
        state: Query<Option<ReturnStatus>>,
        /// Only those of the order of this number, in capitals or not, with its hyphen or without.
        #[oai(validator(min_length = 1, max_length = 20))]
        order_number: Query<Option<String>>,
        /// Only those of orders with this whole e-mail address.
        #[oai(validator(min_length = 1, max_length = 254))]
        email: Query<Option<String>>,
        /// Only those asked for then or later.
        from: Query<Option<DateTime<Utc>>>,
        /// Only those asked for before.
        until: Query<Option<DateTime<Utc>>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Returns per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ReturnPage>> {
        let filter = ReturnFilter {
            state: state.0.map(Into::into),
            order_number: order_number.0,
            email: email.0.map(|email| accounts::normalize_email(&email)),
            from: from.0,
            until: until.0,
            oldest_first: sort.0.is_oldest_first(),
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let db = self.0.store().read();
        let rows = returns::list(db, &filter).await?;
        let place = |(one, _): &(DomainReturn, _)| (one.row.created_at, one.row.id);
        let (rows, next_cursor) = cursor::page(rows, limit.0, place);
        let sold = sold(db, rows.iter().map(|(one, _)| one.row.order_id)).await?;
        let items = rows.into_iter().map(|(one, order)| Return::found(one, order, &sold)).collect();
        Ok(Json(ReturnPage { items, next_cursor }))
    }

    /// See a return
    ///
    /// Needs the permission `returns_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getReturn")]
    async fn get(
        &self,
        _staff: Require<ReturnsRead>,
        /// The return.
        id: Path<Uuid>,
    ) -> Result<Json<Return>> {
        let db = self.0.store().read();
        let (one, order) = returns::find(db, id.0).await?;
        let sold = sold(db, [order.id]).await?;
        Ok(Json(Return::found(one, order, &sold)))
    }

    /// Approve a return
    ///
    /// The customer is asked to send it. Needs the permission `returns_write`.
    #[oai(path = "/:id/approve", method = "post", operation_id = "approveReturn")]
    async fn approve(
        &self,
        _staff: Require<ReturnsWrite>,
        /// The return.
        id: Path<Uuid>,
        body: ValidJson<ApproveReturnRequest>,
    ) -> Result<Json<Return>> {
        let work = async |txn: &domain::Txn| returns::approve(txn, id.0, body.0.answer).await;
        self.shown(self.0.store().write(work).await?).await
    }

    /// Reject a return
    ///
    /// With a reason for the customer. Needs the permission `returns_write`.
    #[oai(path = "/:id/reject", method = "post", operation_id = "rejectReturn")]
    async fn reject(
        &self,
        _staff: Require<ReturnsWrite>,
        /// The return.
        id: Path<Uuid>,
        body: ValidJson<RejectReturnRequest>,
    ) -> Result<Json<Return>> {
        let work = async |txn: &domain::Txn| returns::reject(txn, id.0, body.0.answer).await;
        self.shown(self.0.store().write(work).await?).await
    }

    /// Receive a return
    ///
    /// The goods are here; those that are named go into stock again. Needs the permission `returns_write`.
    #[oai(path = "/:id/receive", method = "post", operation_id = "receiveReturn")]
    async fn receive(
        &self,
        _staff: Require<ReturnsWrite>,
        /// The return.
        id: Path<Uuid>,
        body: ValidJson<ReceiveReturnRequest>,
    ) -> Result<Json<Return>> {
        let restock: Vec<(Uuid, i64)> =
            body.0.restock.iter().map(|line| (line.line_id, line.quantity)).collect();
        let work = async |txn: &domain::Txn| returns::receive(txn, id.0, &restock).await;
        self.shown(self.0.store().write(work).await?).await
    }

    /// Refund a return
    ///
    /// What its units were sold for, tax included, less their share of the discounts. Needs the permission
    /// `payments_refund`.
    #[oai(path = "/:id/refund", method = "post", operation_id = "refundReturn")]
    async fn refund(
        &self,
        _staff: Require<PaymentsRefund>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The return.
        id: Path<Uuid>,
    ) -> Result<RefundedReturn> {
        let once = Once::new(format!("returns.refund {}", id.0), idempotency_key.0, b"");
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let one = returns::refund(txn, id.0).await?;
            let sold = sold(txn, [one.row.order_id]).await?;
            Ok(Return::new(one, &sold))
        })
        .await?;
        Ok(RefundedReturn::Created(Json(answer.value), answer.replayed))
    }
}

impl ReturnDesk {
    async fn shown(&self, one: DomainReturn) -> Result<Json<Return>> {
        let sold = sold(self.0.store().read(), [one.row.order_id]).await?;
        Ok(Json(Return::new(one, &sold)))
    }
}

fn default_limit() -> u64 {
    20
}
