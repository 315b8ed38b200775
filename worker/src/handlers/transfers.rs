//! Files that come in and go out: imports of products, exports of products and orders.

use domain::Result;
use domain::catalog::import::bulk;
use domain::exports;
use domain::jobs::{self, Claimed};
use platform::Services;
use uuid::Uuid;

use super::Done;

pub async fn plan_import(services: &Services, claimed: &Claimed, import_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let plan = bulk::cut(store, services.storage.as_ref(), import_id).await?;
    let planned = async |txn: &_| bulk::planned(txn, import_id, &plan).await;
    let tickets = jobs::complete(store, claimed, planned).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}

/// `what` are the import, the chunk and its segments.
pub async fn import_products(services: &Services, claimed: &Claimed, what: (Uuid, u32, u32)) -> Result<Done> {
    bulk::apply_chunk(&services.store, services.storage.as_ref(), claimed, what).await?;
    Ok(Done::Harmless)
}

pub async fn finish_import(services: &Services, import_id: Uuid) -> Result<Done> {
    bulk::finish(&services.store, services.storage.as_ref(), import_id).await?;
    Ok(Done::Harmless)
}

pub async fn export_nightly(services: &Services, claimed: &Claimed) -> Result<Done> {
    let tickets = jobs::complete(&services.store, claimed, async |txn| exports::nightly(txn).await).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}

pub async fn plan_export(services: &Services, claimed: &Claimed, export_id: Uuid) -> Result<Done> {
    let plan = exports::plan(&services.store, export_id).await?;
    let planned = async |txn: &_| exports::planned(txn, export_id, &plan).await;
    let tickets = jobs::complete(&services.store, claimed, planned).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}

/// `range` are the ids behind which, and up to which.
pub async fn write_export(
    services: &Services,
    claimed: &Claimed,
    export_id: Uuid,
    part: u32,
    range: (Option<Uuid>, Option<Uuid>),
) -> Result<Done> {
    let (store, storage) = (&services.store, services.storage.as_ref());
    let written = exports::write_part(store, storage, export_id, part, range).await?;
    jobs::complete(store, claimed, async |txn| jobs::record_result(txn, claimed, &written).await).await?;
    Ok(Done::Committed)
}

pub async fn finish_export(services: &Services, export_id: Uuid) -> Result<Done> {
    exports::finish(&services.store, services.storage.as_ref(), export_id).await?;
    Ok(Done::Harmless)
}
