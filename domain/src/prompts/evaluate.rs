//! Trying prompts on their cases, with whatever models are set up. It costs what the calls cost.

use std::time::{Duration, Instant};

use serde_json::json;

use super::cases::{self, Case};
use super::{Describe, Extract, Prompt, ReadQuestion, Reply, Seo, SummarizeReviews, Translate, shopper};
use crate::assistant::{Models, Purpose};
use crate::error::{Error, Result};

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// With its version.
    pub prompt: String,
    pub case: String,
    /// `provider/model`, if one answered.
    pub model: Option<String>,
    pub took: Duration,
    /// `None`: the answer is as it should be.
    pub problem: Option<String>,
}

/// Tries all cases of the prompt of that name, or of all prompts, one after the other.
///
/// # Errors
/// `NotFound` for a name that is none, and what keeps all cases from being tried: `models_off`, the database.
pub async fn evaluate(
    models: &Models,
    name: Option<&str>,
    mut tell: impl FnMut(&Outcome),
) -> Result<Vec<Outcome>> {
    let mut all = Vec::new();
    try_all::<Describe>(models, name, &mut all, &mut tell).await?;
    try_all::<Seo>(models, name, &mut all, &mut tell).await?;
    try_all::<Extract>(models, name, &mut all, &mut tell).await?;
    try_all::<Reply>(models, name, &mut all, &mut tell).await?;
    try_all::<Translate>(models, name, &mut all, &mut tell).await?;
    try_all::<SummarizeReviews>(models, name, &mut all, &mut tell).await?;
    try_all::<ReadQuestion>(models, name, &mut all, &mut tell).await?;
    if is_wanted(models, name, shopper::NAME, Purpose::Assistant) {
        converse(models, &mut all, &mut tell).await?;
    }
    match (all.is_empty(), name) {
        (false, _) => Ok(all),
        (true, Some(_)) => Err(Error::NotFound { what: "prompt" }),
        (true, None) => Err(Error::refused("models_off", "no model is set up; see models.drafts.chain")),
    }
}

/// Who names none gets those that somebody is set up for.
fn is_wanted(models: &Models, name: Option<&str>, prompt: &str, purpose: Purpose) -> bool {
    name.map_or_else(|| models.is_on(purpose), |name| name == prompt)
}

async fn try_all<P: Prompt>(
    models: &Models,
    name: Option<&str>,
    all: &mut Vec<Outcome>,
    tell: &mut impl FnMut(&Outcome),
) -> Result<()> {
    if !is_wanted(models, name, P::NAME, P::PURPOSE) {
        return Ok(());
    }
    for Case { name, input, expect } in cases::read::<P::Input>(P::cases())? {
        let begun = Instant::now();
        let (model, problem) = match super::ask::<P>(models, &input).await {
            Ok(made) => {
                let answer = serde_json::to_value(&made.value)?;
                (Some(made.model), expect.judge(&answer))
            }
            Err(error) => (None, Some(told(error)?)),
        };
        let prompt = super::reference::<P>();
        let outcome = Outcome { prompt, case: name, model, took: begun.elapsed(), problem };
        tell(&outcome);
        all.push(outcome);
    }
    Ok(())
}

/// Of a talk with a shopper, its first answer.
async fn converse(models: &Models, all: &mut Vec<Outcome>, tell: &mut impl FnMut(&Outcome)) -> Result<()> {
    for Case { name, input, expect } in cases::read::<String>(shopper::CASES)? {
        let begun = Instant::now();
        let request = shopper::request(
            "Penden",
            vec![crate::assistant::Message::User(input)],
            crate::conversations::specs(true),
        );
        let (model, problem) =
            match models.ask_named(Purpose::Assistant, Some(&shopper::reference()), &request).await {
                Ok((answer, model)) => {
                    let called = answer.calls.first().map(|call| call.name.as_str());
                    let problem = match expect.calls.as_deref() {
                        wanted if wanted.is_some() && wanted != called => {
                            Some(format!("asks for {called:?} instead of {wanted:?}"))
                        }
                        _ => expect.judge(&json!(answer.text)),
                    };
                    (Some(model), problem)
                }
                Err(error) => (None, Some(told(error)?)),
            };
        let outcome =
            Outcome { prompt: shopper::reference(), case: name, model, took: begun.elapsed(), problem };
        tell(&outcome);
        all.push(outcome);
    }
    Ok(())
}

/// What of an error belongs to the case. The others end the trying.
fn told(error: Error) -> Result<String> {
    match error {
        Error::Refused { code: "models_off", .. } | Error::Database(_) | Error::Corrupt(_) => Err(error),
        error => Ok(error.chain()),
    }
}
