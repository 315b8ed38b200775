//! Exports: the file comes back unchanged, whatever is in it.

use chrono::{TimeDelta, Utc};
use domain::clock::now;
use domain::entity::{export, order, product, variant};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{counts, files, import};
use crate::shop::{Shop, card};

pub(super) async fn start(shop: &Shop, key: &str, body: &Value) -> Value {
    let started = shop.staff().await.post_once("/exports", key, body).await.expect(202);
    shop.run_jobs().await;
    started
}

async fn file(shop: &Shop, export: &Value) -> String {
    let path = format!("/exports/{}/file", export["id"].as_str().unwrap());
    let answer = shop.staff().await.get(&path).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv")), "{}", answer.body);
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment"));
    String::from_utf8(answer.bytes).unwrap()
}

pub(super) async fn look(shop: &Shop, export: &Value) -> Value {
    shop.staff().await.get(&format!("/exports/{}", export["id"].as_str().unwrap())).await.expect(200)
}

/// Whatever a spreadsheet, a parser or the import might stumble over.
async fn odd_products(shop: &Shop) {
    let staff = shop.staff().await;
    let home = staff.post("/categories", &json!({ "name": "Home", "slug": "home" })).await.expect(201);
    for (name, slug, parent) in [("Kitchen", "kitchen", &home["id"]), ("A > B", "a-b", &Value::Null)] {
        let mut body = json!({ "name": name, "slug": slug });
        if parent.is_string() {
            body["parent_id"] = parent.clone();
        }
        let category = staff.post("/categories", &body).await.expect(201);
        let variant = json!({ "sku": format!("C-{}", name.len()), "name": "", "price_minor": 7, "weight_g": 0, "stock": 0 });
        let product = json!({
            "name": format!("In {name}"), "status": "draft", "tax_rate_bp": 550,
            "category_id": category["id"], "variants": [variant],
        });
        staff.post("/products", &product).await.expect(201);
    }
    for (index, text) in
        ["=1+1", "+49", "-5", "@SUM(A1)", "'", "''", "'=x", "'s-Hertogenbosch", "a,\"b\"", "ünï"]
            .iter()
            .enumerate()
    {
        let variants: Vec<Value> = (0..2)
            .map(|nth| {
                let sku = format!("-ODD.{index}_{nth}");
                json!({ "sku": sku, "name": format!("{text}{nth}"), "price_minor": 1_290 + nth, "weight_g": 3, "stock": nth })
            })
            .collect();
        let body = json!({
            "name": text, "slug": format!("odd-{index}"), "status": "active", "tax_rate_bp": 1_900,
            "description": format!("{text}\n=second\r\nthird \"line\""), "variants": variants,
        });
        staff.post("/products", &body).await.expect(201);
    }
    shop.run_jobs().await;
}

#[tokio::test]
async fn products_that_are_exported_and_imported_again_are_unchanged() {
    let shop = Shop::open().await;
    odd_products(&shop).await;
    let products = async || {
        let query = product::Entity::find().order_by_asc(product::Column::Id);
        query.all(shop.services.store.read()).await.unwrap()
    };
    let before = products().await;
    let export = start(&shop, "one", &json!({ "what": "products" })).await;
    let text = file(&shop, &export).await;
    for cell in text.split([',', '\n']) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']) || cell == "=second\r", "{cell:?}");
    }
    let ended = look(&shop, &export).await;
    assert_eq!((&ended["state"], &ended["rows"]), (&json!("succeeded"), &json!(22)));
    assert_eq!(ended["bytes"], text.len());
    assert_eq!(files(&shop), 1, "the parts are gone");

    let imported = import(&shop, "back", text.clone()).await;
    assert_eq!(counts(&imported), [0, 0, 22, 0]);
    assert_eq!(products().await, before);
    let again = start(&shop, "two", &json!({ "what": "products" })).await;
    assert_eq!(file(&shop, &again).await, text);

    // Into an empty shop it makes the same catalogue.
    let other = Shop::open().await;
    assert_eq!(counts(&import(&other, "one", text.clone()).await), [22, 0, 0, 0]);
    let copy = start(&other, "one", &json!({ "what": "products" })).await;
    let sorted = |text: &str| {
        let mut reader = text.split('\n').map(str::to_owned).collect::<Vec<_>>();
        reader.sort();
        reader
    };
    assert_eq!(sorted(&file(&other, &copy).await), sorted(&text));
    other.run_jobs().await;
    other.close().await;
    shop.close().await;
}

#[tokio::test]
async fn brands_tags_attributes_and_times_come_back_and_can_be_set() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let choices = json!([{ "code": "red", "label": "Red" }, { "code": "blue", "label": "Blue" }]);
    for attribute in [
        json!({ "code": "colour", "name": "Colour", "kind": "choice", "choices": choices }),
        json!({ "code": "width", "name": "Width", "kind": "number" }),
        json!({ "code": "washable", "name": "Washable", "kind": "boolean" }),
    ] {
        staff.post("/attributes", &attribute).await.expect(201);
    }
    let file_in = "sku,product,price,stock,brand,tags,attributes,codes,status,publish_at,unpublish_at\n\
        MUG,Mug,9.00,1,kiln,\"gift,new\",\"colour:blue,red;washable:true;width:8.25\",\
        \"[\"\"KILN;7\"\",\"\"4006381333931\"\"]\",scheduled,2030-01-01T00:00:00Z,2031-01-01T00:00:00Z\n\
        POT,Pot,9.00,1,nobody,,,,,,\nCUP,Cup,9.00,1,,No Tag,,,,,\nPAN,Pan,9.00,1,,,colour:pink,,,,\n\
        JAR,Jar,9.00,1,,,width:wide,,,,\nJUG,Jug,9.00,1,,,,,active,2030-01-01T00:00:00Z,\n";
    let imported = import(&shop, "in", file_in).await;
    assert_eq!(counts(&imported), [1, 0, 0, 5], "{}", super::refused(&shop, &imported).await);
    let mug = staff.get("/products/mug").await.expect(200);
    assert_eq!((&mug["brand"]["slug"], &mug["tags"]), (&json!("kiln"), &json!(["gift", "new"])));
    assert_eq!(mug["status"], "scheduled");
    assert!(mug["publish_at"].as_str().unwrap().starts_with("2030-01-01T00:00:00"), "{mug}");
    assert_eq!(mug["attributes"].as_array().unwrap().len(), 3);

    let export = start(&shop, "one", &json!({ "what": "products" })).await;
    let text = file(&shop, &export).await;
    assert!(text.contains("\"colour:blue,red;washable:true;width:8.25\""), "{text}");
    assert_eq!(counts(&import(&shop, "back", text.clone()).await), [0, 0, 1, 0]);
    let path = format!("/products/{}/codes", mug["id"].as_str().unwrap());
    let codes = async || staff.get(&path).await.expect(200)["codes"].clone();
    assert_eq!(codes().await, json!(["KILN;7", "4006381333931"]));
    let fewer = text.replace("\"gift,new\"", "new").replace("colour:blue,red", "colour:red");
    let fewer = fewer.replace("\"[\"\"KILN;7\"\",\"\"4006381333931\"\"]\"", "KILN-7;4006381333931");
    assert_eq!(counts(&import(&shop, "fewer", fewer).await), [0, 1, 0, 0]);
    let mug = staff.get("/products/mug").await.expect(200);
    assert_eq!(mug["tags"], json!(["new"]));
    assert_eq!(codes().await, json!(["KILN-7", "4006381333931"]));
    assert_eq!(mug["attributes"][0]["choices"], json!([{ "code": "red", "label": "Red" }]));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_large_catalogue_is_written_in_parts_and_joined_in_order() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 1).await;
    shop.run_jobs().await;
    let db = shop.services.store.writer();
    let (mug, small) = (product::Entity::find().one(db).await, variant::Entity::find().one(db).await);
    let (mug, small) = (mug.unwrap().unwrap(), small.unwrap().unwrap());
    for hundred in 0..25 {
        let ids: Vec<(Uuid, String)> =
            (0..100).map(|number| (Uuid::now_v7(), format!("s-{}", hundred * 100 + number))).collect();
        let products = ids.iter().map(|(id, name)| {
            product::Model { id: *id, slug: name.clone(), ..mug.clone() }.into_active_model().reset_all()
        });
        product::Entity::insert_many(products).exec_without_returning(db).await.unwrap();
        let variants = ids.iter().map(|(id, name)| {
            variant::Model { id: Uuid::now_v7(), product_id: *id, sku: name.clone(), ..small.clone() }
                .into_active_model()
                .reset_all()
        });
        variant::Entity::insert_many(variants).exec_without_returning(db).await.unwrap();
    }
    let export = start(&shop, "one", &json!({ "what": "products" })).await;
    assert_eq!(shop.jobs("exports.write").await.len(), 3);
    let text = file(&shop, &export).await;
    let mut skus: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(skus.len(), 2_501);
    skus.sort_unstable();
    skus.dedup();
    assert_eq!(skus.len(), 2_501);

    // Written again, as after a worker that died, it is the same.
    shop.rerun("exports.write").await;
    shop.run_jobs().await;
    assert_eq!(file(&shop, &export).await, text);
    shop.close().await;
}

#[tokio::test]
async fn orders_of_a_range_have_a_row_for_each_line() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("-Pot", 1_250, 10).await);
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    guest.add(&pot, 1).await;
    let today = guest.checkout(card::GOOD).await;
    let yesterday = shop.guest().buy(&mug, card::GOOD).await;
    let day = now() - TimeDelta::days(1);
    let moved = order::ActiveModel { created_at: Set(day), ..Default::default() };
    let update = order::Entity::update_many().set(moved).filter(order::Column::Id.eq(yesterday.uuid()));
    update.exec(shop.services.store.writer()).await.unwrap();
    shop.run_jobs().await;

    let from = (now() - TimeDelta::hours(1)).to_rfc3339();
    let export = start(&shop, "one", &json!({ "what": "orders", "from": from })).await;
    let text = file(&shop, &export).await;
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(
        rows[0],
        "order,placed_at,state,fulfilment,email,country,line,sku,name,quantity,unit_price,line_total,tax_rate,shipping,order_total,refunded,currency,line_discount,line_tax,order_discount,order_tax"
    );
    assert_eq!(rows.len(), 3, "{text}");
    for (row, tail) in [
        (rows[1], ",placed,pending,ada@example.org,DE,1,MUG,Mug"),
        (rows[2], ",placed,pending,ada@example.org,DE,2,'-POT,'-Pot"),
    ] {
        assert!(row.starts_with(today.text("number")) && row.contains(tail), "{row}");
    }
    assert!(rows[1].contains(",2,9.00,18.00,19,"), "{}", rows[1]);
    assert!(rows[1].contains(",EUR,0.00,2.87,0.00,"), "{}", rows[1]);

    // Without a range: the day before.
    let export = start(&shop, "two", &json!({ "what": "orders" })).await;
    let text = file(&shop, &export).await;
    assert!(text.lines().count() == 2 && text.contains(yesterday.text("number")), "{text}");
    shop.close().await;
}

#[tokio::test]
async fn the_timetable_exports_and_old_files_go() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 10).await;
    shop.run_jobs().await;
    shop.fire("exports.nightly").await;
    shop.run_jobs().await;
    let page = shop.staff().await.get("/exports").await.expect(200);
    let found: Vec<(&str, &str, i64)> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (item["what"].as_str().unwrap(), item["state"].as_str().unwrap(), item["rows"].as_i64().unwrap())
        })
        .collect();
    assert_eq!(found, [("orders", "succeeded", 0), ("products", "succeeded", 1)]);
    let orders = &page["items"][0];
    let today = Utc::now().date_naive();
    assert!(orders["to"].as_str().unwrap().starts_with(&today.to_string()), "{orders}");
    assert_eq!((orders.get("created_by"), files(&shop)), (None, 2));

    let old =
        export::ActiveModel { finished_at: Set(Some(now() - TimeDelta::days(31))), ..Default::default() };
    export::Entity::update_many().set(old).exec(shop.services.store.writer()).await.unwrap();
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(files(&shop), 0);
    assert_eq!(shop.staff().await.get("/exports").await.expect(200)["items"], json!([]));
    shop.close().await;
}

#[tokio::test]
async fn an_export_is_started_once_under_its_key_and_nonsense_is_refused() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let body = json!({ "what": "products" });
    let first = start(&shop, "one", &body).await;
    let again = staff.post_once("/exports", "one", &body).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.expect(202)["id"], first["id"]);
    assert_eq!(shop.jobs("exports.plan").await.len(), 1);
    for (body, field) in [
        (json!({ "what": "weather" }), "what"),
        (json!({ "what": "products", "from": "2026-01-01T00:00:00Z" }), "from"),
        (json!({ "what": "orders", "from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" }), "to"),
    ] {
        let refused = staff.post_once("/exports", "two", &body).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    // A part that cannot be written: no file, until it is.
    let failing = staff.post_once("/exports", "three", &body).await.expect(202);
    let path = format!("/exports/{}", failing["id"].as_str().unwrap());
    staff.get(&format!("{path}/file")).await.refuses(404, "not_found");
    let batch = failing["batch_id"].as_str().unwrap();
    staff.post(&format!("/batches/{batch}/cancel"), &json!({})).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(staff.get(&path).await.expect(200)["state"], "cancelled");
    staff.get(&format!("{path}/file")).await.refuses(404, "not_found");
    shop.close().await;
}
