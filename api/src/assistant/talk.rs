//! The assistant answers a shopper.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::assistant::Purpose;
use domain::conversations::{self, Bench, Turn, Visitor};
use futures_util::{Stream, StreamExt};
use poem::http::StatusCode;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::EventStream;
use tokio::sync::mpsc;

use super::schema::{TalkMoment, TalkRequest};
use crate::auth::MaybeCustomer;
use crate::edge::Context;
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Talks(pub Shared);

/// Moments that wait for a slow page; then the model waits, too.
const WAITING: usize = 32;
/// A proxy that closes quiet connections leaves one alone on which something is said this often.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

type Feed = Pin<Box<dyn Stream<Item = TalkMoment> + Send>>;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Assistant")]
impl Talks {
    /// Ask the assistant
    ///
    /// Server-sent events: the answer piece by piece, with the products that it names; the last one is `done` or `trouble`.
    /// The assistant sees what the caller may see, and changes nothing. It remembers nothing: send what was said before
    /// along. Whether there is one stands in the shop (`assistant`); refused while no model is set up. Answers 503 when too
    /// many ask at once.
    #[oai(path = "/assistant/messages", method = "post", operation_id = "askAssistant")]
    async fn ask(
        &self,
        caller: MaybeCustomer,
        context: Data<&Arc<Context>>,
        body: ValidJson<TalkRequest>,
    ) -> Result<EventStream<Feed>> {
        self.0.limits.check_assistant(&context.rates, context.client)?;
        let services = self.0.services.clone();
        services.models.settings(Purpose::Assistant)?;
        let body = body.0;
        let turns: Vec<Turn> = body.messages.into_iter().map(Into::into).collect();
        conversations::check(&turns)?;
        let place = Arc::clone(&self.0.talks).try_acquire_owned().map_err(|_| {
            let detail = "too many ask the assistant right now; try again in a moment";
            Failure::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_streams", detail)
                .retry_after(Duration::from_secs(10))
        })?;
        let visitor = Visitor { user_id: caller.id(), looks_at: body.product };
        let (page, moments) = mpsc::channel(WAITING);
        let state = self.0.clone();
        tokio::spawn(async move {
            let settings = services.shop();
            let bench = Bench {
                store: &services.store,
                searching: state.searching(),
                settings: &settings,
                visitor: &visitor,
            };
            // When nobody listens any more, nothing more is asked.
            tokio::select! {
                () = page.closed() => {}
                answered = conversations::converse(&services.models, &bench, &turns, &page) => {
                    if let Err(error) = answered {
                        tracing::warn!(error = error.chain(), "a talk that was checked could not begin");
                    }
                }
            }
            drop(place);
        });
        let moments = futures_util::stream::unfold(moments, |mut moments| async move {
            let moment = moments.recv().await?;
            Some((TalkMoment::from(moment), moments))
        });
        let stopping = self.0.stopping();
        let over = async move { stopping.cancelled().await };
        Ok(EventStream::new(moments.take_until(Box::pin(over)).boxed()).keep_alive(KEEP_ALIVE))
    }
}
