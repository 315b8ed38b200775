//! What reviews come to for each product.

use domain::{Result, reviews};
use platform::Services;
use uuid::Uuid;

use super::Done;

/// Counts anew, and then forgets the answers that show another rating.
pub async fn rate(services: &Services, product_id: Uuid) -> Result<Done> {
    services.store.write(async |txn| reviews::rate(txn, product_id).await).await?;
    services.cache.invalidate().await?;
    Ok(Done::Harmless)
}

pub async fn rate_all(services: &Services) -> Result<Done> {
    let products = reviews::rate_all(&services.store).await?;
    services.cache.invalidate().await?;
    tracing::info!(products, "the reviews of {products} products were counted");
    Ok(Done::Harmless)
}
