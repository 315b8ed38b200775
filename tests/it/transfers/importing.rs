//! Importing products over HTTP.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::entity::{category, product, product_import, stock_movement, variant};
use reqwest::Method;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::{counts, files, import, larger_than_a_part, look, plan_by_hand, refused, send};
use crate::shop::{Answer, Setup, Shop, until};

const MIXED: &str = "\
sku,product,price,stock,description
MUG-S,Dune Mug,12.90,7,\"Stoneware,
glazed\"
BAD SKU,Pot,5.00,1,
=cmd|calc,Pot,5.00,1,
MUG-S,Pot,5.00,1,
PAD,Pad,0.29,,
SHORT,Pad
";

#[tokio::test]
async fn good_rows_are_imported_and_bad_ones_told_with_their_reasons() {
    let shop = Shop::open().await;
    let started = send(&shop, "one", MIXED).await;
    assert_eq!(started.header("idempotency-replayed"), Some("false"));
    let location = started.header("location").unwrap().to_owned();
    let started = started.expect(202);
    assert_eq!((&started["state"], &started["rows"]), (&json!("running"), &json!(0)));
    assert!(location.ends_with(started["id"].as_str().unwrap()), "{location}");
    let path = format!("/products/imports/{}/refused", started["id"].as_str().unwrap());
    shop.staff().await.get(&path).await.refuses(404, "not_found");
    shop.run_jobs().await;

    let ended = look(&shop, &started).await;
    assert_eq!(
        (&ended["state"], &ended["rows"], counts(&ended)),
        (&json!("succeeded"), &json!(6), [2, 0, 0, 4])
    );
    assert_eq!(ended["progress"]["percentage"], 100);
    let mug = shop.guest().get("/products/dune-mug").await.expect(200);
    assert_eq!(mug["description"], "Stoneware,\nglazed");

    let text = refused(&shop, &ended).await;
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("line,sku,reason,row"));
    for (line, sku, reason, row) in [
        ("4", "BAD SKU", "sku must be", "BAD SKU,Pot,5.00,1,"),
        ("5", "'=cmd|calc", "sku must be", "'=cmd|calc,Pot,5.00,1,"),
        ("6", "MUG-S", "sku stands in line 2", "MUG-S,Pot,5.00,1,"),
        ("8", "", "has 2 fields", "SHORT,Pad"),
    ] {
        let found = rows.next().unwrap();
        assert!(found.starts_with(&format!("{line},{sku},")) && found.contains(reason), "{found}");
        assert!(found.ends_with(&format!(",\"{row}\"")), "{found}");
    }
    assert_eq!(rows.next(), None);
    assert_eq!(files(&shop), 2, "the file, and that of refused rows");
    shop.close().await;
}

#[tokio::test]
async fn the_same_file_under_the_same_key_is_one_import_and_under_another_changes_nothing() {
    let shop = Shop::open().await;
    let first = import(&shop, "one", MIXED).await;
    let again = send(&shop, "one", MIXED).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.expect(202), first);
    send(&shop, "one", "sku,product,price\nA,B,1\n").await.refuses(422, "idempotency_key_reused");
    let other = import(&shop, "two", MIXED).await;
    assert_eq!(counts(&other), [0, 0, 2, 4]);
    assert_eq!(files(&shop), 4, "nothing is left of files that became no import");
    assert_eq!(stock_movement::Entity::find().count(shop.services.store.read()).await.unwrap(), 1);

    let staff = shop.staff().await;
    let page = staff.get("/products/imports?limit=1").await.expect(200);
    assert_eq!(page["items"], json!([other]));
    let cursor = page["next_cursor"].as_str().unwrap();
    let page = staff.get(&format!("/products/imports?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!((&page["items"], &page["next_cursor"]), (&json!([first]), &Value::Null));
    shop.close().await;
}

#[tokio::test]
async fn what_is_no_file_of_products_is_refused_at_once() {
    let shop = Shop::open_with(Setup {
        env: vec![("PENDEN_HTTP__IMPORT_LIMIT_BYTES", "2000"), ("PENDEN_HTTP__BODY_LIMIT_BYTES", "1024")],
        ..Default::default()
    })
    .await;
    for (csv, part) in [
        ("", "empty"),
        ("sku,product\nA,B\n", "price is missing"),
        ("sku,product,price,colour\nA,B,1,red\n", "no column"),
    ] {
        let refused = send(&shop, "one", csv).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], "header", "{refused}");
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains(part), "{refused}");
    }
    let large = format!("sku,product,price\n{}", "A,B,1\n".repeat(500));
    send(&shop, "one", large).await.refuses(413, "payload_too_large");
    let staff = shop.staff().await;
    staff.post_once("/products/imports", "one", &json!({})).await.expect(415);
    assert_eq!(staff.get("/products/imports").await.expect(200)["items"], json!([]));
    assert_eq!((files(&shop), shop.all_jobs().await.len()), (0, 0));
    assert_eq!(product_import::Entity::find().count(shop.services.store.read()).await.unwrap(), 0);
    // Only the header: an import of nothing.
    let empty = import(&shop, "one", "sku,product,price").await;
    assert_eq!((&empty["state"], &empty["rows"], counts(&empty)), (&json!("succeeded"), &json!(0), [0; 4]));
    shop.close().await;
}

async fn send_form(shop: &Shop, csv: &str) -> Answer {
    let body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{csv}\r\n--limit--\r\n"
    );
    let request = shop
        .request(Method::POST, "/api/v1/products/imports")
        .bearer_auth(shop.staff().await.bearer())
        .header("Idempotency-Key", "form")
        .header("content-type", "multipart/form-data; boundary=limit")
        .body(body);
    shop.send(request).await
}

#[tokio::test]
async fn a_form_is_as_good_as_the_file() {
    let shop = Shop::open().await;
    let started = send_form(&shop, MIXED).await.expect(202);
    shop.run_jobs().await;
    assert_eq!(counts(&look(&shop, &started).await), [2, 0, 0, 4]);
    assert_eq!(started["bytes"], MIXED.len());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_is_cut_into_chunks_and_no_product_is_in_two() {
    let shop = Shop::open_with(Setup { workers: 2, schedulers: 1, ..Default::default() }).await;
    let csv = larger_than_a_part();
    let rows = csv.lines().count() as i64 - 1;
    let started = send(&shop, "one", csv).await.expect(202);
    until("the import to end", async || look(&shop, &started).await["state"] != "running").await;
    let ended = look(&shop, &started).await;
    assert_eq!((&ended["state"], counts(&ended)), (&json!("succeeded"), [rows, 0, 0, 0]));
    let chunks = shop.jobs("imports.apply").await;
    assert_eq!(chunks.len(), 9);
    for chunk in &chunks {
        assert_eq!((chunk.attempts, &chunk.errors), (1, &json!([])), "no chunk was in the way of another");
    }
    let db = shop.services.store.read();
    assert_eq!(variant::Entity::find().count(db).await.unwrap(), rows as u64);
    assert_eq!(product::Entity::find().count(db).await.unwrap(), 150);
    assert_eq!(category::Entity::find().count(db).await.unwrap(), 8);
    shop.close().await;
}

#[tokio::test]
async fn a_dead_chunk_fails_the_import_and_its_retry_mends_it() {
    let shop = Shop::open().await;
    let started = send(&shop, "one", MIXED).await.expect(202);
    let folder = shop.services.config.storage.folder.join("imports").join(started["id"].as_str().unwrap());
    let chunk = folder.join("chunk-000-000.jsonl");
    // The plan runs, and somebody takes the chunk's file away.
    let enqueued = plan_by_hand(&shop, &started).await;
    let content = std::fs::read(&chunk).unwrap();
    std::fs::remove_file(&chunk).unwrap();
    shop.services.push(&enqueued).await;
    shop.run_jobs().await;
    let failed = look(&shop, &started).await;
    assert_eq!((&failed["state"], counts(&failed)), (&json!("failed"), [0, 0, 0, 4]));

    std::fs::write(&chunk, content).unwrap();
    let dead = shop.job("imports.apply").await;
    assert_eq!(dead.state, JobState::Dead);
    shop.staff().await.post(&format!("/jobs/{}/retry", dead.id), &json!({})).await.expect(200);
    assert_eq!(look(&shop, &started).await["state"], "running");
    shop.run_jobs().await;
    let ended = look(&shop, &started).await;
    assert_eq!((&ended["state"], counts(&ended)), (&json!("succeeded"), [2, 0, 0, 4]));
    shop.close().await;
}

#[tokio::test]
async fn files_go_when_they_are_old() {
    let shop = Shop::open().await;
    let ended = import(&shop, "one", MIXED).await;
    // A transfer that broke off.
    let (store, storage) = (&shop.services.store, shop.services.storage.as_ref());
    let user = ended["created_by"].as_str().unwrap().parse().unwrap();
    let broken_off = domain::catalog::import::bulk::announce(store, user, "EUR").await.unwrap();
    let key = format!("{}/00000", domain::catalog::import::bulk::upload_key(broken_off));
    storage.put(&key, "sku".into(), "text/csv").await.unwrap();
    assert_eq!(files(&shop), 3);
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(files(&shop), 3);

    let change = |id, row: product_import::ActiveModel| {
        let update = product_import::Entity::update_many().set(row).filter(product_import::Column::Id.eq(id));
        async move { update.exec(store.writer()).await.unwrap() }
    };
    let long_ago = now() - TimeDelta::days(31);
    let old = product_import::ActiveModel { finished_at: Set(Some(long_ago)), ..Default::default() };
    change(ended["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap(), old).await;
    let old = product_import::ActiveModel { created_at: Set(long_ago), ..Default::default() };
    change(broken_off, old).await;
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(files(&shop), 0);
    assert_eq!(product_import::Entity::find().count(store.read()).await.unwrap(), 0);
    shop.close().await;
}

#[tokio::test]
async fn lines_are_imported_like_rows_and_bad_ones_told() {
    let shop = Shop::open().await;
    let product = |id: &str, title: &str, more: Value| {
        let mut line = json!({ "id": id, "title": title, "price": 1_290, "supplier": "Kiln", "stock": 3 });
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line.to_string()
    };
    let long = product("L", "Long", json!({ "short_description": "x".repeat(1_000_001) }));
    let lines = [
        product(
            "M 1",
            "Dune mug",
            json!({ "ean": ["4006381333931"], "attr_t_Colour": "Red", "attr_n_Width": 12.5 }),
        ),
        String::new(),
        product(
            "M-2",
            "Reef mug",
            json!({ "attr_t_Colour": "Red", "attr_n_Width": 14, "category": "Home > Mugs" }),
        ),
        "{ \"id\": ".to_owned(),
        long,
        product("M-2", "Reef mug again", json!({})),
        json!({ "id": "M-3", "title": "No price" }).to_string(),
        product("M-4", "Last mug", json!({ "attr_t_Colour": "Red" })),
    ];
    let send = async |key: &str, body: String| {
        let request = shop
            .request(Method::POST, "/api/v1/products/imports")
            .bearer_auth(shop.staff().await.bearer())
            .header("Idempotency-Key", key)
            .header("content-type", "application/x-ndjson")
            .body(body);
        shop.send(request).await
    };
    let started = send("one", lines.join("\n")).await.expect(202);
    shop.run_jobs().await;
    let ended = look(&shop, &started).await;
    assert_eq!(
        (&ended["state"], &ended["rows"], counts(&ended)),
        (&json!("succeeded"), &json!(7), [3, 0, 0, 4])
    );
    let mug = shop.guest().get("/products/dune-mug-m-1").await.expect(200);
    assert_eq!((&mug["brand"]["name"], &mug["variants"][0]["sku"]), (&json!("Kiln"), &json!("M-1")));
    assert_eq!(mug["attributes"].as_array().unwrap().len(), 2, "{mug}");
    let path = format!("/products/{}/codes", mug["id"].as_str().unwrap());
    assert_eq!(shop.staff().await.get(&path).await.expect(200)["codes"], json!(["4006381333931"]));
    let text = refused(&shop, &ended).await;
    for (line, reason) in
        [(4, "is no JSON"), (5, "is longer than"), (6, "sku stands in line 3"), (7, "price is missing")]
    {
        let found = text.lines().find(|row| row.starts_with(&format!("{line},")));
        assert!(found.is_some_and(|row| row.contains(reason)), "{line}: {text}");
    }
    let again = send("two", lines.join("\r\n")).await.expect(202);
    shop.run_jobs().await;
    assert_eq!(counts(&look(&shop, &again).await), [0, 0, 3, 4], "the same again changes nothing");
    send("three", "{ nonsense }\n".to_owned()).await.refuses(422, "validation_failed");
    send("four", "{\"id\": 1".to_owned()).await.refuses(422, "validation_failed");
    shop.close().await;
}
