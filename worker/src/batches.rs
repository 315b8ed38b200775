//! What handlers of many jobs do together.

use domain::invoices::{self, Stored};
use domain::jobs::{self, Claimed};
use domain::notifications::{self, Composed, Occasion};
use domain::{Result, payments};
use platform::{Services, all_or_each};
use uuid::Uuid;

/// Completes jobs whose invoice is printed and stored, and announces the invoices.
pub async fn announce_invoices(services: Services, printed: Vec<(Claimed, Stored)>) -> Vec<Result<()>> {
    let store = &services.store;
    let announce = |printed: Vec<(Claimed, Stored)>| async move {
        let claimed: Vec<&Claimed> = printed.iter().map(|(claimed, _)| claimed).collect();
        let stored: Vec<Stored> = printed.iter().map(|(_, stored)| stored.clone()).collect();
        jobs::complete_together(store, &claimed, async |txn| invoices::issued(txn, &stored).await).await?;
        Ok(printed.iter().map(|_| Ok(())).collect())
    };
    all_or_each(printed, announce).await
}

pub async fn compose_mails(services: Services, occasions: Vec<Occasion>) -> Vec<Result<Composed>> {
    let (db, shop) = (services.store.read(), &services.shop());
    let typesetter = services.typesetter.as_ref();
    let compose = |occasions: Vec<Occasion>| async move {
        notifications::compose(db, typesetter, shop, &occasions).await
    };
    all_or_each(occasions, compose).await
}

/// Notes that webhooks which told nothing new have been processed.
pub async fn note_webhooks(services: Services, receipts: Vec<Uuid>) -> Vec<bool> {
    let noted = payments::webhooks_done(services.store.relaxed(), &receipts).await;
    if let Err(error) = &noted {
        tracing::warn!(error = error.chain(), "{} webhooks could not be noted", receipts.len());
    }
    vec![noted.is_ok(); receipts.len()]
}
