//! Chargebacks, as providers tell of them.

use chrono::{DateTime, Utc};
use domain::entity::dispute;
use domain::payments::{self, DisputeFilter};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::auth::{PaymentsWrite, Require};
use crate::money::Money;
use crate::openapi::Tag;
use crate::orders::states::DisputeStatus;
use crate::payload::cursor;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Disputes(pub Shared);

/// A contested payment. Its steps are in the history of its order.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Dispute {
    pub id: Uuid,
    pub order_id: Uuid,
    pub order_number: String,
    pub payment_id: Uuid,
    pub provider: String,
    /// The provider's name for it.
    pub reference: String,
    pub state: DisputeStatus,
    pub amount: Money,
    /// In the provider's words, such as `fraudulent` or `product_not_received`.
    pub reason: String,
    /// Whether the money is gone for now.
    pub withdrawn: bool,
    /// Until when the provider wants evidence.
    pub evidence_due_at: Option<DateTime<Utc>>,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl From<(dispute::Model, String)> for Dispute {
    fn from((dispute, order_number): (dispute::Model, String)) -> Self {
        Self {
            id: dispute.id,
            order_id: dispute.order_id,
            order_number,
            payment_id: dispute.payment_id,
            provider: dispute.provider,
            reference: dispute.reference,
            state: dispute.state.into(),
            amount: Money::new(dispute.amount_minor, dispute.currency),
            reason: dispute.reason,
            withdrawn: dispute.withdrawn,
            evidence_due_at: dispute.evidence_due_at,
            opened_at: dispute.opened_at,
            closed_at: dispute.closed_at,
            updated_at: dispute.updated_at,
        }
    }
}

/// A page of disputes, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DisputePage {
    pub items: Vec<Dispute>,
    pub next_cursor: Option<String>,
}

#[OpenApi(prefix_path = "/api/v1/disputes", tag = "Tag::Payments")]
impl Disputes {
    /// List disputes
    ///
    /// Newest first. Needs the permission `payments_write`.
    #[oai(path = "/", method = "get", operation_id = "listDisputes")]
    async fn list(
        &self,
        _staff: Require<PaymentsWrite>,
        /// Only disputes in this state.
        state: Query<Option<DisputeStatus>>,
        /// Only disputes about this order.
        order_id: Query<Option<Uuid>>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Disputes per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<DisputePage>> {
        let filter = DisputeFilter {
            state: state.0.map(Into::into),
            order_id: order_id.0,
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let mut rows = payments::list_disputes(self.0.store().read(), &filter).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|(row, _)| cursor::write(row.opened_at, row.id));
        Ok(Json(DisputePage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See a dispute
    ///
    /// Needs the permission `payments_write`.
    #[oai(path = "/:id", method = "get", operation_id = "getDispute")]
    async fn get(
        &self,
        _staff: Require<PaymentsWrite>,
        /// The dispute.
        id: Path<Uuid>,
    ) -> Result<Json<Dispute>> {
        Ok(Json(payments::find_dispute(self.0.store().read(), id.0).await?.into()))
    }
}

fn default_limit() -> u64 {
    20
}
