//! The keys that sign access tokens.

use domain::accounts::signing_keys;
use platform::Services;

pub async fn list(services: &Services) -> anyhow::Result<()> {
    for key in signing_keys::current(services.store.read()).await? {
        println!("{}  since {}", key.id, key.created_at.to_rfc3339());
    }
    Ok(())
}

pub async fn rotate(services: &Services) -> anyhow::Result<()> {
    let keys = signing_keys::rotate(&services.store).await?;
    if let Some(newest) = keys.first() {
        println!("{} signs from now on; retire the others once their tokens have expired", newest.id);
    }
    Ok(())
}

pub async fn retire(services: &Services, kid: &str) -> anyhow::Result<()> {
    signing_keys::retire(&services.store, kid).await?;
    println!("{kid} no longer verifies");
    Ok(())
}
