//! Packing, shipping, delivering.

use serde_json::json;

use crate::shop::{Shop, card};

#[tokio::test]
async fn an_order_is_packed_shipped_delivered_and_then_complete() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let order = ada.buy(&mug, card::GOOD).await;
    staff.fulfil(&order, "pack").await.refuses(409, "not_paid");
    shop.run_jobs().await;

    staff.fulfil(&order, "deliver").await.refuses(409, "wrong_fulfilment_state");
    staff.fulfil(&order, "pack").await.expect(200);
    let ship = json!({ "step": "ship", "tracking": "RR123456789DE" });
    staff.post(&format!("/orders/{}/fulfilment", order.id), &ship).await.expect(200);
    assert_eq!(ada.look(&order).await.body["tracking"], "RR123456789DE");
    staff.fulfil(&order, "pack").await.refuses(409, "wrong_fulfilment_state");
    staff.fulfil(&order, "deliver").await.expect(200);
    shop.run_jobs().await;

    let order = ada.look(&order).await;
    assert_eq!((order.state(), order.text("fulfilment")), ("completed", "delivered"));
    assert_eq!(ada.history().await[0]["fulfilment"], "delivered");
    ada.cancel(&order).await.refuses(409, "already_shipped");
    let steps: Vec<&str> = order.body["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["axis"] == "fulfilment")
        .map(|row| row["to"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["packed", "shipped", "delivered"]);
    shop.close().await;
}
