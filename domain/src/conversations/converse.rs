//! One answer: the model is asked, asks for tools, is told what they say, and so on, a bounded number of times.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::mpsc::Sender;

use super::citations::Citations;
use super::moment::{Moment, Trouble};
use super::tools::{self, Bench};
use super::visitor::{Turn, messages};
use crate::assistant::{Answer, Message, Models, Piece, Purpose};
use crate::catalog::products;
use crate::error::{Error, Result};
use crate::prompts::shopper;

/// Times that the model is asked. Before the last time it is told to answer.
const ROUNDS: usize = 6;
/// Tools that are run at the word of one answer; it is told that there were more.
const CALLS: usize = 4;
/// For all of it. Somebody waits.
const LONGEST: Duration = Duration::from_secs(90);
/// Of an answer, bytes. Its provider bounds it too.
const ANSWER: usize = 16_000;

/// Answers the last of `turns`. Everything is told to `page`, and the last of it is [`Moment::Done`] or
/// [`Moment::Trouble`]. Ends early when the page does not listen any more.
///
/// # Errors
/// `Invalid` for a conversation that is too long or not the shopper's turn, before anything is told.
pub async fn converse(
    models: &Models,
    bench: &Bench<'_>,
    turns: &[Turn],
    page: &Sender<Moment>,
) -> Result<()> {
    let messages = messages(bench.visitor, turns)?;
    let last = match tokio::time::timeout(LONGEST, answer(models, bench, messages, page)).await {
        Ok(Ok(last)) => last,
        Ok(Err(Failed::Error(error))) => {
            let trouble = Trouble::of(&error);
            if trouble == Trouble::Unavailable {
                tracing::warn!(error = error.chain(), "the assistant could not answer");
            }
            Moment::Trouble(trouble)
        }
        // Nobody listens: there is nobody to tell.
        Ok(Err(Failed::Gone)) => return Ok(()),
        Err(_) => Moment::Trouble(Trouble::Unavailable),
    };
    let outcome = if let Moment::Trouble(trouble) = &last { trouble.as_str() } else { "done" };
    metrics::counter!("penden_assistant_answers_total", "outcome" => outcome).increment(1);
    let _ = page.send(last).await;
    Ok(())
}

enum Failed {
    Error(Error),
    Gone,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

async fn answer(
    models: &Models,
    bench: &Bench<'_>,
    messages: Vec<Message>,
    page: &Sender<Moment>,
) -> std::result::Result<Moment, Failed> {
    let specs = tools::specs(bench.visitor.user_id.is_some());
    let mut request = shopper::request(bench.shop_name(), messages, specs);
    let mut citations = Citations::default();
    for round in 1..=ROUNDS {
        let said = listen(models, &request, &mut citations, page).await?;
        if said.calls.is_empty() {
            let (rest, slugs) = citations.finish();
            tell(page, Moment::Text(rest)).await?;
            let cited = products::summaries_by_slugs(bench.store.read(), &slugs).await?;
            if !cited.is_empty() {
                tell(page, Moment::Products(cited)).await?;
            }
            return Ok(Moment::Done);
        }
        // It was told. Tools stay offered all the same: some APIs want to know those that a conversation has used.
        if round == ROUNDS {
            break;
        }
        let calls = said.calls.clone();
        request.messages.push(Message::Assistant { text: said.text, calls: said.calls });
        for (index, call) in calls.into_iter().enumerate() {
            let result = match index < CALLS {
                true => bench.run(&call, page).await?,
                false => tools::refusal("too many tools at once; ask for fewer"),
            };
            let result = if round + 1 == ROUNDS { tools::last(&result) } else { result };
            request.messages.push(Message::Tool { call, result });
        }
    }
    Ok(Moment::Trouble(Trouble::TooLong))
}

/// Reads an answer to its end and passes its words on.
async fn listen(
    models: &Models,
    request: &crate::assistant::ChatRequest,
    citations: &mut Citations,
    page: &Sender<Moment>,
) -> std::result::Result<Answer, Failed> {
    let mut pieces = models.stream(Purpose::Assistant, Some(&shopper::reference()), request).await?;
    let (mut length, mut whole) = (0, None);
    while let Some(piece) = pieces.next().await {
        match piece? {
            Piece::Text(text) => {
                length += text.len();
                if length > ANSWER {
                    return Err(Error::refused("model_cut_off", "the answer has no end").into());
                }
                tell(page, Moment::Text(citations.read(&text))).await?;
            }
            Piece::End(answer) => whole = Some(answer),
        }
    }
    whole.ok_or_else(|| Error::unavailable("a language model", "it broke off").into())
}

async fn tell(page: &Sender<Moment>, moment: Moment) -> std::result::Result<(), Failed> {
    if matches!(&moment, Moment::Text(text) if text.is_empty()) {
        return Ok(());
    }
    page.send(moment).await.map_err(|_| Failed::Gone)
}
