//! `kill -9` in full swing: the test runs itself as another process, kills it, and reads what it left.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::task::JoinSet;

use crate::site::{API_KEY, Folder, Site, client, order};

const FOLDER: &str = "SANDBOX_TEST_DATABASE";

/// The other process. Alone it does nothing.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below"]
async fn victim() {
    let Some(database) = std::env::var_os(FOLDER) else { return };
    let site = Site::open_in(Folder::new(), |config| config.database_path = database.into()).await;
    println!("\nlistening on {}", site.url);
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answered_charge_is_lost_when_the_process_is_killed() {
    let folder = Folder::new();
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["crash::victim", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder.database())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let url =
        lines.map_while(Result::ok).find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
    let url = url.expect("the other process listens");

    let (client, keys) = (client(), Arc::new(AtomicUsize::new(0)));
    let answered = Arc::new(Mutex::new(Vec::new()));
    let mut shoppers = JoinSet::new();
    for _ in 0..8 {
        let (client, keys, answered, url) = (client.clone(), keys.clone(), answered.clone(), url.clone());
        shoppers.spawn(async move {
            loop {
                let key = keys.fetch_add(1, Ordering::Relaxed).to_string();
                let request = client.post(format!("{url}/v1/payments")).bearer_auth(API_KEY);
                let request = request.header("idempotency-key", &key).json(&order("4242424242424242", true));
                let Ok(response) = request.send().await else { return };
                let Ok(payment) = response.text().await else { return };
                answered.lock().unwrap().push((key, payment));
            }
        });
    }
    while answered.lock().unwrap().len() < 200 {
        tokio::task::yield_now().await;
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    shoppers.join_all().await;

    let site = Site::open_in(folder, |_| {}).await;
    let answered = std::mem::take(&mut *answered.lock().unwrap());
    for (key, payment) in answered {
        let (status, found) = site.get(&format!("/v1/payments?idempotency_key={key}")).await;
        assert_eq!(
            (status, found.to_string()),
            (200, serde_json::from_str::<serde_json::Value>(&payment).unwrap().to_string())
        );
    }
}
