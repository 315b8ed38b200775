//! The demo: a shop with some weeks behind it, which are told once.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::{Child, Command};

use super::program;
use crate::shop::{ADMIN, Actor, Shop, until};

/// The demo on the shop's database, and an administrator who looks at it.
async fn open(shop: &Shop) -> (Child, Actor) {
    let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{listen}");
    let folder = shop.folder().join("demo").display().to_string();
    let mut command = Command::new(program());
    command.arg("demo").env_clear().envs(shop.environment()).kill_on_drop(true);
    command.env("PENDEN_DATA_DIR", folder).env("PENDEN_HTTP__LISTEN", listen.to_string());
    command.env("PENDEN_HTTP__PUBLIC_URL", &url);
    // Nobody reads what it says, and a full pipe would stop it.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    until("the demo", async || {
        assert!(process.try_wait().unwrap().is_none(), "the demo ended by itself");
        reqwest::get(format!("{url}/health/ready")).await.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
    // Tokens are of the address that gave them.
    (process, shop.guest().at(&url).logged_in(ADMIN).await)
}

/// Orders in the demo's past, and one more when it is all told.
const ALL: usize = 55;

/// How much of the past is told.
fn told(shop: &Shop) -> usize {
    let told = std::fs::read_to_string(shop.folder().join("demo/storage/demo/past"));
    told.ok().and_then(|told| told.parse().ok()).unwrap_or(0)
}

async fn orders(admin: &Actor, query: &str) -> Vec<Value> {
    let page = admin.get(&format!("/orders/search?limit=100{query}")).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

async fn count(admin: &Actor, path: &str) -> usize {
    admin.get(path).await.expect(200)["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_demo_has_weeks_behind_it_that_are_told_once() {
    let shop = Shop::open().await;
    let (mut process, admin) = open(&shop).await;
    for nth in (0..=ALL).step_by(5) {
        until("the past", async || told(&shop) >= nth).await;
    }
    let all = orders(&admin, "").await;
    // One more is placed as the demo opens.
    assert_eq!(all.len(), ALL, "{all:?}");
    let states: BTreeSet<&str> = all.iter().map(|order| order["state"].as_str().unwrap()).collect();
    let expected = ["awaiting_payment", "cancelled", "completed", "expired", "placed"];
    assert_eq!(states.into_iter().collect::<Vec<_>>(), expected);
    let fulfilments: BTreeSet<&str> = all.iter().map(|order| order["fulfilment"].as_str().unwrap()).collect();
    let expected = ["cancelled", "delivered", "packed", "partly_shipped", "pending", "shipped"];
    assert_eq!(fulfilments.into_iter().collect::<Vec<_>>(), expected);
    let days: BTreeSet<&str> = all.iter().map(|order| &order["created_at"].as_str().unwrap()[..10]).collect();
    assert!(days.len() > 20, "{days:?}");
    assert_eq!(orders(&admin, "&held=true").await.len(), 1);
    assert_eq!(count(&admin, "/disputes").await, 3);
    assert!(count(&admin, "/stock?low=true").await > 3);
    for list in [
        "/brands",
        "/attributes",
        "/collections",
        "/promotions",
        "/zones",
        "/staff",
        "/credit-notes",
        "/returns",
        "/reviews",
    ] {
        assert!(count(&admin, list).await > 1, "{list}");
    }
    let facets = admin.get("/products?facets=true").await.expect(200);
    assert!(facets["facets"].to_string().contains("stoneware"), "{}", facets["facets"]);
    // Invoices are numbered as the orders were paid.
    let mut paid: Vec<(&str, String)> = Vec::new();
    let of_sale = all.iter().filter(|order| order["state"] == "completed");
    for order in of_sale {
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        let invoice = admin.get(&path).await.expect(200)["invoice"]["number"].as_str().unwrap().to_owned();
        paid.push((order["created_at"].as_str().unwrap(), invoice));
    }
    paid.sort_unstable();
    assert!(paid.is_sorted_by(|a, b| a.1 < b.1), "{paid:?}");
    process.kill().await.unwrap();

    shop.end_all_leases().await;
    let (mut process, admin) = open(&shop).await;
    assert_eq!(orders(&admin, "").await.len(), all.len());
    // Its payments are known to its own bank alone, so it has to do all that is left itself.
    shop.idle().await;
    process.kill().await.unwrap();
    shop.end_all_leases().await;
    shop.run_jobs().await;
    shop.close().await;
}
