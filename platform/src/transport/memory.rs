//! Tickets inside one process: the transport of the embedded shop.
//!
//! No queue engine of its own: the ledger decides what runs, and this holds at most one ticket for each row of it.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::Result;
use domain::jobs::{QUEUES, Queue, Ticket, Transport};
use tokio::sync::Notify;
use uuid::Uuid;

use super::Wanted;

pub struct MemoryTransport {
    waiting: Mutex<Waiting>,
    arrived: Notify,
    is_fresh: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    /// In the order of [`QUEUES`].
    queues: [VecDeque<Ticket>; QUEUES.len()],
    flush: bool,
    jobs: HashSet<Uuid>,
}

impl MemoryTransport {
    pub fn new() -> Self {
        Self { waiting: Mutex::default(), arrived: Notify::new(), is_fresh: AtomicBool::new(true) }
    }

    /// Tickets that wait now, `total` at most; perhaps none.
    pub fn take(&self, wanted: &[Wanted], total: usize) -> Vec<Ticket> {
        let mut waiting = self.waiting();
        let mut tickets = Vec::new();
        let mut taken = vec![0; wanted.len()];
        for whole in [false, true] {
            for (wanted, taken) in wanted.iter().zip(&mut taken) {
                let limit = if whole { wanted.limit } else { wanted.share.min(wanted.limit) };
                while *taken < limit && tickets.len() < total {
                    let Some(ticket) = waiting.take(wanted.queue) else { break };
                    tickets.push(ticket);
                    *taken += 1;
                }
            }
        }
        tickets
    }

    /// Returns when a ticket of one of the queues waits.
    pub async fn wait(&self, queues: &[Queue]) {
        loop {
            let mut arrived = std::pin::pin!(self.arrived.notified());
            // Registered before looking: what arrives in between is not missed.
            arrived.as_mut().enable();
            if queues.iter().any(|&queue| !self.waiting().queues[place(queue)].is_empty()) {
                return;
            }
            arrived.await;
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Waiting {
    fn add(&mut self, ticket: &Ticket) {
        let is_new = match ticket {
            Ticket::Flush => !std::mem::replace(&mut self.flush, true),
            Ticket::Run { job_id, .. } => self.jobs.insert(*job_id),
        };
        if is_new {
            // A queue of a newer version of this program: its jobs are looked at last.
            let queue = Queue::named(ticket.queue()).unwrap_or(Queue::Maintenance);
            self.queues[place(queue)].push_back(ticket.clone());
        }
    }

    fn take(&mut self, queue: Queue) -> Option<Ticket> {
        let ticket = self.queues[place(queue)].pop_front()?;
        super::count("penden_tickets_fetched_total", &ticket);
        match &ticket {
            Ticket::Flush => self.flush = false,
            Ticket::Run { job_id, .. } => {
                self.jobs.remove(job_id);
            }
        }
        Some(ticket)
    }
}

fn place(queue: Queue) -> usize {
    QUEUES.iter().position(|&known| known == queue).expect("QUEUES lists every queue")
}

#[async_trait]
impl Transport for MemoryTransport {
    async fn push(&self, tickets: &[Ticket]) -> Result<()> {
        {
            let mut waiting = self.waiting();
            for ticket in tickets {
                waiting.add(ticket);
                super::count("penden_tickets_pushed_total", ticket);
            }
        }
        // Everyone is woken, because not everyone serves every queue.
        self.arrived.notify_waiters();
        Ok(())
    }

    /// True for the first call: the tickets of an earlier run of the program went with it.
    async fn was_wiped(&self) -> bool {
        self.is_fresh.swap(false, Ordering::Relaxed)
    }

    async fn depth(&self, queue: Queue) -> Result<u64> {
        Ok(self.waiting().queues[place(queue)].len() as u64)
    }

    async fn is_up(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use super::*;

    fn run(number: u128, queue: Queue) -> Ticket {
        Ticket::Run { job_id: Uuid::from_u128(number), kind: "k".into(), queue: queue.as_str().into() }
    }

    fn all(queue: Queue) -> Wanted {
        Wanted { queue, share: usize::MAX, limit: usize::MAX }
    }

    #[tokio::test]
    async fn tickets_come_in_the_order_of_the_queues_wanted_and_then_by_arrival() {
        let transport = MemoryTransport::new();
        let tickets = [run(1, Queue::Mail), run(2, Queue::Payments), run(3, Queue::Mail), Ticket::Flush];
        transport.push(&tickets).await.unwrap();
        let wanted = [Queue::Outbox, Queue::Payments, Queue::Mail].map(all);
        let expected = [Ticket::Flush, run(2, Queue::Payments), run(1, Queue::Mail), run(3, Queue::Mail)];
        for ticket in expected {
            assert_eq!(transport.take(&wanted, 1), [ticket]);
        }
        assert!(transport.take(&wanted, 10).is_empty());
    }

    #[tokio::test]
    async fn shares_come_first_and_limits_last() {
        let transport = MemoryTransport::new();
        for number in 0..10 {
            transport.push(&[run(number, Queue::Mail), run(100 + number, Queue::Payments)]).await.unwrap();
        }
        let wanted = [
            Wanted { queue: Queue::Payments, share: 2, limit: 10 },
            Wanted { queue: Queue::Mail, share: 1, limit: 2 },
        ];
        let count = |tickets: &[Ticket], queue: Queue| {
            tickets.iter().filter(|ticket| ticket.queue() == queue.as_str()).count()
        };
        let tickets = transport.take(&wanted, 3);
        assert_eq!((count(&tickets, Queue::Payments), count(&tickets, Queue::Mail)), (2, 1));
        let tickets = transport.take(&wanted, 8);
        assert_eq!((count(&tickets, Queue::Payments), count(&tickets, Queue::Mail)), (7, 1));
        let tickets = transport.take(&wanted, 8);
        assert_eq!((count(&tickets, Queue::Payments), count(&tickets, Queue::Mail)), (1, 2));
    }

    #[tokio::test]
    async fn the_same_ticket_waits_only_once() {
        let transport = MemoryTransport::new();
        let wanted = [Queue::Outbox, Queue::Mail].map(all);
        let tickets = [Ticket::Flush, run(1, Queue::Mail), Ticket::Flush, run(1, Queue::Mail)];
        transport.push(&tickets).await.unwrap();
        assert_eq!(transport.depth(Queue::Outbox).await.unwrap(), 1);
        assert_eq!(transport.take(&wanted, 10).len(), 2);
        transport.push(&tickets).await.unwrap();
        assert_eq!(transport.take(&wanted, 10).len(), 2, "a ticket that was taken may come again");
    }

    #[tokio::test]
    async fn every_waiter_is_woken_by_its_own_queue_and_takes_nothing_when_it_gives_up() {
        let transport = Arc::new(MemoryTransport::new());
        let waiters: Vec<_> = [Queue::Mail, Queue::Invoices, Queue::Payments]
            .into_iter()
            .map(|queue| {
                let transport = transport.clone();
                tokio::spawn(async move {
                    transport.wait(&[queue]).await;
                    transport.take(&[all(queue)], 10).len()
                })
            })
            .collect();
        tokio::task::yield_now().await;
        waiters[0].abort();
        transport
            .push(&[run(1, Queue::Payments), run(2, Queue::Mail), run(3, Queue::Invoices)])
            .await
            .unwrap();
        for waiter in waiters.into_iter().skip(1) {
            assert_eq!(waiter.await.unwrap(), 1);
        }
        assert_eq!(transport.depth(Queue::Mail).await.unwrap(), 1);
        assert!(transport.was_wiped().await && !transport.was_wiped().await);
    }
}
