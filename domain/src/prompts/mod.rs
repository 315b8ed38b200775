//! Prompts: what models are told to do, in one place.
//!
//! A prompt is a file with a version and the words of the shop, an input and an output of a type, the schema of the output,
//! and what holds for it beyond the schema. The words come from the file alone: what people or the catalogue say goes into
//! the message beside it, as JSON, so that no text of theirs stands where the shop speaks. Answers that do not fit are
//! put right once ([`Models::ask_for`](crate::assistant::Models::ask_for)); nothing here writes anything.
//!
//! A prompt that changes gets another version, which calls and drafts name. How good it is is measured by [`evaluate`] over
//! the cases beside it.

mod attributes;
mod cases;
mod describe;
mod evaluate;
mod facts;
mod file;
mod one_text;
mod question;
mod reply;
mod review_summary;
mod seo;
pub mod shopper;
mod translate;
mod words;

pub use attributes::{Extract, Extracted, Known, KnownChoice, Reading, ReadingInput};
pub use cases::{Case, Expectation};
pub use describe::{Describe, Described};
pub use evaluate::{Outcome, evaluate};
pub use facts::{Fact, ProductFacts, ProductTask};
pub use file::File;
pub use one_text::OneText;
pub use question::{PRICE, QuestionPart, QuestionRead, QuestionTask, ReadQuestion};
pub use reply::{OrderFacts, ParcelFacts, Reply, ReplyTask, SoldLine};
pub use review_summary::{ReviewFacts, Said, SummarizeReviews, SummaryTask};
pub use seo::{Seo, SeoTexts};
pub use translate::{Translate, Translated, TranslationTask};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::assistant::{ChatRequest, Made, Message, Models, Purpose, Schema};
use crate::error::{FieldError, Result};

/// A prompt whose answer a program reads.
pub trait Prompt {
    /// Letters, digits and `_`; also of the file.
    const NAME: &'static str;
    /// Whose models and budget.
    const PURPOSE: Purpose = Purpose::Drafts;
    type Input: Serialize + DeserializeOwned + Sync;
    type Output: Serialize + DeserializeOwned + Send;

    fn file() -> File;

    /// Its cases, a JSON array.
    fn cases() -> &'static str;

    /// JSON schema of the output: an object that demands all of its fields and takes no others.
    fn schema() -> Value;

    /// Everything that is wrong with an output that has the shape.
    fn check(input: &Self::Input, output: &Self::Output) -> Vec<FieldError>;
}

/// Name and version, as the book of calls and drafts keep them: `describe@1`.
pub fn reference<P: Prompt>() -> String {
    format!("{}@{}", P::NAME, P::file().version)
}

/// All that the model is told.
pub fn request<P: Prompt>(input: &P::Input) -> Result<ChatRequest> {
    Ok(ChatRequest {
        system: P::file().text.to_owned(),
        messages: vec![Message::User(serde_json::to_string_pretty(input)?)],
        tools: Vec::new(),
        schema: Some(Schema { name: P::NAME.to_owned(), definition: P::schema() }),
    })
}

/// What a model makes of it. A job, unless somebody is waiting.
///
/// # Errors
/// As [`Models::ask_for`].
pub async fn ask<P: Prompt>(models: &Models, input: &P::Input) -> Result<Made<P::Output>> {
    let (request, reference) = (request::<P>(input)?, reference::<P>());
    models.ask_for(P::PURPOSE, Some(&reference), request, |output| P::check(input, output)).await
}
