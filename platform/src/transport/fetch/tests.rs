//! Against a real Redis: the one that `PENDEN_TEST_REDIS_URL` names; without it there is nothing to test.

#![allow(clippy::unwrap_used)]

use domain::jobs::Transport;
use redis::aio::MultiplexedConnection;
use secrecy::ExposeSecret;
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::*;
use crate::transport::RedisTransport;

struct Setting {
    config: RedisConfig,
    transport: RedisTransport,
    redis: MultiplexedConnection,
}

async fn setting() -> Option<Setting> {
    let url = std::env::var("PENDEN_TEST_REDIS_URL").ok().filter(|url| !url.is_empty())?;
    let config =
        RedisConfig { url: Some(url.into()), namespace: format!("test-{}", Uuid::new_v4().simple()) };
    let url = config.url.as_ref().unwrap();
    let redis = redis::Client::open(url.expose_secret()).unwrap();
    Some(Setting {
        transport: RedisTransport::new(url, &config.namespace).unwrap(),
        redis: redis.get_multiplexed_async_connection().await.unwrap(),
        config,
    })
}

impl Setting {
    async fn run(&mut self, command: &str, queue: Queue, value: &str) {
        let key = format!("{}:queue:{}", self.config.namespace, queue.as_str());
        redis::cmd(command).arg(key).arg(value).exec_async(&mut self.redis).await.unwrap();
    }
}

fn run(queue: Queue) -> Ticket {
    Ticket::Run { job_id: Uuid::now_v7(), kind: "k".into(), queue: queue.as_str().into() }
}

fn all(queues: &[Queue]) -> Vec<Wanted> {
    queues.iter().map(|&queue| Wanted { queue, share: 100, limit: 100 }).collect()
}

#[tokio::test]
async fn many_tickets_come_in_one_round_trip_by_shares_and_limits() {
    let Some(setting) = setting().await else { return };
    let mails: Vec<Ticket> = (0..10).map(|_| run(Queue::Mail)).collect();
    let payments: Vec<Ticket> = (0..10).map(|_| run(Queue::Payments)).collect();
    setting.transport.push(&[mails.clone(), payments.clone()].concat()).await.unwrap();
    let mut fetcher = RedisFetcher::new(&setting.config).unwrap();
    let wanted = [
        Wanted { queue: Queue::Payments, share: 2, limit: 10 },
        Wanted { queue: Queue::Mail, share: 1, limit: 2 },
    ];
    assert_eq!(fetcher.take(&wanted, 3).await.unwrap(), [&payments[..2], &mails[..1]].concat());
    let tickets = fetcher.take(&wanted, 8).await.unwrap();
    assert_eq!(tickets.iter().filter(|ticket| ticket.queue() == "payments").count(), 7);
    assert_eq!(fetcher.take(&wanted, 8).await.unwrap().len(), 3);
    assert_eq!(setting.transport.depth(Queue::Mail).await.unwrap(), 6);
    assert_eq!(fetcher.wait(&[Queue::Payments]).await.unwrap(), None);
    assert!(fetcher.wait(&[Queue::Payments, Queue::Mail]).await.unwrap().is_some());
}

#[tokio::test]
async fn a_key_of_the_wrong_type_and_payloads_of_others_hold_up_nothing() {
    let Some(mut setting) = setting().await else { return };
    setting.run("SET", Queue::Payments, "not a list").await;
    for nonsense in ["", "{", "[]", r#"{"class":7}"#] {
        setting.run("LPUSH", Queue::Mail, nonsense).await;
    }
    let mail = run(Queue::Mail);
    setting.transport.push(std::slice::from_ref(&mail)).await.unwrap();
    let mut fetcher = RedisFetcher::new(&setting.config).unwrap();
    let both = [Queue::Payments, Queue::Mail];
    assert_eq!(fetcher.take(&all(&both), 100).await.unwrap(), std::slice::from_ref(&mail));
    setting.transport.push(std::slice::from_ref(&mail)).await.unwrap();
    assert_eq!(fetcher.wait(&both).await.unwrap(), Some(mail));
    let error = fetcher.take(&all(&[Queue::Payments]), 100).await.unwrap_err();
    assert!(matches!(&error, FetchError::Unreadable(why) if why.contains("WRONGTYPE")), "{error}");

    setting.run("DEL", Queue::Payments, "").await;
    let payment = run(Queue::Payments);
    setting.transport.push(std::slice::from_ref(&payment)).await.unwrap();
    assert_eq!(fetcher.take(&all(&both), 100).await.unwrap(), [payment]);
}

/// A way to Redis that can fall silent without closing anything.
async fn silent_way(url: &str) -> (String, tokio::sync::watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let way = format!("redis://{}", listener.local_addr().unwrap());
    let target = url.trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let (silence, silent) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        // Kept, so that nothing is closed.
        let mut held = Vec::new();
        while let Ok((mut near, _)) = listener.accept().await {
            let mut far = TcpStream::connect(&target).await.unwrap();
            let mut silent = silent.clone();
            held.push(tokio::spawn(async move {
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                    _ = silent.wait_for(|silent| *silent) => {}
                }
                std::future::pending::<()>().await;
                drop((near, far));
            }));
        }
    });
    (way, silence)
}

#[tokio::test]
async fn a_connection_that_falls_silent_is_given_up_for_a_new_one() {
    let Some(mut setting) = setting().await else { return };
    let (way, silence) = silent_way(setting.config.url.as_ref().unwrap().expose_secret()).await;
    setting.config.url = Some(way.into());
    let mut fetcher = RedisFetcher::new(&setting.config).unwrap();
    assert!(fetcher.take(&all(&[Queue::Mail]), 1).await.unwrap().is_empty());
    silence.send(true).unwrap();
    let error = fetcher.take(&all(&[Queue::Mail]), 1).await.unwrap_err();
    assert!(matches!(error, FetchError::TimedOut), "{error}");

    silence.send(false).unwrap();
    let mail = run(Queue::Mail);
    setting.transport.push(std::slice::from_ref(&mail)).await.unwrap();
    assert_eq!(fetcher.take(&all(&[Queue::Mail]), 1).await.unwrap(), [mail]);
}

#[tokio::test]
async fn a_redis_that_only_reads_is_an_error_and_nothing_is_lost() {
    let Some(setting) = setting().await else { return };
    let mail = run(Queue::Mail);
    setting.transport.push(std::slice::from_ref(&mail)).await.unwrap();
    // A user that may not pop stands for a replica: the refusal comes for each command of the script.
    let user = format!("reader-{}", setting.config.namespace);
    let mut redis = setting.redis.clone();
    let mut rule = redis::cmd("ACL");
    rule.arg("SETUSER").arg(&user).arg("on").arg(">word").arg("~*").arg("+@all").arg("-rpop").arg("-brpop");
    rule.exec_async(&mut redis).await.unwrap();
    let mut config = setting.config.clone();
    let url =
        config.url.as_ref().unwrap().expose_secret().replace("redis://", &format!("redis://{user}:word@"));
    config.url = Some(url.into());
    let mut fetcher = RedisFetcher::new(&config).unwrap();
    assert!(fetcher.take(&all(&[Queue::Mail]), 1).await.is_err());
    assert_eq!(setting.transport.depth(Queue::Mail).await.unwrap(), 1);
    let mut delete = redis::cmd("ACL");
    delete.arg("DELUSER").arg(&user).exec_async(&mut redis).await.unwrap();
}
