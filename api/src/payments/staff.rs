//! What finance does with payments: takes what was authorised, records what came by hand, and says what was paid out.

use domain::Error;
use domain::idempotency::{self, Request as Once};
use domain::orders::{self, Viewer};
use domain::payments::{self, CaptureOrder, ReceiveMoney};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use crate::auth::{PaymentsRefund, PaymentsWrite, Require};
use crate::openapi::Tag;
use crate::orders::order::{Order, Payment};
use crate::orders::{CaptureRequest, MoneyReceivedRequest, PaidOutRequest};
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Tills(pub Shared);

#[derive(ApiResponse)]
pub enum ChangedPayment {
    /// The payment as it is now.
    #[oai(status = 201)]
    Created(
        Json<Payment>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Payments")]
impl Tills {
    /// Capture a payment
    ///
    /// Takes what was authorised for the order, all of it or less; the rest is given up. A job asks the provider. Needs
    /// the permission `payments_write`.
    #[oai(path = "/:id/captures", method = "post", operation_id = "captureOrder")]
    async fn capture(
        &self,
        _staff: Require<PaymentsWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<CaptureRequest>,
    ) -> Result<ChangedPayment> {
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.capture {}", id.0), idempotency_key.0, &fingerprint);
        let request = CaptureOrder { order_id: id.0, amount_minor: body.0.amount_minor };
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            Ok(Payment::from(payments::capture(txn, &request).await?))
        })
        .await?;
        Ok(ChangedPayment::Created(Json(answer.value), answer.replayed))
    }

    /// Record money that came
    ///
    /// By bank transfer or at the door: a part, all, or too much, in time or late. What is too much or too late is
    /// refunded. Needs the permission `payments_write`.
    #[oai(path = "/:id/payments/:payment_id/receipts", method = "post", operation_id = "receiveMoney")]
    async fn receive(
        &self,
        _staff: Require<PaymentsWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        /// The payment.
        payment_id: Path<Uuid>,
        body: ValidJson<MoneyReceivedRequest>,
    ) -> Result<ChangedPayment> {
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let scope = format!("payments.receive {} {}", id.0, payment_id.0);
        let once = Once::new(scope, idempotency_key.0, &fingerprint);
        let request = ReceiveMoney {
            order_id: id.0,
            payment_id: payment_id.0,
            amount_minor: body.0.amount_minor,
            reference: body.0.reference,
        };
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            Ok(Payment::from(payments::receive(txn, &request).await?))
        })
        .await?;
        Ok(ChangedPayment::Created(Json(answer.value), answer.replayed))
    }

    /// Say that a refund was paid out
    ///
    /// Of a payment by bank transfer or at the door, which no provider gives back. Needs the permission
    /// `payments_refund`.
    #[oai(path = "/:id/refunds/:refund_id/paid-out", method = "post", operation_id = "payOutRefund")]
    async fn paid_out(
        &self,
        _staff: Require<PaymentsRefund>,
        /// The order.
        id: Path<Uuid>,
        /// The refund.
        refund_id: Path<Uuid>,
        body: ValidJson<PaidOutRequest>,
    ) -> Result<Json<Order>> {
        let reference = &body.0.reference;
        let paid_out = async |txn: &_| payments::paid_out(txn, id.0, refund_id.0, reference).await;
        self.0.store().write(paid_out).await?;
        let viewer = Viewer { is_staff: true, ..Viewer::default() };
        Ok(Json(orders::find(self.0.store().read(), id.0, &viewer).await?.try_into()?))
    }
}
