//! An endpoint is told no faster than it may be told, however many processes tell it.

use std::time::{Duration, Instant};

use domain::Error;
use domain::webhooks::{Message, Sender};
use futures_util::future::join_all;
use platform::webhooks::HttpSender;
use serde_json::json;
use uuid::Uuid;

use super::receiver::Receiver;
use super::{open, path};

const PER_SECOND: f64 = 40.0;
const BURST: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_keep_the_rate_of_an_endpoint_together() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let endpoint = shop.endpoint(&receiver, &["*"]).await;
    let mut config = shop.services.config.webhooks.clone();
    (config.per_second, config.burst, config.per_endpoint) = (PER_SECOND, BURST, 100);
    let senders = [(); 2].map(|()| HttpSender::new(&config, &shop.services.store).unwrap());
    let message = |endpoint_id| Message {
        endpoint_id,
        url: receiver.url().to_owned(),
        id: Uuid::now_v7(),
        timestamp: 1_795_000_000,
        body: "{}".to_owned(),
        secrets: vec![endpoint["secret"].as_str().unwrap().to_owned()],
    };
    let id: Uuid = endpoint["id"].as_str().unwrap().parse().unwrap();
    let (began, wanted) = (Instant::now(), 6_usize);
    let callers = (0..8).map(|caller| {
        let (sender, message) = (&senders[caller % 2], &message);
        async move {
            let mut times = Vec::new();
            while times.len() < wanted {
                match sender.send(&message(id)).await {
                    Ok(attempt) => {
                        assert!(attempt.succeeded(), "{attempt:?}");
                        times.push(began.elapsed());
                    }
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
        let earliest = nth.saturating_sub(BURST as usize - 1) as f64 / PER_SECOND;
        // The clocks of database and test may count a moment differently.
        assert!(at.as_secs_f64() >= earliest - 0.005, "call {nth} came at {at:?}, before {earliest} s");
    }
    assert_eq!(receiver.take().len(), times.len());
    // Another endpoint has a rate of its own, which goes when the endpoint goes.
    assert!(senders[0].send(&message(Uuid::now_v7())).await.unwrap().succeeded());
    let providers = shop.staff().await.get("/operations/providers").await.expect(200);
    assert_eq!(providers["items"].as_array().unwrap().len(), 4, "{providers}");
    shop.staff().await.delete(&path(&endpoint)).await.expect(204);
    let again = shop.staff().await.patch(&path(&endpoint), &json!({ "enabled": true })).await;
    again.refuses(404, "not_found");
    shop.close().await;
}
