//! Bringing the schema up to date.

use anyhow::Context;
use platform::{Config, database};
use secrecy::ExposeSecret;

/// Applies what is missing. Any number of processes may do so at once.
pub async fn up(config: &Config) -> anyhow::Result<()> {
    let connection = database::connect_single(config.database.url.expose_secret()).await?;
    migration::up(&connection).await.context("the database schema could not be brought up to date")?;
    connection.close().await?;
    Ok(())
}
