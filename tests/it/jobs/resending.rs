//! Tickets that were lost are sent again, and no others, however long jobs wait.

use domain::jobs::{self, Job, NewJob, Ticket};

use crate::shop::Shop;

async fn enqueue(shop: &Shop, count: usize) -> Vec<Ticket> {
    let pings = (0..count).map(|_| NewJob::new(Job::Ping)).collect();
    shop.services.store.write(async |txn| jobs::enqueue_all(txn, pings).await).await.unwrap()
}

async fn resend(shop: &Shop) -> Vec<Ticket> {
    jobs::resend(&shop.services.store, shop.services.transports.port.as_ref()).await.unwrap()
}

#[tokio::test]
async fn a_backlog_gets_no_second_tickets_but_for_those_that_were_lost() {
    let shop = Shop::open().await;
    shop.run_jobs().await;
    let tickets = enqueue(&shop, 3_000).await;
    let (lost, arrived) = tickets.split_at(7);
    shop.services.push(arrived).await;
    assert!(resend(&shop).await.is_empty(), "they may still be on their way");
    shop.end_all_leases().await;
    let again = resend(&shop).await;
    assert_eq!(again.len(), lost.len());
    shop.services.push(&again).await;
    for _ in 0..3 {
        shop.end_all_leases().await;
        assert!(resend(&shop).await.is_empty(), "all of them wait in the transport");
        assert!(jobs::redrive(&shop.services.store, false).await.unwrap().is_empty());
    }
    shop.run_jobs().await;
    assert_eq!(shop.jobs("fleet.ping").await.len(), 3_000);
    shop.close().await;
}

#[tokio::test]
async fn a_transport_that_lost_everything_unnoticed_gets_all_tickets_again() {
    let shop = Shop::open().await;
    shop.run_jobs().await;
    enqueue(&shop, 2_500).await;
    shop.end_all_leases().await;
    let mut sent = 0;
    loop {
        let tickets = resend(&shop).await;
        shop.services.push(&tickets).await;
        sent += tickets.len();
        if tickets.len() < jobs::RESEND_BATCH {
            break;
        }
    }
    assert_eq!(sent, 2_500);
    shop.run_jobs().await;
    shop.close().await;
}
