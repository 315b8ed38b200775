//! Old rows go, however many there are, a few at a time.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob};
use sea_orm::ActiveValue::Set;

use crate::shop::{Setup, Shop};

#[tokio::test]
async fn pruning_that_stopped_at_its_limit_goes_on_until_nothing_old_is_left() {
    let env = vec![("PENDEN_RETENTION__ROWS_PER_RUN", "3")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let store = &shop.services.store;
    let pings = (0..8).map(|_| NewJob::new(Job::Ping)).collect();
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, pings).await).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    let long_ago = now() - TimeDelta::days(30);
    for ping in shop.jobs("fleet.ping").await.iter().skip(1) {
        assert_eq!(ping.state, JobState::Done);
        shop.tamper(ping.id, job::ActiveModel { finished_at: Set(Some(long_ago)), ..Default::default() })
            .await;
    }
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(shop.jobs("fleet.ping").await.len(), 1, "the young one stays");
    let prune = shop.job("retention.prune").await;
    assert_eq!((prune.state, prune.attempts), (JobState::Done, 1));
    assert!(prune.generation >= 3, "it ran {} times", prune.generation);
    shop.close().await;
}
