//! Translations that a model drafts: written where those by hand are, after a click.

use serde_json::json;

use super::drafting::{answers, approve, drafting, written};

#[tokio::test]
async fn a_translation_is_published_by_a_click_and_says_who_wrote_it() {
    let german =
        json!({ "name": "Becher", "description": "Aus Ton.", "seo_title": "", "seo_description": "" });
    // The first answer lacks the description, and is put right.
    let wrong = json!({ "name": "Becher", "description": "", "seo_title": "", "seo_description": "" });
    let (shop, stub) = drafting([answers(&wrong), answers(&german)]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let product = format!("/products/{}", mug.id);
    staff.patch(&product, &json!({ "description": "Of clay." })).await.expect(200);
    let path = format!("{product}/drafts");
    let unsaid = staff.once(&path, &json!({ "kind": "translation" })).await;
    assert_eq!(unsaid.body["errors"][0]["field"], "language", "{}", unsaid.body);
    let draft = written(&shop, &staff, &path, &json!({ "kind": "translation", "language": "de" })).await;
    assert_eq!((&draft["prompt"], &draft["content"]["name"]), (&json!("translate@1"), &json!("Becher")));
    assert_eq!(stub.asked().len(), 2);
    let german = || async { shop.guest().get("/products/mug?locale=de").await.expect(200) };
    assert_eq!((&german().await["name"], german().await.get("locale")), (&json!("Mug"), None));

    approve(&staff, &draft).await.expect(200);
    let told = german().await;
    assert_eq!(
        (&told["name"], &told["description"], &told["locale"]),
        (&json!("Becher"), &json!("Aus Ton."), &json!("de"))
    );
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["name"], "Mug");
    let list = staff.get(&format!("{product}/translations")).await.expect(200);
    assert_eq!(
        (&list["items"][0]["drafted_by"], list["items"][0].get("seo_title")),
        (&json!("openai/small"), None)
    );
    // Somebody who mends it makes it theirs.
    let mended = json!({ "name": "Tonbecher", "description": "Aus Ton." });
    let mended = staff.put(&format!("{product}/translations/de"), &mended).await.expect(200);
    assert_eq!(mended.get("drafted_by"), None);
    assert_eq!(german().await["name"], "Tonbecher");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_translated_and_each_language_is_a_draft() {
    let texts = json!({ "name": "Becher", "description": "", "seo_title": "", "seo_description": "" });
    let (shop, _stub) = drafting([answers(&texts)]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let path = format!("/products/{}/drafts", mug.id);
    let draft = written(&shop, &staff, &path, &json!({ "kind": "translation", "language": "de" })).await;
    staff.patch(&format!("/products/{}", mug.id), &json!({ "name": "Cup" })).await.expect(200);
    approve(&staff, &draft).await.refuses(409, "changed_meanwhile");
    assert_eq!(shop.guest().get("/products/mug?locale=de").await.expect(200)["name"], "Cup");

    let ask = |language: &str| json!({ "kind": "translation", "language": language });
    let german = staff.once(&path, &ask("de")).await.expect(202);
    staff.once(&path, &ask("de")).await.refuses(409, "draft_under_way");
    staff.once(&path, &ask("fr")).await.expect(202);
    shop.run_jobs().await;
    let german = staff.get(&format!("/drafts/{}", german["id"].as_str().unwrap())).await.expect(200);
    approve(&staff, &german).await.expect(200);
    let events = shop.events(mug.id.parse().unwrap()).await;
    assert_eq!(events.last().unwrap().1, "product_changed");
    shop.run_jobs().await;
    shop.close().await;
}
