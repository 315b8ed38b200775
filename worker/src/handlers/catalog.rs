//! The catalogue changed: what was cached of it is forgotten.

use domain::Result;
use platform::Services;

use super::Done;

pub async fn invalidate(services: &Services) -> Result<Done> {
    services.cache.invalidate().await?;
    Ok(Done::Harmless)
}
