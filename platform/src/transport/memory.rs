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

    /// The next ticket of the given queues, first by the order of [`QUEUES`], then by arrival. Dropping the future
    /// loses no ticket.
    pub async fn next(&self, queues: &[Queue]) -> Ticket {
        loop {
            let mut arrived = std::pin::pin!(self.arrived.notified());
            // Registered before looking: what arrives in between is not missed.
            arrived.as_mut().enable();
            if let Some(ticket) = self.waiting().take(queues) {
                return ticket;
            }
            arrived.await;
        }
    }

    /// Up to `limit` tickets that wait now, in the same order; perhaps none.
    pub fn take(&self, queues: &[Queue], limit: usize) -> Vec<Ticket> {
        let mut waiting = self.waiting();
        std::iter::from_fn(|| waiting.take(queues)).take(limit).collect()
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

    fn take(&mut self, queues: &[Queue]) -> Option<Ticket> {
        let served = QUEUES.iter().filter(|queue| queues.contains(queue));
        let ticket = served.into_iter().find_map(|&queue| self.queues[place(queue)].pop_front())?;
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

    #[tokio::test]
    async fn tickets_come_by_queue_and_then_by_arrival() {
        let transport = MemoryTransport::new();
        let tickets = [run(1, Queue::Mail), run(2, Queue::Payments), run(3, Queue::Mail), Ticket::Flush];
        transport.push(&tickets).await.unwrap();
        let expected = [Ticket::Flush, run(2, Queue::Payments), run(1, Queue::Mail), run(3, Queue::Mail)];
        for ticket in expected {
            assert_eq!(transport.next(QUEUES).await, ticket);
        }
        assert!(transport.take(QUEUES, 10).is_empty());
    }

    #[tokio::test]
    async fn the_same_ticket_waits_only_once() {
        let transport = MemoryTransport::new();
        let tickets = [Ticket::Flush, run(1, Queue::Mail), Ticket::Flush, run(1, Queue::Mail)];
        transport.push(&tickets).await.unwrap();
        assert_eq!(transport.depth(Queue::Outbox).await.unwrap(), 1);
        assert_eq!(transport.take(QUEUES, 10).len(), 2);
        transport.push(&tickets).await.unwrap();
        assert_eq!(transport.take(QUEUES, 10).len(), 2, "a ticket that was taken may come again");
    }

    #[tokio::test]
    async fn other_queues_are_left_alone() {
        let transport = MemoryTransport::new();
        transport.push(&[run(1, Queue::Mail), run(2, Queue::Invoices)]).await.unwrap();
        assert_eq!(transport.take(&[Queue::Invoices], 10), [run(2, Queue::Invoices)]);
        assert_eq!(transport.depth(Queue::Mail).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_waiter_that_gives_up_takes_no_ticket_with_it() {
        let transport = Arc::new(MemoryTransport::new());
        for number in 0..200 {
            let impatient = tokio::spawn({
                let transport = transport.clone();
                async move { transport.next(&[Queue::Mail]).await }
            });
            tokio::task::yield_now().await;
            transport.push(&[run(number, Queue::Mail)]).await.unwrap();
            impatient.abort();
            match impatient.await {
                Ok(ticket) => assert_eq!(ticket, run(number, Queue::Mail)),
                Err(_) => assert_eq!(transport.next(QUEUES).await, run(number, Queue::Mail)),
            }
        }
    }

    #[tokio::test]
    async fn every_waiter_is_served_whatever_its_queues() {
        let transport = Arc::new(MemoryTransport::new());
        let waiters: Vec<_> = [Queue::Mail, Queue::Invoices, Queue::Payments]
            .into_iter()
            .map(|queue| {
                let transport = transport.clone();
                tokio::spawn(async move { transport.next(&[queue]).await })
            })
            .collect();
        tokio::task::yield_now().await;
        transport
            .push(&[run(1, Queue::Payments), run(2, Queue::Mail), run(3, Queue::Invoices)])
            .await
            .unwrap();
        for waiter in waiters {
            waiter.await.unwrap();
        }
        assert!(transport.was_wiped().await && !transport.was_wiped().await);
    }
}
