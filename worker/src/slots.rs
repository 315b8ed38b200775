//! Room for jobs: how many run, of each queue and of each kind, and whose turn it is.
//!
//! No queue may fill the worker, so that jobs that hang leave room for the others. Among queues that have work, the strict
//! ones come first, the others as often as their weights say, so that none is starved.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::jobs::{Queue, Ticket};
use platform::config::{KindLimit, Priority, ServedQueue};
use platform::transport::Wanted;
use rand::Rng;
use tokio::sync::Notify;

#[derive(Clone)]
pub struct Slots {
    queues: Arc<[ServedQueue]>,
    kinds: Arc<HashMap<String, usize>>,
    concurrency: usize,
    used: Arc<Mutex<Used>>,
    freed: Arc<Notify>,
}

#[derive(Default)]
struct Used {
    total: usize,
    queues: HashMap<Queue, usize>,
    kinds: HashMap<String, usize>,
}

impl Slots {
    pub fn new(queues: Vec<ServedQueue>, kinds: Vec<KindLimit>, concurrency: usize) -> Self {
        Self {
            queues: queues.into(),
            kinds: Arc::new(kinds.into_iter().map(|limit| (limit.kind, limit.limit)).collect()),
            concurrency,
            used: Arc::default(),
            freed: Arc::default(),
        }
    }

    /// How many jobs may run at once.
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// How many jobs may still begin.
    pub fn free(&self) -> usize {
        self.concurrency.saturating_sub(self.used().total)
    }

    /// How much is wanted of each queue for `room` jobs, in the order in which to look, without those of `closed` and
    /// those that have reached their limit.
    pub fn plan(&self, room: usize, closed: &[Queue], random: &mut impl Rng) -> Vec<Wanted> {
        let open: Vec<(ServedQueue, usize)> = {
            let used = self.used();
            let free = |served: &ServedQueue| {
                served.limit.saturating_sub(used.queues.get(&served.queue).copied().unwrap_or_default())
            };
            let open = self.queues.iter().filter(|served| !closed.contains(&served.queue));
            open.map(|served| (*served, free(served).min(room))).filter(|(_, free)| *free > 0).collect()
        };
        plan(&open, room, random)
    }

    /// Whether any queue has reached its limit, so that not all can be waited for.
    pub fn is_any_full(&self) -> bool {
        let used = self.used();
        self.queues
            .iter()
            .any(|served| used.queues.get(&served.queue).is_some_and(|used| *used >= served.limit))
    }

    /// A place for the ticket, if its queue and its kind have one.
    pub fn enter(&self, ticket: &Ticket) -> Option<Slot> {
        // A queue that this version does not know is looked at with the last.
        let queue = Queue::named(ticket.queue()).unwrap_or(Queue::Maintenance);
        let kind = match ticket {
            Ticket::Run { kind, .. } if self.kinds.contains_key(kind) => Some(kind.clone()),
            _ => None,
        };
        let mut used = self.used();
        if let Some(kind) = &kind {
            let running = used.kinds.entry(kind.clone()).or_default();
            if *running >= self.kinds[kind] {
                return None;
            }
            *running += 1;
        }
        used.total += 1;
        *used.queues.entry(queue).or_default() += 1;
        drop(used);
        Some(Slot { slots: self.clone(), queue, kind })
    }

    /// Returns when a place becomes free.
    pub async fn freed(&self) {
        self.freed.notified().await;
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job's place; free again when it is dropped.
pub struct Slot {
    slots: Slots,
    queue: Queue,
    kind: Option<String>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut used = self.slots.used();
        used.total -= 1;
        if let Some(count) = used.queues.get_mut(&self.queue) {
            *count -= 1;
        }
        if let Some(count) = self.kind.as_ref().and_then(|kind| used.kinds.get_mut(kind)) {
            *count -= 1;
        }
        drop(used);
        // There is one who waits, the dispatcher; the permit is kept for it.
        self.slots.freed.notify_one();
    }
}

/// Strict queues in their order, then the others in an order drawn by weight (Efraimidis and Spirakis: the greater
/// u^(1/w), the earlier). The shares are what each would get if all had enough.
fn plan(open: &[(ServedQueue, usize)], room: usize, random: &mut impl Rng) -> Vec<Wanted> {
    let mut wanted = Vec::with_capacity(open.len());
    let mut drawn = Vec::with_capacity(open.len());
    let mut weights = 0;
    for &(served, limit) in open {
        match served.priority {
            Priority::Strict => wanted.push(Wanted { queue: served.queue, share: limit, limit }),
            Priority::Weight(weight) => {
                weights += weight as usize;
                let key = random.random::<f64>().powf(1.0 / f64::from(weight));
                drawn.push((key, served.queue, weight as usize, limit));
            }
        }
    }
    drawn.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    wanted.extend(drawn.into_iter().map(|(_, queue, weight, limit)| Wanted {
        queue,
        share: (room * weight).div_ceil(weights.max(1)).min(limit),
        limit,
    }));
    wanted
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use uuid::Uuid;

    use super::*;

    fn served(queue: Queue, priority: Priority, limit: usize) -> ServedQueue {
        ServedQueue { queue, priority, limit }
    }

    fn ticket(queue: Queue, kind: &str) -> Ticket {
        Ticket::Run { job_id: Uuid::now_v7(), kind: kind.into(), queue: queue.as_str().into() }
    }

    #[test]
    fn the_strict_come_first_and_the_others_as_often_as_their_weights_say() {
        let queues = vec![
            served(Queue::Payments, Priority::Weight(6), 8),
            served(Queue::Outbox, Priority::Strict, 8),
            served(Queue::Mail, Priority::Weight(2), 8),
        ];
        let slots = Slots::new(queues, vec![], 8);
        let mut random = StdRng::seed_from_u64(1);
        let mut payments = 0;
        for _ in 0..10_000 {
            // One place became free, as happens under load.
            let wanted = slots.plan(1, &[], &mut random);
            assert_eq!(wanted[0].queue, Queue::Outbox);
            payments += usize::from(wanted[1].queue == Queue::Payments);
        }
        assert!((7_300..7_700).contains(&payments), "{payments}");
        let wanted = slots.plan(8, &[Queue::Outbox], &mut random);
        let share = |queue| wanted.iter().find(|wanted| wanted.queue == queue).unwrap().share;
        assert_eq!((wanted.len(), share(Queue::Payments), share(Queue::Mail)), (2, 6, 2));
    }

    #[test]
    fn a_queue_at_its_limit_is_not_asked_for_and_a_kind_at_its_limit_gets_no_place() {
        let queues = vec![
            served(Queue::Payments, Priority::Weight(1), 3),
            served(Queue::Mail, Priority::Weight(1), 2),
        ];
        let kinds = vec![KindLimit { kind: "slow".into(), limit: 1 }];
        let slots = Slots::new(queues, kinds, 4);
        let mut random = StdRng::seed_from_u64(1);
        let first = slots.enter(&ticket(Queue::Mail, "slow")).unwrap();
        assert!(slots.enter(&ticket(Queue::Payments, "slow")).is_none());
        let _second = slots.enter(&ticket(Queue::Mail, "other")).unwrap();
        assert!(slots.is_any_full() && slots.free() == 2);
        let wanted = slots.plan(slots.free(), &[], &mut random);
        assert_eq!(wanted, [Wanted { queue: Queue::Payments, share: 2, limit: 2 }]);

        drop(first);
        assert!(!slots.is_any_full() && slots.free() == 3);
        assert_eq!(slots.plan(3, &[], &mut random).len(), 2);
        assert!(slots.enter(&ticket(Queue::Payments, "slow")).is_some());
    }
}
