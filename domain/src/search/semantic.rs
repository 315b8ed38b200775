//! What a question means, where a model makes vectors of products: the question becomes one too.
//!
//! Somebody waits, so a vector that is not there in time is left out, and the words alone answer. It is still made and kept
//! for who asks the same again. A question that cannot be made into a vector is no error of the search.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use uuid::Uuid;
use vectors::{Alike, Packed};

use crate::assistant::Models;
use crate::embeddings::{Embedders, Vectors};

/// So long a shopper waits for it.
const WAIT: Duration = Duration::from_millis(250);
/// So long a model may take. What comes behind the wait is for who asks next.
const LIMIT: Duration = Duration::from_secs(5);
/// Questions that become vectors at the same time; the others are answered by their words.
const AT_ONCE: usize = 8;
/// Of a question, characters: models read little more.
const TEXT: usize = 200;
/// Questions whose vectors are kept, twice.
const KEPT: usize = 4_000;

/// Makes vectors of questions. Clones are the same.
#[derive(Clone)]
pub struct Semantic(Arc<Inner>);

struct Inner {
    models: Models,
    embedders: Arc<Embedders>,
    vectors: Vectors,
    known: Mutex<Known>,
    places: Arc<Semaphore>,
}

/// What was asked lately, and what was asked before that: the older half goes when the newer one is full.
#[derive(Default)]
struct Known {
    newer: HashMap<String, Likeness>,
    older: HashMap<String, Likeness>,
}

/// How alike products are to a question. Clones are the same.
#[derive(Clone)]
pub struct Likeness {
    question: Arc<Packed>,
    vectors: Vectors,
}

impl fmt::Debug for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Likeness").finish_non_exhaustive()
    }
}

impl Likeness {
    /// The products that are most alike, the likest first, and how alike: 0 for what is usual, 1 for the same. Some of them
    /// shoppers may not see.
    pub fn nearest(&self, most: usize) -> Vec<(Uuid, f32)> {
        self.vectors.read(|table| Alike::to(table, &self.question).nearest(most))
    }

    /// How alike each of these products is; `None` for one without a vector.
    pub fn of(&self, products: &[Uuid]) -> Vec<Option<f32>> {
        self.vectors.read(|table| {
            let alike = Alike::to(table, &self.question);
            products.iter().map(|id| alike.of(*id)).collect()
        })
    }
}

/// A question on its way to a vector.
pub(super) enum Meaning {
    Known(Likeness),
    Asked(JoinHandle<Option<Likeness>>),
}

impl Meaning {
    /// What is there in time.
    pub async fn in_time(self) -> Option<Likeness> {
        match self {
            Self::Known(likeness) => Some(likeness),
            Self::Asked(task) => tokio::time::timeout(WAIT, task).await.ok()?.ok()?,
        }
    }
}

impl Semantic {
    pub fn new(models: Models, embedders: Arc<Embedders>, vectors: Vectors) -> Self {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Self(Arc::new(Inner { models, embedders, vectors, known: Mutex::default(), places }))
    }

    /// Begins to make a vector of what was typed. `None` for what says nothing, and while too many are being made.
    pub(super) fn begin(&self, typed: &str) -> Option<Meaning> {
        let text = normal(typed)?;
        if let Some(likeness) = self.known().get(&text) {
            return Some(Meaning::Known(likeness));
        }
        let place = Arc::clone(&self.0.places).try_acquire_owned().ok()?;
        let semantic = self.clone();
        // A task of its own: it goes on when nobody waits any more.
        Some(Meaning::Asked(tokio::spawn(async move {
            let _place = place;
            semantic.make(text).await
        })))
    }

    async fn make(&self, text: String) -> Option<Likeness> {
        let Inner { models, embedders, vectors, .. } = &*self.0;
        match models.embed_question(embedders, &text, LIMIT).await {
            Ok(vector) => {
                let likeness = Likeness { question: Arc::new(Packed::of(&vector)), vectors: vectors.clone() };
                self.known().put(text, likeness.clone());
                Some(likeness)
            }
            Err(error) => {
                tracing::debug!(error = error.chain(), "a question did not become a vector");
                metrics::counter!("penden_search_without_vector_total").increment(1);
                None
            }
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn get(&mut self, text: &str) -> Option<Likeness> {
        if let Some(known) = self.newer.get(text) {
            return Some(known.clone());
        }
        let (text, known) = self.older.remove_entry(text)?;
        self.put(text, known.clone());
        Some(known)
    }

    fn put(&mut self, text: String, likeness: Likeness) {
        if self.newer.len() >= KEPT {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(text, likeness);
    }
}

/// The same for what differs in case and spaces only; `None` where there is no letter, as in part numbers and EANs.
fn normal(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let text: String = text.to_lowercase().chars().take(TEXT).collect();
    text.chars().any(char::is_alphabetic).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_is_one_question_and_a_number_is_none() {
        assert_eq!(normal("  Blue\u{0}\tMUG "), normal("blue mug"));
        assert_eq!(normal("0731304 258193"), None);
        assert_eq!(normal(" \u{7}"), None);
        assert_eq!(normal(&"x".repeat(10_000)).map(|text| text.len()), Some(TEXT));
    }
}
