//! What a question means, where a model makes vectors of products: the question becomes one too.
//!
//! Somebody waits, so a vector that is not there in time is left out, and the words alone answer. It is still made and kept
//! for who asks the same again. A question that cannot be made into a vector is no error of the search.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;
use vectors::{Alike, Packed};

use super::ahead::{Ahead, Made, normal};
use crate::assistant::Models;
use crate::embeddings::{Embedders, Vectors};

/// So long a model may take. What comes when nobody waits any more is for who asks next.
const LIMIT: Duration = Duration::from_secs(5);

/// Makes vectors of questions. Clones are the same.
#[derive(Clone)]
pub struct Semantic(Arc<Inner>);

struct Inner {
    models: Models,
    embedders: Arc<Embedders>,
    vectors: Vectors,
    ahead: Arc<Ahead<Likeness>>,
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

impl Semantic {
    pub fn new(models: Models, embedders: Arc<Embedders>, vectors: Vectors) -> Self {
        Self(Arc::new(Inner { models, embedders, vectors, ahead: Ahead::new() }))
    }

    /// Begins to make a vector of what was typed. `None` for what says nothing, and while too many are being made.
    pub(super) fn begin(&self, typed: &str) -> Option<Made<Likeness>> {
        let text = normal(typed)?;
        let semantic = self.clone();
        self.0.ahead.begin(text.clone(), async move { semantic.make(&text).await })
    }

    async fn make(&self, text: &str) -> Option<Likeness> {
        let Inner { models, embedders, vectors, .. } = &*self.0;
        match models.embed_question(embedders, text, LIMIT).await {
            Ok(vector) => {
                Some(Likeness { question: Arc::new(Packed::of(&vector)), vectors: vectors.clone() })
            }
            Err(error) => {
                tracing::debug!(error = error.chain(), "a question did not become a vector");
                metrics::counter!("penden_search_without_vector_total").increment(1);
                None
            }
        }
    }
}
