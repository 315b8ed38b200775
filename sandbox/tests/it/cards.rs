//! What each test card does.

use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn every_card_does_what_its_description_says() {
    let site = Site::open().await;
    let cases = [
        ("4242424242424242", "captured", Value::Null),
        ("5555555555554444", "captured", Value::Null),
        ("4000000000000002", "declined", json!("card_declined")),
        ("4000000000009995", "declined", json!("insufficient_funds")),
        ("4000002500003155", "requires_action", Value::Null),
        ("4000000000000259", "captured", Value::Null),
        ("4000000000000341", "captured", Value::Null),
    ];
    for (card, status, decline_code) in cases {
        let (answered, token) = site.post("/v1/tokens", "", json!({ "card_number": card })).await;
        assert_eq!((answered, token), (200, json!({ "token": format!("tok_{card}") })));

        let payment = site.pay(card, card, true).await;
        assert_eq!(payment["status"], status, "{card}");
        assert_eq!(payment["decline_code"], decline_code, "{card}");
        let captured = if status == "captured" { 1_000 } else { 0 };
        assert_eq!(payment["captured_minor"], captured, "{card}");
        let (_, found) = site.get(&format!("/v1/payments/{}", payment["id"].as_str().unwrap())).await;
        assert_eq!(found, payment);
    }
}

#[tokio::test]
async fn the_stalling_card_is_charged_though_its_answer_never_comes() {
    let site = Site::open().await;
    let request = site
        .client
        .post(format!("{}/v1/payments", site.url))
        .bearer_auth(crate::site::API_KEY)
        .header("idempotency-key", "k1")
        .json(&crate::site::order("4000000000006975", true));
    let waiting = tokio::spawn(request.send());

    let payment = site.await_payment("k1").await;
    assert_eq!(payment["status"], "captured");
    assert!(!waiting.is_finished());
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert_eq!(site.await_payment("k1").await, payment);
}

#[tokio::test]
async fn the_front_page_lists_the_cards_with_and_without_a_slash() {
    let site = Site::open().await;
    for url in [site.url.clone(), format!("{}/", site.url)] {
        let response = site.client.get(url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let page = response.text().await.unwrap();
        assert!(page.contains("4000 0025 0000 3155"));
    }
}

#[tokio::test]
async fn tokens_are_made_for_browsers_of_any_origin() {
    let site = Site::open().await;
    let response = site
        .client
        .post(format!("{}/v1/tokens", site.url))
        .header("origin", "https://shop.example")
        .json(
            &json!({ "card_number": "4242 4242 4242 4242", "exp_month": 12, "exp_year": 2099, "cvc": "123" }),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], "https://shop.example");
}
