//! The cart says why it cannot be ordered, and what would change that.

use domain::promotions::{self, Filter};
use platform::database::statements;
use serde_json::json;

use super::{amount, enter, problems, promote};
use crate::shop::{Shop, card, order_with};

#[tokio::test]
async fn a_price_that_changed_is_told_and_has_to_be_agreed_to() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    let path = format!("/variants/{}", mug.variant_id);
    let staff = shop.staff().await;
    staff.patch(&path, &json!({ "price_minor": 1000 })).await.expect(200);

    let cart = guest.get("/cart").await.expect(200);
    let problem = &cart["problems"][0];
    assert_eq!((problems(&cart), &cart["can_check_out"]), (vec!["price_changed"], &json!(true)));
    assert_eq!((amount(problem, "from"), amount(problem, "to")), (900, 1000));
    assert_eq!(problem["line_id"], cart["lines"][0]["id"]);
    guest.place("one", &order_with(card::GOOD)).await.refuses(422, "price_changed");

    staff.patch(&path, &json!({ "price_minor": 1100 })).await.expect(200);
    guest.post("/cart/confirm", &json!({ "items_total_minor": 2000 })).await.refuses(422, "total_changed");
    assert_eq!(problems(&guest.get("/cart").await.expect(200)), ["price_changed"], "nothing was confirmed");
    let cart = guest.post("/cart/confirm", &json!({ "items_total_minor": 2200 })).await.expect(200);
    assert_eq!((problems(&cart).len(), cart["lines"][0].get("seen_price")), (0, None));
    assert_eq!(problems(&guest.get("/cart").await.expect(200)).len(), 0, "told once");
    guest.place("one", &order_with(card::GOOD)).await.expect(201);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn every_problem_says_what_would_change_it() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 3).await, shop.product("Pot", 2500, 10).await);
    let terms = json!({
        "name": "Off", "code": "BIG", "kind": "amount", "amount_minor": 100, "min_subtotal_minor": 100_000,
    });
    let promotion = promote(&shop, &terms).await;
    let guest = shop.guest();
    guest.add(&mug, 4).await;
    guest.add(&pot, 1).await;
    enter(&guest, "big").await.expect(200);
    let body = json!({ "status": "archived" });
    shop.staff().await.patch(&format!("/products/{}", pot.id), &body).await.expect(200);
    let cart = guest.get("/cart").await.expect(200);
    assert_eq!(problems(&cart), ["out_of_stock", "not_sold", "code_not_applicable"]);
    let all = cart["problems"].as_array().unwrap();
    assert!(all.iter().all(|one| !one["remedy"].as_str().unwrap().is_empty()), "{cart}");
    assert_eq!((&all[0]["available"], &all[0]["remedy"]), (&json!(3), &json!("take 3 or fewer")));
    assert_eq!((&all[2]["promotion_code"], &all[2]["reason"]), (&json!("BIG"), &json!("below_minimum")));
    guest.place("one", &order_with(card::GOOD)).await.refuses(422, "not_sold");

    // A code whose promotion is gone can only be removed.
    let path = format!("/promotions/{}", promotion["id"].as_str().unwrap());
    assert_eq!(shop.admin().await.delete(&path).await.status, 204);
    let cart = guest.get("/cart").await.expect(200);
    assert_eq!(
        (&cart["codes"][0]["reason"], &cart["problems"][2]["remedy"]),
        (&json!("unknown"), &json!("remove the code"))
    );
    for line in cart["lines"].as_array().unwrap() {
        guest.delete(&format!("/cart/lines/{}", line["id"].as_str().unwrap())).await.expect(200);
    }
    let cart = guest.delete("/cart/codes/BIG").await.expect(200);
    assert_eq!((problems(&cart), &cart["can_check_out"]), (vec!["empty"], &json!(false)));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_guests_codes_come_along_when_they_log_in() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 3).await;
    for code in ["ONE", "TWO"] {
        promote(&shop, &json!({ "name": code, "code": code, "kind": "amount", "amount_minor": 100 })).await;
    }
    let ada = shop.customer("ada@example.org").await;
    ada.add(&mug, 1).await;
    enter(&ada, "one").await.expect(200);
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    enter(&guest, "two").await.expect(200);
    let body = json!({
        "email": "ada@example.org",
        "password": "correct horse battery staple",
        "cart_token": guest.cart_token(),
    });
    shop.guest().post("/auth/login", &body).await.expect(200);
    let cart = ada.get("/cart").await.expect(200);
    assert_eq!((amount(&cart, "subtotal"), amount(&cart, "items_total")), (1800, 1600));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_checkout_with_a_limited_code_costs_at_most_thirty_statements() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Tea pot", 4500, 3).await);
    let terms = json!({
        "name": "Off", "kind": "percentage", "percent_bp": 1000, "max_uses": 5, "max_uses_per_customer": 1,
    });
    promote(&shop, &terms).await;
    super::zone(&shop, &json!({ "name": "Germany", "countries": ["DE"] })).await;
    shop.run_jobs().await;
    let guest = shop.guest();
    let before = statements();
    guest.add(&mug, 1).await;
    guest.add(&pot, 1).await;
    guest.checkout(card::GOOD).await;
    let spent = statements() - before;
    assert!(spent <= 30, "{spent} statements");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_order_that_costs_nothing_is_placed_without_asking_for_money() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let gift = json!({ "name": "Gift", "kind": "percentage", "percent_bp": 10_000 });
    promote(&shop, &gift).await;
    promote(&shop, &json!({ "name": "Sent for nothing", "kind": "free_shipping" })).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::DECLINED).await;
    assert_eq!(order.amount("total"), 0);
    shop.run_jobs().await;
    let placed = guest.look(&order).await;
    assert_eq!((placed.state(), placed.payments()), ("placed", vec!["captured"]));
    assert_eq!((placed.amount("captured_total"), &placed.body["invoice"]["ready"]), (0, &json!(true)));
    assert_eq!(shop.stock(&mug).await, (9, 0));
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!((guest.look(&order).await.state(), shop.stock(&mug).await), ("cancelled", (10, 0)));
    shop.close().await;
}

#[tokio::test]
async fn a_list_of_promotions_costs_two_statements_however_long_it_is() {
    let shop = Shop::open().await;
    for round in 0..2 {
        for number in 0..5 {
            let terms =
                json!({ "name": format!("{round} {number}"), "kind": "free_shipping", "enabled": false });
            promote(&shop, &terms).await;
        }
        let before = statements();
        let db = shop.services.store.read();
        let found = promotions::list(db, &Filter::default(), None, 100).await.unwrap();
        assert_eq!((found.len(), statements() - before), ((round + 1) * 5, 2));
    }
    shop.run_jobs().await;
    shop.close().await;
}
