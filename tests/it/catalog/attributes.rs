//! Typed attributes: defining them, and giving products values of them.

use serde_json::{Value, json};

use super::{create, fields, id, product as body};
use crate::shop::{Actor, Shop};

/// Colour, width in centimetres, and whether the dishwasher takes it; all to filter by.
pub(super) async fn define(staff: &Actor) -> [Value; 3] {
    let choices = json!([
        { "code": "red", "label": "Red" }, { "code": "blue", "label": "Blue" }, { "code": "green", "label": "Green" },
    ]);
    let colour = json!({
        "code": "colour", "name": "Colour", "kind": "choice", "filterable": true, "position": 1, "choices": choices,
    });
    let width = json!({
        "code": "width", "name": "Width", "kind": "number", "unit": "cm", "filterable": true, "position": 2,
    });
    let washable = json!({ "code": "washable", "name": "Washable", "kind": "boolean", "filterable": true, "position": 3 });
    let mut made = Vec::new();
    for attribute in [colour, width, washable] {
        made.push(staff.post("/attributes", &attribute).await.expect(201));
    }
    made.try_into().unwrap()
}

#[tokio::test]
async fn attributes_have_a_kind_and_say_what_does_not_fit() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let [colour, ..] = define(&staff).await;
    staff
        .post("/attributes", &json!({ "code": "colour", "name": "Color", "kind": "boolean" }))
        .await
        .refuses(409, "code_taken");
    for (attribute, expected) in [
        (json!({ "code": "A b", "name": "", "kind": "choice" }), vec!["code", "name"]),
        (json!({ "code": "a", "name": "A", "kind": "boolean", "unit": "cm" }), vec!["unit"]),
        (
            json!({ "code": "a", "name": "A", "kind": "number", "choices": [{ "code": "x", "label": "X" }] }),
            vec!["choices"],
        ),
        (
            json!({ "code": "a", "name": "A", "kind": "choice", "choices": [
                { "code": "x", "label": "" }, { "code": "x", "label": "X" },
            ] }),
            vec!["choices/0/label", "choices/1/code"],
        ),
        (json!({ "code": "a", "name": "A", "kind": "text" }), vec!["kind"]),
    ] {
        assert_eq!(fields(staff.post("/attributes", &attribute).await), expected, "{attribute}");
    }
    let page = shop.guest().get("/attributes?kind=choice&filterable=true").await.expect(200);
    assert_eq!(page["items"], json!([colour]));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_product_has_values_that_fit() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    define(&staff).await;
    let mut mug = body("Mug", "MUG", 900);
    mug["attributes"] = json!([
        { "code": "washable", "boolean": true },
        { "code": "width", "number": 8.25 },
        { "code": "colour", "choices": ["green", "red"] },
    ]);
    let mug = create(&staff, &mug).await;
    let values = json!([
        { "code": "colour", "name": "Colour", "choices": [
            { "code": "red", "label": "Red" }, { "code": "green", "label": "Green" },
        ] },
        { "code": "width", "name": "Width", "number": 8.25, "unit": "cm" },
        { "code": "washable", "name": "Washable", "boolean": true },
    ]);
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["attributes"], values);
    let path = format!("/products/{}", id(&mug));
    for (value, field) in [
        (json!({ "code": "nothing", "boolean": true }), "attributes/0/code"),
        (json!({ "code": "colour", "choices": ["pink"] }), "attributes/0/choices"),
        (json!({ "code": "colour", "choices": [] }), "attributes/0/choices"),
        (json!({ "code": "colour", "boolean": true }), "attributes/0/choices"),
        (json!({ "code": "colour", "choices": ["red"], "boolean": true }), "attributes/0/choices"),
        (json!({ "code": "width", "number": 0.0001 }), "attributes/0/number"),
        (json!({ "code": "width", "number": 1e15 }), "attributes/0/number"),
        (json!({ "code": "washable" }), "attributes/0/boolean"),
    ] {
        let answer = staff.patch(&path, &json!({ "attributes": [value] })).await;
        assert_eq!(fields(answer), [field], "{value}");
    }
    let twice = json!({ "attributes": [{ "code": "washable", "boolean": true }, { "code": "washable", "boolean": false }] });
    assert_eq!(fields(staff.patch(&path, &twice).await), ["attributes/1/code"]);
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["attributes"], values, "nothing changed");
    let changed = staff.patch(&path, &json!({ "attributes": [] })).await.expect(200);
    assert_eq!(changed["attributes"], json!([]));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_products_have_cannot_be_taken_from_under_them() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let [colour, width, _] = define(&staff).await;
    let mut mug = body("Mug", "MUG", 900);
    mug["attributes"] = json!([{ "code": "colour", "choices": ["red"] }]);
    let mug = create(&staff, &mug).await;
    let path = format!("/attributes/{}", id(&colour));
    staff.delete(&path).await.refuses(409, "attribute_in_use");
    let without_red = json!({ "choices": [{ "code": "blue", "label": "Blue" }] });
    staff.patch(&path, &without_red).await.refuses(409, "choice_in_use");
    let renamed = json!({ "name": "Color", "choices": [
        { "code": "blue", "label": "Sea" }, { "code": "red", "label": "Fire" },
    ] });
    staff.patch(&path, &renamed).await.expect(200);
    let seen = shop.guest().get("/products/mug").await.expect(200);
    assert_eq!(
        (&seen["attributes"][0]["name"], &seen["attributes"][0]["choices"][0]["label"]),
        (&json!("Color"), &json!("Fire"))
    );
    assert_eq!(fields(staff.patch(&path, &json!({ "unit": "cm" })).await), ["unit"]);
    // Deleted products may come back, with what they have.
    assert_eq!(staff.delete(&format!("/products/{}", id(&mug))).await.status, 204);
    staff.delete(&path).await.refuses(409, "attribute_in_use");
    for status in [204, 404] {
        assert_eq!(staff.delete(&format!("/attributes/{}", id(&width))).await.status, status);
    }
    shop.run_jobs().await;
    shop.close().await;
}
