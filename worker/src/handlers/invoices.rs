//! From a paid order to a PDF in storage.

use bytes::Bytes;
use domain::jobs::{self, Claimed};
use domain::{Error, Result, invoices};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Done;
use crate::context::Context;

/// Numbers the invoice, prints it, stores it, and only then announces it. Running again prints the same bytes under the
/// same name.
pub async fn issue(context: &Context, claimed: &Claimed, order_id: Uuid) -> Result<Done> {
    let services = &context.services;
    let numbered = context.invoices.ask(order_id).await;
    let invoice =
        numbered.unwrap_or_else(|| Err(Error::unavailable("the numbering of invoices", "it broke off")))?;
    if invoice.sha256.is_some() {
        return Ok(Done::Harmless);
    }
    let document = serde_json::from_value(invoice.document.clone())?;
    let pdf = services.invoices.render(&document)?;
    let sha256 = hex::encode(Sha256::digest(&pdf));
    services.storage.put(&invoice.storage_key, Bytes::from(pdf), "application/pdf").await?;
    jobs::complete(&services.store, claimed, async |txn| invoices::issued(txn, &invoice, sha256).await)
        .await?;
    Ok(Done::Committed)
}
