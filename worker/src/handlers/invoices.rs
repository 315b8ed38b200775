//! From a paid order to a PDF in storage.

use bytes::Bytes;
use domain::invoices::{InvoiceDocument, Stored};
use domain::jobs::Claimed;
use domain::{Error, Result, trace};
use platform::Services;
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
    let logo = logo(services, &document).await?;
    let pdf = services.invoices.render(&document, logo.as_deref())?;
    let sha256 = hex::encode(Sha256::digest(&pdf));
    services.storage.put(&invoice.storage_key, Bytes::from(pdf), "application/pdf").await?;
    let stored = Stored { invoice, sha256, cause: trace::cause() };
    let announced = context.printed.ask((claimed.clone(), stored)).await;
    announced.unwrap_or_else(|| Err(platform::broken_off()))?;
    Ok(Done::Committed)
}

/// The logo that the paper is to show. Without its file it is printed without.
pub(super) async fn logo(services: &Services, document: &InvoiceDocument) -> Result<Option<Bytes>> {
    let Some(logo) = &document.logo else { return Ok(None) };
    match services.storage.get(&logo.paper_key).await {
        Ok(content) => Ok(Some(content)),
        Err(Error::NotFound { .. }) => {
            tracing::error!("the logo {} is not in storage; {} has none", logo.paper_key, document.number);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
