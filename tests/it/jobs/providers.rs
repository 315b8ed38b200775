//! Operators see how services outside are getting on, and let calls through again.

use domain::Error;
use domain::outside::Phase;
use platform::outside::Gate;
use serde_json::{Value, json};

use crate::shop::{LIMIT, Setup, Shop, until};

async fn provider(shop: &Shop, name: &str) -> Value {
    let list = shop.staff().await.get("/operations/providers").await.expect(200);
    let found = list["items"].as_array().unwrap().iter().find(|provider| provider["name"] == name);
    found.unwrap_or_else(|| panic!("{list}")).clone()
}

async fn fail(gate: &Gate) {
    let call = gate.call::<()>(LIMIT, async { Err(Error::unavailable("the mail server", "out to lunch")) });
    assert!(matches!(call.await, Err(Error::Unavailable { .. })));
}

#[tokio::test]
async fn an_open_breaker_is_seen_with_its_cause_and_closed_by_an_operator() {
    let env = vec![("PENDEN_OUTSIDE__SMTP__PER_SECOND", "1000"), ("PENDEN_OUTSIDE__SMTP__BURST", "1000")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let quiet = provider(&shop, "smtp").await;
    assert_eq!((&quiet["breaker"], quiet.get("since"), &quiet["calls"]), (&json!("closed"), None, &json!(0)));

    let smtp = &shop.services.outside.smtp;
    while smtp.seen().breaker == Phase::Closed {
        fail(smtp).await;
    }
    until("the open breaker to be told", async || provider(&shop, "smtp").await["breaker"] == "open").await;
    let down = provider(&shop, "smtp").await;
    assert_eq!(down["calls"], down["failures"]);
    assert!(down["last_error"].as_str().unwrap().contains("out to lunch"), "{down}");
    assert!(down["next_try_at"].as_str() > down["since"].as_str(), "{down}");
    assert_eq!((&down["limit"]["per_second"], &down["limit"]["burst"]), (&json!(1000.0), &json!(1000)));
    assert_eq!(down["processes"].as_array().unwrap().len(), 1);

    let staff = shop.staff().await;
    let closed = staff.post("/operations/providers/smtp/close", &json!({})).await.expect(200);
    assert_eq!(closed, json!({ "processes": 1 }));
    until("the breaker to close", async || smtp.seen().breaker == Phase::Closed).await;
    until("that to be told", async || provider(&shop, "smtp").await["breaker"] == "closed").await;
    let process = &provider(&shop, "smtp").await["processes"][0];
    assert!(process["close_requested_by"].as_str().unwrap().contains('@'), "{process}");
    assert_eq!(process.get("close_requested_at"), None);

    let again = staff.post("/operations/providers/smtp/close", &json!({})).await.expect(200);
    assert_eq!(again, json!({ "processes": 0 }));
    staff.post("/operations/providers/weather/close", &json!({})).await.refuses(404, "not_found");
    shop.close().await;
}
