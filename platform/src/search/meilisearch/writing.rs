//! Writing to the server: in batches, waiting for what was sent, and a whole index beside the one that answers.

use std::collections::{HashMap, VecDeque};

use domain::search::Document;
use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{Client, SERVICE};
use super::document::{steps, stored};
use super::settings::{self, SHAPE, Synonyms};

/// Tasks that are not done yet, at most: a rebuild is no faster than the server.
const AHEAD: usize = 20;
/// Products whose popularity is written at once.
const AT_ONCE: usize = 5_000;
/// Wanted products that are read back at most.
const WANTED: usize = 100_000;
/// The document that is no product and says how far the index has come.
const STATE: &str = "state";
const KEY: (&str, &str) = ("primaryKey", "id");

#[derive(Default)]
pub struct Writing {
    /// Whether an index is being made beside the one that answers.
    is_anew: bool,
    /// Not done yet, oldest first.
    pending: VecDeque<u64>,
    synonyms: Synonyms,
    /// Whether the index may have others.
    are_synonyms_new: bool,
    /// In steps; those that are not named have none.
    popularity: HashMap<Uuid, u8>,
    /// What the index has; `None` if that is not known.
    written: Option<HashMap<Uuid, u8>>,
}

/// An index and the one that is made beside it.
pub struct Names {
    pub live: String,
    pub next: String,
}

impl Names {
    pub fn new(prefix: &str) -> Self {
        let live = format!("{prefix}products_{SHAPE}");
        Self { next: format!("{live}_next"), live }
    }
}

#[derive(Deserialize)]
struct State {
    position: String,
}

#[derive(Deserialize)]
struct Page {
    results: Vec<Popular>,
}

#[derive(Deserialize)]
struct Popular {
    id: Uuid,
    popularity: u8,
}

impl Writing {
    pub fn know_synonyms(&mut self, groups: &[Vec<String>]) {
        self.synonyms = settings::synonyms(groups);
        self.are_synonyms_new = true;
    }

    pub fn know_popularity(&mut self, popularity: &HashMap<Uuid, f32>) {
        let known = popularity.iter().map(|(id, wanted)| (*id, steps(*wanted)));
        self.popularity = known.filter(|(_, steps)| *steps > 0).collect();
    }

    /// Begins a round: where the index is. What an earlier round sent has to be worked in first, or a slow server would get
    /// the same again and again.
    pub async fn position(&mut self, client: &Client, names: &Names) -> Result<Option<String>> {
        self.is_anew = false;
        while let Some(task) = self.pending.front() {
            match client.is_done(*task).await {
                Ok(true) => {}
                Ok(false) => {
                    return Err(Error::unavailable(
                        SERVICE,
                        "it is still at work on what it was sent before",
                    ));
                }
                Err(error) => tracing::debug!(error = error.chain(), "what was sent before is sent again"),
            }
            self.pending.pop_front();
        }
        let path = ["indexes", &names.live, "documents", STATE];
        let state: Option<State> = client.get(&path, &[("fields", "position")]).await?;
        Ok(state.map(|state| state.position))
    }

    pub async fn put(&mut self, client: &Client, names: &Names, documents: Vec<Document>) -> Result<()> {
        if documents.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::with_capacity(documents.len());
        for document in documents {
            let id = document.id;
            let steps = self.popularity.get(&id).copied().unwrap_or_default();
            if let Some(written) = self.written.as_mut().filter(|_| !self.is_anew) {
                match steps {
                    0 => written.remove(&id),
                    steps => written.insert(id, steps),
                };
            }
            rows.push(stored(document, steps));
        }
        let path = ["indexes", self.target(names), "documents"];
        let task = client.enqueue(Method::POST, &path, &[KEY], Some(&rows)).await?;
        self.sent(client, task).await
    }

    pub async fn remove(&mut self, client: &Client, names: &Names, ids: &[Uuid]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let path = ["indexes", self.target(names), "documents", "delete-batch"];
        let task = client.enqueue(Method::POST, &path, &[], Some(&ids)).await?;
        self.sent(client, task).await
    }

    /// Begins an empty index beside the one that answers; where there is none yet, that one as well, so that there is
    /// something to swap with.
    pub async fn clear(&mut self, client: &Client, names: &Names) -> Result<()> {
        self.is_anew = true;
        let live: Option<Value> = client.get(&["indexes", &names.live], &[]).await?;
        if live.is_none() {
            self.create(client, &names.live).await?;
        }
        client.drop_index(&names.next).await?;
        self.create(client, &names.next).await
    }

    /// By its settings alone: it comes into being with them, so nobody asks it before it knows what is filtered by.
    async fn create(&mut self, client: &Client, uid: &str) -> Result<()> {
        let body = settings::of_index(&self.synonyms);
        let task = client.enqueue(Method::PATCH, &["indexes", uid, "settings"], &[], Some(&body)).await?;
        self.sent(client, task).await
    }

    /// The position is written when all before it is worked in, into the same index: it is never further than the index is,
    /// and goes along when indexes are swapped.
    pub async fn commit(&mut self, client: &Client, names: &Names, position: &str) -> Result<()> {
        if self.are_synonyms_new && !self.is_anew {
            let path = ["indexes", &names.live, "settings", "synonyms"];
            let task = client.enqueue(Method::PUT, &path, &[], Some(&self.synonyms)).await?;
            self.sent(client, task).await?;
        }
        self.settled(client).await?;
        let state = json!([{ "id": STATE, "position": position }]);
        let path = ["indexes", self.target(names), "documents"];
        let task = client.enqueue(Method::POST, &path, &[KEY], Some(&state)).await?;
        self.sent(client, task).await?;
        self.settled(client).await?;
        if self.is_anew {
            let swap = json!([{ "indexes": [names.live, names.next] }]);
            let task = client.enqueue(Method::POST, &["swap-indexes"], &[], Some(&swap)).await?;
            self.sent(client, task).await?;
            self.settled(client).await?;
            (self.is_anew, self.written) = (false, None);
            client.drop_index(&names.next).await?;
        }
        self.are_synonyms_new = false;
        Ok(())
    }

    /// Writes how much products are wanted, of those of which that changed.
    pub async fn write_popularity(&mut self, client: &Client, names: &Names) -> Result<()> {
        if self.written.as_ref() == Some(&self.popularity) {
            return Ok(());
        }
        let written = match self.written.take() {
            Some(written) => written,
            None => {
                let body =
                    json!({ "filter": "popularity > 0", "fields": ["id", "popularity"], "limit": WANTED });
                let page: Page = client.fetch(&["indexes", &names.live, "documents", "fetch"], &body).await?;
                page.results.into_iter().map(|one| (one.id, one.popularity)).collect()
            }
        };
        let now_none = written.keys().filter(|id| !self.popularity.contains_key(*id)).map(|id| (*id, 0));
        let other = self.popularity.iter().filter(|(id, steps)| written.get(*id) != Some(*steps));
        let changed: Vec<Value> = now_none
            .chain(other.map(|(id, steps)| (*id, *steps)))
            .map(|(id, steps)| json!({ "id": id, "popularity": steps }))
            .collect();
        for some in changed.chunks(AT_ONCE) {
            // Products that are not in the index do not get into it.
            let query = [KEY, ("skipCreation", "true")];
            let path = ["indexes", &names.live, "documents"];
            let task = client.enqueue(Method::PUT, &path, &query, Some(&some)).await?;
            self.sent(client, task).await?;
        }
        self.settled(client).await?;
        self.written = Some(self.popularity.clone());
        Ok(())
    }

    fn target<'a>(&self, names: &'a Names) -> &'a str {
        if self.is_anew { &names.next } else { &names.live }
    }

    async fn sent(&mut self, client: &Client, task: u64) -> Result<()> {
        self.pending.push_back(task);
        while self.pending.len() > AHEAD {
            self.first_done(client).await?;
        }
        Ok(())
    }

    async fn settled(&mut self, client: &Client) -> Result<()> {
        while !self.pending.is_empty() {
            self.first_done(client).await?;
        }
        Ok(())
    }

    async fn first_done(&mut self, client: &Client) -> Result<()> {
        if let Some(task) = self.pending.front() {
            client.done(*task).await?;
            self.pending.pop_front();
        }
        Ok(())
    }
}
