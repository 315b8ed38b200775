//! From a refund, or an invoice that was wrong, to a credit note as a PDF in storage.

use bytes::Bytes;
use domain::jobs::{self, Claimed};
use domain::{Result, invoices};
use platform::Services;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Done;
use super::invoices::logo as invoice_logo;

/// Credits what was paid back. An invoice that is about to be made is numbered first, so that there is something to credit.
pub async fn issue(services: &Services, claimed: &Claimed, refund_id: Uuid) -> Result<Done> {
    let store = &services.store;
    if let Some(order_id) = invoices::must_be_invoiced(store.read(), refund_id).await? {
        invoices::number(store, &[order_id], &services.shop()).await?;
    }
    let issue = async |txn: &_| invoices::credit_refund(txn, refund_id).await;
    let tickets = jobs::complete(store, claimed, issue).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}

/// Prints it and stores it, and only then lets follow what waits for it. Running again prints the same bytes under the same
/// name.
pub async fn print(services: &Services, claimed: &Claimed, id: Uuid) -> Result<Done> {
    let store = &services.store;
    let note = invoices::find_credit_note(store.read(), id).await?;
    if note.sha256.is_some() {
        return Ok(Done::Harmless);
    }
    let document = serde_json::from_value(note.document)?;
    let logo = invoice_logo(services, &document).await?;
    let pdf = services.invoices.render(&document, logo.as_deref())?;
    let sha256 = hex::encode(Sha256::digest(&pdf));
    services.storage.put(&note.storage_key, Bytes::from(pdf), "application/pdf").await?;
    let printed = async |txn: &_| invoices::printed_credit_note(txn, id, &sha256).await;
    let tickets = jobs::complete(store, claimed, printed).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}
