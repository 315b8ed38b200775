//! The search engines behind the port: one embedded in this process, or a server that all processes share; and the tasks
//! that keep an index up to date.

mod embedded;
mod follower;
mod meilisearch;
mod synonyms;
mod turns;

use std::sync::Arc;
use std::time::Duration;

use domain::search::SearchEngine;

use crate::config::{Config, SearchEngineKind};

pub use embedded::Embedded;
pub use follower::Follower;
pub use meilisearch::{Meilisearch, MeilisearchSettings};
pub use synonyms::find_synonyms;

/// The engine of the configuration. A server is not asked for anything yet.
///
/// # Errors
/// When an index cannot be made, or the URL of the server is none.
pub fn open(config: &Config) -> anyhow::Result<Arc<dyn SearchEngine>> {
    let server = &config.search.meilisearch;
    Ok(match config.search.engine {
        SearchEngineKind::Embedded => Arc::new(Embedded::open_or_in_memory(&config.data_dir.join("search"))?),
        SearchEngineKind::Meilisearch => Arc::new(Meilisearch::new(MeilisearchSettings {
            url: server.url.clone(),
            api_key: server.api_key.clone(),
            index_prefix: server.index_prefix.clone(),
            timeout: Duration::from_millis(server.timeout_millis),
            commit: Duration::from_secs(server.commit_seconds),
        })?),
    })
}
