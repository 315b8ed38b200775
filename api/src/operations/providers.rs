//! The providers outside: how they are getting on, and letting calls through again.

use chrono::{DateTime, Utc};
use domain::entity::outside_state;
use domain::outside::{self, Limit, Phase, ProviderState};
use platform::outside::Outside;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Providers(pub Shared);

/// Of a circuit breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum BreakerPhase {
    /// Calls go through.
    Closed,
    /// A few calls go through on trial.
    HalfOpen,
    /// Nobody is called; jobs wait without using up attempts.
    Open,
}

/// How often all processes together may call.
#[derive(Debug, Object)]
pub struct ProviderLimit {
    pub per_second: f64,
    /// Calls that may come at once after a quiet time.
    pub burst: i64,
    /// Calls that could be made right now. 0: what comes next waits.
    pub free: i64,
}

/// What one process has seen of a provider since it started.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ProviderProcess {
    pub process: String,
    pub breaker: BreakerPhase,
    /// Of that phase.
    pub since: DateTime<Utc>,
    /// When open: until when nothing is tried. In the past: until there is something to call for.
    pub next_try_at: Option<DateTime<Utc>>,
    pub calls: i64,
    pub failures: i64,
    /// Calls that were put off for want of a slot, or because the breaker was open.
    pub put_off: i64,
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTime<Utc>>,
    /// Present while it has not heard yet that somebody wants its breaker closed.
    pub close_requested_at: Option<DateTime<Utc>>,
    /// Who wanted that last.
    pub close_requested_by: Option<String>,
    /// When it said so. A breaker that is not closed and of which nothing was heard for a minute belongs to a process that
    /// is gone.
    pub updated_at: DateTime<Utc>,
}

/// A provider outside, as all processes see it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Provider {
    pub name: String,
    /// The worst of all processes that are there.
    pub breaker: BreakerPhase,
    /// Of that phase; absent when nobody has called yet.
    pub since: Option<DateTime<Utc>>,
    /// When open: when the first process tries again.
    pub next_try_at: Option<DateTime<Utc>>,
    /// Calls of all processes since they started, and how many failed or were put off.
    pub calls: i64,
    pub failures: i64,
    pub put_off: i64,
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTime<Utc>>,
    /// Absent when it may be called without limit.
    pub limit: Option<ProviderLimit>,
    /// Newest first. Processes that ended are forgotten after a week.
    pub processes: Vec<ProviderProcess>,
}

/// All providers, by name.
#[derive(Debug, Object)]
pub struct ProviderList {
    pub items: Vec<Provider>,
}

/// Who was asked to close a breaker.
#[derive(Debug, Object)]
pub struct ClosedBreakers {
    /// Processes whose breaker was not closed. They close it within some seconds.
    pub processes: u64,
}

#[OpenApi(prefix_path = "/api/v1/operations", tag = "Tag::Operations")]
impl Providers {
    /// See how providers outside are getting on
    ///
    /// Mail server, payment provider and carriers: circuit breakers, and limits with what is left of them. Needs the
    /// permission `jobs_read`.
    #[oai(path = "/providers", method = "get", operation_id = "listProviders")]
    async fn list(&self, _operator: Require<JobsRead>) -> Result<Json<ProviderList>> {
        let states = Outside::state(self.0.store()).await?;
        Ok(Json(ProviderList { items: states.into_iter().map(Into::into).collect() }))
    }

    /// Let calls to a provider through again
    ///
    /// Closes the circuit breakers of all processes, when it is known that the provider is back. They would find out by
    /// themselves; if it is not back, they open again. Needs the permission `jobs_write`.
    #[oai(path = "/providers/:name/close", method = "post", operation_id = "closeProviderBreakers")]
    async fn close(
        &self,
        operator: Require<JobsWrite>,
        /// The provider.
        #[oai(validator(max_length = 100))]
        name: Path<String>,
    ) -> Result<Json<ClosedBreakers>> {
        let store = self.0.store();
        if Outside::state(store).await?.iter().all(|state| state.provider != name.0) {
            return Err(Failure::not_found("provider"));
        }
        let by = operator.customer.name(store).await?;
        let processes = outside::request_close(store, &name.0, &by).await?;
        Ok(Json(ClosedBreakers { processes }))
    }
}

impl From<Phase> for BreakerPhase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Closed => Self::Closed,
            Phase::HalfOpen => Self::HalfOpen,
            Phase::Open => Self::Open,
        }
    }
}

impl From<Limit> for ProviderLimit {
    fn from(limit: Limit) -> Self {
        Self { per_second: limit.per_second, burst: limit.burst, free: limit.tokens }
    }
}

impl From<ProviderState> for Provider {
    fn from(state: ProviderState) -> Self {
        let (breaker, since) = state.breaker();
        let next_try_at = state.in_phase(Phase::Open).filter_map(|row| row.next_try_at).min();
        let (last_error, last_error_at) =
            state.last_error().map(|(error, at)| (error.to_owned(), at)).unzip();
        let sum = |of: fn(&outside_state::Model) -> i64| state.processes.iter().map(of).sum();
        Self {
            breaker: breaker.into(),
            since,
            next_try_at,
            calls: sum(|row| row.calls),
            failures: sum(|row| row.failures),
            put_off: sum(|row| row.put_off),
            last_error,
            last_error_at,
            limit: state.limit.map(Into::into),
            name: state.provider,
            processes: state.processes.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<outside_state::Model> for ProviderProcess {
    fn from(row: outside_state::Model) -> Self {
        Self {
            process: row.process,
            breaker: Phase::named(&row.breaker).into(),
            since: row.since,
            next_try_at: row.next_try_at,
            calls: row.calls,
            failures: row.failures,
            put_off: row.put_off,
            last_error: row.last_error,
            last_error_at: row.last_error_at,
            close_requested_at: row.close_requested_at,
            close_requested_by: row.close_requested_by,
            updated_at: row.updated_at,
        }
    }
}
