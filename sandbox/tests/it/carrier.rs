//! The parcel carrier.

use serde_json::{Value, json};

use crate::site::Site;

fn rate(line1: &str, service: &str, amount_minor: i64) -> Value {
    json!({
        "line1": line1, "postal_code": "10115", "country": "DE", "amount_minor": amount_minor,
        "currency": "EUR", "service": service, "days": 2,
    })
}

async fn quote(site: &Site, line1: &str, quantity: i64) -> (u16, Value) {
    let body = json!({
        "destination": { "line1": line1, "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "currency": "EUR",
        "items": [{ "sku": "MUG", "quantity": quantity, "weight_g": 600 }],
    });
    site.post("/carrier/v1/quotes", "", body).await
}

#[tokio::test]
async fn an_uploaded_rate_wins_over_the_tariff_for_exactly_its_address() {
    let site = Site::open().await;
    let rates = json!({ "rates": [rate(" Chausseestr. 1", "express", 900), rate("Chausseestr. 1", "standard", 300)] });
    assert_eq!(site.put("/carrier/v1/rates", rates).await, (200, json!({ "rates": 2 })));
    let again = json!({ "rates": [rate("Chausseestr. 1", "standard", 250)] });
    site.put("/carrier/v1/rates", again).await;

    let (status, exact) = quote(&site, "Chausseestr. 1", 2).await;
    let expected = json!({ "quotes": [
        { "service": "standard", "name": "Standard", "amount_minor": 250, "currency": "EUR", "days": 2 },
        { "service": "express", "name": "Express", "amount_minor": 900, "currency": "EUR", "days": 2 },
    ]});
    assert_eq!((status, exact), (200, expected));

    let (_, tariff) = quote(&site, "Chausseestr. 2", 2).await;
    let expected = json!({ "quotes": [
        { "service": "standard", "name": "Standard", "amount_minor": 590, "currency": "EUR", "days": 3 },
        { "service": "express", "name": "Express", "amount_minor": 1_680, "currency": "EUR", "days": 1 },
    ]});
    assert_eq!(tariff, expected);
    assert_eq!(quote(&site, "Chausseestr. 2", 0).await.0, 422);
}

#[tokio::test]
async fn ten_thousand_rates_go_up_in_one_call() {
    let site = Site::open().await;
    let rates: Vec<Value> = (0..10_000).map(|n| rate(&format!("Street {n}"), "standard", n)).collect();
    let rates = json!({ "rates": rates });
    assert_eq!(site.put("/carrier/v1/rates", rates).await, (200, json!({ "rates": 10_000 })));
    assert_eq!(quote(&site, "Street 9999", 1).await.1["quotes"][0]["amount_minor"], 9_999);
    assert_eq!(site.put("/carrier/v1/rates", json!({ "rates": [rate("", "standard", 1)] })).await.0, 422);
}
