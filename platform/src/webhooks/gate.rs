//! How many webhooks go to one endpoint at the same time, so that a slow receiver holds up nobody else's.
//!
//! The bound is that of one process; the rate that all processes share is kept in the database, by `domain::outside`. Who
//! finds no room is told when to come back, each a little later than the one before, so that a long queue does not come
//! back all at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// How long a call is taken to last before any has ended.
const FIRST_GUESS: Duration = Duration::from_millis(250);
/// The longest that anybody is sent away for.
const LONGEST: Duration = Duration::from_secs(300);

pub struct Gate {
    room: usize,
    endpoints: Mutex<HashMap<Uuid, Traffic>>,
}

struct Traffic {
    under_way: usize,
    /// How long calls last, averaged.
    usual: Duration,
    /// When there is room for the next one who is sent away.
    next: Instant,
}

impl Traffic {
    /// After what time to come back: `first` at the earliest, and `step` after the one before.
    fn send_away(&mut self, first: Duration, step: Duration) -> Duration {
        let now = Instant::now();
        self.next = (now + first).max(self.next + step).max(now + step).min(now + LONGEST);
        self.next - now
    }
}

/// Room for one call, until it is dropped.
pub struct Pass {
    gate: Arc<Gate>,
    endpoint: Uuid,
    since: Instant,
}

impl Gate {
    pub fn new(room: usize) -> Arc<Self> {
        Arc::new(Self { room, endpoints: Mutex::default() })
    }

    /// # Errors
    /// After what time to try again.
    pub fn enter(self: &Arc<Self>, endpoint: Uuid) -> Result<Pass, Duration> {
        let now = Instant::now();
        let mut endpoints = self.lock();
        // An endpoint at rest needs no entry.
        endpoints.retain(|_, traffic| traffic.under_way > 0 || traffic.next > now);
        let quiet = Traffic { under_way: 0, usual: FIRST_GUESS, next: now };
        let traffic = endpoints.entry(endpoint).or_insert(quiet);
        if traffic.under_way < self.room {
            traffic.under_way += 1;
            return Ok(Pass { gate: self.clone(), endpoint, since: now });
        }
        let step = traffic.usual / u32::try_from(self.room).unwrap_or(u32::MAX);
        Err(traffic.send_away(Duration::ZERO, step))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Traffic>> {
        self.endpoints.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// Gives the room up for want of something else, and says after what time to try again.
    pub fn send_away(self, first: Duration, step: Duration) -> Duration {
        let mut endpoints = self.gate.lock();
        endpoints.get_mut(&self.endpoint).map_or(first, |traffic| traffic.send_away(first, step))
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(traffic) = self.gate.lock().get_mut(&self.endpoint) {
            traffic.under_way -= 1;
            traffic.usual = (traffic.usual * 7 + self.since.elapsed()) / 8;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn one_endpoint_has_so_much_room_and_the_others_have_theirs() {
        let (gate, slow, fast) = (Gate::new(2), Uuid::now_v7(), Uuid::now_v7());
        let passes: Vec<_> = (0..2).map(|_| gate.enter(slow).unwrap_or_else(|_| panic!("room"))).collect();
        let waits: Vec<_> = (0..10).map(|_| gate.enter(slow).err().unwrap()).collect();
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
        assert!(gate.enter(fast).is_ok());
        drop(passes);
        assert!(gate.enter(slow).is_ok());
    }

    #[test]
    fn nobody_is_sent_away_for_long_and_the_quiet_are_forgotten() {
        let (gate, slow) = (Gate::new(1), Uuid::now_v7());
        let pass = gate.enter(slow);
        assert!((0..10_000).all(|_| gate.enter(slow).err().unwrap() <= LONGEST));
        drop(pass);
        gate.lock().get_mut(&slow).unwrap().next = Instant::now();
        drop(gate.enter(Uuid::now_v7()));
        assert!(!gate.lock().contains_key(&slow));
    }
}
