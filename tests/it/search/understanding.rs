//! What a search says beside the thing.

use serde_json::{Value, json};

use super::{indexed, names, search};
use crate::shop::Shop;

/// Laptops and their batteries: laptops come in colours, batteries in types.
async fn fill(shop: &Shop) {
    let staff = shop.staff().await;
    let choice = |code: &str, name: &str, labels: &[&str]| {
        let choices: Vec<Value> =
            labels.iter().map(|label| json!({ "code": label.to_lowercase(), "label": label })).collect();
        json!({ "code": code, "name": name, "kind": "choice", "filterable": true, "choices": choices })
    };
    staff.post("/attributes", &choice("colour", "Colour", &["Black", "Silver"])).await.expect(201);
    staff.post("/attributes", &choice("type", "Type", &["Battery"])).await.expect(201);
    let memory =
        json!({ "code": "memory", "name": "Memory", "kind": "number", "unit": "GB", "filterable": true });
    staff.post("/attributes", &memory).await.expect(201);
    for (name, price, attributes) in [
        (
            "Dune laptop",
            70_000,
            json!([{ "code": "colour", "choices": ["black"] }, { "code": "memory", "number": 16 }]),
        ),
        (
            "Reef laptop",
            90_000,
            json!([{ "code": "colour", "choices": ["black"] }, { "code": "memory", "number": 32 }]),
        ),
        (
            "Moss laptop",
            60_000,
            json!([{ "code": "colour", "choices": ["silver"] }, { "code": "memory", "number": 16 }]),
        ),
        ("Laptop battery", 5_000, json!([{ "code": "type", "choices": ["battery"] }])),
    ] {
        let sku = name.to_uppercase().replace(' ', "-");
        let variant = json!({ "sku": sku, "name": "", "price_minor": price, "weight_g": 1, "stock": 1 });
        let body = json!({ "name": name, "status": "active", "tax_rate_bp": 1900, "variants": [variant],
            "attributes": attributes });
        staff.post("/products", &body).await.expect(201);
    }
    indexed(shop, "q=", 4).await;
}

fn texts(page: &Value) -> Vec<&str> {
    page["understood"].as_array().unwrap().iter().map(|part| part["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn prices_and_values_of_attributes_narrow_the_answer_and_can_be_taken_back() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let page = search(&shop, "q=black%20laptop%20under%20800&facets=true").await;
    assert_eq!((names(&page), texts(&page)), (vec!["Dune laptop"], vec!["under 800", "black"]));
    let price = json!({ "kind": "price", "text": "under 800",
        "price_max": { "amount_minor": 80_000, "currency": "EUR" } });
    let colour = json!({ "kind": "attribute", "text": "black", "code": "colour", "name": "Colour",
        "value": "black", "label": "Black" });
    assert_eq!(page["understood"], json!([price, colour]));
    let colours = page["facets"]["attributes"].as_array().unwrap();
    let colours = &colours.iter().find(|facet| facet["code"] == "colour").unwrap()["values"];
    assert_eq!((&colours[0]["selected"], &colours[1]["products"]), (&json!(true), &json!(1)));

    let page = search(&shop, "q=black%20laptop%20under%20800&literal=under%20800").await;
    assert_eq!(texts(&page), ["black"]);
    assert!(names(&page).contains(&"Reef laptop"));
    let page = search(&shop, "q=black%20laptop%20under%20800&understand=false").await;
    assert_eq!(texts(&page), [""; 0]);
    let page = search(&shop, "q=laptop%2016gb").await;
    let mut found = names(&page);
    found.sort_unstable();
    assert_eq!((found, texts(&page)), (vec!["Dune laptop", "Moss laptop"], vec!["16gb"]));
    shop.close().await;
}

#[tokio::test]
async fn a_brand_narrows_what_the_rest_names_and_can_be_taken_back() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let staff = shop.staff().await;
    let made = async |brand: &str, name: &str, price: i64| {
        let sku = name.to_uppercase().replace(' ', "-");
        let variant = json!({ "sku": sku, "name": "", "price_minor": price, "weight_g": 1, "stock": 1 });
        let body = json!({ "name": name, "status": "active", "tax_rate_bp": 1900, "brand_id": brand,
            "variants": [variant] });
        staff.post("/products", &body).await.expect(201)
    };
    let mut brands = Vec::new();
    for name in ["Acer", "Other & Sons", "Sleeve"] {
        let brand = staff.post("/brands", &json!({ "name": name })).await.expect(201);
        brands.push(brand["id"].as_str().unwrap().to_owned());
    }
    for (brand, name, price) in [
        (0, "Swift laptop", 70_000),
        (0, "Spin laptop", 90_000),
        (1, "Slow laptop", 60_000),
        (1, "Plain laptop", 50_000),
        (1, "Bag for the Acer laptop", 2_000),
    ] {
        made(&brands[brand], name, price).await;
    }
    indexed(&shop, "q=", 9).await;
    let page = search(&shop, "q=acer%20laptop%20under%20800&facets=true").await;
    assert_eq!((names(&page), texts(&page)), (vec!["Swift laptop"], vec!["under 800", "acer"]));
    let brand = json!({ "kind": "brand", "text": "acer", "value": "acer", "label": "Acer" });
    assert_eq!(page["understood"][1], brand);
    let chosen = page["facets"]["brands"].as_array().unwrap();
    assert!(chosen.iter().any(|one| one["value"] == "acer" && one["selected"] == true), "{chosen:?}");
    // Taken back, it is a word like others.
    let page = search(&shop, "q=acer%20laptop&literal=acer").await;
    assert_eq!(texts(&page), [""; 0]);
    assert!(names(&page).contains(&"Bag for the Acer laptop"));
    let page = search(&shop, "q=acer%20laptop%20under%20800&literal=under%20800").await;
    assert_eq!((texts(&page), page["total"].as_u64()), (vec!["acer"], Some(2)));
    // Two words, a brand that was chosen, a brand alone, and one that has nothing of what is looked for.
    assert_eq!(texts(&search(&shop, "q=laptop%20other%20sons").await), ["other sons"]);
    assert_eq!(texts(&search(&shop, "q=acer%20laptop&brand=other-sons").await), [""; 0]);
    assert_eq!(texts(&search(&shop, "q=acer").await), [""; 0]);
    assert_eq!(texts(&search(&shop, "q=laptop%20sleeve").await), [""; 0]);
    // What only has all of it as words is found as words.
    let page = search(&shop, "q=acer%20laptop%20bag").await;
    assert_eq!((names(&page)[0], texts(&page)), ("Bag for the Acer laptop", vec![]));
    // A brand that is renamed is known by its new name.
    let path = format!("/brands/{}", brands[1]);
    staff.patch(&path, &json!({ "name": "Furnace" })).await.expect(200);
    indexed(&shop, "q=furnace", 3).await;
    assert_eq!(texts(&search(&shop, "q=furnace%20laptop").await), ["furnace"]);
    shop.close().await;
}

#[tokio::test]
async fn a_thing_is_no_filter_and_what_was_chosen_stays() {
    let shop = Shop::open().await;
    fill(&shop).await;
    // Of what "laptop" finds, hardly anything has a type: the battery is the thing.
    let page = search(&shop, "q=laptop%20battery").await;
    assert_eq!((names(&page)[0], texts(&page)), ("Laptop battery", vec![]));
    assert_eq!(texts(&search(&shop, "q=black").await), [""; 0], "a word has to be left");
    let page = search(&shop, "q=black%20laptop&attributes=colour:silver").await;
    assert_eq!(texts(&page), [""; 0], "what was chosen by hand is not overruled");
    let page = search(&shop, "q=laptop%20under%2010").await;
    assert_eq!((&page["total"], texts(&page)), (&json!(0), vec!["under 10"]));
    assert_eq!(page["instead"].as_array().unwrap().len(), 4);
    shop.close().await;
}
