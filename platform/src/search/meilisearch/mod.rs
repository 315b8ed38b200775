//! Meilisearch behind the port, for shops that want a search server (decision 0051).
//!
//! Its index is shared by all processes, and one of them writes to it; who that is, is not decided here. The position is
//! kept in the index, as a document that is no product. It does not rank by the catalogue's own statistics as the embedded
//! engine does, and tells no corrections and no completions of questions: those are made here of what it can tell.

mod answer;
mod client;
mod document;
mod filter;
mod question;
mod settings;
mod writing;

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use domain::clock::now;
use domain::search::{Answer, Document, Passage, Question, SearchEngine, Suggestion};
use domain::{Error, Result};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;

use answer::{Found, Results};
use client::{Client, SERVICE};
use question::Way;
use writing::{Names, Writing};

/// Of what was typed so far, characters.
const TYPED: usize = 200;

#[derive(Debug, Clone)]
pub struct MeilisearchSettings {
    pub url: String,
    /// Empty for none.
    pub api_key: SecretString,
    /// Before the names of indexes.
    pub index_prefix: String,
    /// For a search, with all attempts to connect.
    pub timeout: Duration,
    /// For the server to work in what it was sent.
    pub commit: Duration,
}

/// A search server.
pub struct Meilisearch {
    client: Client,
    names: Names,
    writing: Mutex<Writing>,
}

impl Meilisearch {
    /// # Errors
    /// When the URL is no http(s) address.
    pub fn new(settings: MeilisearchSettings) -> anyhow::Result<Self> {
        let MeilisearchSettings { url, api_key, index_prefix, timeout, commit } = settings;
        let client = Client::new(&url, &api_key, timeout, commit)?;
        Ok(Self { client, names: Names::new(&index_prefix), writing: Mutex::default() })
    }

    async fn ask(&self, queries: Vec<Value>) -> Result<Vec<Found>> {
        let count = queries.len();
        let found: Results = self.client.ask(&["multi-search"], &json!({ "queries": queries })).await?;
        match found.results.len() == count {
            true => Ok(found.results),
            false => Err(nonsense()),
        }
    }

    async fn look(&self, question: &Question, way: &Way) -> Result<Answer> {
        let found = self.ask(way.queries(&self.names.live, question)).await?;
        answer::answer(question, &way.text, found).ok_or_else(nonsense)
    }
}

fn nonsense() -> Error {
    Error::unavailable(SERVICE, "it answered something else than it was asked")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Values {
    facet_hits: Vec<ValueHit>,
}

#[derive(Deserialize)]
struct ValueHit {
    value: String,
    count: u64,
}

#[async_trait]
impl SearchEngine for Meilisearch {
    /// One request. A second one if what was typed has a part number, or if nothing has all of it.
    async fn search(&self, question: Question) -> Result<Answer> {
        let (plain, codes) = (Way::plain(&question), question::codes(&question.text));
        let mut queries = plain.queries(&self.names.live, &question);
        let own = queries.len();
        queries.extend(codes.iter().map(|way| way.probe(&self.names.live, &question)));
        let mut found = self.ask(queries).await?;
        let probes = found.split_off(own);
        if let Some((way, _)) = codes.iter().zip(&probes).find(|(_, probe)| probe.total() > 0) {
            return self.look(&question, way).await;
        }
        let answer = answer::answer(&question, &plain.text, found).ok_or_else(nonsense)?;
        if answer.total > 0 || search::words(&question.text).len() < 2 {
            return Ok(answer);
        }
        let relaxed = self.look(&question, &Way { is_relaxed: true, ..plain }).await?;
        Ok(Answer { is_relaxed: relaxed.total > 0, ..relaxed })
    }

    /// Words of titles, brands and categories that begin like the last one, where the others are.
    async fn suggest(&self, typed: String, limit: usize) -> Result<Vec<Suggestion>> {
        let typed: String = typed.chars().take(TYPED).collect::<String>().to_lowercase();
        let end = typed.trim_end_matches(|c: char| !c.is_alphanumeric());
        let start = end.char_indices().rev().find(|(_, c)| !c.is_alphanumeric());
        let (before, last) = end.split_at(start.map_or(0, |(at, c)| at + c.len_utf8()));
        let last = search::words(last).concat();
        if last.is_empty() {
            return Ok(Vec::new());
        }
        // In quotes a word is nothing but itself.
        let others: Vec<String> = search::words(before).iter().map(|word| format!("\"{word}\"")).collect();
        let body = json!({
            "facetName": "words",
            "facetQuery": last,
            "q": others.join(" "),
            "filter": filter::visible(now().timestamp_micros()),
            "matchingStrategy": "all",
            "attributesToSearchOn": settings::NAMING,
            "exhaustiveFacetCount": true,
        });
        let found: Values = self.client.ask(&["indexes", &self.names.live, "facet-search"], &body).await?;
        // The server allows for mistakes here as well.
        let begins = found.facet_hits.into_iter().filter(|hit| hit.value.starts_with(&last) && hit.count > 0);
        let prefix = before.trim_start();
        let mut suggestions: Vec<Suggestion> = begins
            .map(|hit| Suggestion { text: format!("{prefix}{}", hit.value), products: hit.count })
            .collect();
        suggestions.sort_by(|a, b| (b.products, &a.text).cmp(&(a.products, &b.text)));
        suggestions.truncate(limit);
        Ok(suggestions)
    }

    fn passage(&self, text: &str, terms: &[String], characters: usize) -> Passage {
        let found = search::passage(text, terms, characters);
        Passage { text: found.text, marks: found.marks }
    }

    async fn set_synonyms(&self, groups: Vec<Vec<String>>) -> Result<()> {
        self.writing.lock().await.know_synonyms(&groups);
        Ok(())
    }

    async fn set_popularity(&self, popularity: HashMap<Uuid, f32>) -> Result<()> {
        self.writing.lock().await.know_popularity(&popularity);
        Ok(())
    }

    async fn put(&self, documents: Vec<Document>) -> Result<()> {
        self.writing.lock().await.put(&self.client, &self.names, documents).await
    }

    async fn remove(&self, ids: Vec<Uuid>) -> Result<()> {
        self.writing.lock().await.remove(&self.client, &self.names, &ids).await
    }

    async fn clear(&self) -> Result<()> {
        self.writing.lock().await.clear(&self.client, &self.names).await
    }

    async fn commit(&self, position: &str) -> Result<()> {
        self.writing.lock().await.commit(&self.client, &self.names, position).await
    }

    async fn position(&self) -> Result<Option<String>> {
        self.writing.lock().await.position(&self.client, &self.names).await
    }

    fn is_shared(&self) -> bool {
        true
    }

    async fn settle(&self) -> Result<()> {
        self.writing.lock().await.write_popularity(&self.client, &self.names).await
    }
}
