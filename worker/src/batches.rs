//! What handlers of many jobs do together, and how one bad job is kept from holding up the others: what fails together is
//! tried again one by one.

use domain::invoices::{self, Stored};
use domain::jobs::{self, Claimed};
use domain::notifications::{self, Mail, Occasion};
use domain::{Error, Result, payments};
use platform::Services;
use uuid::Uuid;

/// Completes jobs whose invoice is printed and stored, and announces the invoices.
pub async fn announce_invoices(services: Services, printed: Vec<(Claimed, Stored)>) -> Vec<Result<()>> {
    let (claimed, stored): (Vec<Claimed>, Vec<Stored>) = printed.into_iter().unzip();
    let store = &services.store;
    let announce = async |claimed: &[Claimed], stored: &[Stored]| {
        let claimed: Vec<&Claimed> = claimed.iter().collect();
        jobs::complete_together(store, &claimed, async |txn| invoices::issued(txn, stored).await).await
    };
    if claimed.len() > 1 && announce(&claimed, &stored).await.is_ok() {
        return claimed.iter().map(|_| Ok(())).collect();
    }
    let mut outcomes = Vec::with_capacity(claimed.len());
    for (claimed, stored) in claimed.chunks(1).zip(stored.chunks(1)) {
        outcomes.push(announce(claimed, stored).await);
    }
    outcomes
}

pub async fn compose_mails(services: Services, occasions: Vec<Occasion>) -> Vec<Result<Mail>> {
    let (db, shop) = (services.store.read(), &services.config.shop);
    let typesetter = services.typesetter.as_ref();
    if let Ok(mails) = notifications::compose(db, typesetter, shop, &occasions).await {
        return mails;
    }
    let mut mails = Vec::with_capacity(occasions.len());
    for occasion in occasions.chunks(1) {
        let composed = notifications::compose(db, typesetter, shop, occasion).await;
        mails.push(composed.and_then(|mut mails| mails.pop().unwrap_or_else(|| Err(broken_off()))));
    }
    mails
}

/// Notes that webhooks which told nothing new have been processed.
pub async fn note_webhooks(services: Services, receipts: Vec<Uuid>) -> Vec<bool> {
    let noted = payments::webhooks_done(services.store.relaxed(), &receipts).await;
    if let Err(error) = &noted {
        tracing::warn!(error = error.chain(), "{} webhooks could not be noted", receipts.len());
    }
    vec![noted.is_ok(); receipts.len()]
}

/// For a batch that came to nothing.
pub fn broken_off() -> Error {
    Error::unavailable("a batch of this worker", "it broke off")
}
