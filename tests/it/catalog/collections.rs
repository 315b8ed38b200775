//! Collections by hand and by rule, and what goes with a product.

use serde_json::{Value, json};

use super::attributes::define;
use super::{category, create, fields, id, names, product as body};
use crate::shop::{Actor, Shop};

async fn found(shop: &Shop, query: &str) -> String {
    let page = shop.guest().get(&format!("/products?{query}")).await.expect(200);
    names(&page).join(",")
}

async fn by_rule(staff: &Actor, name: &str, rule: Value) -> Value {
    let collection = json!({ "name": name, "published": true, "rule": rule });
    staff.post("/collections", &collection).await.expect(201)
}

#[tokio::test]
async fn a_collection_by_hand_keeps_the_order_of_staff() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let mut ids = Vec::new();
    for name in ["A", "B", "C", "D"] {
        ids.push(create(&staff, &body(name, name, 900)).await["id"].clone());
    }
    let spring = staff.post("/collections", &json!({ "name": "Spring" })).await.expect(201);
    assert_eq!((&spring["slug"], &spring["by_hand"]), (&json!("spring"), &json!(true)));
    let path = format!("/collections/{}", id(&spring));
    let fill = format!("{path}/products");
    let wanted = json!({ "product_ids": [ids[2], ids[0], ids[3]] });
    staff.put(&fill, &wanted).await.expect(200);

    // Not published yet.
    guest.get("/collections/spring").await.refuses(404, "not_found");
    guest.get("/products?collection=spring").await.refuses(404, "not_found");
    assert_eq!(
        names(&staff.get("/products?collection=spring&status=all&sort=by_hand").await.expect(200)),
        ["C", "A", "D"]
    );
    assert!(names(&guest.get("/collections").await.expect(200)).is_empty());
    guest.get("/collections?published=false").await.refuses(403, "forbidden");
    assert_eq!(names(&staff.get("/collections?published=false").await.expect(200)), ["Spring"]);
    staff.patch(&path, &json!({ "published": true })).await.expect(200);
    assert_eq!(names(&guest.get("/collections").await.expect(200)), ["Spring"]);
    assert_eq!(guest.get("/collections/spring").await.expect(200).get("published"), None);

    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page =
            guest.get(&format!("/products?collection=spring&sort=by_hand&limit=1{cursor}")).await.expect(200);
        seen.extend(names(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["C", "A", "D"]);
    assert_eq!(found(&shop, "collection=spring&sort=name_asc").await, "A,C,D");
    for (wrong, expected) in [
        (json!([ids[0], ids[0]]), vec!["product_ids/1"]),
        (json!(["00000000-0000-7000-8000-000000000000"]), vec!["product_ids/0"]),
    ] {
        assert_eq!(fields(staff.put(&fill, &json!({ "product_ids": wrong })).await), expected);
    }
    assert_eq!(staff.delete(&format!("/products/{}", ids[0].as_str().unwrap())).await.status, 204);
    assert_eq!(found(&shop, "collection=spring&sort=by_hand").await, "C,D");
    let rule = json!({ "rule": { "tags": ["x"] } });
    assert_eq!(fields(staff.patch(&path, &rule).await), ["rule"]);
    for status in [204, 404] {
        assert_eq!(staff.delete(&path).await.status, status);
    }
    guest.get("/products?collection=spring").await.refuses(404, "not_found");
    assert_eq!(guest.get("/products").await.expect(200)["items"].as_array().unwrap().len(), 3);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_rule_says_which_products_are_in() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    define(&staff).await;
    let kiln = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let home = category(&staff, "home", None).await;
    let kitchen = category(&staff, "kitchen", Some(&home)).await;
    for (name, price, colour, width, tag) in
        [("A", 100, "red", 5.0, "gift"), ("B", 200, "blue", 15.0, "gift"), ("C", 300, "red", 25.0, "new")]
    {
        let mut product = body(name, name, price);
        product["tags"] = json!([tag]);
        product["attributes"] =
            json!([{ "code": "colour", "choices": [colour] }, { "code": "width", "number": width }]);
        if name != "C" {
            product["brand_id"] = kiln["id"].clone();
        }
        if name != "A" {
            product["category_id"] = kitchen["id"].clone();
        }
        create(&staff, &product).await;
    }
    let mut bare = body("D", "D", 100);
    bare["variants"] = json!([]);
    create(&staff, &bare).await;
    let red = || json!({ "attribute": { "code": "colour", "values": ["red"] } });
    for (number, (rule, expected)) in [
        (red(), "A,C"),
        (json!({ "attribute": { "code": "width", "min": 10.0, "max": 15.0 } }), "B"),
        (json!({ "tags": ["gift", "new"] }), "A,B,C"),
        (json!({ "brand_ids": [kiln["id"]] }), "A,B"),
        (json!({ "category_ids": [home["id"]] }), "B,C"),
        (json!({ "price": { "min_minor": 200 } }), "B,C"),
        (json!({ "price": { "max_minor": 200 } }), "A,B"),
        (json!({ "none": [{ "brand_ids": [kiln["id"]] }] }), "C,D"),
        (json!({ "none": [{ "price": { "max_minor": 100 } }, { "tags": ["new"] }] }), "B,D"),
        (
            json!({ "all": [red(), { "any": [{ "tags": ["gift"] }, { "price": { "min_minor": 900 } }] }] }),
            "A",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let made = by_rule(&staff, &format!("Rule {number}"), rule.clone()).await;
        assert_eq!(made["rule"], rule);
        let query = format!("sort=name_asc&collection=rule-{number}");
        assert_eq!(found(&shop, &query).await, expected, "{rule}");
    }
    let made = staff.get("/collections/rule-0").await.expect(200);
    let path = format!("/collections/{}", id(&made));
    staff
        .put(&format!("{path}/products"), &json!({ "product_ids": [] }))
        .await
        .refuses(409, "filled_by_rule");
    staff.patch(&path, &json!({ "rule": { "tags": ["new"] } })).await.expect(200);
    assert_eq!(found(&shop, "collection=rule-0").await, "C");
    assert_eq!(shop.guest().get("/collections/rule-0").await.expect(200).get("rule"), None);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_is_refused_where_it_does_not() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    define(&staff).await;
    let mut deep = json!({ "tags": ["x"] });
    for _ in 0..6 {
        deep = json!({ "all": [deep] });
    }
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (rule, expected) in [
        (json!({}), vec!["rule"]),
        (json!({ "tags": ["x"], "price": { "min_minor": 1 } }), vec!["rule"]),
        (json!({ "all": [] }), vec!["rule/all"]),
        (json!({ "any": [{ "tags": ["No Tag"] }] }), vec!["rule/any/0/tags/0"]),
        (json!({ "brand_ids": [nobody] }), vec!["rule/brand_ids/0"]),
        (json!({ "category_ids": [nobody] }), vec!["rule/category_ids/0"]),
        (json!({ "price": {} }), vec!["rule/price"]),
        (json!({ "price": { "min_minor": -1 } }), vec!["rule/price/min_minor"]),
        (json!({ "price": { "min_minor": 2, "max_minor": 1 } }), vec!["rule/price/max_minor"]),
        (json!({ "attribute": { "code": "nothing", "values": ["x"] } }), vec!["rule/attribute/code"]),
        (json!({ "attribute": { "code": "colour", "values": ["pink"] } }), vec!["rule/attribute/values/0"]),
        (
            json!({ "attribute": { "code": "width", "values": ["1"] } }),
            vec!["rule/attribute", "rule/attribute/values"],
        ),
        (json!({ "attribute": { "code": "colour", "values": ["red"], "min": 1 } }), vec!["rule/attribute"]),
        (json!({ "nonsense": 1 }), vec!["rule/nonsense"]),
        (deep, vec!["rule"]),
    ] {
        let collection = json!({ "name": "Rule", "rule": rule });
        assert_eq!(fields(staff.post("/collections", &collection).await), expected, "{rule}");
    }
    assert!(names(&staff.get("/collections?published=false").await.expect(200)).is_empty());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_goes_with_a_product_is_shown_in_order_and_one_way() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let (mut ids, mut paths) = (Vec::new(), Vec::new());
    for name in ["A", "B", "C"] {
        let product = create(&staff, &body(name, name, 900)).await;
        paths.push(format!("/products/{}", id(&product)));
        ids.push(product["id"].clone());
    }
    let related = format!("{}/related", paths[0]);
    staff.put(&related, &json!({ "product_ids": [ids[2], ids[1]] })).await.expect(200);
    let shown = async |slug: &str| {
        let product = guest.get(&format!("/products/{slug}")).await.expect(200);
        names(&json!({ "items": product["related"] })).join(",")
    };
    assert_eq!((shown("a").await, shown("b").await), ("C,B".into(), String::new()));
    staff.patch(&paths[2], &json!({ "status": "draft" })).await.expect(200);
    assert_eq!(shown("a").await, "B");
    assert_eq!(staff.delete(&paths[1]).await.status, 204);
    assert_eq!(shown("a").await, "");
    for (wrong, field) in [(json!([ids[0]]), "product_ids"), (json!([ids[1]]), "product_ids/0")] {
        assert_eq!(fields(staff.put(&related, &json!({ "product_ids": wrong })).await), [field]);
    }
    staff
        .put(&format!("{}/related", paths[1]), &json!({ "product_ids": [] }))
        .await
        .refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}
