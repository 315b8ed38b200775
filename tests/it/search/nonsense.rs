//! What is typed by accident, by machines, and to do harm.

use super::{indexed, search, sell};
use crate::shop::Shop;

#[tokio::test]
async fn nothing_that_is_typed_is_an_error() {
    let shop = Shop::open().await;
    sell(&shop, "ノートパソコン 14", "NB", 1500, "Ноутбук, حاسوب محمول, แล็ปท็อป").await;
    indexed(&shop, "q=", 1).await;
    for (typed, total) in [
        ("%00%01%1f%7f", 1),
        ("%20%09%0a", 1),
        ("%E3%83%8E%E3%83%BC%E3%83%88", 1),
        ("%D0%BD%D0%BE%D1%83%D1%82%D0%B1%D1%83%D0%BA", 1),
        ("%D8%AD%D8%A7%D8%B3%D9%88%D8%A8", 1),
        ("%F0%9F%92%A9", 1),
        ("%22%20OR%201%3D1%20--", 1),
        ("title:*%20AND%20(%5B", 0),
    ] {
        let page = search(&shop, &format!("q={typed}")).await;
        assert!(page["total"].as_u64().unwrap() <= total, "{typed}: {page}");
        shop.guest().get(&format!("/search/suggestions?q={typed}")).await.expect(200);
    }
    for long in ["x".repeat(10_000), "mug%20".repeat(1_600), "%E3%83%8E".repeat(1_000)] {
        search(&shop, &format!("q={long}")).await;
        shop.guest().get(&format!("/search/suggestions?q={long}")).await.expect(200);
    }
    shop.close().await;
}
