//! What runs in this process now, and how each run is told to end before its time.
//!
//! Times are those of the monotonic clock, taken before the database was asked, so that a run never believes in a lease
//! that has ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::clock::{Timestamp, now};
use domain::jobs::{Claimed, Held, Queue};
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

/// Why a run has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The job may be another worker's soon, or is already.
    LeaseLost,
    /// Somebody cancelled the job.
    Cancelled,
}

#[derive(Clone)]
pub struct Running {
    runs: Arc<Mutex<HashMap<Uuid, Run>>>,
    lease: Duration,
}

/// A run as others may see it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub id: Uuid,
    pub kind: &'static str,
    pub queue: Queue,
    pub begun: Timestamp,
}

/// A run that has been taken up: what keeps it, and what tells it to end.
pub type Begun = (Guard, oneshot::Receiver<Cut>);

struct Run {
    claimed: Claimed,
    begun: Timestamp,
    held_until: Instant,
    cut: Option<oneshot::Sender<Cut>>,
}

impl Running {
    /// `lease` is what claims and heartbeats ask for.
    pub fn new(lease: Duration) -> Self {
        Self { runs: Arc::default(), lease }
    }

    /// Takes a job up whose claim was asked for at `asked`. The run ends with the guard.
    pub fn begin(&self, claimed: &Claimed, asked: Instant) -> Begun {
        let (cut, receiver) = oneshot::channel();
        let run =
            Run { claimed: claimed.clone(), begun: now(), held_until: asked + self.lease, cut: Some(cut) };
        if let Some(mut former) = self.runs().insert(claimed.id, run) {
            // It lost the job, and this worker has it again.
            former.end(Cut::LeaseLost);
        }
        (Guard { running: self.clone(), id: claimed.id, generation: claimed.generation }, receiver)
    }

    pub fn len(&self) -> usize {
        self.runs().len()
    }

    pub fn snapshot(&self) -> Vec<Snapshot> {
        let snapshot = |run: &Run| Snapshot {
            id: run.claimed.id,
            kind: run.claimed.job.kind(),
            queue: run.claimed.job.policy().queue,
            begun: run.begun,
        };
        self.runs().values().map(snapshot).collect()
    }

    /// Id and generation of every claim.
    pub fn claims(&self) -> Vec<(Uuid, i32)> {
        self.runs().values().map(|run| (run.claimed.id, run.claimed.generation)).collect()
    }

    /// A heartbeat that was sent at `asked` for `claims` extended the leases of `held`. The others are lost.
    pub fn extended(&self, claims: &[(Uuid, i32)], held: &[Held], asked: Instant) {
        let held: HashMap<Uuid, bool> = held.iter().map(|held| (held.id, held.cancel_requested)).collect();
        let mut runs = self.runs();
        for (id, generation) in claims {
            let Some(run) = runs.get_mut(id).filter(|run| run.claimed.generation == *generation) else {
                continue;
            };
            match held.get(id) {
                Some(cancel_requested) => {
                    run.held_until = asked + self.lease;
                    if *cancel_requested && run.claimed.job.may_be_cut_off() {
                        run.end(Cut::Cancelled);
                    }
                }
                None => {
                    run.end(Cut::LeaseLost);
                }
            }
        }
    }

    /// Ends the runs whose lease ends within `margin`. Returns how many.
    pub fn let_go(&self, margin: Duration) -> usize {
        let soon = Instant::now() + margin;
        let mut runs = self.runs();
        let expiring = runs.values_mut().filter(|run| run.held_until <= soon);
        expiring.map(|run| usize::from(run.end(Cut::LeaseLost))).sum()
    }

    /// All claims that are still held here, for giving them back.
    pub fn take_all(&self) -> Vec<Claimed> {
        self.runs().drain().map(|(_, run)| run.claimed).collect()
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<Uuid, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// Whether the run had not been told before.
    fn end(&mut self, why: Cut) -> bool {
        // Nobody listens any more when the handler has ended and its outcome is being recorded.
        self.cut.take().is_some_and(|cut| cut.send(why).is_ok())
    }
}

/// Keeps the job among those that run. [`Guard::end`] says that the ledger knows what came of it; a guard that is
/// dropped without was cut off by the end of the process, and its job is left for [`Running::take_all`].
pub struct Guard {
    running: Running,
    id: Uuid,
    generation: i32,
}

impl Guard {
    pub fn end(self) {
        let mut runs = self.running.runs();
        if runs.get(&self.id).is_some_and(|run| run.claimed.generation == self.generation) {
            runs.remove(&self.id);
        }
    }
}
