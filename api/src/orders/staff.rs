//! What staff do with orders: send them and refund them.

use domain::Error;
use domain::idempotency::{self, Request as Once};
use domain::orders::{self, FulfilmentEvent, Viewer};
use domain::payments::{self, RefundOrder};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::order::{Order, Refunds};
use super::requests::{FulfilOrderRequest, FulfilmentStep, RefundOrderRequest};
use crate::auth::{OrdersWrite, PaymentsRefund, Require};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Fulfilments(pub Shared);

#[derive(ApiResponse)]
pub enum RequestedRefunds {
    /// The refunds are on their way to the provider.
    #[oai(status = 201)]
    Created(
        Json<Refunds>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Fulfilments {
    /// Send an order
    ///
    /// One step at a time: pack (may be left out), ship, deliver. A delivered order is completed. Needs the permission
    /// `orders_write`.
    #[oai(path = "/:id/fulfilment", method = "post", operation_id = "fulfilOrder")]
    async fn fulfil(
        &self,
        _staff: Require<OrdersWrite>,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<FulfilOrderRequest>,
    ) -> Result<Json<Order>> {
        let step = match body.0.step {
            FulfilmentStep::Pack => FulfilmentEvent::Pack,
            FulfilmentStep::Ship => FulfilmentEvent::Ship,
            FulfilmentStep::Deliver => FulfilmentEvent::Deliver,
        };
        self.0.store().write(async |txn| orders::fulfil(txn, id.0, step, body.0.tracking).await).await?;
        let viewer = Viewer { is_staff: true, ..Viewer::default() };
        Ok(Json(orders::find(self.0.store().read(), id.0, &viewer).await?.try_into()?))
    }

    /// Refund an order
    ///
    /// Up to what was paid and not refunded yet: an amount, or units of lines, which may go into stock again. Needs the
    /// permission `payments_refund`.
    #[oai(path = "/:id/refunds", method = "post", operation_id = "refundOrder")]
    async fn refund(
        &self,
        _staff: Require<PaymentsRefund>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<RefundOrderRequest>,
    ) -> Result<RequestedRefunds> {
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.refund {}", id.0), idempotency_key.0, &fingerprint);
        let request = RefundOrder { order_id: id.0, what: body.0.what()?, reason: body.0.reason };
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let refunds = payments::refund(txn, &request).await?;
            let refunds = payments::with_lines(txn, refunds).await?;
            Ok(Refunds { refunds: refunds.into_iter().map(Into::into).collect() })
        })
        .await?;
        Ok(RequestedRefunds::Created(Json(answer.value), answer.replayed))
    }
}
