//! One round: wakes the outbox, hands out due and lost tickets, reaps dead workers' jobs, fires the timetable.

use std::time::Instant;

use domain::clock::{Timestamp, now};
use domain::jobs::{self, Ticket};
use domain::{Result, events, timetable};
use platform::Services;

use crate::clock::Clock;

pub(crate) struct Round {
    services: Services,
    clocks: Vec<Clock>,
    is_registered: bool,
    /// The transport said so, and the tickets have not all been sent again since.
    is_wiped: bool,
    /// Before this it is not looked again for tickets that were lost.
    count_again: Option<Instant>,
}

/// Looking for lost tickets takes this part of the time at most: 1 / 20.
const SHARE: u32 = 20;

impl Round {
    pub(crate) fn new(services: Services) -> Self {
        let clocks = vec![Clock::default(); services.timetable.entries.len()];
        Self { services, clocks, is_registered: false, is_wiped: false, count_again: None }
    }

    /// Does all of it, also when a part fails.
    ///
    /// # Errors
    /// The first one.
    pub(crate) async fn run(&mut self) -> Result<()> {
        let tick = self.tick(now()).await;
        self.wake_outbox().await?;
        self.redrive().await?;
        tick
    }

    /// A ticket only if something waits, and only one: the transports drop a second.
    async fn wake_outbox(&self) -> Result<()> {
        if events::is_waiting(self.services.store.read()).await? {
            self.services.push(&[Ticket::Flush]).await;
        }
        Ok(())
    }

    async fn redrive(&mut self) -> Result<()> {
        let port = &self.services.transports.port;
        // While the transport is down there is no use in handing out tickets; the leases keep.
        if !port.is_up().await {
            return Ok(());
        }
        if port.was_wiped().await {
            tracing::info!("the transport came up empty: the tickets of all queued jobs are sent again");
            self.is_wiped = true;
        }
        loop {
            let tickets = jobs::redrive(&self.services.store, self.is_wiped).await?;
            self.is_wiped = false;
            if !tickets.is_empty() {
                port.push(&tickets).await?;
            }
            if tickets.len() < jobs::REDRIVE_BATCH {
                break;
            }
        }
        self.resend().await
    }

    /// Counting what waits takes the longer the more there is; it gets a small share of the time.
    async fn resend(&mut self) -> Result<()> {
        let (store, port) = (&self.services.store, &self.services.transports.port);
        if self.count_again.is_some_and(|at| Instant::now() < at) {
            return Ok(());
        }
        loop {
            let began = Instant::now();
            let tickets = jobs::resend(store, port.as_ref()).await?;
            if !tickets.is_empty() {
                port.push(&tickets).await?;
            }
            if tickets.len() < jobs::RESEND_BATCH {
                self.count_again = Some(Instant::now() + began.elapsed() * SHARE);
                return Ok(());
            }
        }
    }

    async fn tick(&mut self, at: Timestamp) -> Result<()> {
        let (store, timetable) = (&self.services.store, &self.services.timetable);
        if !self.is_registered {
            timetable::register(store, timetable, at).await?;
            self.is_registered = true;
        }
        let mut outcome = Ok(());
        for (entry, clock) in timetable.entries.iter().zip(&mut self.clocks) {
            if !clock.may_be_due(at) {
                continue;
            }
            match timetable::fire(store, entry, at).await {
                Ok(fired) => {
                    clock.looked(at, fired.next);
                    self.services.push(&fired.tickets).await;
                }
                // One entry must not keep the others from firing.
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome
    }
}
