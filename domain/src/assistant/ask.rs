//! Asking: the first model of the purpose, and the next one if that does not answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::{Call, outcome_of};
use super::chat::{Answer, ChatRequest, Stop, Usage};
use super::model::{ChatModel, Piece, Pieces};
use super::purpose::{Link, Purpose, PurposeSettings};
use crate::error::{Error, Result};
use crate::store::Store;
use futures_util::StreamExt;

/// All models that this shop may ask. Clones are the same.
#[derive(Clone)]
pub struct Models(Arc<Inner>);

struct Inner {
    store: Store,
    providers: BTreeMap<&'static str, Arc<dyn ChatModel>>,
    purposes: BTreeMap<Purpose, PurposeSettings>,
}

impl Models {
    pub fn new(
        store: Store,
        providers: impl IntoIterator<Item = Arc<dyn ChatModel>>,
        purposes: BTreeMap<Purpose, PurposeSettings>,
    ) -> Self {
        let providers = providers.into_iter().map(|provider| (provider.provider(), provider)).collect();
        Self(Arc::new(Inner { store, providers, purposes }))
    }

    /// Whether anybody can be asked.
    pub fn is_on(&self, purpose: Purpose) -> bool {
        self.settings(purpose).is_ok()
    }

    /// # Errors
    /// `Refused` `models_off`.
    pub fn settings(&self, purpose: Purpose) -> Result<&PurposeSettings> {
        let settings = self.0.purposes.get(&purpose).filter(|settings| !settings.chain.is_empty());
        settings.ok_or_else(|| {
            let name = purpose.as_str();
            Error::refused("models_off", format!("no model is set up for {name}; see models.{name}.chain"))
        })
    }

    /// The answer of the first model that gives one. `prompt` is for the book.
    ///
    /// # Errors
    /// `Refused`: `models_off`, `model_out_of_budget`, `model_refused` (it will not say that), `model_cut_off` (it had more
    /// to say than it may), `model_rejected`. `Unavailable` and `TooBusy` when none answers; the job runs again.
    pub async fn ask(&self, purpose: Purpose, prompt: Option<&str>, request: &ChatRequest) -> Result<Answer> {
        Ok(self.ask_named(purpose, prompt, request).await?.0)
    }

    /// As [`Self::ask`], and who answered: `provider/model`.
    pub(crate) async fn ask_named(
        &self,
        purpose: Purpose,
        prompt: Option<&str>,
        request: &ChatRequest,
    ) -> Result<(Answer, String)> {
        let settings = self.settings(purpose)?;
        first_of(&settings.chain, |link| async move {
            let answer = self.ask_one(purpose, settings, link, prompt, request).await?;
            Ok((answer, format!("{}/{}", link.provider, link.model)))
        })
        .await
    }

    async fn ask_one(
        &self,
        purpose: Purpose,
        settings: &PurposeSettings,
        link: &Link,
        prompt: Option<&str>,
        request: &ChatRequest,
    ) -> Result<Answer> {
        let provider = self.provider(link)?;
        let most = most(settings, request);
        let call = Call::begin(&self.0.store, purpose, settings, link, prompt, most).await?;
        let asked = provider.chat(&link.model, request, settings.most_tokens, settings.timeout).await;
        let (outcome, usage) = noted(&asked, most);
        call.end(outcome, usage).await?;
        let answer = asked?;
        check(answer)
    }

    /// The answer of the first model that begins with one, piece by piece. Once it has begun, nobody else is asked. One that
    /// nobody reads to its end is booked with what it may have cost at most.
    ///
    /// # Errors
    /// As [`Self::ask`], and in the stream.
    pub async fn stream(
        &self,
        purpose: Purpose,
        prompt: Option<&str>,
        request: &ChatRequest,
    ) -> Result<Pieces> {
        let settings = self.settings(purpose)?;
        first_of(&settings.chain, |link| self.stream_one(purpose, settings, link, prompt, request)).await
    }

    async fn stream_one(
        &self,
        purpose: Purpose,
        settings: &PurposeSettings,
        link: &Link,
        prompt: Option<&str>,
        request: &ChatRequest,
    ) -> Result<Pieces> {
        let provider = self.provider(link)?;
        let most = most(settings, request);
        let call = Call::begin(&self.0.store, purpose, settings, link, prompt, most).await?;
        let asked = provider.stream(&link.model, request, settings.most_tokens, settings.timeout).await;
        let begun = match asked {
            Ok(mut pieces) => match pieces.next().await {
                Some(Ok(piece)) => Ok((piece, pieces)),
                Some(Err(error)) => Err(error),
                None => Err(broken_off()),
            },
            Err(error) => Err(error),
        };
        match begun {
            Ok((first, rest)) => {
                let pieces = futures_util::stream::iter([Ok(first)]).chain(rest);
                Ok(booked(Box::pin(pieces), call, most))
            }
            Err(error) => {
                call.end(outcome_of(&error), None).await?;
                Err(error)
            }
        }
    }

    /// A call that is no chat, within the budget and in the book. `work` says what it read and made.
    pub(crate) async fn booked<T>(
        &self,
        purpose: Purpose,
        link: &Link,
        most: Usage,
        work: impl Future<Output = Result<(T, Usage)>>,
    ) -> Result<T> {
        let settings = self.settings(purpose)?;
        let call = Call::begin(&self.0.store, purpose, settings, link, None, most).await?;
        match work.await {
            Ok((made, usage)) => {
                let usage = if usage == Usage::default() { most } else { usage };
                call.end("ok", Some(usage)).await?;
                Ok(made)
            }
            Err(error) => {
                call.end(outcome_of(&error), None).await?;
                Err(error)
            }
        }
    }

    fn provider(&self, link: &Link) -> Result<&Arc<dyn ChatModel>> {
        self.0.providers.get(link.provider.as_str()).ok_or_else(|| {
            Error::refused("models_off", format!("there is no provider {} of models", link.provider))
        })
    }
}

/// What the first link gives that answers; the others are asked only as long as another one may do better.
async fn first_of<'a, T, F: Future<Output = Result<T>>>(
    chain: &'a [Link],
    ask: impl Fn(&'a Link) -> F,
) -> Result<T> {
    let mut last = None;
    for link in chain {
        match ask(link).await {
            Err(error) if may_answer_elsewhere(&error) => last = Some(error),
            outcome => return outcome,
        }
    }
    Err(last.unwrap_or_else(nobody))
}

/// The same pieces; the call is ended with the last of them.
fn booked(pieces: Pieces, call: Call, most: Usage) -> Pieces {
    let state = Some((pieces, call));
    Box::pin(futures_util::stream::unfold(state, move |state| async move {
        let (mut pieces, call) = state?;
        let piece = pieces.next().await.unwrap_or_else(|| Err(broken_off()));
        let ended = match &piece {
            Ok(Piece::Text(_)) => return Some((piece, Some((pieces, call)))),
            Ok(Piece::End(answer)) => {
                let (outcome, usage) = of_answer(answer, most);
                call.end(outcome, Some(usage)).await
            }
            // What was said until then was made, and nobody says what it cost.
            Err(error) => call.end(outcome_of(error), Some(most)).await,
        };
        let piece = match (piece, ended) {
            (Ok(Piece::End(answer)), Ok(())) => check(answer).map(Piece::End),
            (Ok(_), Err(error)) => Err(error),
            (piece, _) => piece,
        };
        Some((piece, None))
    }))
}

/// What a call may come to at most.
fn most(settings: &PurposeSettings, request: &ChatRequest) -> Usage {
    Usage { input_tokens: request.most_tokens(), output_tokens: settings.most_tokens.into() }
}

/// How it is booked.
fn noted(asked: &Result<Answer>, most: Usage) -> (&'static str, Option<Usage>) {
    match asked {
        Ok(answer) => {
            let (outcome, usage) = of_answer(answer, most);
            (outcome, Some(usage))
        }
        Err(error) => (outcome_of(error), None),
    }
}

/// A provider that counts nothing is taken to have made as much as it might.
fn of_answer(answer: &Answer, most: Usage) -> (&'static str, Usage) {
    let usage = if answer.usage == Usage::default() { most } else { answer.usage };
    let outcome = match answer.stop {
        Stop::Complete => "ok",
        Stop::Length => "cut_off",
        Stop::Refused => "refused",
    };
    (outcome, usage)
}

fn check(answer: Answer) -> Result<Answer> {
    match answer.stop {
        Stop::Complete => Ok(answer),
        Stop::Length => Err(Error::refused(
            "model_cut_off",
            "the model had more to say than it may; raise most_tokens of the purpose, or ask for less",
        )),
        Stop::Refused => Err(Error::refused("model_refused", "the model refused to answer that")),
    }
}

/// Whether another model may answer what this one did not: not what was refused for what it says, or asks for.
fn may_answer_elsewhere(error: &Error) -> bool {
    let is_about_money = matches!(error, Error::Refused { code: "model_out_of_budget", .. });
    is_about_money || matches!(error, Error::Unavailable { .. } | Error::TooBusy { .. })
}

fn nobody() -> Error {
    Error::refused("models_off", "no model is set up")
}

fn broken_off() -> Error {
    Error::unavailable("a language model", "it broke off")
}
