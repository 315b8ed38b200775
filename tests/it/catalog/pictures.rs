//! Pictures that jobs make smaller ones of.

use reqwest::Method;
use serde_json::{Value, json};

use super::fields;
use super::images::{PNG, images, upload};
use crate::shop::Shop;

/// A PNG of 700 by 350 pixels, all black. Hex.
const WIDE: &str = "\
    89504e470d0a1a0a0000000d49484452000002bc0000015e01000000004fa5f1fa000000354944415478daedc1010d000000\
    c2a0f74f6d0e37a00000000000000000000000000000000000000000000000000000000000009e0d79ae0001372b18240000\
    000049454e44ae426082";
/// A PNG that claims 60,000 by 60,000 pixels and has none. Hex.
const BOMB: &str = "\
    89504e470d0a1a0a0000000d494844520000ea600000ea600100000000a8a948ef000000094944415478da63000000010001\
    b10db6930000000049454e44ae426082";

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

#[tokio::test]
async fn smaller_ones_are_made_and_served_for_good() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let uploaded = upload(&shop, &mug, "mug.png", &bytes(WIDE)).await.expect(201);
    assert_eq!((&uploaded["width"], &uploaded["height"]), (&json!(700), &json!(350)));
    assert_eq!((&uploaded["color"], &uploaded["variants"]), (&json!("#000000"), &json!([])));
    shop.run_jobs().await;

    let image = images(&shop, &mug).await.remove(0);
    let variants = image["variants"].as_array().unwrap();
    let sizes: Vec<(i64, i64, &str)> = variants
        .iter()
        .map(|one| {
            let side = |name: &str| one[name].as_i64().unwrap();
            (side("width"), side("height"), one["content_type"].as_str().unwrap())
        })
        .collect();
    let expected = [(320, 160), (640, 320), (700, 350)];
    let expected: Vec<_> =
        expected.into_iter().flat_map(|(w, h)| [(w, h, "image/webp"), (w, h, "image/jpeg")]).collect();
    assert_eq!(sizes, expected);
    for variant in variants {
        let url = variant["url"].as_str().unwrap();
        let answer = shop.fetch(url).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, variant["content_type"].as_str()));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        let known = shop.request(Method::GET, url).header("if-none-match", answer.header("etag").unwrap());
        assert_eq!(shop.send(known).await.status, 304);
    }
    let listed = shop.guest().get("/products").await.expect(200);
    assert_eq!(listed["items"][0]["image"], image);

    // Run again, as after a worker that died, it makes the same.
    shop.rerun("images.resize").await;
    shop.run_jobs().await;
    assert_eq!(images(&shop, &mug).await, std::slice::from_ref(&image));

    let path = format!("/products/{}/images/{}", mug.id, image["id"].as_str().unwrap());
    assert_eq!(shop.staff().await.delete(&path).await.status, 204);
    for variant in variants {
        assert_eq!(shop.fetch(variant["url"].as_str().unwrap()).await.status, 404);
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_picture_that_is_gone_before_its_job_leaves_nothing() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let image = upload(&shop, &mug, "mug.png", &bytes(WIDE)).await.expect(201);
    let path = format!("/products/{}/images/{}", mug.id, image["id"].as_str().unwrap());
    assert_eq!(shop.staff().await.delete(&path).await.status, 204);
    shop.run_jobs().await;
    assert_eq!(shop.jobs("images.resize").await[0].state.as_str(), "done");
    shop.close().await;
}

#[tokio::test]
async fn bombs_and_halves_are_refused_and_change_nothing() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    upload(&shop, &mug, "mug.png", &bytes(BOMB)).await.refuses(422, "picture_too_large");
    let wide = bytes(WIDE);
    upload(&shop, &mug, "mug.png", &wide[..wide.len() - 30]).await.refuses(422, "not_a_picture");
    assert_eq!(images(&shop, &mug).await, Vec::<Value>::new());
    assert!(shop.jobs("images.resize").await.is_empty());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn staff_says_what_is_seen_and_which_picture_stands_for_the_product() {
    let shop = Shop::open().await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 1).await);
    let first = upload(&shop, &mug, "one", PNG).await.expect(201);
    let second = upload(&shop, &mug, "two", PNG).await.expect(201);
    assert_ne!(first["url"], second["url"]);
    let path = format!("/products/{}/images/{}", mug.id, second["id"].as_str().unwrap());
    let changed = staff.patch(&path, &json!({ "alt": "From above", "position": -1 })).await.expect(200);
    assert_eq!(changed["alt"], "From above");
    let ids: Vec<Value> = images(&shop, &mug).await.iter().map(|image| image["id"].clone()).collect();
    assert_eq!(ids, [second["id"].clone(), first["id"].clone()]);
    assert_eq!(fields(staff.patch(&path, &json!({ "alt": "x".repeat(301) })).await), ["alt"]);
    let pot = shop.product("Pot", 900, 1).await;
    let others = format!("/products/{}/images/{}", pot.id, second["id"].as_str().unwrap());
    staff.patch(&others, &json!({ "alt": "x" })).await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}
