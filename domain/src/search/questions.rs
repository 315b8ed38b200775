//! What a model reads out of a question where the rules see nothing but words: that "noir" is a colour of this shop, and
//! "half a terabyte" a size.
//!
//! The rules come first, and what the model adds is looked at like what they say: a value that hardly anything has that the
//! rest of the question finds stays a word. Somebody waits, so what is not read in time is read by the rules alone, and by the
//! model too when it is asked again.

use std::sync::Arc;

use super::ahead::{Ahead, Made, normal};
use super::understand::Reading;
use super::vocabulary::{Words, folded};
use crate::assistant::{Models, Purpose};
use crate::error::Error;
use crate::prompts::{self, Known, QuestionPart, QuestionTask, ReadQuestion};

/// Attributes that a model is told of, and choices of each: the first by their positions.
const TOLD: (usize, usize) = (60, 40);

/// Reads questions. Clones are the same.
#[derive(Clone)]
pub struct Questions {
    models: Models,
    ahead: Arc<Ahead<Arc<[QuestionPart]>>>,
}

impl Questions {
    /// `None` where no model is set up for it.
    pub fn new(models: &Models) -> Option<Self> {
        models.is_on(Purpose::Questions).then(|| Self { models: models.clone(), ahead: Ahead::new() })
    }

    /// Begins to read what was typed. `None` where the rules leave no more than the name of a thing, and while too much is
    /// being read.
    pub(super) fn begin(
        &self,
        typed: &str,
        reading: &Reading,
        known: &Arc<Words>,
        currency: &str,
    ) -> Option<Made<Arc<[QuestionPart]>>> {
        let taken: Vec<_> = reading.candidates.iter().collect();
        // A text that is too long to be read is one word.
        if reading.words.len() < 2 || folded(&reading.without(&taken)).len() < 2 {
            return None;
        }
        let question = normal(typed)?;
        let (models, known, currency) = (self.models.clone(), Arc::clone(known), currency.to_owned());
        self.ahead.begin(question.clone(), async move {
            let attributes = known.attributes.iter().filter(|one| one.row.filterable).take(TOLD.0);
            let attributes = attributes.map(|one| Known::of(one, TOLD.1)).collect();
            read(&models, &QuestionTask { question, currency, attributes }).await
        })
    }
}

async fn read(models: &Models, task: &QuestionTask) -> Option<Arc<[QuestionPart]>> {
    match prompts::ask::<ReadQuestion>(models, task).await {
        Ok(made) => Some(made.value.parts.into()),
        // It was asked, and will not say anything else another time.
        Err(Error::Refused { code: "model_answer_invalid" | "model_refused", .. }) => Some(Arc::new([])),
        Err(error) => {
            tracing::debug!(error = error.chain(), "a question was not read by a model");
            metrics::counter!("penden_search_unread_total").increment(1);
            None
        }
    }
}
