//! Finding products: filters, orders and pages.

use std::collections::BTreeSet;

use domain::entity::product;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{category, create, fields, id, names, product as body};
use crate::shop::{Actor, Shop};

async fn found(shop: &Shop, query: &str) -> Vec<String> {
    let page = shop.guest().get(&format!("/products?sort=name_asc&{query}")).await.expect(200);
    names(&page).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_category_lists_what_is_in_the_categories_below_it() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let home = category(&staff, "home", None).await;
    let kitchen = category(&staff, "kitchen", Some(&home)).await;
    let mugs = category(&staff, "mugs", Some(&kitchen)).await;
    let paper = category(&staff, "paper", None).await;
    for (name, category) in [("Lamp", &home), ("Pot", &kitchen), ("Mug", &mugs), ("Pad", &paper)] {
        let mut product = body(name, name, 900);
        product["category_id"] = category["id"].clone();
        create(&staff, &product).await;
    }
    create(&staff, &body("Stray", "STRAY", 900)).await;
    assert_eq!(found(&shop, "category=home").await, ["Lamp", "Mug", "Pot"]);
    assert_eq!(found(&shop, "category=kitchen").await, ["Mug", "Pot"]);
    assert_eq!(found(&shop, "category=paper").await, ["Pad"]);
    shop.guest().get("/products?category=garden").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn prices_and_stock_narrow_the_list() {
    let shop = Shop::open().await;
    for (name, price, stock) in [("Cheap", 100, 1), ("Fair", 500, 0), ("Dear", 900, 1)] {
        shop.product(name, price, stock).await;
    }
    assert_eq!(found(&shop, "price_min=500").await, ["Dear", "Fair"]);
    assert_eq!(found(&shop, "price_max=500").await, ["Cheap", "Fair"]);
    assert_eq!(found(&shop, "price_min=500&price_max=500").await, ["Fair"]);
    assert_eq!(found(&shop, "price_min=901").await, Vec::<String>::new());
    assert_eq!(found(&shop, "in_stock=true").await, ["Cheap", "Dear"]);
    assert_eq!(found(&shop, "in_stock=false").await, ["Fair"]);
    assert_eq!(found(&shop, "in_stock=true&price_max=500&q=chea").await, ["Cheap"]);
    for wrong in ["price_min=-1", "price_max=x", "in_stock=perhaps", "sort=best", "limit=0", "limit=101"] {
        let answer = shop.guest().get(&format!("/products?{wrong}")).await;
        assert_eq!((answer.status, &answer.body["code"]), (400, &json!("invalid_parameter")), "{wrong}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn text_is_found_whatever_its_case_and_wildcards_are_plain_letters() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    for (name, description, sku) in [
        ("Blue MUG", "with 50% less weight", "BM-1"),
        ("Red mug", "50 percent", "RM_1"),
        ("ÜBERTOPF", r"a back\slash", "POT"),
    ] {
        let mut product = body(name, sku, 900);
        product["description"] = json!(description);
        create(&staff, &product).await;
    }
    for (query, names) in [
        ("q=mug", vec!["Blue MUG", "Red mug"]),
        ("q=MUG%20blue", vec!["Blue MUG"]),
        ("q=%C3%9Cbertopf", vec!["ÜBERTOPF"]),
        ("q=%C3%BCber", vec!["ÜBERTOPF"]),
        ("q=50%25", vec!["Blue MUG"]),
        ("q=%25", vec!["Blue MUG"]),
        ("q=rm_1", vec!["Red mug"]),
        ("q=_", vec!["Red mug"]),
        ("q=%5C", vec!["ÜBERTOPF"]),
        ("q=%00", vec!["Blue MUG", "Red mug", "ÜBERTOPF"]),
        ("q=green", vec![]),
        ("q=%27%20OR%201%3D1", vec![]),
    ] {
        assert_eq!(found(&shop, query).await, names, "{query}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

/// Walks all pages; `between` runs after each of them.
async fn walk(guest: &Actor, query: &str, mut between: impl AsyncFnMut(usize)) -> Vec<Value> {
    let (mut items, mut cursor, mut page_number) = (Vec::new(), String::new(), 0);
    loop {
        let page = guest.get(&format!("/products?{query}{cursor}")).await.expect(200);
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { return items };
        cursor = format!("&cursor={next}");
        page_number += 1;
        between(page_number).await;
    }
}

#[tokio::test]
async fn pages_repeat_and_lose_nothing_while_products_are_added() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    // Ties in every order: few prices, few names, and one moment for all.
    let mut before = BTreeSet::new();
    for number in 0..13 {
        let mut product =
            body(["Mug", "Pot"][number % 2], &format!("OLD-{number}"), [300, 500, 700][number % 3]);
        if number % 5 == 4 {
            product["variants"] = json!([]);
        }
        before.insert(id(&create(&staff, &product).await).to_owned());
    }
    let moment = product::ActiveModel { created_at: Set(domain::clock::now()), ..Default::default() };
    let olds = product::Entity::update_many().set(moment).filter(product::Column::Status.eq("active"));
    olds.exec(shop.services.store.writer()).await.unwrap();
    shop.run_jobs().await;

    let mut added = 0;
    for sort in ["newest", "price_asc", "price_desc", "name_asc"] {
        let seen = walk(&guest, &format!("sort={sort}&limit=4"), async |_| {
            added += 1;
            create(&staff, &body("Nap", &format!("NEW-{added}"), 400)).await;
        })
        .await;
        let ids: Vec<&str> = seen.iter().map(id).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(distinct.len(), ids.len(), "{sort} repeats something");
        let missing: Vec<_> = before.iter().filter(|id| !distinct.contains(id.as_str())).collect();
        assert!(missing.is_empty(), "{sort} loses {missing:?}");
        check_order(sort, &seen);
    }
    shop.run_jobs().await;
    shop.close().await;
}

fn check_order(sort: &str, items: &[Value]) {
    let price = |item: &Value| item["price_from"]["amount_minor"].as_i64();
    for pair in items.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let fits = match sort {
            "newest" => a["created_at"].as_str() >= b["created_at"].as_str(),
            "name_asc" => a["name"].as_str() <= b["name"].as_str(),
            "price_asc" => price(b).is_none_or(|b| price(a).is_some_and(|a| a <= b)),
            _ => price(b).is_none_or(|b| price(a).is_some_and(|a| a >= b)),
        };
        assert!(fits, "{sort}: {a} before {b}");
    }
}

#[tokio::test]
async fn a_cursor_that_the_list_did_not_hand_out_is_refused() {
    let shop = Shop::open().await;
    let guest = shop.guest();
    shop.product("Mug", 900, 1).await;
    shop.product("Pot", 900, 1).await;
    let page = guest.get("/products?limit=1").await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    for (sort, cursor) in [
        ("newest", "garbage"),
        ("newest", "e30"),
        ("newest", "%00"),
        ("newest", ""),
        ("newest", &cursor[1..]),
        ("price_asc", cursor),
        ("name_asc", cursor),
    ] {
        let answer = guest.get(&format!("/products?sort={sort}&cursor={cursor}")).await;
        assert_eq!(fields(answer), ["cursor"], "{sort} {cursor}");
    }
    let last = guest.get(&format!("/products?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!((names(&last), last.get("next_cursor")), (vec!["Mug"], None));
    shop.run_jobs().await;
    shop.close().await;
}
