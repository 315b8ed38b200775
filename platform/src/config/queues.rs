//! Which queues a worker serves, in which order, and how much of it each may take.
//!
//! Written as `NAME[:WEIGHT|:strict][/LIMIT]`: `mail`, `mail:2`, `outbox:strict`, `mail:2/8`.

use std::str::FromStr;

use domain::jobs::{QUEUES, Queue};

/// Whose turn it is when several queues have work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Before everything else.
    Strict,
    /// As often as its share of all weights.
    Weight(u32),
}

/// A queue that a worker serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedQueue {
    pub queue: Queue,
    pub priority: Priority,
    /// How many of its jobs may run at once in one process; never more than its concurrency.
    pub limit: usize,
}

/// A kind of job of which only so many may run at once in one process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindLimit {
    pub kind: String,
    pub limit: usize,
}

/// What applies where nothing is said. No queue may take all of a worker, so that one whose jobs hang leaves room for the
/// others; only the wake-ups of the outbox, which are short, go before all.
const fn default_of(queue: Queue, concurrency: usize) -> (Priority, usize) {
    match queue {
        Queue::Outbox => (Priority::Strict, 2),
        Queue::Payments => (Priority::Weight(8), concurrency - concurrency / 4),
        Queue::Projections => (Priority::Weight(4), concurrency - concurrency / 4),
        Queue::Invoices => (Priority::Weight(3), concurrency / 2),
        Queue::Mail => (Priority::Weight(2), concurrency / 2),
        Queue::Maintenance | Queue::Webhooks => (Priority::Weight(1), concurrency / 2),
    }
}

impl ServedQueue {
    pub(super) fn standard(queue: Queue, concurrency: usize) -> Self {
        let (priority, limit) = default_of(queue, concurrency);
        Self { queue, priority, limit: limit.clamp(1, concurrency.max(1)) }
    }

    /// Reads `NAME[:WEIGHT|:strict][/LIMIT]`.
    ///
    /// # Errors
    /// A sentence about what is wrong.
    pub(super) fn parse(text: &str, concurrency: usize) -> Result<Self, String> {
        let (rest, limit) = match text.split_once('/') {
            Some((rest, limit)) => (rest, Some(number(text, limit)?)),
            None => (text, None),
        };
        let (name, priority) = match rest.split_once(':') {
            Some((name, "strict")) => (name, Some(Priority::Strict)),
            Some((name, weight)) => (name, Some(Priority::Weight(number(text, weight)?))),
            None => (rest, None),
        };
        let queue = Queue::named(name).ok_or_else(|| {
            let known: Vec<_> = QUEUES.iter().map(|queue| queue.as_str()).collect();
            format!("there is no queue {name:?}; there are {}", known.join(", "))
        })?;
        let standard = Self::standard(queue, concurrency);
        Ok(Self {
            queue,
            priority: priority.unwrap_or(standard.priority),
            limit: limit.map_or(standard.limit, |limit| (limit as usize).min(concurrency)),
        })
    }
}

impl FromStr for KindLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, limit) = text.split_once('/').ok_or_else(|| format!("{text:?} is not KIND/LIMIT"))?;
        Ok(Self { kind: kind.to_owned(), limit: number(text, limit)? as usize })
    }
}

fn number(text: &str, digits: &str) -> Result<u32, String> {
    let number = digits.parse().ok().filter(|number| (1..=10_000).contains(number));
    number.ok_or_else(|| format!("{digits:?} in {text:?} is not a number from 1 to 10000"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_queue_is_read_with_weight_and_limit() {
        let read = |text| ServedQueue::parse(text, 32).unwrap();
        assert_eq!(read("mail"), ServedQueue::standard(Queue::Mail, 32));
        assert_eq!(read("mail:strict/5").priority, Priority::Strict);
        assert_eq!(
            read("mail:7/5"),
            ServedQueue { queue: Queue::Mail, priority: Priority::Weight(7), limit: 5 }
        );
        assert_eq!(read("mail/500").limit, 32);
        for wrong in ["post", "mail:", "mail:0", "mail:x", "mail/0", "mail/-1", ""] {
            assert!(ServedQueue::parse(wrong, 32).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_queue_may_fill_a_worker_that_has_room_for_more_than_one_job() {
        for concurrency in 1..200 {
            for &queue in QUEUES {
                let limit = ServedQueue::standard(queue, concurrency).limit;
                assert!(limit >= 1 && (limit < concurrency || concurrency < 4), "{queue:?} of {concurrency}");
            }
        }
    }

    #[test]
    fn a_limit_of_a_kind_is_read() {
        let limit: KindLimit = "notifications.send_mail/4".parse().unwrap();
        assert_eq!((limit.kind.as_str(), limit.limit), ("notifications.send_mail", 4));
        assert!("notifications.send_mail".parse::<KindLimit>().is_err());
    }
}
