//! The category tree.

use serde_json::{Value, json};

use super::{category, create, fields, id, product};
use crate::shop::{Actor, Shop};

/// The tree as indented slugs.
async fn tree(shop: &Shop) -> Vec<String> {
    fn walk(branches: &Value, depth: usize, lines: &mut Vec<String>) {
        for branch in branches.as_array().unwrap() {
            lines.push(format!("{}{}", "  ".repeat(depth), branch["slug"].as_str().unwrap()));
            walk(&branch["children"], depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    walk(&shop.guest().get("/categories").await.expect(200)["items"], 0, &mut lines);
    lines
}

async fn change(staff: &Actor, category: &Value, change: Value) -> crate::shop::Answer {
    staff.patch(&format!("/categories/{}", id(category)), &change).await
}

#[tokio::test]
async fn categories_are_made_moved_and_renamed() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let home = category(&staff, "home", None).await;
    let kitchen = category(&staff, "kitchen", Some(&home)).await;
    let mugs = category(&staff, "mugs", Some(&kitchen)).await;
    category(&staff, "paper", None).await;
    assert_eq!(tree(&shop).await, ["home", "  kitchen", "    mugs", "paper"]);

    change(&staff, &mugs, json!({ "parent_id": null, "position": -1 })).await.expect(200);
    assert_eq!(tree(&shop).await, ["mugs", "home", "  kitchen", "paper"]);
    let renamed = change(&staff, &mugs, json!({ "slug": "cups", "name": "Cups" })).await.expect(200);
    assert_eq!(
        (&renamed["slug"], &renamed["name"], &renamed["position"]),
        (&json!("cups"), &json!("Cups"), &json!(-1))
    );
    change(&staff, &mugs, json!({ "parent_id": home["id"], "position": 5 })).await.expect(200);
    assert_eq!(tree(&shop).await, ["home", "  kitchen", "  cups", "paper"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_category_cannot_be_moved_below_itself() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let home = category(&staff, "home", None).await;
    let kitchen = category(&staff, "kitchen", Some(&home)).await;
    let mugs = category(&staff, "mugs", Some(&kitchen)).await;
    for parent in [&home, &kitchen, &mugs] {
        let moved = change(&staff, &home, json!({ "parent_id": parent["id"] })).await;
        assert_eq!(fields(moved), ["parent_id"]);
    }
    let nowhere = json!({ "parent_id": "00000000-0000-7000-8000-000000000000" });
    assert_eq!(fields(change(&staff, &home, nowhere).await), ["parent_id"]);
    assert_eq!(tree(&shop).await, ["home", "  kitchen", "    mugs"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn two_moves_at_once_make_no_circle() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let (one, other) = (category(&staff, "one", None).await, category(&staff, "other", None).await);
    let (first, second) = futures_util::future::join(
        change(&staff, &one, json!({ "parent_id": other["id"] })),
        change(&staff, &other, json!({ "parent_id": one["id"] })),
    )
    .await;
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(tree(&shop).await.len(), 2, "nothing fell out of the tree");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn only_a_category_that_nothing_is_in_can_be_deleted() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let home = category(&staff, "home", None).await;
    let kitchen = category(&staff, "kitchen", Some(&home)).await;
    let mut mug = product("Mug", "MUG", 900);
    mug["category_id"] = kitchen["id"].clone();
    let mug = create(&staff, &mug).await;
    let path = |category: &Value| format!("/categories/{}", id(category));
    for used in [&home, &kitchen] {
        staff.delete(&path(used)).await.refuses(409, "category_in_use");
    }
    staff.patch(&format!("/products/{}", id(&mug)), &json!({ "category_id": null })).await.expect(200);
    for (category, status) in [(&kitchen, 204), (&home, 204), (&home, 404)] {
        assert_eq!(staff.delete(&path(category)).await.status, status);
    }
    assert!(tree(&shop).await.is_empty());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_slug_belongs_to_one_category() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    category(&staff, "home", None).await;
    let other = category(&staff, "other", None).await;
    let home = json!({ "slug": "home", "name": "Home" });
    staff.post("/categories", &home).await.refuses(409, "slug_taken");
    change(&staff, &other, json!({ "slug": "home" })).await.refuses(409, "slug_taken");
    let wrong = json!({ "slug": "No Slug", "name": "" });
    assert_eq!(fields(staff.post("/categories", &wrong).await), ["name", "slug"]);
    shop.run_jobs().await;
    shop.close().await;
}
