//! Answers rendered once and kept in the cache until the catalogue changes, or until a product appears or goes by the clock.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::catalog::{Cached, next_change};
use domain::clock::{Timestamp, now};
use poem_openapi::types::ToJSON;
use sha2::{Digest, Sha256};

use crate::payload::CachedJson;
use crate::state::State;

/// The bytes of an answer and the tag that names them.
pub fn render(answer: &impl ToJSON) -> Cached {
    render_until(answer, None)
}

fn render_until(answer: &impl ToJSON, until: Option<Timestamp>) -> Cached {
    let body = answer.to_json_string();
    let digest = hex::encode(&Sha256::digest(&body)[..12]);
    Cached { body: body.into(), etag: Arc::from(format!("\"{digest}\"")), until }
}

/// The answer under `key`, made by `make` if it is not kept. `known` is the caller's `If-None-Match`.
pub async fn kept<T: ToJSON + Send>(
    state: &State,
    key: &str,
    known: Option<&str>,
    make: impl Future<Output = domain::Result<T>> + Send,
) -> domain::Result<CachedJson<T>> {
    kept_for(state, key, known, TimeDelta::MAX, make).await
}

/// As [`kept`], and made anew after that time, since it follows from more than the catalogue.
pub async fn kept_for<T: ToJSON + Send>(
    state: &State,
    key: &str,
    known: Option<&str>,
    time: TimeDelta,
    make: impl Future<Output = domain::Result<T>> + Send,
) -> domain::Result<CachedJson<T>> {
    let fill = async {
        // Looked up first: what changes while the answer is made ends it.
        let at = now();
        let until = next_change(state.store().read(), at).await?;
        let until = until.into_iter().chain(at.checked_add_signed(time)).min();
        Ok(render_until(&make.await?, until))
    };
    let cached = state.services.cache.get_or_fill(key, Box::pin(fill)).await?;
    Ok(CachedJson::new(cached, known))
}

/// After a change was committed: who changed it sees it at once. Should this fail, the event of the change does it.
pub async fn forget(state: &State) {
    if let Err(error) = state.services.cache.invalidate().await {
        tracing::warn!(error = error.chain(), "the catalogue cache could not be cleared");
    }
}

/// Files of pictures whose rows are gone. One that stays behind takes up room and does no harm.
pub async fn delete_files(state: &State, keys: &[String]) {
    for key in keys {
        if let Err(error) = state.services.storage.delete(key).await {
            tracing::warn!(key, error = error.chain(), "the file {key} could not be deleted");
        }
    }
}
