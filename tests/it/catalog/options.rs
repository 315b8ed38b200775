//! Options: variants that differ in size and colour, and a picker that can be drawn from the answer.

use serde_json::{Value, json};

use super::{create, fields, id, names};
use crate::shop::{Actor, Shop};

async fn define(staff: &Actor) {
    for (code, choices) in [("size", ["s", "m", "l"]), ("colour", ["red", "blue", "green"])] {
        let choices: Vec<Value> =
            choices.iter().map(|choice| json!({ "code": choice, "label": choice.to_uppercase() })).collect();
        let attribute = json!({
            "code": code, "name": code, "kind": "choice", "filterable": true, "choices": choices,
        });
        staff.post("/attributes", &attribute).await.expect(201);
    }
    let attribute = json!({ "code": "heavy", "name": "Heavy", "kind": "boolean" });
    staff.post("/attributes", &attribute).await.expect(201);
}

fn variant(sku: &str, options: Value) -> Value {
    json!({ "sku": sku, "price_minor": 900, "stock": 1, "options": options })
}

fn shirt(variants: Value) -> Value {
    json!({ "name": "Shirt", "status": "active", "tax_rate_bp": 1900, "options": ["size", "colour"], "variants": variants })
}

#[tokio::test]
async fn a_picker_can_be_drawn_from_a_product() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    define(&staff).await;
    let shirt = create(
        &staff,
        &shirt(json!([
            variant("S-RED", json!({ "size": "s", "colour": "red" })),
            variant("L-BLUE", json!({ "size": "l", "colour": "blue" })),
        ])),
    )
    .await;
    let seen = guest.get("/products/shirt").await.expect(200);
    let codes = |option: &Value| {
        let choices = option["choices"].as_array().unwrap();
        choices.iter().map(|choice| choice["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(",")
    };
    let options: Vec<(String, String)> = seen["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| (option["code"].as_str().unwrap().to_owned(), codes(option)))
        .collect();
    let expected = [("size", "s,l"), ("colour", "red,blue")];
    assert_eq!(options, expected.map(|(code, choices)| (code.to_owned(), choices.to_owned())));
    assert_eq!(seen["variants"][1]["options"], json!({ "colour": "blue", "size": "l" }));

    // Options are facets, too.
    for (query, found) in [("size:l", 1), ("size:m", 0), ("size:s;colour:red", 1), ("colour:green", 0)] {
        let page = guest.get(&format!("/products?attributes={query}")).await.expect(200);
        assert_eq!(names(&page).len(), found, "{query}");
    }
    let path = format!("/products/{}/variants", id(&shirt));
    let third =
        staff.post(&path, &variant("M-RED", json!({ "size": "m", "colour": "red" }))).await.expect(201);
    assert_eq!(names(&guest.get("/products?attributes=size:m").await.expect(200)), ["Shirt"]);
    staff
        .patch(
            &format!("/variants/{}", id(&third)),
            &json!({ "options": { "size": "m", "colour": "green" } }),
        )
        .await
        .expect(200);
    assert_eq!(names(&guest.get("/products?attributes=colour:green").await.expect(200)), ["Shirt"]);
    assert_eq!(staff.delete(&format!("/variants/{}", id(&third))).await.status, 204);
    assert!(names(&guest.get("/products?attributes=size:m").await.expect(200)).is_empty());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_variant_has_one_choice_of_each_option_and_no_two_the_same() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    define(&staff).await;
    let red = || variant("RED", json!({ "size": "s", "colour": "red" }));
    for (variants, expected) in [
        (json!([red(), variant("X", json!({ "size": "s" }))]), vec!["variants/1/options/colour"]),
        (
            json!([red(), variant("X", json!({ "size": "xl", "colour": "red" }))]),
            vec!["variants/1/options/size"],
        ),
        (
            json!([red(), variant("X", json!({ "size": "m", "colour": "red", "heavy": "true" }))]),
            vec!["variants/1/options/heavy"],
        ),
        (json!([red(), variant("X", json!({ "colour": "red", "size": "s" }))]), vec!["variants/1/options"]),
    ] {
        assert_eq!(fields(staff.post("/products", &shirt(variants.clone())).await), expected, "{variants}");
    }
    let mut wrong = shirt(json!([]));
    for (options, field) in [
        (json!(["heavy"]), "options/0"),
        (json!(["nothing"]), "options/0"),
        (json!(["size", "size"]), "options/1"),
    ] {
        wrong["options"] = options;
        assert_eq!(fields(staff.post("/products", &wrong).await), [field]);
    }
    let shirt = create(&staff, &shirt(json!([red()]))).await;
    let path = format!("/products/{}/variants", id(&shirt));
    let same = variant("X", json!({ "size": "s", "colour": "red" }));
    staff.post(&path, &same).await.refuses(409, "combination_taken");
    let other = variant("X", json!({ "size": "m", "colour": "red" }));
    let other = staff.post(&path, &other).await.expect(201);
    let same = json!({ "options": { "size": "s", "colour": "red" } });
    staff.patch(&format!("/variants/{}", id(&other)), &same).await.refuses(409, "combination_taken");
    // The product itself has no value of what its variants differ in.
    let own = json!({ "attributes": [{ "code": "size", "choices": ["s"] }] });
    assert_eq!(fields(staff.patch(&format!("/products/{}", id(&shirt)), &own).await), ["attributes/0/code"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn options_are_set_together_with_what_the_variants_have() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    define(&staff).await;
    let mut plain = shirt(json!([
        { "sku": "ONE", "price_minor": 900 }, { "sku": "TWO", "price_minor": 900 },
    ]));
    plain["options"] = json!([]);
    let product = create(&staff, &plain).await;
    let (one, two) = (&product["variants"][0]["id"], &product["variants"][1]["id"]);
    let path = format!("/products/{}/options", id(&product));
    let set = |first: &str, second: Option<&str>| {
        let mut variants = vec![json!({ "variant_id": one, "options": { "size": first } })];
        variants.extend(second.map(|second| json!({ "variant_id": two, "options": { "size": second } })));
        json!({ "options": ["size"], "variants": variants })
    };
    assert_eq!(fields(staff.put(&path, &set("s", None)).await), ["variants/TWO/options/size"]);
    assert_eq!(fields(staff.put(&path, &set("s", Some("s"))).await), ["variants/1/options"]);
    staff.put(&path, &set("s", Some("m"))).await.expect(200);
    // The two exchange theirs.
    let changed = staff.put(&path, &set("m", Some("s"))).await.expect(200);
    assert_eq!(changed["variants"][0]["options"], json!({ "size": "m" }));
    let stranger = json!({ "options": ["size"], "variants": [
        { "variant_id": "00000000-0000-7000-8000-000000000000", "options": {} },
    ] });
    assert_eq!(fields(staff.put(&path, &stranger).await), ["variants/0/variant_id"]);
    let none = staff.put(&path, &json!({ "options": [] })).await.expect(200);
    assert_eq!((&none["options"], none["variants"][0].get("options")), (&json!([]), None));
    assert!(names(&shop.guest().get("/products?attributes=size:m").await.expect(200)).is_empty());
    shop.run_jobs().await;
    shop.close().await;
}
