//! What who runs no scripts reads of the storefront: heads, first content, addresses that moved, and the sitemap.

use reqwest::Method;
use serde_json::{Value, json};

use super::{category, create, id, product};
use crate::shop::{Answer, Setup, Shop};

async fn open(sitemap: u64) -> Shop {
    Shop::open_with(Setup { storefront: Some(sitemap), ..Setup::default() }).await
}

async fn visit(shop: &Shop, path: &str) -> Answer {
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    shop.send(shop.request(Method::GET, path).header("accept", browser)).await
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}

/// The pieces of JSON in script elements of that type.
fn scripts(page: &str, kind: &str) -> Vec<Value> {
    let start = format!("<script type=\"{kind}\"");
    let inside = |part: &str| {
        let (_, rest) = part.split_once('>').unwrap();
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    };
    page.split(start.as_str()).skip(1).map(inside).collect()
}

#[tokio::test]
async fn a_product_is_there_without_scripts_with_price_and_stock() {
    let shop = open(100).await;
    let staff = shop.staff().await;
    let kitchen = category(&staff, "kitchen", None).await;
    let mugs = category(&staff, "mugs", Some(&kitchen)).await;
    let mut body = product("Dune Mug", "DUNE", 2400);
    body["category_id"] = mugs["id"].clone();
    body["description"] = json!("Thrown by hand.\n\nHolds a lot.");
    create(&staff, &body).await;

    let page = visit(&shop, "/products/dune-mug").await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let html = text(&page);
    for part in [
        "<title>Dune Mug · ",
        "<meta name=\"description\" content=\"Thrown by hand. Holds a lot.\"",
        &format!("<link rel=\"canonical\" href=\"{}/products/dune-mug\"", shop.url()),
        "<meta property=\"og:type\" content=\"product\"",
        "<h1",
        "€24",
        "<a href=\"/categories/kitchen\"",
        "<a href=\"/categories/mugs\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert_eq!(html.matches("<title>").count(), 1, "{html}");
    let linked = scripts(&html, "application/ld+json");
    let told = linked.iter().find(|one| one["@type"] == "Product").unwrap();
    let offer = &told["offers"][0];
    assert_eq!(
        (&offer["price"], &offer["priceCurrency"], &offer["availability"]),
        (&json!("24.00"), &json!("EUR"), &json!("https://schema.org/InStock"))
    );
    let way = linked.iter().find(|one| one["@type"] == "BreadcrumbList").unwrap();
    assert_eq!(way["itemListElement"].as_array().unwrap().len(), 4);
    // The browser need not ask for what the page was made of: the same answer is in it.
    let known = scripts(&html, "application/json").remove(0);
    let found = known.as_array().unwrap().iter().find(|one| one["operation"] == "getProduct").unwrap();
    assert_eq!(found["data"], shop.guest().get("/products/dune-mug").await.expect(200));
    // Asked for again it is not sent again.
    let again = shop.request(Method::GET, "/products/dune-mug").header("accept", "text/html");
    let again = shop.send(again.header("if-none-match", page.header("etag").unwrap())).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    // German is another page.
    let german = shop.request(Method::GET, "/products/dune-mug").header("accept", "text/html");
    let german = text(&shop.send(german.header("accept-language", "de-AT,en;q=0.5")).await);
    assert!(german.contains("24\u{a0}€"), "{german}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn no_text_of_the_shop_gets_out_of_its_place() {
    let shop = open(100).await;
    let staff = shop.staff().await;
    let hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}<!--";
    let shelf = staff.post("/categories", &json!({ "slug": "shelf", "name": hostile })).await.expect(201);
    let mut body = product(hostile, "EVIL", 100);
    body["slug"] = json!("evil");
    body["description"] = json!(hostile);
    body["seo_title"] = json!("\"><script>alert(3)</script>");
    body["category_id"] = shelf["id"].clone();
    create(&staff, &body).await;
    let collection = json!({ "slug": "c", "name": hostile, "description": hostile, "published": true });
    let collection = staff.post("/collections", &collection).await.expect(201);
    let products = shop.guest().get("/products/evil").await.expect(200);
    let path = format!("/collections/{}/products", id(&collection));
    staff.put(&path, &json!({ "product_ids": [products["id"]] })).await.expect(200);
    for path in
        ["/products/evil", "/categories/shelf", "/collections/c", "/shop", "/", "/shop?q=</script><script>"]
    {
        let html = text(&visit(&shop, path).await);
        assert!(!html.contains("<script>alert"), "{path}: {html}");
        assert!(!html.contains("<img src=x"), "{path}: {html}");
        assert!(!html.contains("49<!--"), "{path}: {html}");
        let own = html.matches("<script").count();
        let ended = html.matches("</script>").count();
        assert_eq!(own, ended, "{path}: {html}");
        for linked in scripts(&html, "application/ld+json") {
            assert!(linked["@context"] == "https://schema.org", "{linked}");
        }
    }
    let html = text(&visit(&shop, "/products/evil").await);
    assert!(html.contains("&lt;img src=x onerror=alert(2)&gt;"), "{html}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn lists_link_to_what_is_in_them_and_what_is_nowhere_is_not_found() {
    let shop = open(100).await;
    let staff = shop.staff().await;
    let kitchen = category(&staff, "kitchen", None).await;
    category(&staff, "mugs", Some(&kitchen)).await;
    let mut body = product("Dune Mug", "DUNE", 2400);
    body["category_id"] = kitchen["id"].clone();
    create(&staff, &body).await;
    let mut draft = product("Secret", "SECRET", 100);
    draft["status"] = json!("draft");
    create(&staff, &draft).await;
    for path in ["/", "/shop", "/categories/kitchen"] {
        let page = visit(&shop, path).await;
        let html = text(&page);
        assert_eq!(page.status, 200, "{path}");
        assert!(html.contains("<a href=\"/products/dune-mug\""), "{path}: {html}");
        assert!(!html.contains("Secret") && !html.contains("noindex"), "{path}: {html}");
    }
    assert!(text(&visit(&shop, "/categories/kitchen").await).contains("href=\"/categories/mugs\""));
    // A narrowed list is the browser's business; it has the head of the whole one.
    let narrowed = text(&visit(&shop, "/categories/kitchen?price_min=1").await);
    assert!(narrowed.contains(&format!("href=\"{}/categories/kitchen\"", shop.url())), "{narrowed}");
    assert!(!narrowed.contains("dune-mug"), "{narrowed}");
    for path in [
        "/products/nothing",
        "/products/secret",
        "/categories/nothing",
        "/collections/nothing",
        "/no/such/page",
    ] {
        let page = visit(&shop, path).await;
        let html = text(&page);
        assert_eq!(page.status, 404, "{path}");
        assert!(html.contains("id=\"root\"") && html.contains("noindex"), "{path}: {html}");
    }
    for path in ["/account", "/checkout", "/orders/01a2009b-0000-7000-8000-000000000001"] {
        let page = visit(&shop, path).await;
        assert!(page.status == 200 && text(&page).contains("noindex"), "{path}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_moved_is_followed_with_what_was_asked_for() {
    let shop = open(100).await;
    let staff = shop.staff().await;
    let mug = create(&staff, &product("Dune Mug", "DUNE", 2400)).await;
    let kitchen = category(&staff, "kitchen", None).await;
    let path = format!("/products/{}", id(&mug));
    staff.patch(&path, &json!({ "slug": "sand-mug" })).await.expect(200);
    staff.patch(&format!("/categories/{}", id(&kitchen)), &json!({ "slug": "cooking" })).await.expect(200);
    for (from, to) in [
        ("/products/dune-mug".to_owned(), "/products/sand-mug"),
        ("/products/dune-mug?from=letter".to_owned(), "/products/sand-mug?from=letter"),
        (path.clone(), "/products/sand-mug"),
        ("/categories/kitchen".to_owned(), "/categories/cooking"),
    ] {
        let answer = visit(&shop, &from).await;
        assert_eq!((answer.status, answer.header("location")), (301, Some(to)), "{from}");
    }
    assert_eq!(visit(&shop, "/products/sand-mug").await.status, 200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_sitemap_lists_what_shoppers_see_in_parts_if_need_be() {
    let shop = open(9).await;
    let staff = shop.staff().await;
    category(&staff, "kitchen", None).await;
    let small = visit(&shop, "/sitemap.xml").await;
    assert_eq!(small.header("content-type"), Some("application/xml; charset=utf-8"));
    let xml = text(&small);
    for path in ["/", "/shop", "/about", "/categories/kitchen"] {
        assert!(xml.contains(&format!("<loc>{}{path}</loc>", shop.url())), "{path}: {xml}");
    }
    assert!(xml.contains("<urlset") && !xml.contains("/account"), "{xml}");
    for number in 0..10 {
        create(&staff, &product(&format!("Mug {number}"), &format!("MUG-{number}"), 100)).await;
    }
    let mut draft = product("Secret", "SECRET", 100);
    draft["status"] = json!("draft");
    create(&staff, &draft).await;
    let index = text(&visit(&shop, "/sitemap.xml").await);
    let parts: Vec<&str> = index
        .split("<loc>")
        .skip(1)
        .map(|part| part.split_once("</loc>").unwrap().0.strip_prefix(shop.url()).unwrap())
        .collect();
    assert_eq!(parts, ["/sitemaps/1.xml", "/sitemaps/2.xml", "/sitemaps/3.xml"]);
    let mut all = String::new();
    for part in parts {
        let part = visit(&shop, part).await;
        assert_eq!(part.status, 200);
        assert!(text(&part).matches("<loc>").count() <= 9);
        all += &text(&part);
    }
    for number in 0..10 {
        assert_eq!(all.matches(&format!("/products/mug-{number}<")).count(), 1, "{all}");
    }
    assert!(!all.contains("secret"), "{all}");
    for path in
        ["/sitemaps/4.xml", "/sitemaps/0.xml", "/sitemaps/x.xml", "/sitemaps/99999999999999999999.xml"]
    {
        assert_eq!(visit(&shop, path).await.status, 404, "{path}");
    }
    assert!(text(&visit(&shop, "/robots.txt").await).contains("/sitemap.xml"));
    shop.run_jobs().await;
    shop.close().await;
}
