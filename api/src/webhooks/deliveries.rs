//! The log of what was delivered, and delivering it again.

use domain::webhooks::{self, DeliveryFilter};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use uuid::Uuid;

use super::schema::*;
use crate::auth::{Require, WebhooksRead, WebhooksWrite};
use crate::openapi::Tag;
use crate::payload::cursor;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Deliveries(pub Shared);

#[OpenApi(prefix_path = "/api/v1/webhook-deliveries", tag = "Tag::Webhooks")]
impl Deliveries {
    /// List deliveries
    ///
    /// Newest first. They are kept for 30 days after their end. Needs the permission `webhooks_read`.
    #[allow(clippy::too_many_arguments)]
    #[oai(path = "/", method = "get", operation_id = "listWebhookDeliveries")]
    async fn list(
        &self,
        _staff: Require<WebhooksRead>,
        /// Only those to this endpoint.
        endpoint_id: Query<Option<Uuid>>,
        /// Only those in this state.
        state: Query<Option<WebhookDeliveryState>>,
        /// Only those of this type of event, such as `order.paid`.
        #[oai(name = "type", validator(max_length = 100, pattern = "^[a-z_.]+$"))]
        kind: Query<Option<String>>,
        /// Only those about this order.
        order_id: Query<Option<Uuid>>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Deliveries per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<WebhookDeliveryPage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let filter = DeliveryFilter {
            endpoint_id: endpoint_id.0,
            state: state.0.map(Into::into),
            kind: kind.0,
            order_id: order_id.0,
        };
        let db = self.0.store().read();
        let mut rows = webhooks::list_deliveries(db, &filter, after, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor::write(row.created_at, row.id));
        Ok(Json(WebhookDeliveryPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See a delivery
    ///
    /// With what was sent and what came of each attempt. Needs the permission `webhooks_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getWebhookDelivery")]
    async fn get(
        &self,
        _staff: Require<WebhooksRead>,
        /// The delivery.
        id: Path<Uuid>,
    ) -> Result<Json<WebhookDeliveryDetail>> {
        let db = self.0.store().read();
        let row = webhooks::find_delivery(db, id.0).await?;
        let attempts = webhooks::attempts_of(db, id.0).await?;
        let body = serde_json::from_str(&row.body).map_err(domain::Error::from)?;
        Ok(Json(WebhookDeliveryDetail {
            body: Any(body),
            attempts: attempts.into_iter().map(Into::into).collect(),
            next_attempt_at: webhooks::next_attempt(db, id.0).await?,
            delivery: row.into(),
        }))
    }

    /// Deliver again
    ///
    /// The same message under the same `webhook-id`, at once and with a fresh set of attempts; also instead of waiting for
    /// the next attempt. Needs the permission `webhooks_write`.
    #[oai(path = "/:id/redeliver", method = "post", operation_id = "redeliverWebhook")]
    async fn redeliver(
        &self,
        _staff: Require<WebhooksWrite>,
        /// The delivery.
        id: Path<Uuid>,
    ) -> Result<Json<WebhookDelivery>> {
        let store = self.0.store();
        let tickets = store.write(async |txn| webhooks::redeliver(txn, id.0).await).await?;
        self.0.services.push(&tickets).await;
        Ok(Json(webhooks::find_delivery(store.read(), id.0).await?.into()))
    }
}

fn default_limit() -> u64 {
    20
}
