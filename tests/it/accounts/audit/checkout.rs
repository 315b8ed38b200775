//! What staff writes about promotions, zones and shipping.

use serde_json::json;

use super::{Walk, id};

pub(super) async fn write(walk: &mut Walk<'_>) {
    let terms = json!({ "name": "Off", "kind": "percentage", "percent_bp": 1000, "code": "WALK" });
    let promotion = walk.may("POST", "/promotions", &[], terms).await;
    let terms = json!({ "name": "Off", "kind": "percentage", "percent_bp": 500, "code": "WALK" });
    walk.may("PUT", "/promotions/?", &[id(&promotion)], terms).await;
    walk.may("DELETE", "/promotions/?", &[id(&promotion)], json!({})).await;
    let rates = json!([{ "tax_class": "books", "rate_bp": 700 }]);
    let zone = json!({ "name": "Germany", "countries": ["DE"], "tax_rates": rates });
    let zone = walk.may("POST", "/zones", &[], zone).await;
    let mug = walk.shop.product("Novel", 900, 10).await;
    walk.may("PUT", "/products/?/tax-class", &[&mug.id], json!({ "tax_class": "books" })).await;
    let variant = mug.variant_id.to_string();
    walk.may("PUT", "/variants/?/tax-class", &[&variant], json!({ "tax_class": "books" })).await;
    walk.may("PUT", "/zones/?", &[id(&zone)], json!({ "name": "Nowhere", "countries": ["AQ"] })).await;
    let mut method = json!({
        "code": "sledge", "name": "Sledge", "basis": "flat", "brackets": [{ "price_minor": 1 }], "days": 9,
    });
    let made = walk.may("POST", "/shipping-methods", &[], method.clone()).await;
    method["days"] = json!(8);
    walk.may("PUT", "/shipping-methods/?", &[id(&made)], method).await;
    walk.may("DELETE", "/shipping-methods/?", &[id(&made)], json!({})).await;
    walk.may("DELETE", "/zones/?", &[id(&zone)], json!({})).await;
}
