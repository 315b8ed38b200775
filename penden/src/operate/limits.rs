//! `penden limits`: services outside, how often they may be called, and whether they are.

use clap::Subcommand;
use domain::outside::{self, Phase};
use platform::Services;
use platform::outside::Outside;
use serde_json::json;

use super::{ago, operator, table};

#[derive(Subcommand)]
pub enum Limits {
    /// Let calls through again at once, when the service is known to be back
    Close { provider: String },
}

pub async fn run(services: &Services, command: Option<Limits>, json: bool) -> anyhow::Result<()> {
    let states = Outside::state(&services.store).await?;
    if let Some(Limits::Close { provider }) = command {
        let names: Vec<&str> = states.iter().map(|state| state.provider.as_str()).collect();
        let is_known = names.contains(&provider.as_str());
        anyhow::ensure!(is_known, "there is no provider {provider:?}; there are {}", names.join(", "));
        match outside::request_close(&services.store, &provider, &operator()).await? {
            0 => println!("no breaker to {provider} is open"),
            asked => println!("{asked} processes call {provider} again within some seconds"),
        }
        return Ok(());
    }
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    for state in &states {
        let (phase, since) = state.breaker();
        let next = state.in_phase(Phase::Open).filter_map(|row| row.next_try_at).min();
        let error = state.last_error();
        let sum = |of: fn(&domain::entity::outside_state::Model) -> i64| -> i64 {
            state.processes.iter().map(of).sum()
        };
        let (calls, failures) = (sum(|row| row.calls), sum(|row| row.failures));
        let put_off = sum(|row| row.put_off);
        let limit = state.limit.as_ref();
        rows.push(json!({
            "name": state.provider,
            "breaker": phase.as_str(),
            "since": since,
            "open_in": state.in_phase(Phase::Open).count(),
            "next_try_at": next,
            "calls": calls,
            "failures": failures,
            "put_off": put_off,
            "per_second": limit.map(|limit| limit.per_second),
            "burst": limit.map(|limit| limit.burst),
            "free": limit.map(|limit| limit.tokens),
            "last_error": error.map(|(error, _)| error),
            "last_error_at": error.map(|(_, at)| at),
        }));
        cells.push(vec![
            state.provider.clone(),
            phase.as_str().replace('_', " "),
            since.map_or_else(|| "–".to_owned(), ago),
            match next {
                None => "–".to_owned(),
                Some(at) if at < domain::clock::now() => "with the next job".to_owned(),
                Some(at) => ago(at),
            },
            calls.to_string(),
            failures.to_string(),
            put_off.to_string(),
            limit.map_or_else(
                || "no limit".to_owned(),
                |limit| format!("{}/s, {} of {} free", limit.per_second, limit.tokens, limit.burst),
            ),
            error.map_or_else(String::new, |(error, at)| {
                let line: String = error.lines().next().unwrap_or_default().chars().take(80).collect();
                format!("{line}, {} ago", ago(at))
            }),
        ]);
    }
    let head = ["provider", "breaker", "for", "next try", "calls", "failed", "put off", "rate", "last error"];
    table::print(json, &json!(rows), &head, &cells, "");
    Ok(())
}
