//! Exports of some, and exports for programs.

use serde_json::{Value, json};

use super::exporting::{look, start};
use crate::shop::{Product, Shop, card};

async fn content(shop: &Shop, export: &Value) -> (Option<String>, String) {
    let path = format!("/exports/{}/file", export["id"].as_str().unwrap());
    let answer = shop.staff().await.get(&path).await;
    let kind = answer.header("content-type").map(str::to_owned);
    (kind, String::from_utf8(answer.bytes).unwrap())
}

/// The values of one member of each line.
fn members(lines: &str, name: &str) -> Vec<String> {
    let rows = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| row[name].as_str().unwrap_or_default().to_owned()).collect()
}

async fn set(shop: &Shop, product: &Product, change: Value) {
    shop.staff().await.patch(&format!("/products/{}", product.id), &change).await.expect(200);
}

#[tokio::test]
async fn orders_are_narrowed_by_their_state() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let kept = shop.guest().buy(&mug, card::GOOD).await;
    let (ada, lost) = (shop.guest(), shop.guest());
    let cancelled = ada.buy(&mug, card::GOOD).await;
    lost.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    shop.staff().await.cancel(&cancelled).await.expect(200);
    shop.run_jobs().await;

    for (key, states, expected) in [
        ("a", json!(["cancelled"]), vec![&cancelled]),
        ("b", json!(["placed", "cancelled"]), vec![&kept, &cancelled]),
        ("c", json!(["expired"]), vec![]),
    ] {
        let body = json!({ "what": "orders", "format": "json_lines", "order_states": states });
        let export = start(&shop, key, &body).await;
        assert_eq!((&export["order_states"], &export["format"]), (&states, &json!("json_lines")));
        let (kind, lines) = content(&shop, &export).await;
        assert_eq!(kind.as_deref(), Some("application/jsonl"));
        let expected: Vec<String> = expected.iter().map(|order| order.text("number").to_owned()).collect();
        assert_eq!(members(&lines, "order"), expected, "{lines}");
        assert_eq!(look(&shop, &export).await["rows"], expected.len());
    }
    shop.close().await;
}

#[tokio::test]
async fn products_are_narrowed_by_state_category_and_brand() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let home = staff.post("/categories", &json!({ "name": "Home", "slug": "home" })).await.expect(201);
    let body = json!({ "name": "Kitchen", "slug": "kitchen", "parent_id": home["id"] });
    let kitchen = staff.post("/categories", &body).await.expect(201);
    let kiln = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let mug = shop.product("-Mug", 900, 10).await;
    set(&shop, &mug, json!({ "category_id": kitchen["id"], "brand_id": kiln["id"] })).await;
    let pot = shop.product("Pot", 900, 10).await;
    set(&shop, &pot, json!({ "category_id": home["id"], "status": "draft" })).await;
    let gone = shop.product("Gone", 900, 10).await;
    set(&shop, &gone, json!({ "category_id": home["id"] })).await;
    staff.delete(&format!("/products/{}", gone.id)).await.expect(204);
    shop.product("Else", 900, 10).await;

    for (key, filter, expected) in [
        ("a", json!({ "category_id": home["id"] }), vec!["-Mug", "Pot"]),
        ("b", json!({ "category_id": kitchen["id"] }), vec!["-Mug"]),
        ("c", json!({ "brand_id": kiln["id"] }), vec!["-Mug"]),
        ("d", json!({ "product_states": ["draft"] }), vec!["Pot"]),
        ("e", json!({ "category_id": home["id"], "product_states": ["active"] }), vec!["-Mug"]),
        ("f", json!({}), vec!["-Mug", "Pot", "Else"]),
    ] {
        let mut body = filter.clone();
        body["what"] = json!("products");
        body["format"] = json!("json_lines");
        let export = start(&shop, key, &body).await;
        let (_, lines) = content(&shop, &export).await;
        assert_eq!(members(&lines, "product"), expected, "{filter}");
    }
    // What is narrowed to can be imported like any other.
    let csv = start(&shop, "csv", &json!({ "what": "products", "brand_id": kiln["id"] })).await;
    let (kind, text) = content(&shop, &csv).await;
    assert_eq!((kind.as_deref(), text.lines().count()), (Some("text/csv"), 2));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_filter_that_is_about_something_else_is_refused() {
    let shop = Shop::open().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (body, field) in [
        (json!({ "what": "products", "order_states": ["placed"] }), "order_states"),
        (json!({ "what": "orders", "product_states": ["draft"] }), "product_states"),
        (json!({ "what": "orders", "brand_id": nobody }), "brand_id"),
        (json!({ "what": "products", "category_id": nobody }), "category_id"),
        (json!({ "what": "orders", "order_states": ["lost"] }), "order_states/0"),
        (json!({ "what": "orders", "format": "xml" }), "format"),
    ] {
        let refused = shop.staff().await.post_once("/exports", "one", &body).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    assert!(shop.jobs("exports.plan").await.is_empty());
    shop.close().await;
}
