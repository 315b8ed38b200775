//! Queues that are paused, with workers running.

use domain::entity::states::JobState;
use domain::jobs::{self, Queue};

use crate::shop::{Setup, Shop, card, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_paused_queue_runs_until_it_is_resumed() {
    let shop = Shop::open_with(Setup { workers: 2, schedulers: 1, ..Default::default() }).await;
    let store = &shop.services.store;
    jobs::pause(store, Queue::Mail, "grace").await.unwrap();
    jobs::pause(store, Queue::Mail, "somebody else").await.unwrap();
    let pauses = jobs::pauses(store.read()).await.unwrap();
    assert_eq!(pauses.len(), 1);
    assert_eq!((pauses[0].queue.as_str(), pauses[0].paused_by.as_str()), ("mail", "grace"));

    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    until("the invoice", async || guest.look(&order).await.body["invoice"]["ready"] == true).await;
    let mails = async || shop.jobs("notifications.send_mail").await;
    until("all mails to be queued", async || mails().await.len() == 3).await;
    for mail in mails().await {
        // As if its ticket had come anyway, and as if it had been lost.
        assert!(jobs::claim(store, &[mail.id], "an eager worker").await.unwrap().is_empty());
        shop.end_lease(mail.id).await;
    }
    assert!(jobs::redrive(store, true).await.unwrap().iter().all(|ticket| ticket.queue() != "mail"));
    for mail in mails().await {
        assert_eq!((mail.state, mail.attempts), (JobState::Queued, 0));
    }
    assert!(shop.mails(&order).await.is_empty());

    assert!(jobs::resume(store, Queue::Mail).await.unwrap());
    assert!(!jobs::resume(store, Queue::Mail).await.unwrap());
    shop.idle().await;
    assert_eq!(shop.mails(&order).await.len(), 3);
    assert!(mails().await.iter().all(|mail| mail.attempts == 1));
    shop.close().await;
}
