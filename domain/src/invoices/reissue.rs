//! Issuing an invoice anew, because something on it was wrong: a credit note takes all of the old one back, and a new one
//! takes its place.

use chrono::Datelike;
use entity::{credit_note, former_invoice, invoice, order_line};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::InvoiceDocument;
use super::credit::{Note, insert, next_number, of_invoice};
use super::credit_document::cancel;
use super::issue::{draft_one, lock_counter, set_counter};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::orders::lock;
use crate::settings::ShopSettings;
use crate::shipping::Address;
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct Reissue {
    pub order_id: Uuid,
    /// What was wrong, for the books.
    pub reason: String,
    /// Whom it is made out to; as before if left out.
    pub billing_address: Option<Address>,
}

/// The note and the invoice, both with their numbers; jobs print the note, then the invoice, and then mail them. The new
/// invoice says what the order and the shop's settings say now.
///
/// # Errors
/// `NotFound`; `Conflict` `not_invoiced` while there is no printed invoice; `Refused` `partly_credited` when a refund has
/// credited some of it: the sums of the two would not be those of the order.
pub async fn reissue(
    txn: &Txn,
    request: &Reissue,
    settings: &ShopSettings,
) -> Result<(credit_note::Model, invoice::Model)> {
    let mut order = lock(txn, request.order_id).await?;
    let old = invoice::Entity::find()
        .filter(invoice::Column::OrderId.eq(order.id))
        .filter(invoice::Column::Sha256.is_not_null())
        .one(txn)
        .await?;
    let not_invoiced =
        || Error::conflict("not_invoiced", "the order has no printed invoice to take the place of");
    let old = old.ok_or_else(not_invoiced)?;
    if !of_invoice(txn, old.id).await?.is_empty() {
        let detail = format!("a part of {} is credited already, so that it has to stay", old.number);
        return Err(Error::refused("partly_credited", detail));
    }
    if let Some(address) = &request.billing_address {
        order.billing_address = serde_json::to_value(address)?;
    }
    let issued_at = now();
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order.id))
        .order_by_asc(order_line::Column::Position)
        .all(txn)
        .await?;
    let sequence = lock_counter(txn, issued_at.year()).await? + 1;
    set_counter(txn, issued_at.year(), sequence).await?;
    let mut new = draft_one(&order, &lines, issued_at, sequence, settings)?;
    let document: InvoiceDocument = serde_json::from_value(old.document.clone())?;
    // The goods were supplied when they were.
    let supplied_on = document.supplied_on;
    let drafted: InvoiceDocument = serde_json::from_value(new.document)?;
    new.document = serde_json::to_value(InvoiceDocument { supplied_on, ..drafted })?;

    let taken = next_number(txn, issued_at).await?;
    let document = cancel(&document, &taken.number, issued_at.date_naive(), &new.number);
    let note = Note { taken, document, reason: request.reason.clone(), refund_id: None };
    let note = insert(txn, &mut order, &old, note).await?;

    let (old_number, id) = (old.number.clone(), old.id);
    former_invoice::Entity::insert(former_invoice::ActiveModel {
        id: Set(old.id),
        order_id: Set(old.order_id),
        number: Set(old.number),
        year: Set(old.year),
        sequence: Set(old.sequence),
        document: Set(old.document),
        total_minor: Set(old.total_minor),
        currency: Set(old.currency),
        storage_key: Set(old.storage_key),
        sha256: Set(old.sha256),
        issued_at: Set(old.issued_at),
        replaced_at: Set(issued_at),
    })
    .exec_without_returning(txn)
    .await?;
    invoice::Entity::delete_by_id(id).exec(txn).await?;
    invoice::Entity::insert(new.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    let before = json!({ "invoice": old_number });
    let after = json!({ "invoice": new.number, "credit_note": note.number, "reason": request.reason });
    audit::did(txn, Action::InvoiceReissue, order.id, Some(before), Some(after)).await?;
    Ok((note, new))
}
