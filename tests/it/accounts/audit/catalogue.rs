//! What staff does to the catalogue.

use serde_json::json;

use super::{Walk, id};

pub(super) async fn products(walk: &mut Walk<'_>) {
    let category = walk.may("POST", "/categories", &[], json!({ "name": "Tea", "slug": "tea" })).await;
    walk.may("PATCH", "/categories/?", &[id(&category)], json!({ "name": "Teas" })).await;
    walk.may("DELETE", "/categories/?", &[id(&category)], json!({})).await;
    let product = walk
        .may("POST", "/products", &[], json!({ "name": "Pot", "tax_rate_bp": 1900, "variants": [] }))
        .await;
    let product = id(&product);
    walk.may("PATCH", "/products/?", &[product], json!({ "name": "Teapot" })).await;
    let image = walk.may("POST", "/products/?/images", &[product], json!({})).await;
    walk.may("PATCH", "/products/?/images/?", &[product, id(&image)], json!({ "alt": "A pot" })).await;
    walk.may("DELETE", "/products/?/images/?", &[product, id(&image)], json!({})).await;
    let variant = json!({ "sku": "POT", "name": "Pot", "price_minor": 900, "weight_g": 1, "stock": 1 });
    let variant = walk.may("POST", "/products/?/variants", &[product], variant).await;
    walk.may("PATCH", "/variants/?", &[id(&variant)], json!({ "price_minor": 800 })).await;
    walk.may("PUT", "/variants/?/stock", &[id(&variant)], json!({ "on_hand": 5 })).await;
    let received = json!({ "delta": 7, "reason": "received", "note": "Delivery 4711" });
    walk.may("POST", "/variants/?/movements", &[id(&variant)], received).await;
    walk.may("PUT", "/variants/?/low-stock", &[id(&variant)], json!({ "low_at": 3 })).await;
    walk.may("PUT", "/variants/?/backorder", &[id(&variant)], json!({ "policy": "allow" })).await;
    let set = json!({ "sku": "POTS", "name": "Two pots", "price_minor": 1500, "weight_g": 2, "stock": 0 });
    let set = walk.may("POST", "/products/?/variants", &[product], set).await;
    let pots = json!({ "parts": [{ "variant_id": id(&variant), "quantity": 2 }] });
    walk.may("PUT", "/variants/?/parts", &[id(&set)], pots).await;
    walk.may("PUT", "/variants/?/parts", &[id(&set)], json!({ "parts": [] })).await;
    walk.may("DELETE", "/variants/?", &[id(&variant)], json!({})).await;
    walk.may("DELETE", "/products/?", &[product], json!({})).await;
    walk.may("POST", "/products/?/restore", &[product], json!({})).await;
}

pub(super) async fn what_products_have(walk: &mut Walk<'_>) {
    let brand = walk.may("POST", "/brands", &[], json!({ "name": "Kiln" })).await;
    walk.may("PATCH", "/brands/?", &[id(&brand)], json!({ "name": "Kilns" })).await;
    walk.may("DELETE", "/brands/?", &[id(&brand)], json!({})).await;
    let size = json!({
        "code": "size", "name": "Size", "kind": "choice",
        "choices": [{ "code": "s", "label": "S" }],
    });
    let size = walk.may("POST", "/attributes", &[], size).await;
    walk.may("PATCH", "/attributes/?", &[id(&size)], json!({ "name": "Sizes" })).await;
    let product = json!({ "name": "Bowl", "tax_rate_bp": 1900, "tags": ["gift"] });
    let product = walk.may("POST", "/products", &[], product).await;
    walk.may("PUT", "/products/?/options", &[id(&product)], json!({ "options": ["size"] })).await;
    walk.may("PUT", "/products/?/options", &[id(&product)], json!({ "options": [] })).await;
    walk.may("PUT", "/products/?/related", &[id(&product)], json!({ "product_ids": [] })).await;
    walk.may("PUT", "/products/?/codes", &[id(&product)], json!({ "codes": ["4006381333931"] })).await;
    let french = json!({ "name": "Bol" });
    walk.may("PUT", "/products/?/translations/?", &[id(&product), "fr"], french).await;
    walk.may("DELETE", "/products/?/translations/?", &[id(&product), "fr"], json!({})).await;
    walk.may("DELETE", "/attributes/?", &[id(&size)], json!({})).await;
    let synonyms = walk.may("POST", "/search/synonyms", &[], json!({ "phrases": ["cup", "mug"] })).await;
    let cups = json!({ "phrases": ["cup", "beaker"] });
    walk.may("PUT", "/search/synonyms/?", &[id(&synonyms)], cups).await;
    walk.may("DELETE", "/search/synonyms/?", &[id(&synonyms)], json!({})).await;
    let collection = walk.may("POST", "/collections", &[], json!({ "name": "Spring" })).await;
    let collection = id(&collection);
    walk.may("PATCH", "/collections/?", &[collection], json!({ "published": true })).await;
    let ids = json!({ "product_ids": [product["id"]] });
    walk.may("PUT", "/collections/?/products", &[collection], ids).await;
    walk.may("DELETE", "/collections/?", &[collection], json!({})).await;
}
