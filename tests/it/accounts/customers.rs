//! Who buys here: found, counted, page by page; staff and guests are not among them.

use platform::database::statements;
use serde_json::{Value, json};

use crate::shop::{Actor, Shop, card};

async fn found(staff: &Actor, query: &str) -> Vec<String> {
    let page = staff.get(&format!("/customers?{query}")).await.expect(200);
    let email = |row: &Value| row["email"].as_str().unwrap().to_owned();
    page["items"].as_array().unwrap().iter().map(email).collect()
}

#[tokio::test]
async fn customers_are_found_with_what_they_bought() {
    let shop = Shop::open().await;
    let (mug, admin) = (shop.product("Mug", 900, 50).await, shop.admin().await);
    let (ada, bob) = (shop.customer("ada@example.org").await, shop.customer("bob_b@example.org").await);
    let first = ada.buy(&mug, card::GOOD).await;
    ada.buy(&mug, card::GOOD).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    admin.refund(&first, 300).await.expect(201);
    shop.run_jobs().await;

    let (ada_mail, bob_mail) = ("ada@example.org", "bob_b@example.org");
    for (query, expected) in [
        ("", vec![bob_mail, ada_mail]),
        ("sort=oldest", vec![ada_mail, bob_mail]),
        ("q=ADA@", vec![ada_mail]),
        ("q=b_b", vec![bob_mail]),
        ("q=a_a", vec![]),
        ("q=%25", vec![]),
        ("q=%5C", vec![]),
        ("active=false", vec![]),
        ("q=penden", vec![]),
    ] {
        assert_eq!(found(&admin, query).await, expected, "{query}");
    }
    let page = admin.get("/customers?sort=oldest").await.expect(200);
    let (row, other) = (&page["items"][0], &page["items"][1]);
    assert_eq!((&row["orders"], &other["orders"]), (&json!(2), &json!(0)));
    let spent = 2 * first.amount("total") - 300;
    assert_eq!(row["spent"], json!([{ "amount_minor": spent, "currency": "EUR" }]));
    assert_eq!((&other["spent"], other.get("last_order_at")), (&json!([]), None));

    let id = row["id"].as_str().unwrap();
    assert_eq!(&admin.get(&format!("/customers/{id}")).await.expect(200), row);
    let orders = admin.get(&format!("/orders/search?customer_id={id}")).await.expect(200);
    assert_eq!(orders["items"].as_array().unwrap().len(), 2);
    let bob_id = bob.get("/me").await.expect(200)["id"].as_str().unwrap().to_owned();
    admin.post(&format!("/staff/{bob_id}/deactivate"), &json!({})).await.expect(200);
    assert_eq!(found(&admin, "active=false").await, [bob_mail]);
    let own = admin.get("/me").await.expect(200)["id"].as_str().unwrap().to_owned();
    admin.get(&format!("/customers/{own}")).await.refuses(404, "not_found");
    admin.get("/customers?cursor=nonsense").await.refuses(422, "validation_failed");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn pages_of_customers_are_whole_and_each_costs_the_same() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    for number in 0..5 {
        shop.customer(&format!("c{number}@example.org")).await;
    }
    for sort in ["newest", "oldest"] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/customers?sort={sort}&limit=2{cursor}")).await.expect(200);
            all.extend(page["items"].as_array().unwrap().iter().map(|row| row["email"].to_string()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), count), (5, 5), "{sort}");
    }
    let spent = async |limit: u32| {
        let before = statements();
        admin.get(&format!("/customers?limit={limit}")).await.expect(200);
        statements() - before
    };
    assert_eq!(spent(1).await, spent(5).await);
    shop.run_jobs().await;
    shop.close().await;
}
