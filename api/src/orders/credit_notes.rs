//! Credit notes, and invoices that are issued anew.

use chrono::{DateTime, Utc};
use domain::accounts::Permission;
use domain::entity::credit_note;
use domain::idempotency::{self, Request as Once};
use domain::invoices::{self, CreditNoteFilter};
use domain::{Error, orders};
use garde::Validate;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::endpoints::viewer;
use crate::auth::{CartToken, MaybeCustomer, OrdersRead, PaymentsRefund, Require};
use crate::money::Money;
use crate::openapi::Tag;
use crate::payload::{Address, IdempotencyKey, Sort, ValidJson, cursor, one_line, present};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct CreditNotes(pub Shared);

/// What of an invoice was taken back.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CreditNote {
    pub id: Uuid,
    /// Without gaps in a year.
    pub number: String,
    pub order_id: Uuid,
    /// The invoice that is credited.
    pub invoice_number: String,
    /// The refund that it is about; absent where another invoice takes the place of the one that is credited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_id: Option<Uuid>,
    pub reason: String,
    pub total: Money,
    pub issued_at: DateTime<Utc>,
    /// Whether the PDF can be fetched.
    pub ready: bool,
}

impl From<credit_note::Model> for CreditNote {
    fn from(note: credit_note::Model) -> Self {
        Self {
            id: note.id,
            number: note.number,
            order_id: note.order_id,
            invoice_number: note.invoice_number,
            refund_id: note.refund_id,
            reason: note.reason,
            total: Money::new(note.total_minor, note.currency),
            issued_at: note.issued_at,
            ready: note.sha256.is_some(),
        }
    }
}

/// The credit notes of an order, oldest first.
#[derive(Debug, Object)]
pub struct OrderCreditNotes {
    pub items: Vec<CreditNote>,
}

/// A page of credit notes.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CreditNotePage {
    pub items: Vec<CreditNote>,
    pub next_cursor: Option<String>,
}

/// Why an invoice is issued anew.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ReissueRequest {
    /// What was wrong, for the books.
    #[oai(validator(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 200), custom(one_line))]
    pub reason: String,
    /// Whom it is to be made out to; as before if left out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub billing_address: Option<Address>,
}

impl Example for ReissueRequest {
    fn example() -> Self {
        Self { reason: "the company's name was missing".into(), billing_address: None }
    }
}

/// The new invoice, and what takes the old one back.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct Reissued {
    /// The number of the new invoice. It is printed after the credit note, and both are mailed.
    pub invoice_number: String,
    pub credit_note: CreditNote,
}

#[derive(ApiResponse)]
pub enum ReissuedInvoice {
    /// Both have their numbers; jobs print and mail them.
    #[oai(status = 201)]
    Created(
        Json<Reissued>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum CreditNotePdf {
    /// The credit note.
    #[oai(status = 200, content_type = "application/pdf")]
    Pdf(Attachment<Vec<u8>>),
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Orders")]
impl CreditNotes {
    /// List all credit notes
    ///
    /// What was taken back of invoices. Needs the permission `orders_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/credit-notes", method = "get", operation_id = "listCreditNotes")]
    async fn list(
        &self,
        _staff: Require<OrdersRead>,
        /// Only those about this order.
        order_id: Query<Option<Uuid>>,
        /// Only those issued then or later.
        from: Query<Option<DateTime<Utc>>>,
        /// Only those issued before.
        until: Query<Option<DateTime<Utc>>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<Sort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Credit notes per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<CreditNotePage>> {
        let filter = CreditNoteFilter {
            order_id: order_id.0,
            from: from.0,
            until: until.0,
            oldest_first: sort.0.is_oldest_first(),
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let rows = invoices::list_credit_notes(self.0.store().read(), &filter).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.issued_at, row.id));
        Ok(Json(CreditNotePage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// List the credit notes of an order
    ///
    /// For the customer who placed it, the guest who holds its cart's token, and staff.
    #[oai(path = "/orders/:id/credit-notes", method = "get", operation_id = "listOrderCreditNotes")]
    async fn of_order(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<Json<OrderCreditNotes>> {
        let (db, viewer) = (self.0.store().read(), viewer(customer, cart_token, Permission::OrdersRead));
        orders::require_visible(db, id.0, &viewer).await?;
        // No more than there can be refunds of an order.
        let filter = CreditNoteFilter {
            order_id: Some(id.0),
            oldest_first: true,
            limit: 1_000,
            ..CreditNoteFilter::default()
        };
        let rows = invoices::list_credit_notes(db, &filter).await?;
        Ok(Json(OrderCreditNotes { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Fetch a credit note
    ///
    /// As a PDF; it is there soon after the refund.
    #[oai(path = "/orders/:id/credit-notes/:credit_note_id", method = "get", operation_id = "getCreditNote")]
    async fn file(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
        /// The credit note.
        credit_note_id: Path<Uuid>,
    ) -> Result<CreditNotePdf> {
        let viewer = viewer(customer, cart_token, Permission::OrdersRead);
        let (store, storage) = (self.0.store(), self.0.services.storage.as_ref());
        let ids = (id.0, credit_note_id.0);
        let file = invoices::find_credit_note_file(store, storage, ids, &viewer).await?;
        let attachment = Attachment::new(file.content.to_vec())
            .attachment_type(AttachmentType::Attachment)
            .filename(file.filename);
        Ok(CreditNotePdf::Pdf(attachment))
    }

    /// Issue the invoice of an order anew
    ///
    /// A credit note takes back all of the old one, and a new one, with a number of its own, says what is so now. Not after
    /// a part was credited. Needs the permission `payments_refund`.
    #[oai(path = "/orders/:id/invoice/reissue", method = "post", operation_id = "reissueInvoice")]
    async fn reissue(
        &self,
        _staff: Require<PaymentsRefund>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<ReissueRequest>,
    ) -> Result<ReissuedInvoice> {
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.reissue_invoice {}", id.0), idempotency_key.0, &fingerprint);
        let request = invoices::Reissue {
            order_id: id.0,
            reason: body.0.reason,
            billing_address: body.0.billing_address.map(Into::into),
        };
        let shop = self.0.services.shop();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let (note, invoice) = invoices::reissue(txn, &request, &shop).await?;
            Ok(Reissued { invoice_number: invoice.number, credit_note: note.into() })
        })
        .await?;
        Ok(ReissuedInvoice::Created(Json(answer.value), answer.replayed))
    }
}

fn default_limit() -> u64 {
    20
}
