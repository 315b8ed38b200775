//! Delivers events to the webhook: up to sixteen at a time, woken by the commit that wrote them, tried again
//! until a 2xx comes back. The database says what is due, so a restart goes on where the last run stopped.
//! Delivery is at least once and in no particular order.

mod delivery;
mod ledger;

use std::{
    collections::{HashSet, VecDeque},
    mem,
    sync::Arc,
    time::Duration,
};

use chrono::Utc;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

pub(crate) use delivery::Courier;
use ledger::{Attempt, DueEvent, Recorded};

/// Deliveries in the air at once.
const PARALLEL: usize = 16;

/// What a shutdown grants the deliveries that are under way.
const GRACE: Duration = Duration::from_secs(2);

/// How long the database is left alone after it failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Delivers until `shutdown`.
pub(crate) async fn run(courier: Arc<Courier>, shutdown: CancellationToken) {
    let mut round = Round::new(courier.clone());
    while !shutdown.is_cancelled() {
        round.look().await;
        round.launch();
        round.record();
        tokio::select! {
            () = shutdown.cancelled() => break,
            Some(attempt) = round.deliveries.join_next() => round.outcomes.extend(attempt),
            Some(Ok(recorded)) = round.records.join_next() => round.release(recorded),
            () = courier.store.announced() => round.stale = true,
            () = wait_until(round.next_look) => {
                round.next_look = None;
                round.stale = true;
            }
        }
    }
    round.finish().await;
}

/// The state of the loop. Every event in `ready`, `deliveries`, `outcomes` and `records` is in `held`, which
/// is what keeps a second look at the database from delivering it twice.
struct Round {
    courier: Arc<Courier>,
    ready: VecDeque<DueEvent>,
    deliveries: JoinSet<Attempt>,
    outcomes: Vec<Attempt>,
    records: JoinSet<Recorded>,
    held: HashSet<i64>,
    /// Whether the database may hold due events that are not in `held`.
    stale: bool,
    next_look: Option<Instant>,
}

impl Round {
    fn new(courier: Arc<Courier>) -> Self {
        Self {
            courier,
            ready: VecDeque::new(),
            deliveries: JoinSet::new(),
            outcomes: Vec::new(),
            records: JoinSet::new(),
            held: HashSet::new(),
            stale: true,
            next_look: None,
        }
    }

    /// Reads what is due, unless there is enough to do already.
    async fn look(&mut self) {
        if !self.stale || self.ready.len() >= PARALLEL {
            return;
        }
        match ledger::due(&self.courier.store, Utc::now().timestamp_millis()).await {
            Ok(due) => {
                self.stale = due.more;
                self.next_look = due.next_in.map(|wait| Instant::now() + wait);
                let held = &mut self.held;
                self.ready.extend(due.events.into_iter().filter(|event| held.insert(event.seq)));
            }
            Err(error) => {
                tracing::error!(%error, "the courier cannot read its events");
                self.pause();
            }
        }
    }

    fn launch(&mut self) {
        while self.deliveries.len() < PARALLEL
            && let Some(event) = self.ready.pop_front()
        {
            self.deliveries.spawn(self.courier.clone().deliver(event));
        }
    }

    /// Writes down every outcome gathered while the last batch was being written.
    fn record(&mut self) {
        if self.records.is_empty() && !self.outcomes.is_empty() {
            let outcomes = mem::take(&mut self.outcomes);
            self.records.spawn(ledger::record(self.courier.store.clone(), outcomes));
        }
    }

    fn release(&mut self, recorded: Recorded) {
        for seq in recorded.seqs {
            self.held.remove(&seq);
        }
        if recorded.written {
            // A failed delivery is due again at a time only the database knows.
            self.stale = true;
        } else {
            self.pause();
        }
    }

    /// Leaves a database that fails alone for a moment.
    fn pause(&mut self) {
        self.stale = false;
        self.next_look = Some(Instant::now() + PAUSE);
    }

    async fn finish(mut self) {
        let landed = async {
            while let Some(attempt) = self.deliveries.join_next().await {
                self.outcomes.extend(attempt);
            }
        };
        // Those that do not land in time are delivered again by the next run.
        let _ = timeout(GRACE, landed).await;
        while self.records.join_next().await.is_some() {}
        self.record();
        while self.records.join_next().await.is_some() {}
    }
}

async fn wait_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
