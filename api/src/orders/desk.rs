//! What staff do at their desk with an order: hold it, note what matters, send a mail once more.

use chrono::{DateTime, Utc};
use domain::Error;
use domain::entity::order_note;
use domain::idempotency::{self, Request as Once};
use domain::notifications::{self, Template};
use domain::orders;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk_requests::{HoldRequest, NoteRequest, ResendMailRequest};
use crate::auth::{OrdersRead, OrdersWrite, Require};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, ValidJson, cursor};
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Desk(pub Shared);

/// Whether an order is held, and why.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderHold {
    pub held: bool,
    pub reason: Option<String>,
}

/// What staff noted about an order.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct OrderNote {
    pub id: Uuid,
    /// Who wrote it, as they were called then.
    pub author: String,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

impl From<order_note::Model> for OrderNote {
    fn from(note: order_note::Model) -> Self {
        Self { id: note.id, author: note.author, text: note.text, created_at: note.created_at }
    }
}

/// A page of notes, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderNotePage {
    pub items: Vec<OrderNote>,
    pub next_cursor: Option<String>,
}

#[derive(ApiResponse)]
pub enum KeptNote {
    /// It is kept.
    #[oai(status = 201)]
    Created(
        Json<OrderNote>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

/// A mail on its way.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct QueuedMail {
    /// The job that sends it.
    pub job_id: Uuid,
}

#[derive(ApiResponse)]
pub enum ResentMail {
    /// A job sends it.
    #[oai(status = 202)]
    Accepted(
        Json<QueuedMail>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Desk {
    /// Hold an order
    ///
    /// It is not sent and does not lapse until it is released. Needs the permission `orders_write`.
    #[oai(path = "/:id/hold", method = "put", operation_id = "holdOrder")]
    async fn hold(
        &self,
        _staff: Require<OrdersWrite>,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<HoldRequest>,
    ) -> Result<Json<OrderHold>> {
        let order = self.0.store().write(async |txn| orders::hold(txn, id.0, &body.0.reason).await).await?;
        Ok(Json(OrderHold { held: order.hold_reason.is_some(), reason: order.hold_reason }))
    }

    /// Release an order
    ///
    /// Needs the permission `orders_write`.
    #[oai(path = "/:id/hold", method = "delete", operation_id = "releaseOrder")]
    async fn release(
        &self,
        _staff: Require<OrdersWrite>,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<Json<OrderHold>> {
        let order = self.0.store().write(async |txn| orders::release(txn, id.0).await).await?;
        Ok(Json(OrderHold { held: order.hold_reason.is_some(), reason: order.hold_reason }))
    }

    /// Note something about an order
    ///
    /// Customers never see it. Needs the permission `orders_write`.
    #[oai(path = "/:id/notes", method = "post", operation_id = "noteOrder")]
    async fn note(
        &self,
        staff: Require<OrdersWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<NoteRequest>,
    ) -> Result<KeptNote> {
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.note {}", id.0), idempotency_key.0, &fingerprint);
        let author = (Some(staff.customer.id), staff.customer.name(self.0.store()).await?);
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            Ok(OrderNote::from(orders::note(txn, id.0, author, &body.0.text).await?))
        })
        .await?;
        Ok(KeptNote::Created(Json(answer.value), answer.replayed))
    }

    /// List the notes about an order
    ///
    /// Newest first. Needs the permission `orders_read`.
    #[oai(path = "/:id/notes", method = "get", operation_id = "listOrderNotes")]
    async fn notes(
        &self,
        _staff: Require<OrdersRead>,
        /// The order.
        id: Path<Uuid>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Notes per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<OrderNotePage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let mut rows = orders::notes(self.0.store().read(), id.0, after, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor::write(row.created_at, row.id));
        Ok(Json(OrderNotePage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// Send a mail once more
    ///
    /// To the order's address, saying what is true now. Needs the permission `orders_write`.
    #[oai(path = "/:id/mails", method = "post", operation_id = "resendOrderMail")]
    async fn resend(
        &self,
        _staff: Require<OrdersWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<ResendMailRequest>,
    ) -> Result<ResentMail> {
        let template = Template::named(&body.0.template).ok_or_else(|| {
            let message = "there is no such mail".to_owned();
            Failure::invalid(vec![FieldProblem { field: "template".into(), message }])
        })?;
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.resend {}", id.0), idempotency_key.0, &fingerprint);
        let mut tickets = Vec::new();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let (job_id, enqueued) = notifications::resend(txn, id.0, template).await?;
            tickets = enqueued;
            Ok(QueuedMail { job_id })
        })
        .await?;
        self.0.services.push(&tickets).await;
        Ok(ResentMail::Accepted(Json(answer.value), answer.replayed))
    }
}

fn default_limit() -> u64 {
    20
}
