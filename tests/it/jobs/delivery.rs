//! Tickets that come twice, late or never.

use domain::entity::states::JobState;
use domain::events;
use domain::jobs::{self, QUEUES, Ticket};
use uuid::Uuid;

use crate::shop::{Setup, Shop, card, until};

#[tokio::test]
async fn tickets_of_finished_jobs_that_come_again_change_nothing() {
    let shop = Shop::open_with(Setup { workers: 2, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.idle().await;
    let (before, charges) = (shop.all_jobs().await, shop.bank.captures().await);

    let again: Vec<Ticket> = before
        .iter()
        .map(|row| Ticket::Run { job_id: row.id, kind: row.kind.clone(), queue: row.queue.clone() })
        .collect();
    for _ in 0..3 {
        shop.services.transports.port.push(&again).await.unwrap();
    }
    until("the tickets to be taken", async || {
        let mut waiting = 0;
        for queue in QUEUES {
            waiting += shop.services.transports.port.depth(*queue).await.unwrap();
        }
        waiting == 0
    })
    .await;
    let ids: Vec<Uuid> = before.iter().map(|row| row.id).collect();
    assert!(jobs::claim(&shop.services.store, &ids, "a stranger").await.unwrap().is_empty());
    assert_eq!(shop.all_jobs().await, before);
    assert_eq!(shop.bank.captures().await, charges);
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test]
async fn a_charge_that_is_delivered_twice_is_made_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.rerun("payments.charge").await;
    shop.run_jobs().await;
    assert_eq!(shop.job("payments.charge").await.attempts, 2);
    assert_eq!(shop.bank.captures().await, [1390]);
    assert_eq!(guest.look(&order).await.amount("captured_total"), 1390);
    shop.close().await;
}

#[tokio::test]
async fn every_job_of_an_order_may_run_twice() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    let order = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    ada.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let before = (ada.look(&order).await.body, ada.history().await, shop.mails(&order).await);
    let events = shop.events(order.uuid()).await;

    let mut kinds: Vec<String> = shop.all_jobs().await.into_iter().map(|row| row.kind).collect();
    kinds.sort();
    kinds.dedup();
    assert!(kinds.len() >= 8, "{kinds:?}");
    for kind in kinds {
        shop.rerun(&kind).await;
        shop.run_jobs().await;
    }
    let after = (ada.look(&order).await.body, ada.history().await, shop.mails(&order).await);
    assert_eq!(after, before);
    assert_eq!(shop.events(order.uuid()).await, events);
    assert_eq!((shop.bank.captures().await, shop.bank.refunds().await), (vec![1390], vec![1390]));
    assert_eq!(shop.stock(&mug).await, (10, 0));
    shop.close().await;
}

#[tokio::test]
async fn jobs_whose_tickets_were_never_pushed_run_when_the_ticket_lease_ends() {
    let shop = Shop::open().await;
    shop.run_jobs().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    let (published, tickets) = events::flush(&shop.services.store).await.unwrap();
    assert!(published > 0 && !tickets.is_empty());

    assert!(
        jobs::redrive(&shop.services.store, false).await.unwrap().is_empty(),
        "they may still be on their way"
    );
    for row in shop.all_jobs().await.iter().filter(|row| row.state == JobState::Queued) {
        shop.end_lease(row.id).await;
    }
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test]
async fn a_transport_that_lost_everything_gets_all_tickets_again_at_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    let (_, lost) = events::flush(&shop.services.store).await.unwrap();

    let again = jobs::redrive(&shop.services.store, true).await.unwrap();
    assert_eq!(again.len(), lost.len());
    shop.services.push(&again).await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_claimed_by_one_of_eight_workers() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    let (_, tickets) = events::flush(&shop.services.store).await.unwrap();
    let rows = shop.all_jobs().await;
    let ids: Vec<Uuid> = rows.iter().filter(|row| row.state == JobState::Queued).map(|row| row.id).collect();
    assert_eq!(ids.len(), tickets.len());

    let store = &shop.services.store;
    let claims = (0..8).map(|worker| {
        let ids = &ids;
        async move { jobs::claim(store, ids, &format!("worker {worker}")).await.unwrap() }
    });
    let claimed: Vec<_> = futures_util::future::join_all(claims).await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), ids.len());
    for (_, claimed) in claimed {
        jobs::hand_back(store, &claimed, std::time::Duration::ZERO).await.unwrap();
    }
    shop.run_jobs().await;
    shop.close().await;
}
