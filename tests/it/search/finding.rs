//! What is found, and in which order.

use platform::database::statements;
use serde_json::{Value, json};

use super::{indexed, names, search, sell};
use crate::shop::Shop;

async fn fill(shop: &Shop) {
    for (name, sku, price, description) in [
        ("Blue travel mug", "MUG-1", 1500, "Keeps tea hot on the way to work."),
        ("Mug tree", "TREE-1", 900, "Holds six mugs."),
        ("Notebook computer 14", "NB-14", 90_000, "A laptop for every day."),
        ("Crème brûlée bowl", "BOWL-7", 1200, "Set of four, ovenproof."),
        ("Toner cartridge", "TN-2110", 4500, "For laser printers of several makers."),
    ] {
        sell(shop, name, sku, price, description).await;
    }
    indexed(shop, "q=", 5).await;
}

/// The parts that are marked.
fn marked(parts: &Value) -> Vec<&str> {
    let parts = parts.as_array().unwrap().iter();
    parts.filter(|part| part["is_match"] == true).map(|part| part["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn words_are_found_in_any_form_and_marked() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let page = search(&shop, "q=MUGS").await;
    assert_eq!(page["total"], 2);
    let item =
        page["items"].as_array().unwrap().iter().find(|item| item["product"]["name"] == "Mug tree").unwrap();
    assert_eq!((marked(&item["name"]), marked(&item["description"])), (vec!["Mug"], vec!["mugs"]));
    assert_eq!(names(&search(&shop, "q=creme%20brulee").await), ["Crème brûlée bowl"]);
    shop.close().await;
}

#[tokio::test]
async fn a_mistyped_word_is_put_right_and_told() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let page = search(&shop, "q=blue%20travle%20mug").await;
    assert_eq!(page["did_you_mean"], "blue travel mug");
    assert_eq!((names(&page).first(), &page["corrected"]), (Some(&"Blue travel mug"), &json!(true)));
    let page = search(&shop, "q=notebok").await;
    assert_eq!((names(&page), &page["did_you_mean"]), (vec!["Notebook computer 14"], &json!("notebook")));
    shop.close().await;
}

#[tokio::test]
async fn part_numbers_are_found_exactly_however_they_are_written() {
    let shop = Shop::open().await;
    fill(&shop).await;
    for typed in ["TN-2110", "tn2110", "tn%202110", "toner%20tn-2110"] {
        assert_eq!(
            names(&search(&shop, &format!("q={typed}")).await).first(),
            Some(&"Toner cartridge"),
            "{typed}"
        );
    }
    shop.close().await;
}

#[tokio::test]
async fn eans_and_the_makers_numbers_find_the_product() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let staff = shop.staff().await;
    let mug = search(&shop, "q=travel").await["items"][0]["product"]["id"].as_str().unwrap().to_owned();
    let path = format!("/products/{mug}/codes");
    let codes = json!({ "codes": ["4006381333931", "KILN/77-B"] });
    assert_eq!(staff.put(&path, &codes).await.expect(200), codes);
    assert_eq!(staff.get(&path).await.expect(200), codes);
    indexed(&shop, "q=4006381333931", 1).await;
    for typed in ["4006381333931", "4006381-333931", "kiln77b", "KILN%2F77-B"] {
        assert_eq!(names(&search(&shop, &format!("q={typed}")).await), ["Blue travel mug"], "{typed}");
    }
    for refused in
        [json!(["a", "a"]), json!(["--"]), json!([""]), json!(["x".repeat(65)]), json!(vec!["a"; 41])]
    {
        staff.put(&path, &json!({ "codes": refused })).await.expect(422);
    }
    staff.put(&path, &json!({ "codes": [] })).await.expect(200);
    indexed(&shop, "q=kiln77b", 0).await;
    shop.close().await;
}

#[tokio::test]
async fn something_is_answered_instead_of_nothing_and_said_to_be_so() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let page = search(&shop, "q=blue%20toner").await;
    assert_eq!(page["relaxed"], true);
    let mut found = names(&page);
    found.sort_unstable();
    assert_eq!(found, ["Blue travel mug", "Toner cartridge"]);
    assert_eq!(search(&shop, "q=mug%20travel").await["relaxed"], false);
    let page = search(&shop, "q=xyzzyplugh").await;
    assert_eq!((&page["total"], &page["items"]), (&json!(0), &json!([])));
    assert_eq!(page["instead"].as_array().unwrap().len(), 5, "what others buy, or what is new");
    assert_eq!(search(&shop, "q=mug").await["instead"], json!([]));
    shop.close().await;
}

#[tokio::test]
async fn beginnings_are_completed_with_what_the_shop_has() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let suggestions = async |typed: &str| {
        let found = shop.guest().get(&format!("/search/suggestions?q={typed}")).await.expect(200);
        let items = found["items"].as_array().unwrap().iter();
        items.map(|item| item["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(suggestions("mu").await, ["mug"]);
    assert_eq!(suggestions("blue%20t").await, ["blue travel"], "tree and toner are not blue");
    assert_eq!(suggestions("").await, [""; 0]);
    assert_eq!(suggestions("zzz").await, [""; 0]);
    shop.close().await;
}

#[tokio::test]
async fn pages_and_orders_by_price_show_each_product_once() {
    let shop = Shop::open().await;
    fill(&shop).await;
    for (sort, first) in
        [("price_asc", "Mug tree"), ("price_desc", "Notebook computer 14"), ("relevance", "")]
    {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = search(&shop, &format!("q=&limit=2&sort={sort}{cursor}")).await;
            found.extend(names(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert!(first.is_empty() || found[0] == first, "{sort}: {found:?}");
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 5, "{sort}");
    }
    let other = search(&shop, "q=&limit=2&sort=price_asc").await["next_cursor"].as_str().unwrap().to_owned();
    shop.guest().get(&format!("/search?q=&sort=price_desc&cursor={other}")).await.expect(422);
    shop.close().await;
}

#[tokio::test]
async fn facets_are_counted_and_narrow_at_a_bounded_cost() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let kiln = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let colour = json!({ "code": "colour", "name": "Colour", "kind": "choice", "filterable": true,
        "choices": [{ "code": "red", "label": "Red" }, { "code": "blue", "label": "Blue" }] });
    staff.post("/attributes", &colour).await.expect(201);
    let width =
        json!({ "code": "width", "name": "Width", "kind": "number", "unit": "cm", "filterable": true });
    staff.post("/attributes", &width).await.expect(201);
    for (nth, colour) in ["red", "red", "blue"].into_iter().enumerate() {
        let mut body = json!({ "name": format!("Mug {nth}"), "status": "active", "tax_rate_bp": 1900,
            "variants": [{ "sku": format!("M-{nth}"), "name": "one", "price_minor": 100 * (nth + 1), "weight_g": 1, "stock": nth }],
            "attributes": [{ "code": "colour", "choices": [colour] }, { "code": "width", "number": 10.5 + nth as f64 }] });
        if nth > 0 {
            body["brand_id"] = kiln["id"].clone();
        }
        staff.post("/products", &body).await.expect(201);
    }
    indexed(&shop, "q=mug", 3).await;

    let before = statements();
    let page = search(&shop, "q=mug&facets=true&attributes=colour:red").await;
    assert!(statements() - before <= 11, "{}", statements() - before);
    let facets = &page["facets"];
    assert_eq!((page["total"].as_u64(), facets["brands"][0]["products"].as_i64()), (Some(2), Some(1)));
    let colours = &facets["attributes"][0]["values"];
    let counts: Vec<_> = colours
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["value"].as_str().unwrap(), one["products"].as_i64().unwrap()))
        .collect();
    assert_eq!(counts, [("red", 2), ("blue", 1)], "what is chosen does not hide the other values");
    assert_eq!(
        (&facets["attributes"][1]["lowest"], &facets["attributes"][1]["highest"]),
        (&json!(10.5), &json!(11.5))
    );
    for (query, total) in [
        ("brand=kiln", 2),
        ("attributes=colour:red,blue", 3),
        ("attributes=width:11..", 2),
        ("price_max=100", 1),
        ("in_stock=false", 1),
        ("brand=kiln&attributes=colour:blue", 1),
        ("brand=nobody", 0),
    ] {
        assert_eq!(search(&shop, &format!("q=mug&{query}")).await["total"], total, "{query}");
    }
    for refused in ["attributes=weight:1..2", "attributes=width:red", "attributes=colour:1..2", "cursor=x"] {
        shop.guest().get(&format!("/search?q=mug&{refused}")).await.expect(422);
    }
    shop.guest().get("/search?q=mug&limit=0").await.expect(400);
    shop.guest().get("/search?q=mug&category=none").await.expect(404);
    shop.close().await;
}
