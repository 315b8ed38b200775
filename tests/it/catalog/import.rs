//! Filling the catalogue from CSV files, through the library and through the command.

use std::io::Write;
use std::path::PathBuf;

use domain::catalog::import::{self, ImportReport};
use domain::entity::{category, product, stock_level, stock_movement, variant};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::cli::{penden, start};
use crate::shop::{Shop, until};

const GOOD: &str = "\
sku,product,slug,category,description,variant,price,stock,weight_g,tax_rate,status
MUG-S,Dune Mug,,Home > Kitchen,\"Stoneware,
glazed inside\",Small,12.90,7,320,19,active
MUG-L,Dune Mug,,Home > Kitchen,,Large,18.00,3,410,,
PAD,Pad,notepad,Paper,,,0.29,,80,7,draft
";

async fn run(shop: &Shop, csv: &str) -> domain::Result<ImportReport> {
    import::import_csv(&shop.services.store, csv.as_bytes(), "EUR", |_| ()).await
}

fn counts(report: &ImportReport) -> [u64; 4] {
    [report.created, report.updated, report.unchanged, report.rejected_total]
}

fn file(shop: &Shop, name: &str, csv: &str) -> PathBuf {
    let path = shop.folder().join(name);
    std::fs::File::create(&path).unwrap().write_all(csv.as_bytes()).unwrap();
    path
}

/// Every variant with its price and stock, by sku.
async fn variants(shop: &Shop) -> Vec<(String, i64, i64)> {
    let db = shop.services.store.read();
    let levels = stock_level::Entity::find().all(db).await.unwrap();
    let rows = variant::Entity::find().order_by_asc(variant::Column::Sku).all(db).await.unwrap();
    let stock = |id| levels.iter().find(|level| level.variant_id == id).unwrap().on_hand;
    rows.into_iter().map(|row| (row.sku, row.price_minor, stock(row.id))).collect()
}

#[tokio::test]
async fn a_file_becomes_products_that_are_on_sale() {
    let shop = Shop::open().await;
    assert_eq!(counts(&run(&shop, GOOD).await.unwrap()), [3, 0, 0, 0]);
    shop.run_jobs().await;

    let mug = shop.guest().get("/products/dune-mug").await.expect(200);
    assert_eq!(
        (&mug["description"], &mug["tax_rate_bp"]),
        (&json!("Stoneware,\nglazed inside"), &json!(1900))
    );
    assert_eq!(
        (&mug["category"]["name"], &mug["price_from"]["amount_minor"]),
        (&json!("Kitchen"), &json!(1290))
    );
    assert_eq!(mug["variants"].as_array().unwrap().len(), 2);
    let listed = shop.guest().get("/products?category=home&q=mug-l").await.expect(200);
    assert_eq!(listed["items"][0]["slug"], "dune-mug");
    shop.guest().get("/products/notepad").await.refuses(404, "not_found");
    assert_eq!(shop.staff().await.get("/products/notepad").await.expect(200)["status"], "draft");
    assert_eq!(category::Entity::find().count(shop.services.store.read()).await.unwrap(), 3);
    shop.close().await;
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let shop = Shop::open().await;
    run(&shop, GOOD).await.unwrap();
    shop.run_jobs().await;
    let versions = async || {
        let rows = product::Entity::find().order_by_asc(product::Column::Id).all(shop.services.store.read());
        rows.await.unwrap().into_iter().map(|row| (row.slug, row.version, row.updated_at)).collect::<Vec<_>>()
    };
    let before = (versions().await, variants(&shop).await);
    assert_eq!(counts(&run(&shop, GOOD).await.unwrap()), [0, 0, 3, 0]);
    assert_eq!((versions().await, variants(&shop).await), before);
    assert_eq!(stock_movement::Entity::find().count(shop.services.store.read()).await.unwrap(), 2);

    let dearer = GOOD.replace("18.00,3", "19.00,4");
    assert_eq!(counts(&run(&shop, &dearer).await.unwrap()), [0, 1, 2, 0]);
    assert_eq!(variants(&shop).await[0], ("MUG-L".to_owned(), 1900, 4));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn bad_rows_are_reported_and_the_others_imported() {
    let shop = Shop::open().await;
    run(&shop, GOOD).await.unwrap();
    let csv = "\
sku,product,price,stock,slug
NEW,Pot,5.00,1,
BAD SKU,Pot,5.00,1,
,Pot,5.00,1,
FREE,Pot,much,1,
MUG-S,Pot,5.00,1,
NEW,Pot,5.00,1,
SHORT,Pot
OTHER,Kettle,6.00,2,pot
OPEN,\"Pan,7.00,1,
LAST,Pan,7.00,1,
";
    let report = run(&shop, csv).await.unwrap();
    let rejected: Vec<(u64, Option<&str>)> =
        report.rejected.iter().map(|row| (row.line, row.sku.as_deref())).collect();
    let reasons: Vec<&str> = report.rejected.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(counts(&report), [2, 0, 0, 8], "{reasons:?}");
    assert_eq!(
        rejected,
        [
            (3, Some("BAD SKU")),
            (4, None),
            (5, Some("FREE")),
            (6, Some("MUG-S")),
            (7, Some("NEW")),
            (8, None),
            (9, Some("OTHER")),
            (10, None),
        ],
        "{reasons:?}"
    );
    for (index, part) in [
        (0, "sku must be"),
        (1, "sku is missing"),
        (2, "price is not a number"),
        (3, "belongs to the product dune-mug"),
        (4, "stands in line 2"),
        (6, "product differs from other rows"),
        (7, "quote is not closed"),
    ] {
        assert!(reasons[index].contains(part), "{}", reasons[index]);
    }
    let skus: Vec<String> = variants(&shop).await.into_iter().map(|row| row.0).collect();
    assert_eq!(skus, ["LAST", "MUG-L", "MUG-S", "NEW", "PAD"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_wrong_header_imports_nothing() {
    let shop = Shop::open().await;
    for (header, part) in [
        ("", "empty"),
        ("sku,product\n", "price is missing"),
        ("sku,product,price,colour\n", "no column"),
        ("sku,product,price,sku\n", "twice"),
    ] {
        let csv = if header.is_empty() { String::new() } else { format!("{header}A,B,1,C\n") };
        let error = run(&shop, &csv).await.unwrap_err();
        let domain::Error::Invalid(fields) = &error else { panic!("{error}") };
        assert!(fields[0].message.contains(part), "{header:?}: {}", fields[0].message);
    }
    assert_eq!(product::Entity::find().count(shop.services.store.read()).await.unwrap(), 0);
    shop.close().await;
}

#[tokio::test]
async fn the_command_imports_and_its_exit_code_says_whether_all_went_in() {
    let shop = Shop::open().await;
    let import = async |path: &PathBuf| {
        penden(&shop.environment(), &["import", "products", path.to_str().unwrap(), "--show", "1"], "").await
    };
    let good = file(&shop, "good.csv", GOOD);
    for summary in
        ["3 created, 0 updated, 0 unchanged, 0 rejected", "0 created, 0 updated, 3 unchanged, 0 rejected"]
    {
        let run = import(&good).await;
        assert!(run.is_success() && run.stdout.contains(summary), "{run:?}");
    }
    let bad = file(&shop, "bad.csv", "sku,product,price\nPOT,Pot,1.00\nA B,Pot,1\n,Pot,1\n");
    let run = import(&bad).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("1 created, 0 updated, 0 unchanged, 2 rejected"), "{run:?}");
    assert!(run.stdout.contains("line 3 (A B): sku must be"), "{run:?}");
    assert!(!run.stdout.contains("line 4"), "only as many as asked for: {run:?}");
    assert!(run.stderr.contains("2 rows were rejected"), "{run:?}");

    let run = import(&shop.folder().join("none.csv")).await;
    assert!(run.code == Some(1) && run.stderr.contains("none.csv cannot be read"), "{run:?}");
    shop.run_jobs().await;
    assert_eq!(shop.guest().get("/products?q=pot").await.expect(200)["items"][0]["name"], "Pot");
    shop.close().await;
}

const ROWS: u64 = 4_000;

#[tokio::test]
async fn an_import_that_was_killed_is_simply_run_again() {
    let shop = Shop::open().await;
    let mut csv = String::from("sku,product,price,stock,category\n");
    for number in 0..ROWS {
        csv += &format!(
            "S-{number:05},Product {},1.{:02},2,Home > {}\n",
            number / 2,
            number % 100,
            number / 2 % 7
        );
    }
    let path = file(&shop, "large.csv", &csv);
    let arguments = ["import", "products", path.to_str().unwrap()];
    let db = shop.services.store.read();
    let imported = async || variant::Entity::find().count(db).await.unwrap();

    let mut process = start(&shop.environment(), &arguments);
    until("the first rows", async || imported().await > 0).await;
    process.kill().await.unwrap();
    let survived = imported().await;
    assert!((1..ROWS).contains(&survived), "{survived}");
    assert_eq!(survived % 2, 0, "no product was left with half of its variants");

    let run = penden(&shop.environment(), &arguments, "").await;
    let summary = format!("{} created, 0 updated, {survived} unchanged, 0 rejected", ROWS - survived);
    assert!(run.is_success() && run.stdout.contains(&summary), "{run:?}");
    assert_eq!(imported().await, ROWS);
    assert_eq!(product::Entity::find().count(db).await.unwrap(), ROWS / 2);
    assert_eq!(category::Entity::find().count(db).await.unwrap(), 8);
    let moved = stock_movement::Entity::find().filter(stock_movement::Column::Delta.eq(2)).count(db);
    assert_eq!(moved.await.unwrap(), ROWS, "each unit came in once");
    shop.run_jobs().await;
    shop.close().await;
}
