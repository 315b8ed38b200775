//! What is searched for, and what comes of it.

use domain::clock::now;
use serde_json::{Value, json};

use super::{indexed, search, sell};
use crate::shop::{Shop, until};

async fn insight(shop: &Shop, query: &str) -> Value {
    let day = now().date_naive();
    let (from, to) = (day.pred_opt().unwrap(), day.succ_opt().unwrap());
    let path = format!("/search/insight?from={from}&to={to}{query}");
    shop.staff().await.get(&path).await.expect(200)
}

fn queries(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["query"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn searches_clicks_and_purchases_are_counted_and_nobody_is_named() {
    let shop = Shop::open().await;
    let mug = sell(&shop, "Blue mug", "MUG", 1500, "").await;
    indexed(&shop, "q=", 1).await;
    for query in ["q=mug", "q=%20MUG%20", "q=blue", "q=xyzzyplugh", "q=ada@example.org"] {
        search(&shop, query).await;
    }
    let tell = async |outcome: &str| {
        let body = json!({ "query": "Mug", "product_id": mug["id"], "outcome": outcome });
        shop.guest().post("/search/outcomes", &body).await.expect(202);
    };
    tell("clicked").await;
    tell("bought").await;
    until("all of it to be counted", async || {
        let total = &insight(&shop, "").await["total"];
        total["searches"] == 4 && total["purchases"] == 1
    })
    .await;
    let all = insight(&shop, "").await;
    assert_eq!(queries(&all), ["mug", "blue", "xyzzyplugh"], "no address is remembered");
    let counts = json!({ "searches": 2, "without_results": 0, "clicks": 1, "purchases": 1,
        "click_rate": 0.5, "conversion_rate": 0.5 });
    assert_eq!(all["items"][0]["counts"], counts);
    assert_eq!(queries(&insight(&shop, "&list=without_results").await), ["xyzzyplugh"]);
    assert_eq!(queries(&insight(&shop, "&list=without_clicks").await), ["blue"]);
    let first = insight(&shop, "&limit=2").await;
    let second = insight(&shop, &format!("&limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((queries(&first), queries(&second)), (vec!["mug", "blue"], vec!["xyzzyplugh"]));
    assert!(second.get("next_cursor").is_none());
    shop.close().await;
}

#[tokio::test]
async fn what_is_told_is_checked() {
    let shop = Shop::open().await;
    let id = "00000000-0000-7000-8000-000000000000";
    for refused in [
        json!({ "query": "", "product_id": id, "outcome": "clicked" }),
        json!({ "query": "x".repeat(501), "product_id": id, "outcome": "clicked" }),
        json!({ "query": "mug", "product_id": "mug", "outcome": "clicked" }),
        json!({ "query": "mug", "product_id": id, "outcome": "liked" }),
        json!({ "query": "mug", "product_id": id, "outcome": "clicked", "user": "ada" }),
    ] {
        let answer = shop.guest().post("/search/outcomes", &refused).await;
        assert!([400, 422].contains(&answer.status), "{refused}");
    }
    let staff = shop.staff().await;
    staff.get("/search/insight?from=2026-02-01&to=2026-01-01").await.expect(422);
    staff.get("/search/insight?from=2026-01-01&to=2026-01-31&cursor=x").await.expect(422);
    shop.close().await;
}
