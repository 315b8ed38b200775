//! Asking for drafts, looking at them, and deciding.

use domain::drafts::{self, Filter, NewDraft};
use domain::entity::states::DraftKind as StoredKind;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use serde::Serialize;
use uuid::Uuid;

use super::drafter::Drafter;
use super::requests::{ProductDraftRequest, ReplyDraftRequest};
use super::schema::{Draft, DraftKind, DraftPage, DraftStatus};
use crate::auth::{CatalogWrite, Customer, OrdersWrite, Require};
use crate::catalog::forget;
use crate::making::Making;
use crate::openapi::Tag;
use crate::payload::{OptionalKey, Sort, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Drafts(pub Shared);

#[derive(ApiResponse)]
pub enum AskedDraft {
    /// A job has a model write it.
    #[oai(status = 202)]
    Accepted(
        Json<Draft>,
        /// Where it can be looked at.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Assistant")]
impl Drafts {
    /// Have something about a product drafted
    ///
    /// By a language model, in the background. Nothing of the product changes before somebody approves the draft. Refused
    /// while no model is set up. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/drafts", method = "post", operation_id = "askForProductDraft")]
    async fn ask_for_product(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<ProductDraftRequest>,
    ) -> Result<AskedDraft> {
        let body = body.0;
        let new = NewDraft {
            kind: body.kind.into(),
            about: product.0,
            language: body.language.clone(),
            wishes: body.wishes.clone(),
            by: Some(staff.customer.id),
        };
        self.ask(&staff.customer, idempotency_key, &body, new).await
    }

    /// Have a reply drafted
    ///
    /// To what a customer asks about an order, by a language model, in the background. The model is told what was ordered
    /// and where it is; no name, no address. A reply that is approved is kept as a note of the order, for staff to send.
    /// Refused while no model is set up. Needs the permission `orders_write`.
    #[oai(path = "/orders/:id/drafts", method = "post", operation_id = "askForReplyDraft")]
    async fn ask_for_reply(
        &self,
        staff: Require<OrdersWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<ReplyDraftRequest>,
    ) -> Result<AskedDraft> {
        let body = body.0;
        let new = NewDraft {
            kind: StoredKind::Reply,
            about: id.0,
            language: body.language.clone(),
            wishes: Some(body.question.clone()),
            by: Some(staff.customer.id),
        };
        self.ask(&staff.customer, idempotency_key, &body, new).await
    }

    /// List drafts
    ///
    /// About products with the permission `catalog_write`, replies with `orders_write`. Needs the permission for either.
    #[oai(path = "/drafts", method = "get", operation_id = "listDrafts")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn list(
        &self,
        drafter: Drafter,
        /// Drafts of this kind.
        kind: Query<Option<DraftKind>>,
        /// Drafts in this state.
        state: Query<Option<DraftStatus>>,
        /// Drafts about this product.
        product_id: Query<Option<Uuid>>,
        /// Drafts about this order.
        order_id: Query<Option<Uuid>>,
        /// In which order.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Drafts per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<DraftPage>> {
        let wanted = kind.0.map(StoredKind::from);
        let kinds = drafter.kinds().filter(|kind| wanted.is_none_or(|wanted| wanted == *kind)).collect();
        let filter = Filter {
            kinds,
            state: state.0.map(Into::into),
            product_id: product_id.0,
            order_id: order_id.0,
            oldest_first: sort.0.is_oldest_first(),
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let rows = drafts::list(self.0.store().read(), &filter).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.created_at, row.id));
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(DraftPage { items, next_cursor }))
    }

    /// See a draft
    ///
    /// Needs the permission `catalog_write` for those about products, `orders_write` for replies.
    #[oai(path = "/drafts/:id", method = "get", operation_id = "getDraft")]
    async fn get(
        &self,
        drafter: Drafter,
        /// The draft.
        id: Path<Uuid>,
    ) -> Result<Json<Draft>> {
        let draft = drafts::find(self.0.store().read(), id.0).await?;
        drafter.require(draft.kind)?;
        Ok(Json(draft.try_into()?))
    }

    /// Approve a draft
    ///
    /// What it says is done, as if whoever approves had written it. Answers 409 `changed_meanwhile` when what the model was
    /// told is no longer so: reject it then, and ask for another one. Needs the permission `catalog_write` for those about
    /// products, `orders_write` for replies.
    #[oai(path = "/drafts/:id/approve", method = "post", operation_id = "approveDraft")]
    async fn approve(
        &self,
        drafter: Drafter,
        /// The draft.
        id: Path<Uuid>,
    ) -> Result<Json<Draft>> {
        drafter.require(drafts::find(self.0.store().read(), id.0).await?.kind)?;
        let author = (Some(drafter.customer.id), drafter.customer.name(self.0.store()).await?);
        let draft = self.0.store().write(async |txn| drafts::approve(txn, id.0, author).await).await?;
        forget(&self.0).await;
        Ok(Json(draft.try_into()?))
    }

    /// Reject a draft
    ///
    /// Nothing comes of it. Needs the permission `catalog_write` for those about products, `orders_write` for replies.
    #[oai(path = "/drafts/:id/reject", method = "post", operation_id = "rejectDraft")]
    async fn reject(
        &self,
        drafter: Drafter,
        /// The draft.
        id: Path<Uuid>,
    ) -> Result<Json<Draft>> {
        drafter.require(drafts::find(self.0.store().read(), id.0).await?.kind)?;
        let by = Some(drafter.customer.id);
        let draft = self.0.store().write(async |txn| drafts::reject(txn, id.0, by).await).await?;
        Ok(Json(draft.try_into()?))
    }
}

impl Drafts {
    async fn ask(
        &self,
        by: &Customer,
        key: OptionalKey,
        body: &impl Serialize,
        new: NewDraft,
    ) -> Result<AskedDraft> {
        let services = &self.0.services;
        let making = Making { what: "drafts", by, key };
        let mut tickets = Vec::new();
        let work = async |txn: &domain::Txn| {
            let (draft, enqueued) = drafts::ask(txn, &services.models, new.clone()).await?;
            tickets = enqueued;
            Ok(draft.id)
        };
        let (id, replayed) = making.once(&self.0, &(new.about, body), work).await?;
        services.push(&tickets).await;
        let draft: Draft = drafts::find(self.0.store().read(), id).await?.try_into()?;
        Ok(AskedDraft::Accepted(Json(draft), format!("/api/v1/drafts/{id}"), replayed))
    }
}

fn default_limit() -> u64 {
    20
}
