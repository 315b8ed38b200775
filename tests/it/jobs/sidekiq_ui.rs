//! What Ruby's Sidekiq reads of a worker in Redis for the pages of its Web UI, read in the same way (6.4 and 7).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob, QUEUES};
use domain::notifications::Template;
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::post::{SlowPost, Worker};
use crate::shop::{Setup, Shop, until};

struct Web {
    redis: MultiplexedConnection,
    namespace: String,
}

impl Web {
    async fn of(shop: &Shop) -> Option<Self> {
        let config = &shop.services.config.redis;
        let client = redis::Client::open(config.url.as_ref()?.expose_secret()).unwrap();
        let redis = client.get_multiplexed_async_connection().await.unwrap();
        Some(Self { redis, namespace: config.namespace.clone() })
    }

    fn key(&self, key: &str) -> String {
        format!("{}:{key}", self.namespace)
    }

    async fn processes(&mut self) -> BTreeSet<String> {
        let key = self.key("processes");
        self.redis.smembers(key).await.unwrap()
    }

    async fn field(&mut self, process: &str, field: &str) -> Option<String> {
        let key = self.key(process);
        self.redis.hget(key, field).await.unwrap()
    }

    /// By thread; Sidekiq 6 calls it `workers`, Sidekiq 7 `work`.
    async fn work(&mut self, process: &str, name: &str) -> BTreeMap<String, String> {
        let key = self.key(&format!("{process}:{name}"));
        self.redis.hgetall(key).await.unwrap()
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_of_sidekiq_find_what_they_read() {
    let env = vec![("PENDEN_WORKER__QUEUES", r#"["outbox","mail/2"]"#)];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let Some(mut web) = Web::of(&shop).await else { return shop.close().await };
    let ada = shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    let me = ada.get("/me").await.expect(200)["id"].as_str().unwrap().parse().unwrap();
    let mail = || NewJob::new(Job::SendMail { template: Template::Welcome, subject_id: me });
    let mails = std::iter::repeat_with(mail).take(5).collect();
    let store = &shop.services.store;
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, mails).await).await.unwrap();
    shop.services.push(&tickets).await;

    let post = SlowPost::before(&shop.services);
    let mut services = shop.services.clone();
    services.mailer = Arc::new(post.clone());
    let worker = Worker::start(services);
    until("two mails to hang", async || post.begun() == 2).await;
    until("the worker to tell so", async || {
        let mut busy = Vec::new();
        for process in web.processes().await {
            busy.push(web.field(&process, "busy").await);
        }
        busy == [Some("2".to_owned())]
    })
    .await;

    // The page of processes.
    let process = web.processes().await.pop_first().unwrap();
    let listed = jobs::processes(store.read()).await.unwrap();
    let known = listed.iter().find(|known| known.role == "worker").unwrap();
    assert_eq!(known.id, process, "under its name in the ledger");
    let info = json(&web.field(&process, "info").await.unwrap());
    assert_eq!(
        (info["hostname"].as_str(), info["pid"].as_i64()),
        (Some(known.host.as_str()), Some(known.pid))
    );
    assert_eq!((info["identity"].as_str(), info["tag"].as_str()), (Some(process.as_str()), Some("penden")));
    assert_eq!(info["concurrency"], known.concurrency);
    assert_eq!(info["queues"], known.queues);
    assert!(info["labels"].as_array().unwrap().iter().all(Value::is_string));
    let now = chrono::Utc::now().timestamp() as f64;
    let age = now - info["started_at"].as_f64().unwrap();
    assert!((-5.0..300.0).contains(&age), "started {age} s ago");
    let beat: f64 = web.field(&process, "beat").await.unwrap().parse().unwrap();
    assert!((now - beat).abs() < 30.0, "beat {beat} at {now}");
    assert_eq!(web.field(&process, "quiet").await.as_deref(), Some("false"));
    assert!(web.field(&process, "rss").await.unwrap().parse::<u64>().unwrap() > 0);
    assert!(web.field(&process, "rtt_us").await.unwrap().parse::<u64>().is_ok());
    let lives: i64 = {
        let key = web.key(&process);
        web.redis.ttl(key).await.unwrap()
    };
    assert!((1..=60).contains(&lives), "it goes by itself in {lives} s");

    // What it runs.
    let running: BTreeSet<String> = shop
        .jobs("notifications.send_mail")
        .await
        .into_iter()
        .filter(|job| job.state == JobState::Running)
        .map(|job| job.id.to_string())
        .collect();
    assert_eq!(running.len(), 2);
    for name in ["workers", "work"] {
        let work = web.work(&process, name).await;
        let mut shown = BTreeSet::new();
        for text in work.values() {
            let work = json(text);
            // A text in itself, which all versions read.
            let payload = json(work["payload"].as_str().unwrap());
            assert_eq!((work["queue"].as_str(), payload["queue"].as_str()), (Some("mail"), Some("mail")));
            assert!(work["run_at"].is_i64() && payload["enqueued_at"].is_number());
            assert_eq!(payload["class"], "notifications.send_mail");
            assert_eq!(payload["jid"].as_str().unwrap().len(), 24);
            shown.insert(payload["args"][0]["job_id"].as_str().unwrap().to_owned());
        }
        assert_eq!(shown, running, "{name}");
    }

    // The page of queues.
    let queues: BTreeSet<String> = {
        let key = web.key("queues");
        web.redis.smembers(key).await.unwrap()
    };
    let ours: BTreeSet<String> = QUEUES.iter().map(|queue| queue.as_str().to_owned()).collect();
    assert!(queues.contains("mail") && queues.is_subset(&ours), "{queues:?}");
    let waiting: Vec<String> = {
        let key = web.key("queue:mail");
        web.redis.lrange(key, 0, -1).await.unwrap()
    };
    assert_eq!(waiting.len(), 3);
    for ticket in &waiting {
        let ticket = json(ticket);
        assert_eq!((&ticket["class"], &ticket["queue"]), (&"notifications.send_mail".into(), &"mail".into()));
        assert!((now - ticket["enqueued_at"].as_f64().unwrap()).abs() < 300.0, "{ticket}");
    }

    post.open();
    until("all mails to be sent", async || post.begun() == 5).await;
    shop.idle().await;
    until("the worker to be idle there", async || {
        web.field(&process, "busy").await.as_deref() == Some("0")
            && web.work(&process, "workers").await.is_empty()
    })
    .await;
    let processed: i64 = {
        let key = web.key("stat:processed");
        web.redis.get(key).await.unwrap()
    };
    let failed: i64 = {
        let key = web.key("stat:failed");
        web.redis.get(key).await.unwrap()
    };
    assert!(processed >= 5 && failed == 0, "{processed} processed, {failed} failed");

    worker.stop().await;
    assert!(web.processes().await.is_empty());
    assert_eq!(web.field(&process, "info").await, None);
    shop.run_jobs().await;
    shop.close().await;
}
