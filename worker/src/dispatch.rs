//! The dispatcher: fetches as many tickets as there is room for, claims the jobs behind them with one statement, and
//! starts their runs.
//!
//! It is the supervisor of fetching: errors make it wait, a panic is logged, and it goes on. While one batch is being
//! claimed the next is fetched; runs and their completions do not wait for each other.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::jobs::{self, Claimed, Queue, Ticket};
use futures_util::FutureExt;
use platform::transport::FetchError;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::context::Context;
use crate::fetch::Source;
use crate::flush;
use crate::run;
use crate::slots::{Slot, Slots};
use crate::tasks::Tasks;

/// Claims under way at the same time.
const CLAIMS: usize = 2;
/// Jobs of one claim.
const BATCH: usize = 512;
/// Jobs in hand for each that may run: those whose outcome is still being recorded.
const IN_HAND: usize = 4;
/// Tickets kept of one queue whose kind has no place now; then the queue is left alone.
const PARKED: usize = 64;
const POLL: Duration = Duration::from_millis(20);
/// A worker that cannot claim leaves the tickets to others for so long.
const ABSTAIN: Duration = Duration::from_secs(2);
/// Under load a few places are waited for, so that batches are not of one job each.
const GATHER: Duration = Duration::from_millis(2);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

pub struct Dispatcher {
    pub context: Context,
    pub slots: Slots,
    pub source: Source,
    pub queues: Vec<Queue>,
    pub paused: watch::Receiver<Vec<Queue>>,
    pub tasks: Tasks,
    claims: Arc<Semaphore>,
    /// Nothing is fetched before.
    abstains_until: Arc<Mutex<Instant>>,
    parked: VecDeque<Ticket>,
    is_backlogged: bool,
}

impl Dispatcher {
    pub fn new(
        context: Context,
        slots: Slots,
        source: Source,
        queues: Vec<Queue>,
        paused: watch::Receiver<Vec<Queue>>,
        tasks: Tasks,
    ) -> Self {
        Self {
            context,
            slots,
            source,
            queues,
            paused,
            tasks,
            claims: Arc::new(Semaphore::new(CLAIMS)),
            abstains_until: Arc::new(Mutex::new(Instant::now())),
            parked: VecDeque::new(),
            is_backlogged: false,
        }
    }

    /// Starts jobs until `shutdown`. What was fetched and not begun goes back to the transport.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut pause = FIRST_PAUSE;
        while !shutdown.is_cancelled() {
            match AssertUnwindSafe(self.round(&shutdown)).catch_unwind().await {
                Ok(Ok(())) => {
                    pause = FIRST_PAUSE;
                    continue;
                }
                Ok(Err(error)) => tracing::warn!(%error, "no tickets could be fetched: {error}"),
                Err(_) => tracing::error!("the dispatcher panicked; it goes on"),
            }
            tokio::select! { () = sleep(pause) => {}, () = shutdown.cancelled() => {} }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.context.services.push(self.parked.make_contiguous()).await;
    }

    async fn round(&mut self, shutdown: &CancellationToken) -> Result<(), FetchError> {
        let abstains_until = *self.abstains_until.lock().unwrap_or_else(PoisonError::into_inner);
        if abstains_until > Instant::now() {
            tokio::select! { () = sleep_until(abstains_until) => {}, () = shutdown.cancelled() => {} }
            return Ok(());
        }
        let mut ready = self.unpark();
        let room = self.room().await;
        if room == 0 && ready.is_empty() {
            tokio::select! { () = self.slots.freed() => {}, () = sleep(POLL) => {}, () = shutdown.cancelled() => {} }
            return Ok(());
        }
        let closed = self.closed();
        let wanted = self.slots.plan(room, &closed, &mut rand::rng());
        let fetched = if wanted.is_empty() { Vec::new() } else { self.source.take(&wanted, room).await? };
        self.is_backlogged = !fetched.is_empty() && fetched.len() >= room;
        self.admit(fetched, &mut ready);
        if ready.is_empty() {
            let arrived = self.pass_time(&closed, shutdown).await?;
            self.admit(arrived, &mut ready);
        }
        if !ready.is_empty() {
            self.begin(ready).await;
        }
        Ok(())
    }

    /// How many jobs may begin.
    async fn room(&mut self) -> usize {
        let room = |this: &Self| {
            let in_hand = this.slots.concurrency() * IN_HAND;
            this.slots.free().min(in_hand.saturating_sub(this.context.running.len())).min(BATCH)
        };
        if self.is_backlogged && room(self) < self.slots.concurrency() / 4 {
            sleep(GATHER).await;
        }
        room(self)
    }

    /// Queues that are to be left alone.
    fn closed(&self) -> Vec<Queue> {
        let is_crowded = |queue: &Queue| {
            self.parked.iter().filter(|ticket| ticket.queue() == queue.as_str()).count() >= PARKED
        };
        let mut closed = self.paused.borrow().clone();
        closed.extend(self.queues.iter().filter(|queue| is_crowded(queue)));
        closed
    }

    async fn pass_time(
        &mut self,
        closed: &[Queue],
        shutdown: &CancellationToken,
    ) -> Result<Vec<Ticket>, FetchError> {
        if self.slots.is_any_full() || !self.parked.is_empty() {
            // Waiting for the other queues would miss when this one has room again.
            tokio::select! { () = self.slots.freed() => {}, () = sleep(POLL) => {}, () = shutdown.cancelled() => {} }
            return Ok(Vec::new());
        }
        let open: Vec<Queue> = self.queues.iter().copied().filter(|queue| !closed.contains(queue)).collect();
        let mut paused = self.paused.clone();
        let interrupted = async {
            tokio::select! { () = shutdown.cancelled() => {}, Ok(()) = paused.changed() => {} }
        };
        Ok(self.source.wait(&open, interrupted).await?.into_iter().collect())
    }

    fn admit(&mut self, tickets: Vec<Ticket>, ready: &mut Vec<(Ticket, Slot)>) {
        for ticket in tickets {
            match self.slots.enter(&ticket) {
                Some(slot) => ready.push((ticket, slot)),
                None => self.parked.push_back(ticket),
            }
        }
    }

    /// Tickets that waited for a place of their kind and have one now.
    fn unpark(&mut self) -> Vec<(Ticket, Slot)> {
        let mut ready = Vec::new();
        if !self.parked.is_empty() && self.slots.free() > 0 {
            let parked = std::mem::take(&mut self.parked).into();
            self.admit(parked, &mut ready);
        }
        ready
    }

    async fn begin(&self, ready: Vec<(Ticket, Slot)>) {
        let mut places = HashMap::with_capacity(ready.len());
        let mut tickets = Vec::with_capacity(ready.len());
        for (ticket, slot) in ready {
            match &ticket {
                Ticket::Flush => {
                    let services = self.context.services.clone();
                    self.tasks.spawn(async move {
                        flush::flush(&services).await;
                        drop(slot);
                    });
                }
                Ticket::Run { job_id, .. } => {
                    // The second ticket of a job gives its place back at once.
                    places.insert(*job_id, slot);
                    tickets.push(ticket);
                }
            }
        }
        if tickets.is_empty() {
            return;
        }
        let turn = self.claims.clone().acquire_owned().await;
        let (context, tasks) = (self.context.clone(), self.tasks.clone());
        let abstains_until = self.abstains_until.clone();
        self.tasks.spawn_whole(async move {
            let asked = Instant::now();
            let ids: Vec<Uuid> = places.keys().copied().collect();
            let claimed = claim(&context, &ids, &tickets, &abstains_until).await;
            drop(turn);
            for (id, claimed) in claimed {
                if let Some(slot) = places.remove(&id) {
                    let begun = context.running.begin(&claimed, asked);
                    tasks.spawn(run::run_claimed(context.clone(), claimed, begun, slot));
                }
            }
        });
    }
}

/// Claims what the tickets stand for. When the database does not answer, the tickets go back to the transport, for
/// workers that can reach it.
async fn claim(
    context: &Context,
    ids: &[Uuid],
    tickets: &[Ticket],
    abstains_until: &Mutex<Instant>,
) -> HashMap<Uuid, Claimed> {
    match jobs::claim_for(&context.services.store, ids, &context.name, context.lease).await {
        Ok(claimed) => claimed,
        Err(error) => {
            tracing::warn!(error = error.chain(), "{} jobs could not be claimed", ids.len());
            *abstains_until.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + ABSTAIN;
            context.services.push(tickets).await;
            HashMap::new()
        }
    }
}
