//! Answers rendered once and kept in the cache until the catalogue changes.

use std::sync::Arc;

use domain::catalog::Cached;
use poem_openapi::types::ToJSON;
use sha2::{Digest, Sha256};

use crate::state::State;

/// The bytes of an answer and the tag that names them.
pub fn render(answer: &impl ToJSON) -> Cached {
    let body = answer.to_json_string();
    let digest = hex::encode(&Sha256::digest(&body)[..12]);
    Cached { body: body.into(), etag: Arc::from(format!("\"{digest}\"")) }
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
