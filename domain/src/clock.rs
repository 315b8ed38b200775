//! Time as it is stored: UTC, whole microseconds, so that both databases give back what they were given.

use std::future::Future;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

pub type Timestamp = DateTime<Utc>;

tokio::task_local! {
    static BEHIND: TimeDelta;
}

/// The present moment.
pub fn now() -> Timestamp {
    let now = Utc::now().trunc_subsecs(6);
    BEHIND.try_with(|by| now - *by).unwrap_or(now)
}

/// Does `work` so much earlier: in it, the present moment lies in the past. For telling what happened before a shop was
/// opened, such as a demonstration's; what `work` leaves to other tasks happens now.
pub async fn earlier<T>(by: TimeDelta, work: impl Future<Output = T>) -> T {
    BEHIND.scope(by, work).await
}

/// A moment from outside, as it is stored.
pub fn whole_micros(at: Timestamp) -> Timestamp {
    at.trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_work_itself_is_done_earlier() {
        let (before, hour) = (now(), TimeDelta::hours(1));
        let (own, others) = earlier(hour, async { (now(), tokio::spawn(async { now() }).await) }).await;
        assert!((before - hour..before).contains(&own));
        assert!(others.is_ok_and(|others| others >= before) && now() >= before);
    }
}
