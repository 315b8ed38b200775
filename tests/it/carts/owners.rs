//! Whose cart it is.

use chrono::TimeDelta;
use domain::carts;
use domain::clock::now;
use domain::entity::cart;
use domain::entity::states::CartState;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{add, lines, look};
use crate::shop::{Actor, Shop, card};

const PASSWORD: &str = "correct horse battery staple";

async fn enter(shop: &Shop, path: &str, email: &str, cart_token: &str) -> Actor {
    let mut body = json!({ "email": email, "password": PASSWORD, "cart_token": cart_token });
    if path.ends_with("register") {
        body["name"] = json!("Ada Lovelace");
    }
    let session = shop.guest().post(path, &body).await;
    assert!(matches!(session.status, 200 | 201), "{}", session.body);
    shop.guest().with_bearer(session.body["tokens"]["access_token"].as_str().unwrap())
}

#[tokio::test]
async fn a_guests_cart_is_opened_by_its_token_alone() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.get("/cart").await.refuses(404, "not_found");
    let cart = guest.add(&mug, 1).await;
    let token = guest.cart_token().unwrap();
    assert!(token.len() >= 43, "256 bits");
    assert_eq!(guest.add(&mug, 1).await.get("token"), None, "it is told once");

    let line = format!("/cart/lines/{}", cart["lines"][0]["id"].as_str().unwrap());
    let eve = shop.guest().with_cart("A".repeat(43).as_str());
    eve.get("/cart").await.refuses(404, "not_found");
    eve.patch(&line, &json!({ "quantity": 9 })).await.refuses(404, "not_found");
    // With a cart of her own she still has nothing to do with this one.
    let eve = shop.guest();
    eve.add(&mug, 1).await;
    eve.patch(&line, &json!({ "quantity": 9 })).await.refuses(404, "not_found");
    eve.delete(&line).await.refuses(404, "not_found");
    for malformed in ["no token!", &"A".repeat(129)] {
        shop.guest().with_cart(malformed).get("/cart").await.refuses(400, "invalid_parameter");
    }
    assert_eq!(lines(&look(&guest).await), [("MUG", 2)]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_customers_cart_is_the_same_on_every_device() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let phone = shop.customer("ada@example.org").await;
    assert_eq!(phone.add(&mug, 1).await.get("token"), None);
    let laptop = enter(&shop, "/auth/login", "ada@example.org", "not-a-cart").await;
    assert_eq!(lines(&look(&laptop).await), [("MUG", 1)]);
    shop.customer("eve@example.org").await.get("/cart").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_guest_who_registers_keeps_the_cart() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let cart = guest.add(&mug, 2).await;
    let ada = enter(&shop, "/auth/register", "ada@example.org", &guest.cart_token().unwrap()).await;
    let hers = look(&ada).await;
    assert_eq!((&hers["id"], lines(&hers)), (&cart["id"], vec![("MUG", 2)]));
    guest.get("/cart").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn logging_in_merges_both_carts_and_keeps_the_larger_quantity() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 50).await, shop.product("Pot", 2500, 50).await);
    let (pan, lid) = (shop.product("Pan", 100, 50).await, shop.product("Lid", 100, 50).await);
    let ada = shop.customer("ada@example.org").await;
    let guest = shop.guest();
    for (product, hers, guests) in [(&mug, 5, 2), (&pot, 1, 7), (&pan, 3, 0), (&lid, 0, 4)] {
        if hers > 0 {
            ada.add(product, hers).await;
        }
        if guests > 0 {
            guest.add(product, guests).await;
        }
    }
    let token = guest.cart_token().unwrap();
    for _ in 0..2 {
        let ada = enter(&shop, "/auth/login", "ada@example.org", &token).await;
        let cart = look(&ada).await;
        let mut merged = lines(&cart);
        merged.sort_unstable();
        assert_eq!(merged, [("LID", 4), ("MUG", 5), ("PAN", 3), ("POT", 7)]);
    }
    guest.get("/cart").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_customers_cart_cannot_be_taken_over_by_logging_in() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    let token = guest.cart_token().unwrap();
    enter(&shop, "/auth/register", "ada@example.org", &token).await;
    shop.customer("eve@example.org").await;
    let eve = enter(&shop, "/auth/login", "eve@example.org", &token).await;
    eve.get("/cart").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_ordered_cart_is_closed_and_the_next_one_is_new() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let cart = guest.add(&mug, 1).await;
    let order = guest.checkout(card::GOOD).await;
    let closed = shop.guest().with_cart(&guest.cart_token().unwrap());
    closed.get("/cart").await.refuses(404, "not_found");
    let line = format!("/cart/lines/{}", cart["lines"][0]["id"].as_str().unwrap());
    closed.patch(&line, &json!({ "quantity": 5 })).await.refuses(404, "not_found");

    let next = closed.post("/cart/lines", &add(&mug, 1)).await.expect(200);
    assert_ne!(next["id"], cart["id"]);
    assert!(next["token"].is_string(), "a new cart has a token of its own");
    // The token of the ordered cart still shows the order.
    guest.look(&order).await;
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_cart_that_nobody_came_back_to_is_abandoned() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (gone, stayed) = (shop.guest(), shop.guest());
    let cart = gone.add(&mug, 1).await;
    stayed.add(&mug, 1).await;
    let store = &shop.services.store;
    let hours = shop.services.config.shop.cart_idle_hours;
    let long_ago = now() - TimeDelta::hours(hours) - TimeDelta::seconds(1);
    let id: uuid::Uuid = cart["id"].as_str().unwrap().parse().unwrap();
    cart::Entity::update_many()
        .set(cart::ActiveModel { updated_at: Set(long_ago), ..Default::default() })
        .filter(cart::Column::Id.eq(id))
        .exec(store.writer())
        .await
        .unwrap();

    let idle_since = now() - TimeDelta::hours(hours);
    assert_eq!(carts::abandon_idle(store, idle_since).await.unwrap(), 1);
    assert_eq!(carts::abandon_idle(store, idle_since).await.unwrap(), 0);
    gone.get("/cart").await.refuses(404, "not_found");
    look(&stayed).await;
    let row = cart::Entity::find_by_id(id).one(store.read()).await.unwrap().unwrap();
    assert_eq!(row.state, CartState::Abandoned);
    shop.run_jobs().await;
    shop.close().await;
}
