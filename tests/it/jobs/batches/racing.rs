//! Everything at the same moment.

use domain::Class;
use domain::entity::batch;
use domain::jobs::batches::{self, BatchState};
use domain::jobs::{self, Claimed, Ticket};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{claim, completions, easy, find, hopeless, open};
use crate::shop::Shop;

/// The last two jobs, the seal and a retry, at the same moment, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_at_once_a_batch_is_completed_once_and_not_forgotten() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let end = async |claimed: &Claimed, id: Uuid| {
        jobs::finish_all(store, &[claimed]).await.unwrap();
        batches::end(store, &[id]).await.unwrap().len()
    };
    for round in 0..30 {
        let dead = hopeless();
        let dead_id = dead.id;
        let (id, mut tickets) = open(&shop, vec![dead, easy(), easy()]).await;
        let dead = claim(&shop, &tickets.drain(..1).collect::<Vec<_>>()).await.remove(0);
        jobs::fail(store, &dead, "no", Class::Refuse).await.unwrap();
        let claimed = claim(&shop, &tickets).await;
        let seal = store.write(async |txn| batches::seal(txn, id).await);
        let retry = async {
            if round % 2 == 0 {
                jobs::retry(store, dead_id).await.unwrap();
            }
        };
        let (a, b, c, ()) = tokio::join!(end(&claimed[0], id), end(&claimed[1], id), seal, retry);
        let enqueued = a + b + c.unwrap().len();
        let batch = find(&shop, id).await;
        assert_eq!(usize::try_from(batch.row.rounds).unwrap(), enqueued);
        assert!(round % 2 == 0 || enqueued == 1, "{enqueued}");
        if round % 2 == 0 {
            assert_eq!(batch.state(), BatchState::Running, "the retried job is open");
            let ticket = Ticket::Run { job_id: dead_id, kind: String::new(), queue: String::new() };
            let again = claim(&shop, &[ticket]).await.remove(0);
            jobs::fail(store, &again, "no", Class::Refuse).await.unwrap();
            assert_eq!(batches::end(store, &[id, id]).await.unwrap().len(), 1);
        }
    }
    let rounds: i32 =
        batch::Entity::find().all(store.read()).await.unwrap().iter().map(|row| row.rounds).sum();
    assert_eq!(completions(&shop).await, usize::try_from(rounds).unwrap());
    jobs::discard_all(store, &jobs::DeadFilter::default()).await.unwrap();
    shop.end_all_leases().await;
    shop.run_jobs().await;
    shop.close().await;
}
