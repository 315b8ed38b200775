//! What the timetable asks for.

use std::time::Duration;

use chrono::TimeDelta;
use domain::catalog::{import::bulk, products};
use domain::clock::now;
use domain::retention::Round;
use domain::{
    Error, Result, accounts, assistant, carts, drafts, exports, idempotency, inquiries, jobs, orders,
    outside, read_models, search, shipping, webhooks,
};
use platform::Services;

use super::Done;

/// How long one run deletes, about: well below the timeout of its kind.
const PRUNING: Duration = Duration::from_secs(15);
/// How long answers under an idempotency key are kept.
const KEYS_KEPT: TimeDelta = TimeDelta::hours(48);
/// How long the log of webhooks is kept.
const WEBHOOKS_KEPT: TimeDelta = TimeDelta::days(30);
/// How long expired tokens and quotes are kept, for looking into trouble.
const EXPIRED_KEPT: TimeDelta = TimeDelta::days(7);
/// How long the book of calls to models is kept.
const CALLS_KEPT: TimeDelta = TimeDelta::days(90);
/// How long it is remembered what was searched for.
const SEARCHES_KEPT: TimeDelta = TimeDelta::days(400);
/// How long drafts, and questions that are closed, are kept.
const DRAFTS_KEPT: TimeDelta = TimeDelta::days(90);
/// How long it is told when read models were rebuilt.
const REBUILDS_KEPT: TimeDelta = TimeDelta::days(90);

pub async fn lapse_unpaid(services: &Services) -> Result<Done> {
    let expired = orders::lapse_unpaid(&services.store, now()).await?;
    if expired > 0 {
        tracing::info!(expired, "{expired} unpaid orders expired");
    }
    Ok(Done::Harmless)
}

pub async fn abandon_idle_carts(services: &Services) -> Result<Done> {
    let idle = TimeDelta::hours(services.shop().cart_idle_hours);
    let abandoned = carts::abandon_idle(&services.store, now() - idle).await?;
    if abandoned > 0 {
        tracing::info!(abandoned, "{abandoned} idle carts were abandoned");
    }
    Ok(Done::Harmless)
}

/// Forgets what is old, one bounded round of it. Where that was not all, the job asks for itself again at once, so that
/// other work has its turn in between; it costs no attempt, and the timetable fires no second one meanwhile.
pub async fn prune(services: &Services) -> Result<Done> {
    let (store, now) = (&services.store, now());
    let round = &mut Round::new(services.config.retention.rows_per_run, PRUNING);
    let jobs_kept = TimeDelta::minutes(services.config.retention.finished_jobs_minutes.into());
    let keys = idempotency::prune(store, now - KEYS_KEPT, round).await?;
    let jobs = jobs::prune(store, now - jobs_kept, round).await?;
    let quotes = shipping::prune_quotes(store.writer(), now - EXPIRED_KEPT, round).await?;
    let tokens = accounts::prune_tokens(store, now - EXPIRED_KEPT).await?;
    outside::prune(store, now - EXPIRED_KEPT).await?;
    read_models::prune_rebuilds(store, now - REBUILDS_KEPT).await?;
    let webhooks = webhooks::prune(store, now - WEBHOOKS_KEPT, round).await?;
    let calls = assistant::prune_calls(store, now - CALLS_KEPT, round).await?;
    let changes = search::feed::prune(store).await?;
    search::insight::prune(store, now - SEARCHES_KEPT).await?;
    let drafts = drafts::prune(store, now - DRAFTS_KEPT, round).await?;
    let inquiries = inquiries::prune(store, now - DRAFTS_KEPT, round).await?;
    let files_kept = TimeDelta::days(services.config.retention.files_days.into());
    let storage = services.storage.as_ref();
    let imports = bulk::prune(store, storage, now - files_kept).await?;
    let exports = exports::prune(store, storage, now - files_kept).await?;
    let own_data = accounts::own_data::prune(store, storage, now).await?;
    let products_kept = services.config.retention.deleted_products_days;
    let products = match products_kept {
        0 => 0,
        days => products::purge(store, storage, now - TimeDelta::days(days.into()), round).await?,
    };
    tracing::info!(
        keys, jobs, quotes, tokens, webhooks, calls, drafts, inquiries, imports, exports, own_data, products,
        changes, "pruned"
    );
    if round.is_over() { Err(Error::TooBusy { after: Duration::ZERO }) } else { Ok(Done::Harmless) }
}
