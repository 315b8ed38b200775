//! What is recommended in which case, and the reason that is given.

use platform::database::statements;
use serde_json::{Value, json};

use super::{buy, fresh, told};
use crate::shop::{Product, Shop};

async fn get(shop: &Shop, path: &str) -> Value {
    shop.guest().get(path).await.expect(200)
}

/// Staff puts a product on sale, in a category and with a colour.
async fn sell(shop: &Shop, name: &str, price: i64, category: &Value, colour: &str) -> Product {
    let sku = name.to_uppercase();
    let body = json!({
        "name": name, "status": "active", "tax_rate_bp": 1900, "category_id": category["id"],
        "attributes": [{ "code": "colour", "choices": [colour] }],
        "variants": [{ "sku": sku, "name": name, "price_minor": price, "weight_g": 300, "stock": 50 }],
    });
    let product = shop.staff().await.post("/products", &body).await.expect(201);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Product {
        id: text(&product["id"]),
        variant_id: text(&product["variants"][0]["id"]).parse().unwrap(),
        sku,
    }
}

async fn category(shop: &Shop, slug: &str, parent: Option<&Value>) -> Value {
    let mut body = json!({ "slug": slug, "name": slug });
    if let Some(parent) = parent {
        body["parent_id"] = parent["id"].clone();
    }
    shop.staff().await.post("/categories", &body).await.expect(201)
}

async fn colours(shop: &Shop) {
    let choice = |code: &str| json!({ "code": code, "label": code });
    let body = json!({
        "code": "colour", "name": "Colour", "kind": "choice", "filterable": true, "position": 1,
        "choices": [choice("red"), choice("blue"), choice("green")],
    });
    shop.staff().await.post("/attributes", &body).await.expect(201);
}

#[tokio::test]
async fn a_shop_without_orders_shows_what_is_alike_and_what_is_new() {
    let shop = Shop::open().await;
    assert_eq!(told(&get(&shop, "/recommendations?kind=popular").await), "");
    let mug = shop.product("Mug", 900, 10).await;
    fresh(&shop).await;
    assert_eq!(told(&get(&shop, "/recommendations?kind=popular").await), "mug new");
    // There is nothing beside the only product.
    assert_eq!(told(&get(&shop, "/products/mug/recommendations").await), "");
    shop.product("Tea", 500, 10).await;
    fresh(&shop).await;
    for path in [
        "/products/mug/recommendations",
        "/products/mug/recommendations?kind=similar",
        &format!("/products/{}/recommendations", mug.id),
        "/recommendations?kind=bought_together&products=mug",
        "/recommendations?kind=for_you&products=mug",
    ] {
        assert_eq!(told(&get(&shop, path).await), "tea new", "{path}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_was_bought_together_comes_first_and_says_so() {
    let shop = Shop::open().await;
    let (mug, tea, pot, pen) = (
        shop.product("Mug", 900, 50).await,
        shop.product("Tea", 500, 50).await,
        shop.product("Pot", 2500, 50).await,
        shop.product("Pen", 100, 50).await,
    );
    let ada = shop.customer("ada@example.org").await;
    buy(&shop, &ada, &[&mug, &tea]).await;
    buy(&shop, &ada, &[&mug, &tea]).await;
    buy(&shop, &ada, &[&mug, &pot]).await;
    buy(&shop, &ada, &[&pen]).await;
    fresh(&shop).await;
    let answer = get(&shop, "/products/mug/recommendations").await;
    assert_eq!(told(&answer), "tea bought_together, pot bought_together, pen popular");
    assert_eq!(answer["items"][0]["reason"], json!({ "code": "bought_together", "with": "mug" }));
    assert_eq!(answer["items"][0]["product"]["price_from"]["amount_minor"], 500);
    // A cart of both: neither is shown again.
    let answer = get(&shop, "/recommendations?kind=bought_together&products=mug,tea&limit=1").await;
    assert_eq!(told(&answer), "pot bought_together");
    shop.close().await;
}

#[tokio::test]
async fn what_everybody_buys_does_not_stand_beside_everything() {
    let shop = Shop::open().await;
    let (mug, coaster, bag) = (
        shop.product("Mug", 900, 90).await,
        shop.product("Coaster", 300, 90).await,
        shop.product("Bag", 100, 90).await,
    );
    let ada = shop.customer("ada@example.org").await;
    for _ in 0..2 {
        buy(&shop, &ada, &[&mug, &coaster, &bag]).await;
    }
    for _ in 0..4 {
        buy(&shop, &ada, &[&bag]).await;
    }
    fresh(&shop).await;
    let answer = get(&shop, "/products/mug/recommendations").await;
    assert_eq!(told(&answer), "coaster bought_together, bag bought_together");
    assert!(told(&get(&shop, "/recommendations?kind=popular").await).starts_with("bag popular"));
    shop.close().await;
}

#[tokio::test]
async fn what_is_alike_says_in_what() {
    let shop = Shop::open().await;
    colours(&shop).await;
    let kitchen = category(&shop, "kitchen", None).await;
    let cups = category(&shop, "cups", Some(&kitchen)).await;
    let pots = category(&shop, "pots", Some(&kitchen)).await;
    let paper = category(&shop, "paper", None).await;
    sell(&shop, "Mug", 900, &cups, "red").await;
    sell(&shop, "Beaker", 950, &cups, "red").await;
    sell(&shop, "Bowl", 4000, &cups, "blue").await;
    sell(&shop, "Pot", 2500, &pots, "green").await;
    sell(&shop, "Pad", 900, &paper, "green").await;
    shop.run_jobs().await;
    let answer = get(&shop, "/products/mug/recommendations?kind=similar").await;
    assert_eq!(told(&answer), "beaker similar, bowl similar, pot similar, pad new");
    let expected = json!({
        "code": "similar", "to": "mug", "attributes": ["colour"], "same_category": true, "same_brand": false,
    });
    assert_eq!(answer["items"][0]["reason"], expected);
    assert_eq!(answer["items"][2]["reason"]["same_category"], false);
    shop.close().await;
}

#[tokio::test]
async fn a_category_shows_its_own_before_the_rest() {
    let shop = Shop::open().await;
    colours(&shop).await;
    let (cups, paper) = (category(&shop, "cups", None).await, category(&shop, "paper", None).await);
    let mug = sell(&shop, "Mug", 900, &cups, "red").await;
    sell(&shop, "Bowl", 950, &cups, "red").await;
    let pad = sell(&shop, "Pad", 900, &paper, "green").await;
    let ada = shop.customer("ada@example.org").await;
    buy(&shop, &ada, &[&mug]).await;
    buy(&shop, &ada, &[&pad]).await;
    buy(&shop, &ada, &[&pad]).await;
    fresh(&shop).await;
    let answer = get(&shop, "/recommendations?kind=popular&category=cups").await;
    assert_eq!(told(&answer), "mug popular_in_category, bowl new, pad popular");
    assert_eq!(answer["items"][0]["reason"], json!({ "code": "popular_in_category", "category": "cups" }));
    shop.guest().get("/recommendations?kind=popular&category=none").await.expect(404);
    shop.close().await;
}

#[tokio::test]
async fn a_customer_is_shown_what_goes_with_what_they_bought_and_nobody_else_is() {
    let shop = Shop::open().await;
    let (mug, tea, pen) = (
        shop.product("Mug", 900, 50).await,
        shop.product("Tea", 500, 50).await,
        shop.product("Pen", 100, 50).await,
    );
    let (ada, bob) = (shop.customer("ada@example.org").await, shop.customer("bob@example.org").await);
    buy(&shop, &ada, &[&mug, &tea]).await;
    buy(&shop, &ada, &[&pen]).await;
    buy(&shop, &bob, &[&mug]).await;
    fresh(&shop).await;
    let answer = bob.get("/recommendations?kind=for_you").await;
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert!(told(&answer.expect(200)).starts_with("tea bought_together"));
    // Ada has it all; what she has is not shown to her, and what she bought not to a guest.
    assert_eq!(told(&ada.get("/recommendations?kind=for_you").await.expect(200)), "");
    let answer = shop.guest().get("/recommendations?kind=for_you").await;
    assert!(answer.header("cache-control").unwrap().starts_with("public"));
    assert!(told(&answer.expect(200)).contains("mug popular"));
    shop.close().await;
}

#[tokio::test]
async fn what_shoppers_do_not_see_is_never_shown_and_what_is_sold_out_comes_last() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let (mug, tea, pot) = (
        shop.product("Mug", 900, 50).await,
        shop.product("Tea", 500, 2).await,
        shop.product("Pot", 2500, 50).await,
    );
    let pen = shop.product("Pen", 100, 50).await;
    let ada = shop.customer("ada@example.org").await;
    buy(&shop, &ada, &[&mug, &tea, &pot]).await;
    buy(&shop, &ada, &[&mug, &tea]).await;
    buy(&shop, &ada, &[&mug, &pot]).await;
    let unseen = json!({ "status": "archived" });
    staff.patch(&format!("/products/{}", pot.id), &unseen).await.expect(200);
    shop.run_jobs().await;
    // Pot is gone, tea is sold out.
    for kind in ["bought_together", "similar"] {
        let answer = get(&shop, &format!("/products/mug/recommendations?kind={kind}")).await;
        let names = told(&answer);
        assert!(names.starts_with("pen ") && names.contains(", tea ") && !names.contains("pot"), "{names}");
    }
    let viewed = get(&shop, "/recommendations?kind=recently_viewed&products=pot,pen,mug,none").await;
    assert_eq!(told(&viewed), "pen viewed, mug viewed");
    shop.guest().get("/products/pot/recommendations").await.expect(404);
    staff.delete(&format!("/products/{}", pen.id)).await.expect(204);
    shop.run_jobs().await;
    assert!(!told(&get(&shop, "/products/mug/recommendations").await).contains("pen"));
    shop.close().await;
}

#[tokio::test]
async fn answers_are_kept_named_and_bounded() {
    let shop = Shop::open().await;
    let mut products = Vec::new();
    for name in ["Mug", "Tea", "Pot", "Pen"] {
        products.push(shop.product(name, 900, 50).await);
    }
    let ada = shop.customer("ada@example.org").await;
    let count = async |path: &str| {
        fresh(&shop).await;
        let before = statements();
        get(&shop, path).await;
        statements() - before
    };
    let few = count("/products/mug/recommendations").await;
    buy(&shop, &ada, &products.iter().collect::<Vec<_>>()).await;
    let many = count("/products/mug/recommendations").await;
    assert!(few <= 22 && many <= 22, "{few} and {many}");
    let cart = count("/recommendations?kind=for_you&products=mug,tea,pot").await;
    assert!(cart <= 32, "{cart}");
    let before = statements();
    let answer = shop.guest().get("/products/mug/recommendations").await;
    fresh(&shop).await;
    let again = shop.guest().get("/products/mug/recommendations").await;
    assert_eq!(answer.header("etag"), again.header("etag"));
    shop.guest().get("/products/mug/recommendations").await.expect(200);
    assert!(statements() - before <= 44, "the third came from the cache");
    for wrong in [
        "/recommendations",
        "/recommendations?kind=nonsense",
        "/recommendations?kind=popular&limit=0",
        "/recommendations?kind=popular&limit=25",
    ] {
        shop.guest().get(wrong).await.expect(400);
    }
    let keys: Vec<String> = (0..21).map(|n| format!("p{n}")).collect();
    let path = format!("/recommendations?kind=bought_together&products={}", keys.join(","));
    let refused = shop.guest().get(&path).await.expect(422);
    assert_eq!(refused["errors"][0]["field"], "products");
    // Whatever else is no slug names nothing.
    let odd = "/recommendations?kind=similar&products=%00,%27%3B--,%F0%9F%98%80,../etc";
    shop.guest().get(odd).await.expect(200);
    shop.close().await;
}
