//! Parcels of orders: sent, delivered, come back; and the slips that go into them.

use chrono::{DateTime, Utc};
use domain::Error;
use domain::entity::order_line;
use domain::idempotency::{self, Request as Once};
use domain::inventory;
use domain::invoices;
use domain::orders::{self, Parcel, ShipOrder};
use poem_openapi::param::Path;
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk_requests::ShipmentRequest;
use super::states::ShipmentStatus;
use crate::auth::{OrdersRead, OrdersWrite, Require};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Shipments(pub Shared);

/// Units of a line in a parcel.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct ShipmentLine {
    /// The line of the order.
    pub line_id: Uuid,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
}

/// A parcel.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Shipment {
    pub id: Uuid,
    /// The order's number and a count.
    pub number: String,
    pub state: ShipmentStatus,
    pub lines: Vec<ShipmentLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// The carrier's number of the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
    /// Where the parcel can be followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    pub shipped_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_at: Option<DateTime<Utc>>,
}

impl Shipment {
    pub fn new(parcel: Parcel, sold: &[order_line::Model]) -> Self {
        let Parcel { shipment, lines } = parcel;
        let line = |line: &domain::entity::shipment_line::Model| {
            let sold = sold.iter().find(|sold| sold.id == line.order_line_id)?;
            Some(ShipmentLine {
                line_id: sold.id,
                sku: sold.sku.clone(),
                name: sold.name.clone(),
                quantity: line.quantity,
            })
        };
        Self {
            id: shipment.id,
            number: shipment.number,
            state: shipment.state.into(),
            lines: lines.iter().filter_map(line).collect(),
            carrier: shipment.carrier,
            tracking: shipment.tracking,
            tracking_url: shipment.tracking_url,
            shipped_at: shipment.shipped_at,
            delivered_at: shipment.delivered_at,
            returned_at: shipment.returned_at,
        }
    }
}

#[derive(ApiResponse)]
pub enum SentShipment {
    /// The parcel is on its way, and the customer is told.
    #[oai(status = 201)]
    Created(
        Json<Shipment>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum PackingSlipPdf {
    /// The slip.
    #[oai(status = 200, content_type = "application/pdf")]
    Pdf(Attachment<Vec<u8>>),
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Shipments {
    /// Send a parcel
    ///
    /// With all that is left of the order, or with some of it. What was authorised is captured with the first. Needs the
    /// permission `orders_write`.
    #[oai(path = "/:id/shipments", method = "post", operation_id = "shipOrder")]
    async fn ship(
        &self,
        _staff: Require<OrdersWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<ShipmentRequest>,
    ) -> Result<SentShipment> {
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.ship {}", id.0), idempotency_key.0, &fingerprint);
        let request = ShipOrder {
            order_id: id.0,
            lines: body.0.lines.iter().map(|line| (line.line_id, line.quantity)).collect(),
            carrier: body.0.carrier,
            tracking: body.0.tracking,
            tracking_url: body.0.tracking_url,
        };
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let shipment = orders::ship(txn, &request).await?;
            let (_, parcel, lines) = orders::parcel(txn, id.0, shipment.id).await?;
            Ok(Shipment::new(parcel, &lines))
        })
        .await?;
        Ok(SentShipment::Created(Json(answer.value), answer.replayed))
    }

    /// Note that a parcel was delivered
    ///
    /// When all of an order has arrived, it is completed, and paid if it is paid at the door. Doing it twice is fine.
    /// Needs the permission `orders_write`.
    #[oai(path = "/:id/shipments/:shipment_id/deliver", method = "post", operation_id = "deliverShipment")]
    async fn deliver(
        &self,
        _staff: Require<OrdersWrite>,
        /// The order.
        id: Path<Uuid>,
        /// The parcel.
        shipment_id: Path<Uuid>,
    ) -> Result<Json<Shipment>> {
        let deliver = async |txn: &_| orders::deliver_shipment(txn, id.0, shipment_id.0).await;
        self.0.store().write(deliver).await?;
        self.view(id.0, shipment_id.0).await
    }

    /// Note that a parcel came back
    ///
    /// To the sender, undelivered: what is in it can be sent again, or the order be cancelled. Doing it twice is fine.
    /// Needs the permission `orders_write`.
    #[oai(path = "/:id/shipments/:shipment_id/return", method = "post", operation_id = "returnShipment")]
    async fn come_back(
        &self,
        _staff: Require<OrdersWrite>,
        /// The order.
        id: Path<Uuid>,
        /// The parcel.
        shipment_id: Path<Uuid>,
    ) -> Result<Json<Shipment>> {
        let come_back = async |txn: &_| orders::return_shipment(txn, id.0, shipment_id.0).await;
        self.0.store().write(come_back).await?;
        self.view(id.0, shipment_id.0).await
    }

    /// Fetch a packing slip
    ///
    /// As a PDF, without prices. Needs the permission `orders_read`.
    #[oai(path = "/:id/shipments/:shipment_id/packing-slip", method = "get", operation_id = "getPackingSlip")]
    async fn slip(
        &self,
        _staff: Require<OrdersRead>,
        /// The order.
        id: Path<Uuid>,
        /// The parcel.
        shipment_id: Path<Uuid>,
    ) -> Result<PackingSlipPdf> {
        let services = &self.0.services;
        let (order, parcel, lines) = orders::parcel(self.0.store().read(), id.0, shipment_id.0).await?;
        let parts = inventory::parts_of_order(self.0.store().read(), id.0).await?;
        let slip = invoices::packing_slip(&order, &parcel, &lines, &parts, &services.shop())?;
        let attachment = Attachment::new(services.invoices.render_slip(&slip)?)
            .attachment_type(AttachmentType::Attachment)
            .filename(format!("packing-slip-{}.pdf", slip.number));
        Ok(PackingSlipPdf::Pdf(attachment))
    }
}

impl Shipments {
    async fn view(&self, order_id: Uuid, shipment_id: Uuid) -> Result<Json<Shipment>> {
        let (_, parcel, lines) = orders::parcel(self.0.store().read(), order_id, shipment_id).await?;
        Ok(Json(Shipment::new(parcel, &lines)))
    }
}
