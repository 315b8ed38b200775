//! Endpoints: adding, changing, testing and removing them.

use chrono::TimeDelta;
use domain::{Txn, webhooks};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::schema::*;
use crate::auth::{Require, WebhooksRead, WebhooksWrite};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Endpoints(pub Shared);

#[derive(ApiResponse)]
pub enum WebhookEndpointDeleted {
    /// It is gone, with its log.
    #[oai(status = 204)]
    Done,
}

#[derive(ApiResponse)]
pub enum WebhookPinged {
    /// The test is on its way; see the delivery.
    #[oai(status = 201)]
    Created(
        Json<WebhookDelivery>,
        /// Where the delivery is.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(prefix_path = "/api/v1/webhook-endpoints", tag = "Tag::Webhooks")]
impl Endpoints {
    /// List endpoints
    ///
    /// Newest first. Needs the permission `webhooks_read`.
    #[oai(path = "/", method = "get", operation_id = "listWebhookEndpoints")]
    async fn list(
        &self,
        _staff: Require<WebhooksRead>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<Uuid>>,
        /// Endpoints per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<WebhookEndpointPage>> {
        let mut rows = webhooks::list_endpoints(self.0.store().read(), cursor.0, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| row.id);
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(WebhookEndpointPage { items, next_cursor }))
    }

    /// Add an endpoint
    ///
    /// The answer has the secret that signs what is sent there, and nothing shows it again, not even the same request
    /// repeated under its Idempotency-Key. Events are delivered from now
    /// on. Needs the permission `webhooks_write`.
    #[oai(path = "/", method = "post", operation_id = "createWebhookEndpoint")]
    async fn create(
        &self,
        staff: Require<WebhooksWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<WebhookEndpointRequest>,
    ) -> Result<Made<WebhookEndpoint>> {
        let making = Making { what: "webhook_endpoints", by: &staff.customer, key: idempotency_key };
        let asked_for = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let (new, sender) = (body.0.into(), self.0.services.webhooks.as_ref());
        let work = async |txn: &Txn| Ok(webhooks::create(txn, sender, new).await?.id);
        let (id, replayed) = making.once(&self.0, &asked_for, work).await?;
        let row = webhooks::find_endpoint(self.0.store().writer(), id).await?;
        let shown = if replayed { WebhookEndpoint::try_from(row)? } else { WebhookEndpoint::revealed(row)? };
        Ok(Made::Created(Json(shown), format!("/api/v1/webhook-endpoints/{id}"), replayed))
    }

    /// See an endpoint
    ///
    /// With how it is doing. Needs the permission `webhooks_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getWebhookEndpoint")]
    async fn get(
        &self,
        _staff: Require<WebhooksRead>,
        /// The endpoint.
        id: Path<Uuid>,
    ) -> Result<Json<WebhookEndpoint>> {
        Ok(Json(webhooks::find_endpoint(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Change an endpoint
    ///
    /// Its address, filters or description, or switches it on or off. Needs the permission `webhooks_write`.
    #[oai(path = "/:id", method = "patch", operation_id = "updateWebhookEndpoint")]
    async fn update(
        &self,
        _staff: Require<WebhooksWrite>,
        /// The endpoint.
        id: Path<Uuid>,
        body: ValidJson<WebhookEndpointChangeRequest>,
    ) -> Result<Json<WebhookEndpoint>> {
        let (change, sender) = (body.0.into(), self.0.services.webhooks.as_ref());
        let change = async |txn: &_| webhooks::change(txn, sender, id.0, change).await;
        Ok(Json(self.0.store().write(change).await?.try_into()?))
    }

    /// Delete an endpoint
    ///
    /// With its log. What is still to be delivered to it is given up. Needs the permission `webhooks_write`.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteWebhookEndpoint")]
    async fn delete(
        &self,
        _staff: Require<WebhooksWrite>,
        /// The endpoint.
        id: Path<Uuid>,
    ) -> Result<WebhookEndpointDeleted> {
        self.0.store().write(async |txn| webhooks::delete(txn, id.0).await).await?;
        Ok(WebhookEndpointDeleted::Done)
    }

    /// Exchange the secret of an endpoint
    ///
    /// The answer has the new one, and nothing shows it again. For a day (as configured) both sign, so that the receiver
    /// can be changed in between. Needs the permission `webhooks_write`.
    #[oai(path = "/:id/rotate-secret", method = "post", operation_id = "rotateWebhookSecret")]
    async fn rotate(
        &self,
        _staff: Require<WebhooksWrite>,
        /// The endpoint.
        id: Path<Uuid>,
    ) -> Result<Json<WebhookEndpoint>> {
        let overlap = TimeDelta::hours(self.0.services.config.webhooks.secret_overlap_hours);
        let row = self.0.store().write(async |txn| webhooks::rotate(txn, id.0, overlap).await).await?;
        Ok(Json(WebhookEndpoint::revealed(row)?))
    }

    /// Test an endpoint
    ///
    /// Sends it a message of the type `webhook.test`, whatever its filters. Needs the permission `webhooks_write`.
    #[oai(path = "/:id/ping", method = "post", operation_id = "pingWebhookEndpoint")]
    async fn ping(
        &self,
        _staff: Require<WebhooksWrite>,
        /// The endpoint.
        id: Path<Uuid>,
    ) -> Result<WebhookPinged> {
        let store = self.0.store();
        let (delivery, tickets) = store.write(async |txn| webhooks::ping(txn, id.0).await).await?;
        self.0.services.push(&tickets).await;
        let row = webhooks::find_delivery(store.read(), delivery).await?;
        let location = format!("/api/v1/webhook-deliveries/{delivery}");
        Ok(WebhookPinged::Created(Json(row.into()), location))
    }
}

fn default_limit() -> u64 {
    20
}
