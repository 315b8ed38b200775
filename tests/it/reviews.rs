//! What customers say about what they bought: who may, who sees it, and what it comes to.

use futures_util::future::join_all;
use platform::database::statements;
use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::own_data::own_data;
use crate::shop::{Actor, Answer, Product, Setup, Shop, card};

const HOSTILE: &str = "<script>alert(1)</script>\n</script><img src=x onerror=alert(1)> {{ 7 * 7 }}";

async fn buyer(shop: &Shop, email: &str, product: &Product) -> Actor {
    let somebody = shop.customer(email).await;
    somebody.buy(product, card::GOOD).await;
    shop.run_jobs().await;
    somebody
}

fn path(product: &Product) -> String {
    format!("/products/{}/reviews/own", product.id)
}

async fn say(who: &Actor, product: &Product, rating: i64, text: &str) -> Answer {
    who.put(&path(product), &json!({ "rating": rating, "title": "Well", "text": text })).await
}

async fn decide(staff: &Actor, review: &Value, verb: &str) -> Answer {
    let id = review["review"]["id"].as_str().unwrap_or_else(|| review["id"].as_str().unwrap());
    staff.post(&format!("/reviews/{id}/{verb}"), &json!({})).await
}

async fn seen(shop: &Shop, product: &Product, query: &str) -> Value {
    shop.guest().get(&format!("/products/{}/reviews?{query}", product.id)).await.expect(200)
}

async fn open(waits: &'static str) -> Shop {
    let env = vec![("PENDEN_SHOP__REVIEWS_WAIT", waits)];
    Shop::open_with(Setup { env, storefront: Some(100), ..Setup::default() }).await
}

#[tokio::test]
async fn who_bought_it_says_something_once_and_changes_it() {
    let shop = open("false").await;
    let (mug, pot) = (shop.product("Mug", 900, 50).await, shop.product("Pot", 2900, 50).await);
    let ada = buyer(&shop, "ada@example.org", &mug).await;
    say(&ada, &pot, 5, "Never had it").await.refuses(422, "not_bought");
    say(&shop.customer("eve@example.org").await, &mug, 1, "Bah").await.refuses(422, "not_bought");
    say(&shop.guest(), &mug, 1, "Bah").await.refuses(401, "unauthenticated");
    let own = ada.get(&path(&mug)).await.expect(200);
    assert_eq!(own, json!({ "may_write": true }));
    assert_eq!(ada.get(&path(&pot)).await.expect(200), json!({ "may_write": false }));

    let first = say(&ada, &mug, 4, "Good\nand heavy").await.expect(200);
    assert_eq!((&first["state"], &first["review"]["author"]), (&json!("published"), &json!("Ada L.")));
    let again = say(&ada, &mug, 2, "It broke").await.expect(200);
    assert_eq!(again["review"]["id"], first["review"]["id"]);
    shop.run_jobs().await;
    let page = seen(&shop, &mug, "").await;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!((&page["items"][0]["text"], &page["stars"]), (&json!("It broke"), &json!([0, 1, 0, 0, 0])));
    assert_eq!(page["rating"], json!({ "average": 2.0, "count": 1 }));
    for (body, field) in [
        (json!({ "rating": 0 }), "rating"),
        (json!({ "rating": 6 }), "rating"),
        (json!({ "rating": 5, "title": "a\nb" }), "title"),
        (json!({ "rating": 5, "title": "x".repeat(121) }), "title"),
        (json!({ "rating": 5, "text": "x".repeat(4001) }), "text"),
        (json!({ "rating": 5, "text": "bell \u{7}" }), "text"),
        (json!({ "rating": 5, "stars": 5 }), "stars"),
    ] {
        let answer = ada.put(&path(&mug), &body).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (422, &json!(field)),
            "{}",
            answer.body
        );
    }
    assert_eq!(own_data(&shop, &ada).await["reviews"][0]["text"], "It broke");
    ada.delete(&path(&mug)).await.expect(204);
    ada.delete(&path(&mug)).await.expect(204);
    shop.run_jobs().await;
    assert_eq!(seen(&shop, &mug, "").await, json!({ "items": [], "stars": [0, 0, 0, 0, 0] }));
    let nobody = "/products/01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90/reviews";
    shop.guest().get(nobody).await.refuses(404, "not_found");
    ada.get(&format!("{nobody}/own")).await.refuses(404, "not_found");
    shop.close().await;
}

#[tokio::test]
async fn what_waits_is_seen_by_nobody_until_staff_publishes_it() {
    let shop = open("true").await;
    let mug = shop.product("Mug", 900, 50).await;
    let (ada, staff) = (buyer(&shop, "ada@example.org", &mug).await, shop.staff().await);
    let said = say(&ada, &mug, 5, HOSTILE).await.expect(200);
    assert_eq!(said["state"], "pending");
    shop.run_jobs().await;
    assert_eq!(seen(&shop, &mug, "").await["items"], json!([]));
    let waiting = staff.get("/reviews?state=pending").await.expect(200);
    assert_eq!(
        (&waiting["items"][0]["product_name"], &waiting["items"][0]["text"]),
        (&json!("Mug"), &json!(HOSTILE))
    );
    ada.get("/reviews").await.refuses(403, "forbidden");
    decide(&ada, &said, "publish").await.refuses(403, "forbidden");

    // What the customer changed meanwhile is not published unread.
    let read = &waiting["items"][0];
    say(&ada, &mug, 5, "Now something else").await.expect(200);
    let publish = format!("/reviews/{}/publish", read["id"].as_str().unwrap());
    let stale = json!({ "updated_at": read["updated_at"] });
    staff.post(&publish, &stale).await.refuses(409, "changed_meanwhile");
    say(&ada, &mug, 4, HOSTILE).await.expect(200);
    let fresh = staff.get(&format!("/reviews/{}", read["id"].as_str().unwrap())).await.expect(200);
    let published = staff.post(&publish, &json!({ "updated_at": fresh["updated_at"] })).await.expect(200);
    assert_eq!(published["state"], "published");
    let answer = format!("/reviews/{}/answer", read["id"].as_str().unwrap());
    staff.put(&answer, &json!({ "answer": "Thank you.\nCome again." })).await.expect(200);
    assert_eq!(staff.put(&answer, &json!({})).await.body["errors"][0]["field"], "answer");
    shop.run_jobs().await;
    let page = seen(&shop, &mug, "").await;
    assert_eq!(
        (&page["items"][0]["text"], &page["items"][0]["answer"]),
        (&json!(HOSTILE), &json!("Thank you.\nCome again."))
    );
    assert!(
        page.to_string().find("ada@example.org").is_none() && page["items"][0].get("customer_id").is_none()
    );

    // Changed, it waits again, and the product has no stars until then.
    say(&ada, &mug, 1, "Bad").await.expect(200);
    shop.run_jobs().await;
    assert!(seen(&shop, &mug, "").await["rating"].is_null());
    decide(&staff, &fresh, "reject").await.expect(200);
    assert_eq!(ada.get(&path(&mug)).await.expect(200)["state"], "rejected");
    staff.put(&answer, &json!({ "answer": null })).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(seen(&shop, &mug, "").await["items"], json!([]));
    shop.close().await;
}

#[tokio::test]
async fn stars_are_counted_on_products_lists_and_for_search_engines() {
    let shop = open("false").await;
    let mug = shop.product("Mug", 900, 50).await;
    let people = ["ada", "ben", "cleo", "dora", "emil"];
    for (name, rating) in people.iter().zip([5, 5, 4, 1, 5]) {
        let who = buyer(&shop, &format!("{name}@example.org"), &mug).await;
        say(&who, &mug, rating, HOSTILE).await.expect(200);
    }
    shop.run_jobs().await;
    let rating = json!({ "average": 4.0, "count": 5 });
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["rating"], rating);
    assert_eq!(shop.guest().get("/products").await.expect(200)["items"][0]["rating"], rating);
    let page = shop.request(Method::GET, "/products/mug").header("accept", "text/html");
    let html = String::from_utf8(shop.send(page).await.bytes).unwrap();
    assert!(html.contains("\"aggregateRating\":{") && html.contains("\"reviewCount\":5"), "{html}");

    for (sort, expected) in [
        ("newest", vec![5, 1, 4, 5, 5]),
        ("oldest", vec![5, 5, 4, 1, 5]),
        ("best", vec![5, 5, 5, 4, 1]),
        ("worst", vec![1, 4, 5, 5, 5]),
    ] {
        let (mut all, mut ids, mut cursor) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = seen(&shop, &mug, &format!("sort={sort}&limit=2{cursor}")).await;
            let rows = page["items"].as_array().unwrap();
            all.extend(rows.iter().map(|row| row["rating"].as_i64().unwrap()));
            ids.extend(rows.iter().map(|row| row["id"].to_string()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(all, expected, "{sort}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 5, "{sort}");
    }
    assert_eq!(seen(&shop, &mug, "rating=5").await["items"].as_array().unwrap().len(), 3);
    let best = seen(&shop, &mug, "sort=best&limit=2").await;
    let foreign = format!("/products/{}/reviews?cursor={}", mug.id, best["next_cursor"].as_str().unwrap());
    shop.guest().get(&foreign).await.refuses(422, "validation_failed");
    let staff = shop.staff().await;
    let spent = async |limit: u32| {
        let before = statements();
        staff.get(&format!("/reviews?limit={limit}")).await.expect(200);
        statements() - before
    };
    assert_eq!(spent(1).await, spent(5).await);

    // Whatever happened to the counts, they are made anew from the reviews.
    use sea_orm::EntityTrait;
    let db = shop.services.store.writer();
    domain::entity::product_rating::Entity::delete_many().exec(db).await.unwrap();
    shop.fire("reviews.rate_all").await;
    shop.run_jobs().await;
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["rating"], rating);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_say_something_at_once_are_all_counted_and_one_who_does_is_counted_once() {
    let shop = open("false").await;
    let mug = shop.product("Mug", 900, 50).await;
    let mut people = Vec::new();
    for number in 0..6 {
        people.push(buyer(&shop, &format!("p{number}@example.org"), &mug).await);
    }
    let ada = &people[0];
    let many = join_all(people.iter().map(|who| say(who, &mug, 5, "All at once")));
    let one = join_all((1..=4).map(|rating| say(ada, &mug, rating, "Again")));
    let (many, one) = tokio::join!(many, one);
    assert!(many.iter().chain(&one).all(|answer| answer.status == 200));
    shop.run_jobs().await;
    let page = seen(&shop, &mug, "").await;
    assert_eq!((page["items"].as_array().unwrap().len(), &page["rating"]["count"]), (6, &json!(6)));
    shop.close().await;
}
