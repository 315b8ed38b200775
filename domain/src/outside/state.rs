//! What processes have seen of providers, written down by each, read by operators.

use std::collections::BTreeMap;

use entity::{outside_limit, outside_state as row};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::Store;

/// Of a circuit breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// What one process has seen of one provider since it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub breaker: Phase,
    /// Of that phase.
    pub since: Timestamp,
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
        calls: Set(seen.calls),
        failures: Set(seen.failures),
        put_off: Set(seen.put_off),
        last_error: Set(last_error),
        last_error_at: Set(last_error_at),
        updated_at: Set(now()),
    };
    let known = OnConflict::columns([row::Column::Provider, row::Column::Process])
        .update_columns([
            row::Column::Breaker,
            row::Column::Since,
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

/// The rate that all processes share.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    pub per_second: f64,
    pub burst: i64,
    /// Calls that could be made right now.
    pub tokens: i64,
}

/// All providers that have been called or limited, by name.
pub async fn state(store: &Store) -> Result<Vec<ProviderState>> {
    let mut providers: BTreeMap<String, ProviderState> = BTreeMap::new();
    fn of<'a>(all: &'a mut BTreeMap<String, ProviderState>, provider: &str) -> &'a mut ProviderState {
        all.entry(provider.to_owned()).or_insert_with(|| ProviderState {
            provider: provider.to_owned(),
            limit: None,
            processes: Vec::new(),
        })
    }
    let limits = outside_limit::Entity::find().all(store.read()).await?;
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
