//! The embedded engine behind the port. It runs on threads for what takes time, since it computes and reads files.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use domain::search as port;
use domain::{Error, Result};
use search::Index;
use uuid::Uuid;

/// Processes on one machine that share a data folder, at most.
const SLOTS: usize = 16;

/// An index that this process alone has, in a folder or in memory.
pub struct Embedded {
    index: Arc<Index>,
    /// Held as long as the index is used; the operating system lets it go with the process.
    _lock: Option<File>,
}

impl Embedded {
    /// Opens an index below `folder` that no other process uses. One that cannot be read is made anew.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        for slot in 0..SLOTS {
            let own = folder.join(slot.to_string());
            std::fs::create_dir_all(&own)?;
            let lock = File::create(own.join("lock"))?;
            if lock.try_lock().is_err() {
                continue;
            }
            let files = own.join("index");
            let index = Index::open(&files).or_else(|error| {
                tracing::warn!(%error, "the search index in {} is made anew", files.display());
                std::fs::remove_dir_all(&files)?;
                Index::open(&files)
            })?;
            return Ok(Self { index: Arc::new(index), _lock: Some(lock) });
        }
        anyhow::bail!("{SLOTS} processes have their search index in {} already", folder.display())
    }

    /// As [`Embedded::open`], and in memory where no folder can be had: the shop goes on, and the index is made anew with
    /// every start.
    ///
    /// # Errors
    /// When not even that can be made.
    pub fn open_or_in_memory(folder: &Path) -> anyhow::Result<Self> {
        Self::open(folder).or_else(|error| {
            tracing::warn!(%error, "the search index is kept in memory, since {} cannot be used", folder.display());
            Ok(Self { index: Arc::new(Index::in_memory()?), _lock: None })
        })
    }

    async fn on_a_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Index) -> search::Result<T> + Send + 'static,
    ) -> Result<T> {
        let index = Arc::clone(&self.index);
        let done = tokio::task::spawn_blocking(move || work(&index)).await;
        done.map_err(unavailable)?.map_err(unavailable)
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("the search index", error)
}

#[async_trait]
impl port::SearchEngine for Embedded {
    async fn search(&self, question: port::Question) -> Result<port::Answer> {
        let query = query(question);
        Ok(answer(self.on_a_thread(move |index| index.search(&query)).await?))
    }

    async fn suggest(&self, typed: String, limit: usize) -> Result<Vec<port::Suggestion>> {
        let found = self.on_a_thread(move |index| index.suggest(&typed, limit)).await?;
        let told =
            |found: search::Suggestion| port::Suggestion { text: found.text, products: found.documents };
        Ok(found.into_iter().map(told).collect())
    }

    fn passage(&self, text: &str, terms: &[String], characters: usize) -> port::Passage {
        let found = search::passage(text, terms, characters);
        port::Passage { text: found.text, marks: found.marks }
    }

    async fn set_synonyms(&self, groups: Vec<Vec<String>>) -> Result<()> {
        self.index.set_synonyms(&groups);
        Ok(())
    }

    async fn set_popularity(&self, popularity: HashMap<Uuid, f32>) -> Result<()> {
        self.index.set_popularity(popularity);
        Ok(())
    }

    async fn put(&self, documents: Vec<port::Document>) -> Result<()> {
        self.on_a_thread(move |index| index.put(&documents.into_iter().map(document).collect::<Vec<_>>()))
            .await
    }

    async fn remove(&self, ids: Vec<Uuid>) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        self.on_a_thread(move |index| index.remove(ids)).await
    }

    async fn clear(&self) -> Result<()> {
        self.on_a_thread(Index::clear).await
    }

    async fn commit(&self, position: &str) -> Result<()> {
        let position = position.to_owned();
        self.on_a_thread(move |index| index.commit(&position)).await
    }

    async fn position(&self) -> Result<Option<String>> {
        self.on_a_thread(Index::note).await
    }
}

pub(super) fn document(from: port::Document) -> search::Document {
    search::Document {
        id: from.id,
        title: from.title,
        brand: from.brand,
        category: from.category,
        description: from.description,
        attributes: from.attributes,
        codes: from.codes,
        keys: from.keys,
        numbers: from.numbers,
        shape: from.shape,
        price: from.price_minor,
        in_stock: from.in_stock,
        created_at: from.created_at,
        visible: from.visible,
    }
}

fn query(from: port::Question) -> search::Query {
    let filter = |filter| match filter {
        port::Filter::Values { facet, values } => search::Filter::Values { facet, values },
        port::Filter::Between { facet, least, most } => search::Filter::Between { facet, least, most },
        port::Filter::InStock(wanted) => search::Filter::InStock(wanted),
    };
    search::Query {
        text: from.text,
        filters: from.filters.into_iter().map(filter).collect(),
        facets: from.facets,
        ranges: from.ranges,
        now: from.now,
        sort: match from.sort {
            port::Sort::Relevance => search::Sort::Relevance,
            port::Sort::Newest => search::Sort::Newest,
            port::Sort::PriceAsc => search::Sort::PriceAscending,
            port::Sort::PriceDesc => search::Sort::PriceDescending,
        },
        after: from.after.map(|place| search::Place { key: place.key, id: place.id }),
        limit: from.limit,
        likeness: from.likeness.map(|likeness| Arc::new(Alike(likeness)) as Arc<dyn search::Likeness>),
    }
}

#[derive(Debug)]
struct Alike(port::Likeness);

impl search::Likeness for Alike {
    fn nearest(&self, most: usize) -> Vec<(Uuid, f32)> {
        self.0.nearest(most)
    }

    fn of(&self, ids: &[Uuid]) -> Vec<Option<f32>> {
        self.0.of(ids)
    }
}

fn answer(from: search::Answer) -> port::Answer {
    let count =
        |count: search::FacetCount| port::FacetCount { value: count.value, products: count.documents };
    let range = |range: search::RangeCount| port::RangeCount {
        facet: range.facet,
        least: range.least,
        most: range.most,
        products: range.documents,
    };
    port::Answer {
        hits: from.hits.into_iter().map(|hit| port::Hit { id: hit.id, score: hit.score }).collect(),
        total: from.total,
        is_relaxed: from.is_relaxed,
        did_you_mean: from.did_you_mean,
        is_corrected: from.is_corrected,
        facets: from
            .facets
            .into_iter()
            .map(|(facet, counts)| (facet, counts.into_iter().map(count).collect()))
            .collect(),
        ranges: from.ranges.into_iter().map(range).collect(),
        next: from.next.map(|place| port::Place { key: place.key, id: place.id }),
        terms: from.stems,
    }
}
