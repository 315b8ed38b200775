//! Products as vectors.

use std::time::{Duration, Instant};

use domain::{Error, Result, embeddings};
use platform::Services;

use super::Done;

/// How long one run goes on, about; then others have their turn.
const ROUND: Duration = Duration::from_secs(20);

/// Makes what is missing or out of date. Where that was not all, the job asks for itself again at once.
pub async fn refresh(services: &Services) -> Result<Done> {
    let until = Instant::now() + ROUND;
    let mut made = 0;
    let more = loop {
        let page = embeddings::refresh(&services.store, &services.models, &services.embedders).await?;
        made += page.made;
        if !page.more || Instant::now() >= until {
            break page.more;
        }
    };
    if made > 0 {
        tracing::info!(made, "{made} products became vectors");
    }
    if more { Err(Error::TooBusy { after: Duration::ZERO }) } else { Ok(Done::Harmless) }
}
