//! What goes on, as it goes on: one look at the ledger a second, shared by all who listen to this process, and none
//! while nobody does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::Store;
use domain::clock::now;
use domain::jobs;
use futures_util::{Stream, StreamExt};
use poem_openapi::payload::EventStream;
use poem_openapi::{Object, OpenApi};
use tokio::sync::broadcast;

use super::queues::{QueueDepths, depths};
use crate::auth::{JobsRead, Require};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct LiveUpdates(pub Shared);

/// What goes on in this moment.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Moment {
    pub at: DateTime<Utc>,
    pub queues: Vec<QueueDepths>,
    pub unpublished_events: i64,
    /// When the oldest event whose jobs are not written yet was recorded.
    pub oldest_event: Option<DateTime<Utc>>,
    /// Jobs a second, over the last five.
    pub enqueued: f64,
    pub done: f64,
    /// Runs that failed a second, over the last five.
    pub failed: f64,
    pub workers: i64,
    /// Jobs that the workers run and may run at once, at their last heartbeats.
    pub busy: i64,
    pub concurrency: i64,
}

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// A look takes at most this share of the time: 1 / 5. Where the ledger is slow, updates become rarer.
const SHARE: u32 = 5;
const RECENT: TimeDelta = TimeDelta::seconds(5);
/// A proxy that closes quiet connections leaves one alone on which something is said this often.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// The permission was looked at when the stream began; a client comes back with a fresh token.
const LONGEST: Duration = Duration::from_secs(600);

type Feed = std::pin::Pin<Box<dyn Stream<Item = Moment> + Send>>;

#[OpenApi(prefix_path = "/api/v1/operations", tag = "Tag::Operations")]
impl LiveUpdates {
    /// Follow what goes on
    ///
    /// Server-sent events: the queues and the counters, about once a second. The stream ends after ten minutes, or when
    /// the process stops; come back then. For those who have the permission `jobs_read`.
    #[oai(path = "/live", method = "get", operation_id = "followOperations")]
    async fn follow(&self, _operator: Require<JobsRead>) -> Result<EventStream<Feed>> {
        let receiver = self.0.live.subscribe(self.0.store());
        let moments = futures_util::stream::unfold(receiver, async |mut receiver| {
            loop {
                match receiver.recv().await {
                    Ok(moment) => return Some((Moment::clone(&moment), receiver)),
                    // A client that reads slowly misses some.
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        });
        let stopping = self.0.stopping();
        let over = async move {
            let _ = tokio::time::timeout(LONGEST, stopping.cancelled()).await;
        };
        Ok(EventStream::new(moments.take_until(Box::pin(over)).boxed()).keep_alive(KEEP_ALIVE))
    }
}

/// The looks at the ledger that the listeners of this process share.
#[derive(Default)]
pub struct Live {
    sender: Mutex<Option<broadcast::Sender<Arc<Moment>>>>,
}

impl Live {
    /// Joins those who listen; the first starts the looking.
    fn subscribe(self: &Arc<Self>, store: &Store) -> broadcast::Receiver<Arc<Moment>> {
        let mut sender = self.sender();
        if let Some(sender) = sender.as_ref() {
            return sender.subscribe();
        }
        let (fresh, receiver) = broadcast::channel(4);
        *sender = Some(fresh);
        tokio::spawn(look(Arc::clone(self), store.clone()));
        receiver
    }

    /// Sends the moment to all who listen; false when nobody does any more, and then the looking is over.
    fn send(&self, moment: Option<Moment>) -> bool {
        let mut sender = self.sender();
        let listened = sender.as_ref().is_some_and(|sender| sender.receiver_count() > 0);
        if !listened {
            *sender = None;
        } else if let Some((sender, moment)) = sender.as_ref().zip(moment) {
            let _ = sender.send(Arc::new(moment)); // The last listener may have left since.
        }
        listened
    }

    fn sender(&self) -> MutexGuard<'_, Option<broadcast::Sender<Arc<Moment>>>> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look(live: Arc<Live>, store: Store) {
    loop {
        let begun = Instant::now();
        let moment = moment(&store).await;
        if let Err(error) = &moment {
            tracing::debug!(error = error.chain(), "the live view could not look at the ledger");
        }
        let took = begun.elapsed();
        if !live.send(moment.ok()) {
            return;
        }
        tokio::time::sleep(PAUSE.max(took * SHARE).saturating_sub(took)).await;
    }
}

async fn moment(store: &Store) -> domain::Result<Moment> {
    let db = store.read();
    let at = now();
    let queues = depths(jobs::depths(db).await?, jobs::pauses(db).await?);
    let outbox = jobs::outbox(db).await?;
    let rates = jobs::rates(db, jobs::By::Queue, at - RECENT).await?;
    let processes = jobs::processes(db).await?;
    let workers = || processes.iter().filter(|process| process.role == "worker");
    let a_second = |count: fn(&jobs::Rate) -> i64| {
        rates.iter().map(count).sum::<i64>() as f64 / RECENT.num_seconds() as f64
    };
    Ok(Moment {
        at,
        queues,
        unpublished_events: outbox.unpublished,
        oldest_event: outbox.oldest,
        enqueued: a_second(|rate| rate.enqueued),
        done: a_second(|rate| rate.done),
        failed: a_second(|rate| rate.failed),
        workers: i64::try_from(workers().count()).unwrap_or(i64::MAX),
        busy: workers().map(|worker| i64::from(worker.busy)).sum(),
        concurrency: workers().map(|worker| i64::from(worker.concurrency)).sum(),
    })
}
