//! From a paid order to a PDF in storage.

use bytes::Bytes;
use domain::jobs::{self, Claimed};
use domain::{Result, invoices};
use platform::Services;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Done;

/// Numbers the invoice, prints it, stores it, and only then announces it. Running again prints the same bytes under the
/// same name.
pub async fn issue(services: &Services, claimed: &Claimed, order_id: Uuid) -> Result<Done> {
    let invoice = invoices::number(&services.store, order_id, &services.config.shop).await?;
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
