//! From draft to deletion and back: what shoppers see, and when.

use chrono::{DateTime, TimeDelta, Utc};
use domain::entity::{product, variant};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::{create, fields, id, names, product as body};
use crate::shop::{Shop, card, until};

fn at(moment: DateTime<Utc>) -> Value {
    json!(moment.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

fn when(moment: &Value) -> DateTime<Utc> {
    moment.as_str().unwrap().parse().unwrap()
}

/// Moves what is scheduled in the row itself, as if the clock had gone on: nothing is announced and no job runs.
async fn set_times(shop: &Shop, product: &Value, from: Option<TimeDelta>, to: Option<TimeDelta>) {
    let now = domain::clock::now();
    let row = product::ActiveModel {
        publish_at: Set(from.map(|delta| now + delta)),
        unpublish_at: Set(to.map(|delta| now + delta)),
        ..Default::default()
    };
    let id: uuid::Uuid = id(product).parse().unwrap();
    let update = product::Entity::update_many().set(row).filter(product::Column::Id.eq(id));
    update.exec(shop.services.store.writer()).await.unwrap();
    shop.services.cache.invalidate().await.unwrap();
}

#[tokio::test]
async fn what_is_scheduled_is_on_sale_from_its_time_on_and_not_beyond() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let hour = TimeDelta::hours(1);
    let mut lamp = body("Lamp", "LAMP", 900);
    lamp["status"] = json!("scheduled");
    assert_eq!(fields(staff.post("/products", &lamp).await), ["publish_at"]);
    let now = domain::clock::now();
    lamp["publish_at"] = at(now + hour);
    lamp["unpublish_at"] = at(now + hour);
    assert_eq!(fields(staff.post("/products", &lamp).await), ["unpublish_at"]);
    lamp["unpublish_at"] = at(now + hour * 2);
    let lamp = create(&staff, &lamp).await;
    assert_eq!((&lamp["status"], when(&lamp["publish_at"])), (&json!("scheduled"), now + hour));

    let listed = async || names(&guest.get("/products").await.expect(200)).len();
    let line = json!({ "variant_id": lamp["variants"][0]["id"], "quantity": 1 });
    assert_eq!(listed().await, 0);
    guest.get("/products/lamp").await.refuses(404, "not_found");
    guest.post("/cart/lines", &line).await.refuses(404, "not_found");

    set_times(&shop, &lamp, Some(-hour), Some(hour)).await;
    assert_eq!(listed().await, 1);
    let seen = guest.get("/products/lamp").await.expect(200);
    assert_eq!((&seen["status"], seen.get("publish_at")), (&json!("active"), None));
    assert_eq!(staff.get("/products/lamp").await.expect(200)["status"], "scheduled");
    let cart = guest.post("/cart/lines", &line).await.expect(200);
    let buyer = shop.guest().with_cart(cart["token"].as_str().unwrap());

    set_times(&shop, &lamp, Some(-hour), Some(-TimeDelta::microseconds(1))).await;
    assert_eq!(listed().await, 0);
    guest.get("/products/lamp").await.refuses(404, "not_found");
    let refused = buyer.place("late", &crate::shop::order_with(card::GOOD)).await;
    assert!(refused.status == 409 || refused.status == 422, "{}", refused.body);
    shop.run_jobs().await;
    shop.close().await;
}

/// The answer is in the cache when the moment comes, and nobody invalidates it.
#[tokio::test]
async fn a_kept_answer_ends_with_the_clock() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let soon = domain::clock::now() + TimeDelta::milliseconds(1_500);
    let mut going = body("Going", "GOING", 900);
    going["unpublish_at"] = at(soon);
    create(&staff, &going).await;
    let mut coming = body("Coming", "COMING", 900);
    (coming["status"], coming["publish_at"]) = (json!("scheduled"), at(soon));
    create(&staff, &coming).await;
    shop.run_jobs().await;

    let listed = async || {
        let page = guest.get("/products").await.expect(200);
        names(&page).join(",")
    };
    if domain::clock::now() < soon {
        let first = listed().await;
        assert!(first == "Going" || domain::clock::now() >= soon, "{first}");
    }
    until("one to go and the other to come", async || listed().await == "Coming").await;
    assert!(domain::clock::now() >= soon);
    guest.get("/products/going").await.refuses(404, "not_found");
    guest.get("/products/coming").await.expect(200);
    shop.close().await;
}

#[tokio::test]
async fn staff_lists_by_state_and_a_change_of_state_tidies_up() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let later = at(domain::clock::now() + TimeDelta::hours(1));
    for (name, status) in [("A", "draft"), ("B", "active"), ("C", "scheduled"), ("D", "archived")] {
        let mut product = body(name, name, 900);
        product["status"] = json!(status);
        if status == "scheduled" {
            product["publish_at"] = later.clone();
        }
        create(&staff, &product).await;
    }
    for (status, expected) in
        [("draft", "A"), ("active", "B"), ("scheduled", "C"), ("archived", "D"), ("all", "A,B,C,D")]
    {
        let page = staff.get(&format!("/products?sort=name_asc&status={status}")).await.expect(200);
        assert_eq!(names(&page).join(","), expected, "{status}");
    }
    let c = staff.get("/products/c").await.expect(200);
    let path = format!("/products/{}", id(&c));
    let wrong = json!({ "status": "active", "publish_at": later });
    assert_eq!(fields(staff.patch(&path, &wrong).await), ["publish_at"]);
    let wrong = json!({ "unpublish_at": "2000-01-01T00:00:00Z" });
    assert_eq!(fields(staff.patch(&path, &wrong).await), ["unpublish_at"]);
    let changed = staff.patch(&path, &json!({ "status": "active" })).await.expect(200);
    assert_eq!((&changed["status"], changed.get("publish_at")), (&json!("active"), None));
    assert_eq!(fields(staff.patch(&path, &json!({ "status": "scheduled" })).await), ["publish_at"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_deleted_leaves_its_names_free_and_comes_back_as_a_draft() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let mug = shop.product("Mug", 900, 10).await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let other = shop.guest();
    other.add(&mug, 2).await;
    let path = format!("/products/{}", mug.id);
    staff.post(&format!("{path}/restore"), &json!({})).await.refuses(404, "not_found");
    assert_eq!(staff.delete(&path).await.status, 204);

    assert_eq!(other.get("/cart").await.expect(200)["lines"], json!([]));
    assert_eq!(guest.look(&order).await.body["lines"][0]["sku"], "MUG");
    for query in ["", "?status=all", "?status=active"] {
        let page = staff.get(&format!("/products{query}")).await.expect(200);
        assert_eq!(page["items"], json!([]), "{query}");
    }
    let bin = staff.get("/products?status=deleted").await.expect(200);
    assert_eq!((&bin["items"][0]["slug"], &bin["items"][0]["id"]), (&json!("mug"), &json!(mug.id)));
    let seen = staff.get(&path).await.expect(200);
    assert_eq!((&seen["slug"], &seen["variants"][0]["sku"]), (&json!("mug"), &json!("MUG")));
    for (path, change) in [
        (path.clone(), json!({ "name": "x" })),
        (format!("/variants/{}", mug.variant_id), json!({ "price_minor": 1 })),
    ] {
        staff.patch(&path, &change).await.refuses(404, "not_found");
    }
    let stock = format!("/variants/{}/stock", mug.variant_id);
    staff.put(&stock, &json!({ "on_hand": 50 })).await.refuses(404, "not_found");

    // Somebody else takes the sku: then it cannot come back until that is given up.
    let new = create(&staff, &body("Mug", "MUG", 700)).await;
    assert_eq!(new["slug"], "mug");
    staff.post(&format!("{path}/restore"), &json!({})).await.refuses(409, "sku_taken");
    let sku = format!("/variants/{}", id(&new["variants"][0]));
    staff.patch(&sku, &json!({ "sku": "MUG-2" })).await.expect(200);
    let back = staff.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    assert_eq!((&back["slug"], &back["status"]), (&json!("mug-2"), &json!("draft")));
    assert_eq!((&back["variants"][0]["sku"], &back["variants"][0]["on_hand"]), (&json!("MUG"), &json!(9)));
    guest.get("/products/mug-2").await.refuses(404, "not_found");
    let marked = variant::Entity::find().filter(variant::Column::Sku.starts_with("~"));
    assert_eq!(marked.count(shop.services.store.read()).await.unwrap(), 0);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_product_that_is_made_again_under_its_key_is_made_once() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let mug = body("Mug", "MUG", 900);
    let first = staff.post_once("/products", "one", &mug).await;
    let again = staff.post_once("/products", "one", &mug).await;
    assert_eq!(
        (first.header("idempotency-replayed"), again.header("idempotency-replayed")),
        (Some("false"), Some("true"))
    );
    assert_eq!(first.expect(201), again.expect(201));
    staff
        .post_once("/products", "one", &body("Pot", "POT", 900))
        .await
        .refuses(422, "idempotency_key_reused");
    for (path, body) in [
        ("/categories", json!({ "name": "Tea", "slug": "tea" })),
        ("/brands", json!({ "name": "Kiln" })),
        ("/attributes", json!({ "code": "width", "name": "Width", "kind": "number" })),
        ("/collections", json!({ "name": "Spring" })),
    ] {
        let (first, again) =
            (staff.post_once(path, "two", &body).await, staff.post_once(path, "two", &body).await);
        assert_eq!(first.expect(201), again.expect(201), "{path}");
        assert_eq!(staff.post(path, &body).await.status, 409, "{path}");
    }
    shop.run_jobs().await;
    shop.close().await;
}
