//! The server over HTTP: what it is asked, and waiting for what it was told.
//!
//! Written against the documentation of version 1.50. Searches and writes go through gates of their own, so that a long
//! rebuild that fails does not keep shoppers from searching.

use std::time::Duration;

use domain::{Error, Result};
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use tokio::time::Instant;

use crate::breaker::Breaker;
use crate::outbound::{Refusal, Remote};
use crate::outside::Gate;

pub const SERVICE: &str = "the search server";
/// For a request that writes: some hundred products at once.
const WRITE: Duration = Duration::from_secs(20);
/// After most searches failed, for how long none is tried.
const OPEN: Duration = Duration::from_secs(3);
/// Between two looks at a task, at first and at most.
const LOOK: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(500));

const NOTHING: Option<&Value> = None;

pub struct Client {
    asking: Remote,
    writing: Remote,
    /// For a task to be worked in.
    commit: Duration,
}

/// What the server does later. The numbers are those of its queue, which it works off in their order.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Enqueued {
    task_uid: u64,
}

#[derive(Debug, Deserialize)]
struct Task {
    status: Status,
    error: Option<Refusal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Enqueued,
    Processing,
    Succeeded,
    Failed,
    Canceled,
}

impl Client {
    /// # Errors
    /// When the URL is no http(s) address.
    pub fn new(
        url: &str,
        api_key: &SecretString,
        timeout: Duration,
        commit: Duration,
    ) -> anyhow::Result<Self> {
        let gate = Gate::free(SERVICE).with_breaker(Breaker::opening_for(OPEN));
        let asking = Remote::new(SERVICE, url, api_key.clone(), timeout)?.within(timeout).behind(gate);
        let writing = Remote::new(SERVICE, url, api_key.clone(), WRITE)?;
        Ok(Self { asking, writing, commit })
    }

    /// # Errors
    /// `Unavailable`, also when it refuses: what is asked is made here, so an index is missing or of another kind.
    pub async fn ask<T: DeserializeOwned>(&self, path: &[&str], body: &Value) -> Result<T> {
        let answer = self.asking.request(Method::POST, path, &[], Some(body)).await?;
        answer.read::<T>()?.map_err(|refusal| refused(&refusal))
    }

    /// What is there under that path; `None` for nothing.
    pub async fn get<T: DeserializeOwned>(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Option<T>> {
        let answer = self.writing.request(Method::GET, path, query, NOTHING).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            _ => Ok(Some(answer.read::<T>()?.map_err(|refusal| refused(&refusal))?)),
        }
    }

    /// What documents have, by a `POST` that changes nothing.
    pub async fn fetch<T: DeserializeOwned>(&self, path: &[&str], body: &Value) -> Result<T> {
        let answer = self.writing.request(Method::POST, path, &[], Some(body)).await?;
        answer.read::<T>()?.map_err(|refusal| refused(&refusal))
    }

    /// Tells it to do something; the number of its task.
    pub async fn enqueue(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&(impl serde::Serialize + Sync)>,
    ) -> Result<u64> {
        let answer = self.writing.request(method, path, query, body).await?;
        let task: Enqueued = answer.read()?.map_err(|refusal| refused(&refusal))?;
        Ok(task.task_uid)
    }

    /// Tells it to throw an index away, if there is one.
    pub async fn drop_index(&self, uid: &str) -> Result<()> {
        let answer = self.writing.request(Method::DELETE, &["indexes", uid], &[], NOTHING).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(()),
            _ => answer.read::<IgnoredAny>()?.map(drop).map_err(|refusal| refused(&refusal)),
        }
    }

    /// Waits until a task is done.
    ///
    /// # Errors
    /// `Unavailable` when it failed, and when it took longer than a commit may.
    pub async fn done(&self, task: u64) -> Result<()> {
        let begun = Instant::now();
        let mut pause = LOOK.0;
        while !self.is_done(task).await? {
            if begun.elapsed() > self.commit {
                let text = format!("task {task} was not done within {:?}", self.commit);
                return Err(Error::unavailable(SERVICE, text));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LOOK.1);
        }
        Ok(())
    }

    /// Whether a task is done.
    ///
    /// # Errors
    /// `Unavailable` when it failed.
    pub async fn is_done(&self, task: u64) -> Result<bool> {
        let path = ["tasks", &task.to_string()];
        let found: Option<Task> = self.get(&path, &[]).await?;
        // Tasks that are done may be forgotten.
        let Some(found) = found else { return Ok(true) };
        match found.status {
            Status::Enqueued | Status::Processing => Ok(false),
            Status::Succeeded => Ok(true),
            Status::Failed | Status::Canceled => {
                let why = found.error.map_or_else(|| "it was cancelled".to_owned(), |error| said(&error));
                Err(Error::unavailable(SERVICE, format!("task {task} failed: {why}")))
            }
        }
    }
}

fn refused(refusal: &Refusal) -> Error {
    Error::unavailable(SERVICE, format!("it refused: {}", said(refusal)))
}

/// Its messages may repeat what it was sent, so they are cut.
fn said(refusal: &Refusal) -> String {
    format!("{}: {:.200}", refusal.code, refusal.message)
}
