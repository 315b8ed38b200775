//! Asking for an answer that a program reads.

use serde::de::DeserializeOwned;

use super::ask::Models;
use super::chat::{ChatRequest, Message};
use super::purpose::Purpose;
use super::reading;
use crate::error::{Error, FieldError, Result};

/// What a model made, and which one it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made<T> {
    pub value: T,
    /// `provider/model`.
    pub model: String,
}

impl Models {
    /// As [`Self::ask`] for an answer of a shape. If it does not have it, the model is told what is wrong, once.
    ///
    /// # Errors
    /// As there, and `Refused` `model_answer_invalid`.
    pub async fn ask_for<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        prompt: Option<&str>,
        mut request: ChatRequest,
        check: impl Fn(&T) -> Vec<FieldError>,
    ) -> Result<Made<T>> {
        let read = |text: &str| {
            let value: T = reading::read(text)?;
            let wrong = check(&value);
            if wrong.is_empty() { Ok(value) } else { Err(Error::Invalid(wrong)) }
        };
        let (answer, model) = self.ask_named(purpose, prompt, &request).await?;
        let wrong = match read(&answer.text) {
            Err(Error::Invalid(wrong)) => wrong,
            read => return read.map(|value| Made { value, model }),
        };
        let told_wrong = told(&wrong);
        request.messages.push(Message::Assistant { text: answer.text, calls: Vec::new() });
        request.messages.push(Message::User(format!(
            "That does not fit: {told_wrong}. Answer with the JSON object alone, put right."
        )));
        let (answer, model) = self.ask_named(purpose, prompt, &request).await?;
        match read(&answer.text) {
            Err(Error::Invalid(wrong)) => Err(Error::refused(
                "model_answer_invalid",
                format!("what the model answered does not fit, twice: {}", told(&wrong)),
            )),
            read => read.map(|value| Made { value, model }),
        }
    }
}

fn told(wrong: &[FieldError]) -> String {
    wrong.iter().map(|one| format!("{} {}", one.field, one.message)).collect::<Vec<_>>().join("; ")
}
