//! Following the feed with an index that processes share: whoever has the turn writes to it, the others keep up to date what
//! they have in memory and wait for the turn.

use std::time::Duration;

use domain::search::{self, Follow, SearchEngine, Turn, Vocabulary};
use domain::{Error, Result, Store};

use crate::database::aside;

const LOOK_EVERY: Duration = Duration::from_millis(500);
const KEEP_EVERY: Duration = Duration::from_secs(1);
/// After a round that failed.
const REST: Duration = Duration::from_secs(2);

pub(super) async fn follow(store: &Store, engine: &dyn SearchEngine, vocabulary: &Vocabulary) {
    let (mut turn, mut seen) = (None, None);
    loop {
        let round = match turn.take() {
            Some(mine) => write(store, engine, vocabulary, mine).await,
            None => wait(store, engine, vocabulary, &mut seen).await,
        };
        let (mine, pause) = round.unwrap_or_else(|error| {
            tracing::warn!(error = error.chain(), "the shared search index cannot be brought up to date now");
            (None, REST)
        });
        turn = mine;
        tokio::time::sleep(pause).await;
    }
}

/// Takes the turn, or looks what changed.
async fn wait(
    store: &Store,
    engine: &dyn SearchEngine,
    vocabulary: &Vocabulary,
    seen: &mut Option<search::Position>,
) -> Result<(Option<Turn>, Duration)> {
    if let Some(turn) = aside(Turn::take(store)).await? {
        tracing::info!("this process writes to the shared search index now");
        // What another has written since this process began.
        aside(search::start(store.read(), engine, vocabulary)).await?;
        *seen = None;
        return Ok((Some(turn), Duration::ZERO));
    }
    *seen = Some(aside(search::watch(store.read(), vocabulary, *seen)).await?);
    Ok((None, LOOK_EVERY))
}

/// A round of writing, which ends at once when the turn is lost.
async fn write(
    store: &Store,
    engine: &dyn SearchEngine,
    vocabulary: &Vocabulary,
    mut turn: Turn,
) -> Result<(Option<Turn>, Duration)> {
    turn = match aside(turn.keep(store)).await? {
        Some(turn) => turn,
        None => return Ok((None, LOOK_EVERY)),
    };
    let round = async {
        let came = aside(search::catch_up(store.read(), engine, vocabulary)).await?;
        if came == Follow::Idle {
            engine.settle().await?;
        }
        Ok::<_, Error>(came)
    };
    let came = tokio::select! {
        came = round => came,
        () = lost(store, &mut turn) => {
            tracing::warn!("another process writes to the shared search index now");
            return Ok((None, LOOK_EVERY));
        }
    };
    let pause = match came {
        Ok(Follow::Changed(products)) => {
            tracing::debug!(products, "{products} products were indexed for search");
            Duration::ZERO
        }
        Ok(Follow::Made(products)) => {
            tracing::info!(products, "the shared search index was made of {products} products");
            Duration::ZERO
        }
        Ok(Follow::Idle) => LOOK_EVERY,
        Err(error) => {
            tracing::warn!(error = error.chain(), "the shared search index could not be brought up to date");
            REST
        }
    };
    Ok((Some(turn), pause))
}

/// Keeps the turn, and returns when it is lost.
async fn lost(store: &Store, turn: &mut Turn) {
    loop {
        tokio::time::sleep(KEEP_EVERY).await;
        match aside(turn.keep(store)).await {
            Ok(Some(kept)) => *turn = kept,
            Ok(None) => return,
            // As long as it lasts, nobody else takes it.
            Err(_) if turn.lasts() => {}
            Err(_) => return,
        }
    }
}
