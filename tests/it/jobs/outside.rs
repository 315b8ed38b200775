//! Limits and breakers: the outside is not overrun, and what has to wait loses nothing by it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::Error;
use domain::entity::states::JobState;
use domain::entity::user;
use domain::jobs::{self, Job, NewJob};
use domain::notifications::{Mail, Mailer, Template};
use domain::outside::{self, Phase};
use futures_util::future::join_all;
use platform::breaker::Breaker;
use platform::config::ProviderConfig;
use platform::outside::Gate;
use sea_orm::EntityTrait;

use crate::shop::{LIMIT, Setup, Shop, card, until};

const RATE: ProviderConfig = ProviderConfig { per_second: 40.0, burst: 4, concurrency: 8 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_services_that_share_a_limit_never_exceed_it_together() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let (began, wanted) = (Instant::now(), 8_usize);
    let gates = [(); 2].map(|()| Gate::new("tests", "the test", &RATE, store.clone()));
    let callers = (0..8).map(|caller| {
        let gate = &gates[caller % 2];
        async move {
            let mut times = Vec::new();
            while times.len() < wanted {
                match gate.call(LIMIT, async { Ok(began.elapsed()) }).await {
                    Ok(at) => times.push(at),
                    Err(Error::TooBusy { .. }) => tokio::task::yield_now().await,
                    Err(error) => panic!("{error}"),
                }
            }
            times
        }
    });
    let mut times: Vec<Duration> = join_all(callers).await.concat();
    times.sort_unstable();
    for (nth, at) in times.iter().enumerate() {
        let earliest = nth.saturating_sub(RATE.burst as usize - 1) as f64 / RATE.per_second;
        // The clocks of database and test may count a moment differently.
        assert!(at.as_secs_f64() >= earliest - 0.005, "call {nth} came at {at:?}, before {earliest} s");
    }
    let state = outside::state(store).await.unwrap();
    let limit = state.iter().find(|state| state.provider == "tests").unwrap().limit.clone().unwrap();
    assert_eq!((limit.per_second, limit.burst), (40.0, 4));
    shop.close().await;
}

#[tokio::test]
async fn charges_without_a_slot_come_back_and_cost_no_attempt() {
    let env = vec![("PENDEN_OUTSIDE__PAYMENTS__PER_SECOND", "2"), ("PENDEN_OUTSIDE__PAYMENTS__BURST", "1")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    for _ in 0..5 {
        shop.guest().buy(&mug, card::GOOD).await;
    }
    shop.run_jobs_without_waiting().await;
    let charges = shop.jobs("payments.charge").await;
    assert_eq!(charges.len(), 5);
    for charge in charges {
        assert_eq!((charge.state, charge.attempts), (JobState::Done, 1), "{:?}", charge.errors);
        assert_eq!(charge.errors.as_array().unwrap().len(), 0);
    }
    assert_eq!(shop.bank.captures().await, [1_390; 5]);
    until("the state to be written down", async || {
        let state = outside::state(&shop.services.store).await.unwrap();
        state.iter().any(|state| {
            state.provider == "payments" && state.processes.iter().any(|process| process.calls >= 5)
        })
    })
    .await;
    shop.close().await;
}

/// A post office that can be closed.
struct Post {
    gate: Gate,
    is_open: AtomicBool,
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, _: &Mail) -> domain::Result<()> {
        let is_open = self.is_open.load(Ordering::SeqCst);
        let work =
            async { if is_open { Ok(()) } else { Err(Error::unavailable("the post office", "closed")) } };
        self.gate.call(LIMIT, work).await
    }
}

impl Post {
    fn closed(opening_for: Duration) -> Arc<Self> {
        let gate = Gate::free("the post office").with_breaker(Breaker::opening_for(opening_for));
        Arc::new(Self { gate, is_open: AtomicBool::new(false) })
    }
}

async fn enqueue_mails(shop: &Shop, count: usize) {
    let store = &shop.services.store;
    let user = user::Entity::find().one(store.read()).await.unwrap().unwrap();
    let mail = || NewJob::new(Job::SendMail { template: Template::Welcome, subject_id: user.id });
    let jobs = std::iter::repeat_with(mail).take(count).collect();
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, jobs).await).await.unwrap();
    shop.services.push(&tickets).await;
}

#[tokio::test]
async fn while_a_breaker_is_open_jobs_wait_without_losing_attempts() {
    let shop = Shop::open().await;
    let post = Post::closed(Duration::from_secs(3_600));
    let mut services = shop.services.clone();
    services.mailer = post.clone();
    enqueue_mails(&shop, 60).await;
    worker::drain(&services, LIMIT).await.unwrap();
    assert_eq!(post.gate.seen().breaker, Phase::Open);
    let attempts = async || -> i32 {
        let mails = shop.jobs("notifications.send_mail").await;
        assert!(mails.iter().all(|mail| mail.state == JobState::Pending));
        mails.iter().map(|mail| mail.attempts).sum()
    };
    let used = attempts().await;
    assert!((21..=30).contains(&used), "{used} attempts before the breaker opened");
    for _ in 0..3 {
        shop.end_waits().await;
        worker::drain(&services, LIMIT).await.unwrap();
        assert_eq!(attempts().await, used);
    }
    assert!(post.gate.seen().put_off >= 180);
    shop.run_jobs_without_waiting().await;
    shop.close().await;
}

#[tokio::test]
async fn a_service_that_is_back_is_tried_by_a_few_and_then_by_all() {
    let shop = Shop::open().await;
    let post = Post::closed(Duration::from_millis(100));
    let mut services = shop.services.clone();
    services.mailer = post.clone();
    enqueue_mails(&shop, 40).await;
    worker::drain(&services, LIMIT).await.unwrap();
    assert!(post.gate.seen().failures >= 21);
    post.is_open.store(true, Ordering::SeqCst);
    until("all mails to be sent", async || {
        shop.end_waits().await;
        worker::drain(&services, LIMIT).await.unwrap();
        shop.jobs("notifications.send_mail").await.iter().all(|mail| mail.state == JobState::Done)
    })
    .await;
    let seen = post.gate.seen();
    assert_eq!((seen.breaker, seen.calls), (Phase::Closed, seen.failures + 40));
    shop.close().await;
}
