//! From a paid order to a PDF in storage.

use bytes::Bytes;
use domain::invoices::Stored;
use domain::jobs::Claimed;
use domain::{Result, trace};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Done;
use crate::context::Context;

/// Numbers the invoice, prints it, stores it, and only then announces it. Running again prints the same bytes under the
/// same name.
pub async fn issue(context: &Context, claimed: &Claimed, order_id: Uuid) -> Result<Done> {
    let services = &context.services;
    let numbered = context.invoices.ask(order_id).await;
    let invoice = numbered.unwrap_or_else(|| Err(platform::broken_off()))?;
    if invoice.sha256.is_some() {
        return Ok(Done::Harmless);
    }
    let document = serde_json::from_value(invoice.document.clone())?;
    let pdf = services.invoices.render(&document)?;
    let sha256 = hex::encode(Sha256::digest(&pdf));
    services.storage.put(&invoice.storage_key, Bytes::from(pdf), "application/pdf").await?;
    let stored = Stored { invoice, sha256, cause: trace::cause() };
    let announced = context.printed.ask((claimed.clone(), stored)).await;
    announced.unwrap_or_else(|| Err(platform::broken_off()))?;
    Ok(Done::Committed)
}
