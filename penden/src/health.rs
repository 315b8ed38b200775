//! Asking a process whether it is well: what a container's health check runs.

use std::time::Duration;

use anyhow::{Context, ensure};

pub async fn ask(url: &str) -> anyhow::Result<()> {
    platform::crypto::install();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(3)).build()?;
    let answer = client.get(url).send().await.with_context(|| format!("{url} does not answer"))?;
    let status = answer.status();
    println!("{}", answer.text().await.unwrap_or_default());
    ensure!(status.is_success(), "{url} answered {status}");
    Ok(())
}
