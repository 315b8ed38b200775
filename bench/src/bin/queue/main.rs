//! Job queues without a ledger, for `scripts/bench-jobs`: Redis lists alone, which are the limit, and rusty-sidekiq as it
//! comes. A job does nothing but note its number and how long it took: `RPUSH done NUMBER:MILLISECONDS`.

use std::time::{Duration, Instant};

use anyhow::Result;
use async_trait::async_trait;
use clap::{Parser, Subcommand};
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use serde_json::json;
use sidekiq::{Processor, ProcessorConfig, RedisConnectionManager, Worker};

const BATCH: usize = 500;

#[derive(Parser)]
struct Arguments {
    #[arg(long, env = "REDIS_URL")]
    redis: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Take jobs from the list and do them, with so many connections
    Limit { workers: usize },
    /// Take jobs by rusty-sidekiq, with so many workers
    Sidekiq { workers: usize },
    /// Enqueue jobs that both can read
    Push {
        count: usize,
        /// So many a second; without, as fast as it goes
        #[arg(long)]
        rate: Option<u32>,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let client = redis::Client::open(arguments.redis.as_str())?;
    match arguments.command {
        Command::Limit { workers } => limit(&client, workers).await,
        Command::Sidekiq { workers } => sidekiq(&arguments.redis, &client, workers).await,
        Command::Push { count, rate } => push(&client, count, rate).await,
    }
}

fn now() -> f64 {
    chrono::Utc::now().timestamp_micros() as f64 / 1e6
}

async fn note(redis: &mut MultiplexedConnection, number: u64, at: f64) -> redis::RedisResult<()> {
    let noted = format!("{number}:{:.3}", (now() - at) * 1e3);
    redis::cmd("RPUSH").arg("done").arg(noted).exec_async(redis).await
}

async fn push(client: &redis::Client, count: usize, rate: Option<u32>) -> Result<()> {
    let mut redis = client.get_multiplexed_async_connection().await?;
    let (started, mut sent) = (Instant::now(), 0);
    while sent < count {
        let due = rate.map_or(count, |rate| (started.elapsed().as_secs_f64() * f64::from(rate)) as usize + 1);
        let batch = due.min(count).saturating_sub(sent).min(BATCH);
        if batch == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
            continue;
        }
        let job = |number: usize| {
            let at = now();
            json!({
                "class": "Noop", "args": [[number, at]], "queue": "default", "retry": false,
                "jid": format!("{number:024x}"), "created_at": at, "enqueued_at": at,
            })
            .to_string()
        };
        let jobs: Vec<String> = (sent..sent + batch).map(job).collect();
        redis::cmd("LPUSH").arg("queue:default").arg(jobs).exec_async(&mut redis).await?;
        sent += batch;
    }
    Ok(())
}

async fn limit(client: &redis::Client, workers: usize) -> Result<()> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        // An empty list is waited for as long as it takes.
        let patient = AsyncConnectionConfig::new().set_response_timeout(None);
        let mut redis = client.get_multiplexed_async_connection_with_config(&patient).await?;
        tasks.spawn(async move {
            loop {
                let popped: Option<(String, String)> =
                    redis::cmd("BRPOP").arg("queue:default").arg(0).query_async(&mut redis).await?;
                let Some((_, text)) = popped else { continue };
                let job: sidekiq::Job = serde_json::from_str(&text)?;
                let (number, at): (u64, f64) = serde_json::from_value(job.args[0].clone())?;
                note(&mut redis, number, at).await?;
            }
            #[allow(unreachable_code)]
            anyhow::Ok(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}

#[derive(Clone)]
struct Noop {
    redis: MultiplexedConnection,
}

#[async_trait]
impl Worker<(u64, f64)> for Noop {
    async fn perform(&self, (number, at): (u64, f64)) -> sidekiq::Result<()> {
        Ok(note(&mut self.redis.clone(), number, at).await?)
    }
}

async fn sidekiq(url: &str, client: &redis::Client, workers: usize) -> Result<()> {
    let manager = RedisConnectionManager::new(url)?;
    let pool = bb8::Pool::builder().max_size(u32::try_from(workers)? + 5).build(manager).await?;
    let config = ProcessorConfig::default().num_workers(workers);
    let mut processor = Processor::new(pool, vec!["default".to_owned()]).with_config(config);
    processor.register(Noop { redis: client.get_multiplexed_async_connection().await? });
    processor.run().await;
    Ok(())
}
