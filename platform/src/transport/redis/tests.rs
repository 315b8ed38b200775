//! Against a real Redis: the one that `PENDEN_TEST_REDIS_URL` names; without it there is nothing to test.

#![allow(clippy::unwrap_used)]

use secrecy::ExposeSecret;
use uuid::Uuid;

use super::*;
use crate::config::RedisConfig;
use crate::transport::RedisFetcher;

fn config() -> Option<RedisConfig> {
    let url = std::env::var("PENDEN_TEST_REDIS_URL").ok().filter(|url| !url.is_empty())?;
    // Its own namespace: tests share one Redis.
    Some(RedisConfig { url: Some(url.into()), namespace: format!("test-{}", Uuid::new_v4().simple()) })
}

fn open(config: &RedisConfig) -> RedisTransport {
    RedisTransport::new(config.url.as_ref().unwrap(), &config.namespace).unwrap()
}

fn run(queue: Queue) -> Ticket {
    Ticket::Run { job_id: Uuid::now_v7(), kind: "k".into(), queue: queue.as_str().into() }
}

#[tokio::test]
async fn tickets_arrive_where_workers_fetch() {
    let Some(config) = config() else { return };
    let transport = open(&config);
    let (mail, invoice) = (run(Queue::Mail), run(Queue::Invoices));
    transport.push(&[mail.clone(), Ticket::Flush, invoice.clone()]).await.unwrap();
    assert_eq!(transport.depth(Queue::Mail).await.unwrap(), 1);

    let mut fetcher = RedisFetcher::new(&config).unwrap();
    let queues = [Queue::Mail, Queue::Invoices, Queue::Outbox];
    let mut fetched = Vec::new();
    for _ in 0..3 {
        fetched.extend(fetcher.wait(&queues).await.unwrap());
    }
    for ticket in [mail, invoice, Ticket::Flush] {
        assert!(fetched.contains(&ticket), "{ticket:?} is missing in {fetched:?}");
    }
    assert_eq!(transport.depth(Queue::Mail).await.unwrap(), 0);
}

#[tokio::test]
async fn flushes_coalesce_until_one_is_taken() {
    let Some(config) = config() else { return };
    let transport = open(&config);
    for _ in 0..3 {
        transport.push(&[Ticket::Flush, Ticket::Flush]).await.unwrap();
        assert_eq!(transport.depth(Queue::Outbox).await.unwrap(), 1);
    }
    let mut fetcher = RedisFetcher::new(&config).unwrap();
    fetcher.wait(&[Queue::Outbox]).await.unwrap().expect("the flush waits");
    transport.push(&[Ticket::Flush]).await.unwrap();
    assert_eq!(transport.depth(Queue::Outbox).await.unwrap(), 1);
}

#[tokio::test]
async fn a_wipe_is_noticed_once() {
    let Some(config) = config() else { return };
    let transport = open(&config);
    assert!(transport.was_wiped().await, "the first look cannot tell");
    assert!(!transport.was_wiped().await);
    let client = redis::Client::open(config.url.as_ref().unwrap().expose_secret()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let key = transport.key("penden:epoch");
    redis::cmd("DEL").arg(key).exec_async(&mut connection).await.unwrap();
    assert!(open(&config).was_wiped().await);
    assert!(!transport.was_wiped().await);
    assert!(transport.is_up().await);
}

#[tokio::test]
async fn a_dead_redis_refuses_at_once_after_a_few_tries() {
    let transport = RedisTransport::new(&"redis://127.0.0.1:1".into(), "").unwrap();
    for _ in 0..8 {
        assert!(transport.push(&[Ticket::Flush]).await.is_err());
    }
    let refusal = transport.push(&[Ticket::Flush]).await.unwrap_err().chain();
    assert!(refusal.contains("was not asked"), "{refusal}");
    assert!(!transport.was_wiped().await);
    assert!(!transport.is_up().await);
}
