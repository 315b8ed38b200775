//! What shoppers ask a person of the shop.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::entity::inquiry;
use domain::entity::states::InquiryState;
use domain::idempotency::{self, Request as Once};
use domain::inquiries::{self, Filter, NewInquiry};
use garde::Validate;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::schema::{Speaker, SpokenMessage};
use crate::auth::{MaybeCustomer, OrdersRead, OrdersWrite, Require};
use crate::edge::Context;
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, Sort, ValidJson, cursor, email_address, objects};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Inquiries(pub Shared);

/// A question to a person of the shop.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct InquiryRequest {
    /// Where the answer goes.
    #[oai(validator(min_length = 3, max_length = 254))]
    #[garde(length(chars, min = 3, max = 254), custom(email_address))]
    pub email: String,
    #[oai(validator(min_length = 1, max_length = 4000))]
    #[garde(length(chars, min = 1, max = 4000))]
    pub message: String,
    /// What was said to the assistant before, if the shopper wants the shop to know.
    #[serde(default, deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    #[oai(default, validator(max_items = 40))]
    #[garde(length(max = 40), dive)]
    pub transcript: Vec<SpokenMessage>,
}

impl Example for InquiryRequest {
    fn example() -> Self {
        let transcript = vec![SpokenMessage { from: Speaker::Shopper, text: "Do you engrave mugs?".into() }];
        Self { email: "ada@example.org".into(), message: "Can you engrave a name?".into(), transcript }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum InquiryStatus {
    Open,
    Closed,
}

impl From<InquiryState> for InquiryStatus {
    fn from(state: InquiryState) -> Self {
        match state {
            InquiryState::Open => Self::Open,
            InquiryState::Closed => Self::Closed,
        }
    }
}

impl From<InquiryStatus> for InquiryState {
    fn from(state: InquiryStatus) -> Self {
        match state {
            InquiryStatus::Open => Self::Open,
            InquiryStatus::Closed => Self::Closed,
        }
    }
}

/// A question as staff sees it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Inquiry {
    pub id: Uuid,
    pub state: InquiryStatus,
    /// Where the answer goes.
    pub email: String,
    pub message: String,
    /// Oldest first.
    pub transcript: Vec<SpokenMessage>,
    /// Who was logged in.
    pub customer_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub closed_by: Option<Uuid>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl TryFrom<inquiry::Model> for Inquiry {
    type Error = domain::Error;

    fn try_from(row: inquiry::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            state: row.state.into(),
            email: row.email,
            message: row.text,
            transcript: serde_json::from_value(row.transcript)?,
            customer_id: row.user_id,
            created_at: row.created_at,
            closed_by: row.closed_by,
            closed_at: row.closed_at,
        })
    }
}

/// A page of questions.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InquiryPage {
    pub items: Vec<Inquiry>,
    pub next_cursor: Option<String>,
}

/// That a question came.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct ReceivedInquiry {
    pub id: Uuid,
}

#[derive(ApiResponse)]
pub enum MadeInquiry {
    /// Somebody of the shop will see it.
    #[oai(status = 201)]
    Created(
        Json<ReceivedInquiry>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/inquiries", tag = "Tag::Assistant")]
impl Inquiries {
    /// Ask a person of the shop
    ///
    /// Staff sees it in a list, and answers by e-mail.
    #[oai(path = "/", method = "post", operation_id = "askShop")]
    async fn ask(
        &self,
        caller: MaybeCustomer,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        context: Data<&Arc<Context>>,
        body: ValidJson<InquiryRequest>,
    ) -> Result<MadeInquiry> {
        self.0.limits.check_assistant(&context.rates, context.client)?;
        let body = body.0;
        let fingerprint = serde_json::to_vec(&body).map_err(domain::Error::from)?;
        let by = caller.id().map_or_else(|| "a guest".to_owned(), |id| id.to_string());
        let once = Once::new(format!("inquiries of {by}"), idempotency_key.0, &fingerprint);
        let new = NewInquiry {
            email: body.email,
            text: body.message,
            transcript: body.transcript.into_iter().map(Into::into).collect(),
            user_id: caller.id(),
        };
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            Ok(ReceivedInquiry { id: inquiries::open(txn, new).await?.id })
        })
        .await?;
        Ok(MadeInquiry::Created(Json(answer.value), answer.replayed))
    }

    /// List questions
    ///
    /// Needs the permission `orders_read`.
    #[oai(path = "/", method = "get", operation_id = "listInquiries")]
    async fn list(
        &self,
        _staff: Require<OrdersRead>,
        /// Questions in this state.
        state: Query<Option<InquiryStatus>>,
        /// In which order.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Questions per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<InquiryPage>> {
        let filter = Filter {
            state: state.0.map(Into::into),
            oldest_first: sort.0.is_oldest_first(),
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let rows = inquiries::list(self.0.store().read(), &filter).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.created_at, row.id));
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(InquiryPage { items, next_cursor }))
    }

    /// See a question
    ///
    /// Needs the permission `orders_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getInquiry")]
    async fn get(
        &self,
        _staff: Require<OrdersRead>,
        /// The question.
        id: Path<Uuid>,
    ) -> Result<Json<Inquiry>> {
        Ok(Json(inquiries::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Close a question
    ///
    /// It was answered. Needs the permission `orders_write`.
    #[oai(path = "/:id/close", method = "post", operation_id = "closeInquiry")]
    async fn close(
        &self,
        staff: Require<OrdersWrite>,
        /// The question.
        id: Path<Uuid>,
    ) -> Result<Json<Inquiry>> {
        let by = Some(staff.customer.id);
        let inquiry = self.0.store().write(async |txn| inquiries::close(txn, id.0, by).await).await?;
        Ok(Json(inquiry.try_into()?))
    }
}

fn default_limit() -> u64 {
    20
}
