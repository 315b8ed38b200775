//! Looking after the event log, and replaying parts of it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::clock::now;
use domain::events::{archive, partitions};
use domain::jobs::{self, Claimed};
use domain::read_models::ReadModel;
use domain::search::feed;
use domain::{Error, Result, read_models};
use platform::Services;
use platform::search::find_synonyms;
use uuid::Uuid;

use super::Done;

/// A run begins no further file after this; well below the job's timeout. The next run goes on.
const ARCHIVING: Duration = Duration::from_secs(15);

pub async fn keep_log(services: &Services) -> Result<Done> {
    let made = partitions::prepare(&services.store, now()).await?;
    if made > 0 {
        tracing::info!(made, "{made} months of the event log were prepared");
    }
    let days = services.config.events.archive_after_days;
    if days == 0 {
        return Ok(Done::Harmless);
    }
    let deadline = Instant::now() + ARCHIVING;
    let before = now() - TimeDelta::days(i64::from(days));
    let log = services.event_log();
    let archived = archive::archive(log, before, archive::FILE_EVENTS, Some(deadline)).await?;
    if archived != archive::Archived::default() {
        tracing::info!(?archived, "archived {} events", archived.events);
    }
    Ok(Done::Harmless)
}

pub async fn plan_replay(
    services: &Services,
    claimed: &Claimed,
    replay_id: Uuid,
    after: Option<Uuid>,
) -> Result<Done> {
    let orders = read_models::orders_to_plan(services.event_log(), replay_id, after).await?;
    let plan = async |txn: &_| read_models::plan(txn, replay_id, &orders).await;
    let tickets = jobs::complete(&services.store, claimed, plan).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}

pub async fn replay_orders(
    services: &Services,
    claimed: &Claimed,
    replay_id: Uuid,
    orders: &[Uuid],
) -> Result<Done> {
    let archive = read_models::archived_for_replay(services.event_log(), orders).await?;
    jobs::complete(&services.store, claimed, async |txn| {
        read_models::project_again(txn, replay_id, orders, archive).await
    })
    .await?;
    Ok(Done::Committed)
}

/// Builds a read model anew beside the one in use; doing it again does no harm.
pub async fn rebuild(services: &Services, model: &str) -> Result<Done> {
    if model == read_models::SEARCH {
        let found = find_synonyms(&services.store).await?;
        feed::rebuild(&services.store).await?;
        tracing::info!(found, "every api process makes its index anew; {found} pairs of words mean the same");
        return Ok(Done::Harmless);
    }
    let known =
        ReadModel::named(model).ok_or_else(|| Error::Corrupt(format!("there is no read model {model}")))?;
    let built = read_models::rebuild(services.event_log(), known, |_| ()).await?;
    tracing::info!(
        orders = built.orders,
        events = built.events,
        "rebuilt {model} from {} events",
        built.events
    );
    Ok(Done::Harmless)
}
