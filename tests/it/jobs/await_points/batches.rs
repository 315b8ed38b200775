//! The end of a batch.

use domain::jobs::batches::{self, BatchState, NewBatch};
use domain::jobs::{self, Job, NewJob};

use super::{FEWEST_DEATHS, SURVIVORS, work_until};
use crate::shop::Shop;

#[tokio::test]
async fn of_the_last_jobs_of_a_batch() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let (mut deaths, mut survivors, mut opened) = (0, 0, 0);
    while survivors < SURVIVORS {
        let new = NewBatch::new("pings").completed_by(Job::AbandonIdleCarts);
        let id = new.id;
        let tickets = store.write(async |txn| {
            batches::open(txn, new).await?;
            let tickets = jobs::enqueue_all(txn, vec![NewJob::new(Job::Ping).in_batch(id)]).await?;
            batches::seal(txn, id).await?;
            Ok(tickets)
        });
        let tickets = tickets.await.unwrap();
        opened += 1;
        let has_ended = async || batches::find(store.read(), id).await.unwrap().row.ended_at.is_some();
        let died = work_until(&shop, tickets, deaths + survivors + 1, has_ended).await;
        deaths += usize::from(died);
        survivors = if died { 0 } else { survivors + 1 };

        shop.end_all_leases().await;
        shop.run_jobs_without_waiting().await;
        let batch = batches::find(store.read(), id).await.unwrap();
        assert_eq!((batch.state(), batch.row.rounds), (BatchState::Succeeded, 1));
        assert_eq!(shop.jobs("carts.abandon_idle").await.len(), opened, "each batch was completed once");
    }
    assert!(deaths >= FEWEST_DEATHS, "workers died only {deaths} times");
    println!("{deaths} workers died, each at another moment");
    shop.close().await;
}
