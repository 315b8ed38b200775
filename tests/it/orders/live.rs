//! Following an order as it goes on.

use reqwest::{Method, Response};
use serde_json::Value;

use crate::shop::{Actor, LIMIT, Order, Setup, Shop, card, until};

async fn follow(shop: &Shop, guest: &Actor, order: &Order) -> Response {
    let path = format!("/api/v1/orders/{}/live", order.id);
    let request = shop.request(Method::GET, &path);
    let request = match guest.cart_token() {
        Some(token) => request.header("Cart-Token", token),
        None => request,
    };
    request.send().await.unwrap()
}

/// What is told until `is_it` says that it is what one waits for.
async fn until_told(stream: &mut Response, is_it: impl Fn(&Value) -> bool) -> Vec<Value> {
    let (mut told, mut text) = (Vec::new(), String::new());
    loop {
        let chunk = tokio::time::timeout(LIMIT, stream.chunk()).await.unwrap().unwrap().expect("it goes on");
        text.push_str(&String::from_utf8_lossy(&chunk));
        while let Some((event, rest)) = text.split_once("\n\n") {
            if let Some(data) = event.trim().strip_prefix("data: ") {
                told.push(serde_json::from_str(data).unwrap());
            }
            text = rest.to_owned();
        }
        if told.last().is_some_and(&is_it) {
            return told;
        }
    }
}

#[tokio::test]
async fn a_guest_sees_the_order_paid_invoiced_and_the_mail_sent_as_it_happens() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    let mut stream = follow(&shop, &guest, &order).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let first = until_told(&mut stream, |_| true).await;
    assert_eq!(first[0]["order"]["state"], "awaiting_payment");
    assert_eq!(first[0]["order"]["id"], order.id.as_str());
    assert_eq!(first[0].get("confirmation"), None);
    shop.run_jobs().await;
    let told = until_told(&mut stream, |moment| moment["confirmation"] == "sent").await;
    let last = told.last().unwrap();
    assert_eq!(
        (&last["order"]["state"], &last["order"]["invoice"]["ready"]),
        (&"placed".into(), &true.into())
    );
    // Who comes later hears the same at once, and the one who goes frees the place.
    drop(stream);
    for _ in 0..12 {
        let mut again = None;
        until("a place to be free", async || {
            again = Some(follow(&shop, &guest, &order).await).filter(|answer| answer.status() == 200);
            again.is_some()
        })
        .await;
        until_told(&mut again.unwrap(), |moment| moment["order"]["state"] == "placed").await;
    }
    shop.close().await;
}

#[tokio::test]
async fn nobody_follows_somebody_elses_order_and_nobody_takes_all_places() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, stranger) = (shop.guest(), shop.guest());
    let order = guest.buy(&mug, card::GOOD).await;
    stranger.add(&mug, 1).await;
    assert_eq!(follow(&shop, &stranger, &order).await.status(), 404);
    assert_eq!(follow(&shop, &shop.guest(), &order).await.status(), 404);
    let mut open = Vec::new();
    for _ in 0..8 {
        let stream = follow(&shop, &guest, &order).await;
        assert_eq!(stream.status(), 200);
        open.push(stream);
    }
    let refused = follow(&shop, &guest, &order).await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (503, "30"));
    drop(open);
    shop.run_jobs().await;
    // A stream ends with the process: the shop could not be closed in time otherwise.
    let _open = follow(&shop, &guest, &order).await;
    shop.close().await;
}
