//! Narrowing a list by facets, and the counts beside them.

use platform::database::statements;
use serde_json::{Value, json};

use super::attributes::define;
use super::{create, fields, names, product as body};
use crate::shop::Shop;

async fn fill(shop: &Shop) {
    let staff = shop.staff().await;
    define(&staff).await;
    let kiln = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    for (name, price, colours, width, washable, tag) in [
        ("A", 100, json!(["red"]), 5.0, true, "new"),
        ("B", 200, json!(["red", "blue"]), 10.5, true, "new"),
        ("C", 300, json!(["blue"]), 20.0, false, "old"),
        ("D", 400, json!(["green"]), 10.5, false, "old"),
    ] {
        let mut product = body(name, name, price);
        product["tags"] = json!([tag]);
        product["attributes"] = json!([
            { "code": "colour", "choices": colours },
            { "code": "width", "number": width },
            { "code": "washable", "boolean": washable },
        ]);
        if name != "D" {
            product["brand_id"] = kiln["id"].clone();
        }
        create(&staff, &product).await;
    }
    let mut hidden = body("E", "E", 500);
    hidden["status"] = json!("draft");
    hidden["attributes"] = json!([{ "code": "colour", "choices": ["red"] }]);
    create(&staff, &hidden).await;
    shop.run_jobs().await;
}

async fn page(shop: &Shop, query: &str) -> Value {
    shop.guest().get(&format!("/products?sort=name_asc&facets=true&{query}")).await.expect(200)
}

/// `red 2 blue 1`; what is selected has a star.
fn values(facet: &Value) -> String {
    let value = |value: &Value| {
        let star = if value["selected"].as_bool().unwrap() { "*" } else { "" };
        format!("{}{star} {}", value["value"].as_str().unwrap(), value["products"])
    };
    facet.as_array().unwrap().iter().map(value).collect::<Vec<_>>().join(" ")
}

fn of<'a>(page: &'a Value, code: &str) -> &'a Value {
    let facets = page["facets"]["attributes"].as_array().unwrap();
    static NULL: Value = Value::Null;
    facets.iter().find(|facet| facet["code"] == code).unwrap_or(&NULL)
}

#[tokio::test]
async fn values_of_a_facet_widen_and_facets_narrow() {
    let shop = Shop::open().await;
    fill(&shop).await;
    for (query, expected) in [
        ("attributes=colour:red", "A,B"),
        ("attributes=colour:red,green", "A,B,D"),
        ("attributes=colour:red;washable:true", "A,B"),
        ("attributes=colour:blue;washable:true", "B"),
        ("attributes=width:10..", "B,C,D"),
        ("attributes=width:..10.5", "A,B,D"),
        ("attributes=width:10.5..10.5;colour:green", "D"),
        ("attributes=colour:blue&brand=kiln&tag=old&price_min=300", "C"),
        ("attributes=colour:pink", ""),
    ] {
        let found = page(&shop, query).await;
        assert_eq!(names(&found).join(","), expected, "{query}");
        assert_eq!(found["total"], names(&found).len(), "{query}");
    }
    for wrong in ["colour", "colour:", "nothing:red", "width:a..b", "colour:red;colour:blue", "colour:%00"] {
        let answer = shop.guest().get(&format!("/products?attributes={wrong}")).await;
        assert_eq!(fields(answer), ["attributes"], "{wrong}");
    }
    shop.close().await;
}

#[tokio::test]
async fn the_counts_of_a_facet_leave_its_own_selection_out() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let all = page(&shop, "").await;
    assert_eq!(values(&of(&all, "colour")["values"]), "red 2 blue 2 green 1");
    assert_eq!(values(&of(&all, "washable")["values"]), "true 2 false 2");
    assert_eq!((&of(&all, "width")["lowest"], &of(&all, "width")["highest"]), (&json!(5.0), &json!(20.0)));
    assert_eq!(values(&all["facets"]["brands"]), "kiln 3");
    assert_eq!(values(&all["facets"]["tags"]), "new 2 old 2");
    let prices = &all["facets"]["price"];
    assert_eq!(
        (&prices["lowest"]["amount_minor"], &prices["highest"]["amount_minor"]),
        (&json!(100), &json!(400))
    );

    let red = page(&shop, "attributes=colour:red").await;
    assert_eq!(values(&of(&red, "colour")["values"]), "red* 2 blue 2 green 1");
    assert_eq!(values(&of(&red, "washable")["values"]), "true 2");
    assert_eq!(of(&red, "width")["highest"], json!(10.5));

    let both = page(&shop, "attributes=colour:red;washable:false").await;
    assert_eq!(names(&both), Vec::<&str>::new());
    assert_eq!(values(&of(&both, "colour")["values"]), "red* 0 blue 1 green 1");
    assert_eq!(values(&of(&both, "washable")["values"]), "true 2 false* 0");

    let old = page(&shop, "tag=old&brand=kiln&price_max=300").await;
    assert_eq!(
        (values(&old["facets"]["tags"]), values(&old["facets"]["brands"])),
        ("new 2 old* 1".into(), "kiln* 1".into())
    );
    assert_eq!(old["facets"]["price"]["highest"]["amount_minor"], json!(300));
    let narrow = page(&shop, "attributes=width:..6").await;
    assert_eq!(
        (&of(&narrow, "width")["lowest"], &of(&narrow, "width")["highest"]),
        (&json!(5.0), &json!(20.0))
    );
    assert_eq!(page(&shop, "").await["facets"], all["facets"]);
    assert_eq!(shop.guest().get("/products").await.expect(200).get("facets"), None);
    shop.close().await;
}

#[tokio::test]
async fn a_list_with_facets_costs_the_same_whatever_there_is() {
    let shop = Shop::open().await;
    fill(&shop).await;
    let cost = async |query: &str| {
        shop.services.cache.invalidate().await.unwrap();
        // The count is of the process: nothing else goes on in it, since each test has its own.
        let before = statements();
        page(&shop, query).await;
        statements() - before
    };
    let narrow =
        "attributes=colour:red;washable:true;width:1..&tag=new&brand=kiln&price_min=1&q=a&in_stock=true";
    let (wide, narrow) = (cost("").await, cost(narrow).await);
    assert!(wide <= 20 && narrow <= 30, "{wide} {narrow}");
    let staff = shop.staff().await;
    for number in 0..12 {
        let code = format!("extra-{number}");
        let attribute = json!({ "code": code, "name": code, "kind": "boolean", "filterable": true });
        staff.post("/attributes", &attribute).await.expect(201);
        let mut product = body(&format!("F{number}"), &format!("F{number}"), 100);
        product["attributes"] = json!([{ "code": code, "boolean": true }]);
        create(&staff, &product).await;
    }
    shop.run_jobs().await;
    assert_eq!(cost("").await, wide);
    shop.close().await;
}
