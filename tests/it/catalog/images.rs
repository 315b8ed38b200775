//! Pictures of products.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Product, Setup, Shop};

/// A PNG of 2 by 1 pixels.
pub const PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x06\x00\x00\x00\
    \xf4\x22\x7f\x8a\x00\x00\x00\x0eIDATx\xdac8!\xc0\xf0\x1f\x84\x01\x10\x03\x03\xaf\xf9;&\x9a\x00\
    \x00\x00\x00IEND\xaeB`\x82";
const SVG: &[u8] =
    br#"<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><script>1</script></svg>"#;

pub async fn upload(shop: &Shop, product: &Product, filename: &str, content: &[u8]) -> Answer {
    let mut body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\nA mug\r\n\
         --limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{filename}\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let request = shop
        .request(Method::POST, &format!("/api/v1/products/{}/images", product.id))
        .bearer_auth(shop.staff().await.bearer())
        .header("content-type", "multipart/form-data; boundary=limit")
        .body(body);
    shop.send(request).await
}

pub(super) async fn images(shop: &Shop, product: &Product) -> Vec<Value> {
    let product = shop.guest().get(&format!("/products/{}", product.id)).await.expect(200);
    product["images"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_picture_is_what_its_content_says() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let png = upload(&shop, &mug, "mug.jpg", PNG).await.expect(201);
    assert_eq!((&png["content_type"], &png["alt"]), (&json!("image/png"), &json!("A mug")));
    assert_eq!((&png["width"], &png["height"]), (&json!(2), &json!(1)));
    assert!(png["url"].as_str().unwrap().ends_with(".png"), "{png}");

    for (name, content) in [
        ("mug.png", &b"<!doctype html><html><script>alert(1)</script></html>"[..]),
        ("mug.png", b""),
        ("mug.svg", b"<svg></svg>"),
        ("../../mug.pdf", b"%PDF-1.7"),
    ] {
        upload(&shop, &mug, name, content).await.refuses(422, "not_a_picture");
    }
    assert_eq!(images(&shop, &mug).await, [png]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_picture_is_served_for_good_and_cannot_run_scripts() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    for (content, kind) in [(PNG, "image/png"), (SVG, "image/svg+xml")] {
        let image = upload(&shop, &mug, "mug", content).await.expect(201);
        let url = image["url"].as_str().unwrap();
        let answer = shop.fetch(url).await;
        assert_eq!((answer.status, &answer.bytes[..]), (200, content));
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.header("content-security-policy").unwrap().ends_with("sandbox"));
        let known = shop.request(Method::GET, url).header("if-none-match", answer.header("etag").unwrap());
        let answer = shop.send(known).await;
        assert_eq!((answer.status, answer.bytes.len()), (304, 0));
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn nothing_but_pictures_is_served_from_storage() {
    let shop = Shop::open().await;
    for path in [
        "/media/none.png",
        "/media/../penden.db",
        "/media/%2e%2e/invoices/one.png",
        "/media/..%2fpenden.png",
        "/media/invoice.pdf",
        "/media/.png",
        "/media/a%00.png",
    ] {
        let answer = shop.fetch(path).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    shop.close().await;
}

#[tokio::test]
async fn a_deleted_picture_is_gone_and_the_next_one_stands_for_the_product() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let first = upload(&shop, &mug, "one", PNG).await.expect(201);
    let second = upload(&shop, &mug, "two", SVG).await.expect(201);
    let listed = async || shop.guest().get("/products").await.expect(200)["items"][0]["image"]["id"].clone();
    assert_eq!(listed().await, first["id"]);

    let path = format!("/products/{}/images/{}", mug.id, first["id"].as_str().unwrap());
    for status in [204, 404] {
        assert_eq!(shop.staff().await.delete(&path).await.status, status);
    }
    assert_eq!(shop.fetch(first["url"].as_str().unwrap()).await.status, 404);
    assert_eq!(listed().await, second["id"]);

    assert_eq!(shop.staff().await.delete(&format!("/products/{}", mug.id)).await.status, 204);
    // The product may come back, so its pictures stay.
    assert_eq!(shop.fetch(second["url"].as_str().unwrap()).await.status, 200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_file_that_is_too_large_or_for_nothing_leaves_nothing_behind() {
    let env = vec![("PENDEN_HTTP__UPLOAD_LIMIT_BYTES", "4096")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 1).await;
    let mut large = PNG.to_vec();
    large.resize(4096, 0);
    upload(&shop, &mug, "mug.png", &large).await.refuses(413, "payload_too_large");
    let nothing = Product { id: "00000000-0000-7000-8000-000000000000".into(), ..mug.clone() };
    upload(&shop, &nothing, "mug.png", PNG).await.refuses(404, "not_found");

    assert!(images(&shop, &mug).await.is_empty());
    let kept = std::fs::read_dir(shop.folder().join("storage/media"));
    assert_eq!(kept.map_or(0, |files| files.count()), 0, "no file without a row");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_upload_that_is_repeated_under_its_key_is_one_picture() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let send = async |key: &str, content: &[u8]| {
        let mut body =
            b"--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".to_vec();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--limit--\r\n");
        let request = shop
            .request(Method::POST, &format!("/api/v1/products/{}/images", mug.id))
            .bearer_auth(shop.staff().await.bearer())
            .header("content-type", "multipart/form-data; boundary=limit")
            .header("idempotency-key", key)
            .body(body);
        shop.send(request).await
    };
    let first = send("one", PNG).await.expect(201);
    let again = send("one", PNG).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.expect(201), first);
    send("one", SVG).await.refuses(422, "idempotency_key_reused");
    assert_eq!(images(&shop, &mug).await, [first]);
    let kept = std::fs::read_dir(shop.folder().join("storage/media")).unwrap().count();
    assert_eq!(kept, 1, "no file without a row");
    shop.run_jobs().await;
    shop.close().await;
}
