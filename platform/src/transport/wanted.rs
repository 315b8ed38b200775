//! How many tickets a worker wants, by queue.

use domain::jobs::Queue;

/// What is wanted of one queue. A list of these is in the order in which the queues are looked at: first up to every
/// queue's share, then, if there is room left, up to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub queue: Queue,
    pub share: usize,
    pub limit: usize,
}
