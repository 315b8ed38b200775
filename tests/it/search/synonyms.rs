//! Words that mean the same.

use platform::search::find_synonyms;
use serde_json::json;

use super::{indexed, names, search, sell};
use crate::shop::{Shop, until};

#[tokio::test]
async fn staff_says_what_means_the_same_and_takes_it_back() {
    let shop = Shop::open().await;
    sell(&shop, "Laptop sleeve", "SLEEVE", 1500, "").await;
    sell(&shop, "Solid state drive", "SSD-1", 9900, "").await;
    indexed(&shop, "q=", 2).await;
    let staff = shop.staff().await;
    let body = json!({ "phrases": ["SSD", "solid state drive"] });
    let group = staff.post_once("/search/synonyms", "once", &body).await.expect(201);
    assert_eq!(staff.post_once("/search/synonyms", "once", &body).await.expect(201)["id"], group["id"]);
    until("the synonym to count", async || names(&search(&shop, "q=ssd").await) == ["Solid state drive"])
        .await;
    let path = format!("/search/synonyms/{}", group["id"].as_str().unwrap());
    staff.put(&path, &json!({ "phrases": ["notebook", "laptop"] })).await.expect(200);
    until("the other to count", async || names(&search(&shop, "q=notebook").await) == ["Laptop sleeve"])
        .await;
    let listed = staff.get("/search/synonyms").await.expect(200);
    assert_eq!(listed["items"][0]["phrases"], json!(["notebook", "laptop"]));
    staff.delete(&path).await.expect(204);
    until("it to be gone", async || search(&shop, "q=notebook").await["total"] == 0).await;
    staff.delete(&path).await.expect(404);
    for refused in [json!(["one"]), json!(["a", "A"]), json!(["a", "  "]), json!(["a", "b".repeat(61)])] {
        staff.post("/search/synonyms", &json!({ "phrases": refused })).await.expect(422);
    }
    shop.close().await;
}

#[tokio::test]
async fn what_the_catalogue_calls_by_two_names_is_found_by_both() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    for nth in 0..9 {
        let brand = staff.post("/brands", &json!({ "name": format!("Maker {nth}") })).await.expect(201);
        let thing = ["case", "stand", "lock"][nth % 3];
        let name = format!("Model {nth} notebook {thing}");
        let product =
            sell(&shop, &name, &format!("N-{nth}"), 1000, &format!("A laptop {thing} for travellers.")).await;
        let path = format!("/products/{}", product["id"].as_str().unwrap());
        staff.patch(&path, &json!({ "brand_id": brand["id"] })).await.expect(200);
    }
    sell(&shop, "Thin notebook", "THIN", 90_000, "").await;
    indexed(&shop, "q=laptop", 9).await;
    assert_eq!(find_synonyms(&shop.services.store).await.unwrap(), 1);
    until("the words to mean the same", async || search(&shop, "q=laptop").await["total"] == 10).await;
    let listed = staff.get("/search/synonyms").await.expect(200);
    assert_eq!(listed["items"][0]["found"], true);
    shop.close().await;
}
