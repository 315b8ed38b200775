//! What processes have seen of providers, written down by each, read by operators.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::{outside_limit, outside_state as row};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::slot::ENDPOINT;
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::Store;

/// A process that says nothing for this long of a breaker that is not closed is gone.
pub const SILENT_AFTER: Duration = Duration::from_secs(60);

/// Of a circuit breaker. The worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Calls go through.
    Closed,
    /// A few calls go through on trial.
    HalfOpen,
    /// Nobody is called.
    Open,
}

impl Phase {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::HalfOpen => "half_open",
            Self::Open => "open",
        }
    }

    /// Of a name in the database; one that this version does not know lets calls through.
    pub fn named(name: &str) -> Self {
        let known = [Self::Open, Self::HalfOpen].into_iter().find(|phase| phase.as_str() == name);
        known.unwrap_or(Self::Closed)
    }
}

/// What one process has seen of one provider since it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub breaker: Phase,
    /// Of that phase.
    pub since: Timestamp,
    /// When open: until when nothing is tried. In the past: until somebody wants to call.
    pub next_try_at: Option<Timestamp>,
    pub calls: i64,
    pub failures: i64,
    /// Calls that were not made for want of a slot, or because the breaker was open.
    pub put_off: i64,
    pub last_error: Option<(String, Timestamp)>,
}

/// Writes down what `process` sees of the provider now.
pub async fn note(store: &Store, provider: &str, process: &str, seen: &Seen) -> Result<()> {
    let (last_error, last_error_at) = seen.last_error.clone().unzip();
    let state = row::ActiveModel {
        provider: Set(provider.to_owned()),
        process: Set(process.to_owned()),
        breaker: Set(seen.breaker.as_str().to_owned()),
        since: Set(seen.since),
        next_try_at: Set(seen.next_try_at),
        calls: Set(seen.calls),
        failures: Set(seen.failures),
        put_off: Set(seen.put_off),
        last_error: Set(last_error),
        last_error_at: Set(last_error_at),
        updated_at: Set(now()),
        ..Default::default()
    };
    let known = OnConflict::columns([row::Column::Provider, row::Column::Process])
        .update_columns([
            row::Column::Breaker,
            row::Column::Since,
            row::Column::NextTryAt,
            row::Column::Calls,
            row::Column::Failures,
            row::Column::PutOff,
            row::Column::LastError,
            row::Column::LastErrorAt,
            row::Column::UpdatedAt,
        ])
        .to_owned();
    row::Entity::insert(state).on_conflict(known).exec_without_returning(store.relaxed()).await?;
    Ok(())
}

/// One provider, as all processes see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderState {
    pub provider: String,
    /// `None` when it may be called without limit.
    pub limit: Option<Limit>,
    /// Newest first. A process that ended stays until it is pruned: `updated_at` tells.
    pub processes: Vec<row::Model>,
}

impl ProviderState {
    /// Of which nothing is known yet.
    pub fn unknown(provider: &str) -> Self {
        Self { provider: provider.to_owned(), limit: None, processes: Vec::new() }
    }

    /// The processes whose breakers are in this phase, as far as they are still there.
    pub fn in_phase(&self, phase: Phase) -> impl Iterator<Item = &row::Model> {
        let silent = now() - SILENT_AFTER;
        self.processes.iter().filter(move |row| {
            row.breaker == phase.as_str() && (phase == Phase::Closed || row.updated_at > silent)
        })
    }

    /// The worst phase of any process, and since when it lasts there.
    pub fn breaker(&self) -> (Phase, Option<Timestamp>) {
        for phase in [Phase::Open, Phase::HalfOpen] {
            if let Some(since) = self.in_phase(phase).map(|row| row.since).min() {
                return (phase, Some(since));
            }
        }
        (Phase::Closed, self.in_phase(Phase::Closed).map(|row| row.since).max())
    }

    /// The last error that any process got, and when.
    pub fn last_error(&self) -> Option<(&str, Timestamp)> {
        let errors =
            self.processes.iter().filter_map(|row| Some((row.last_error.as_deref()?, row.last_error_at?)));
        errors.max_by_key(|(_, at)| *at)
    }
}

/// The rate that all processes share.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    pub per_second: f64,
    pub burst: i64,
    /// Calls that could be made right now.
    pub tokens: i64,
}

/// All providers that have been called or limited, by name; without the endpoints of merchants, which may be many.
pub async fn state(store: &Store) -> Result<Vec<ProviderState>> {
    let mut providers: BTreeMap<String, ProviderState> = BTreeMap::new();
    fn of<'a>(all: &'a mut BTreeMap<String, ProviderState>, provider: &str) -> &'a mut ProviderState {
        all.entry(provider.to_owned()).or_insert_with(|| ProviderState::unknown(provider))
    }
    let limits = outside_limit::Entity::find()
        .filter(outside_limit::Column::Provider.not_like(format!("{ENDPOINT}%")))
        .all(store.read())
        .await?;
    for limit in limits.iter().filter(|limit| limit.interval_micros > 0) {
        of(&mut providers, &limit.provider).limit = Some(limit_of(limit));
    }
    let rows = row::Entity::find().order_by_desc(row::Column::UpdatedAt).all(store.read()).await?;
    for seen in rows {
        of(&mut providers, &seen.provider.clone()).processes.push(seen);
    }
    Ok(providers.into_values().collect())
}

fn limit_of(limit: &outside_limit::Model) -> Limit {
    let ahead = (limit.arrival - now().timestamp_micros()).max(0);
    let used = (ahead + limit.interval_micros - 1) / limit.interval_micros;
    Limit {
        per_second: 1_000_000.0 / limit.interval_micros as f64,
        burst: limit.burst,
        tokens: (limit.burst - used).max(0),
    }
}

/// Forgets processes that have not been heard of since `before`.
pub async fn prune(store: &Store, before: Timestamp) -> Result<u64> {
    let gone =
        row::Entity::delete_many().filter(row::Column::UpdatedAt.lt(before)).exec(store.writer()).await?;
    Ok(gone.rows_affected)
}
