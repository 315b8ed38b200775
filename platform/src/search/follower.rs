//! The tasks that keep an index and the vectors of products up to date, and add what was counted to the tables.

use std::sync::Arc;
use std::time::Duration;

use domain::Store;
use domain::embeddings::Vectors;
use domain::search::insight::Tally;
use domain::search::{self, Follow, SearchEngine, Vocabulary};
use tokio::task::AbortHandle;

use super::turns;
use crate::database::aside;

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After a round that failed.
const REST: Duration = Duration::from_secs(5);
/// A vector that was made shows after this much, and what reading takes.
const READ_EVERY: Duration = Duration::from_secs(1);
const ADD_EVERY: Duration = Duration::from_secs(2);
/// Rounds of adding after which it is looked anew how much products are wanted: a minute.
const POPULARITY_EVERY: u32 = 30;

/// Works until it is dropped.
pub struct Follower(Vec<AbortHandle>);

impl Follower {
    /// Starts on the running runtime.
    pub fn start(
        store: Store,
        engine: Arc<dyn SearchEngine>,
        vocabulary: Arc<Vocabulary>,
        vectors: Option<Vectors>,
        tally: Arc<Tally>,
    ) -> Self {
        let mut tasks = vec![
            tokio::spawn(add(store.clone(), Arc::clone(&engine), tally)).abort_handle(),
            tokio::spawn(follow(store.clone(), engine, vocabulary)).abort_handle(),
        ];
        tasks.extend(vectors.map(|vectors| tokio::spawn(read(store, vectors)).abort_handle()));
        Self(tasks)
    }
}

/// Keeps the vectors of products in memory.
async fn read(store: Store, vectors: Vectors) {
    loop {
        if let Err(error) = aside(vectors.refresh(store.read())).await {
            tracing::debug!(error = error.chain(), "the vectors of products cannot be read");
        }
        tokio::time::sleep(READ_EVERY).await;
    }
}

async fn follow(store: Store, engine: Arc<dyn SearchEngine>, vocabulary: Arc<Vocabulary>) {
    while let Err(error) = aside(search::start(store.read(), engine.as_ref(), &vocabulary)).await {
        tracing::debug!(error = error.chain(), "what searching goes by cannot be read");
        tokio::time::sleep(REST).await;
    }
    if engine.is_shared() {
        return turns::follow(&store, engine.as_ref(), &vocabulary).await;
    }
    loop {
        let pause = match aside(search::catch_up(store.read(), engine.as_ref(), &vocabulary)).await {
            // There may be more.
            Ok(Follow::Changed(products)) => {
                tracing::debug!(products, "{products} products were indexed for search");
                Duration::ZERO
            }
            Ok(Follow::Made(products)) => {
                tracing::info!(products, "the search index was made of {products} products");
                Duration::ZERO
            }
            Ok(Follow::Idle) => LOOK_EVERY,
            // Before the first migration there is nothing to look at.
            Err(error) => {
                tracing::debug!(error = error.chain(), "the search index could not be brought up to date");
                REST
            }
        };
        tokio::time::sleep(pause).await;
    }
}

async fn add(store: Store, engine: Arc<dyn SearchEngine>, tally: Arc<Tally>) {
    let mut round = 0_u32;
    loop {
        tokio::time::sleep(ADD_EVERY).await;
        if let Err(error) = aside(tally.add(&store)).await {
            tracing::debug!(error = error.chain(), "what was searched for could not be added");
        }
        round = (round + 1) % POPULARITY_EVERY;
        if round == 0 {
            let look = async { engine.set_popularity(search::popularity(store.read()).await?).await };
            if let Err(error) = aside(look).await {
                tracing::debug!(error = error.chain(), "it could not be read how much products are wanted");
            }
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}
