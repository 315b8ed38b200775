//! Filling the catalogue from JSON lines.

use std::io::{BufRead, BufReader, Cursor, Read};

use domain::catalog::import::ImportReport;
use domain::catalog::import::lines::{LineProgress, LineSettings, import_lines};
use domain::entity::{line_import, product};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::cli::penden;
use crate::shop::{Shop, until};

fn settings() -> LineSettings {
    LineSettings { currency: "EUR".into(), stock: Some(5), anew: false }
}

async fn import(shop: &Shop, text: &str) -> domain::Result<ImportReport> {
    let open = || Ok(Cursor::new(text.to_owned().into_bytes()));
    import_lines(&shop.services.store, open, &settings(), |_| ()).await
}

fn counts(report: &ImportReport) -> [u64; 4] {
    [report.created, report.updated, report.unchanged, report.rejected_total]
}

/// As many laptops.
fn laptops(count: usize) -> String {
    let line = |nth: usize| {
        let colour = if nth.is_multiple_of(3) { "Black" } else { "Navy blue" };
        let line = json!({
            "id": format!("{nth}"), "name": format!("DV7/{nth}"), "title": format!("Kiln Laptop {nth}"),
            "ean": [format!("40063813{nth:05}")], "price": 10_000 + nth, "supplier": "Kiln & Sons",
            "short_description": "For every day.", "date_released": "2008-12-19T00:00:00Z",
            "attr_t_product_colour": colour, "attr_n_display_diagonal": 15.6, "attr_b_touchscreen": nth.is_multiple_of(2),
            "attr_t_serial": format!("S{nth}"),
        });
        format!("{line}\n")
    };
    (1..=count).map(line).collect()
}

#[tokio::test]
async fn lines_become_products_with_brands_codes_and_facets() {
    let shop = Shop::open().await;
    assert_eq!(counts(&import(&shop, &laptops(6)).await.unwrap()), [6, 0, 0, 0]);
    shop.run_jobs().await;
    let laptop = shop.guest().get("/products/kiln-laptop-1-1").await.expect(200);
    assert_eq!((&laptop["name"], &laptop["brand"]["slug"]), (&json!("Kiln Laptop 1"), &json!("kiln-sons")));
    assert_eq!(laptop["variants"][0]["sku"], "1");
    assert_eq!(laptop["description"], "For every day.\n\nSerial: S1", "what nothing shares is no facet");
    let attributes: Vec<&Value> = laptop["attributes"].as_array().unwrap().iter().collect();
    assert_eq!(attributes.len(), 3, "{attributes:?}");
    let page =
        "/products?facets=true&attributes=product-colour:black;display-diagonal:15..16;touchscreen:true";
    let page = shop.guest().get(page).await.expect(200);
    assert_eq!(page["total"], 1, "of six, the sixth is black with a touchscreen");
    until("the index to follow", async || {
        let found = shop.guest().get("/search?q=dv7-3").await.expect(200);
        found["items"][0]["product"]["slug"] == "kiln-laptop-3-3"
    })
    .await;
    let found = shop.guest().get("/search?q=4006381300002").await.expect(200);
    assert_eq!(
        (&found["total"], &found["items"][0]["product"]["slug"]),
        (&json!(1), &json!("kiln-laptop-2-2"))
    );
    assert_eq!(counts(&import(&shop, &laptops(6)).await.unwrap()), [0, 0, 6, 0], "the same changes nothing");
    let more = laptops(7).replace("\"Black\"", "\"Graphite\"");
    assert_eq!(counts(&import(&shop, &more).await.unwrap()), [1, 2, 4, 0], "new choices are added");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_line_that_cannot_be_taken_is_told_and_stops_nothing() {
    let shop = Shop::open().await;
    let good = laptops(2);
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(1_100_000));
    let text = format!(
        "{good}no json\n[]\n\n{{\"id\":\"3\"}}\n{{\"id\":\"4\",\"title\":\"Four\"}}\n\
         {{\"id\":\"1\",\"title\":\"One again\",\"price\":5}}\n{{\"id\":\"5\",\"title\":\"Five\",\"price\":-1}}\n\
         {{\"id\":\"6\",\"title\":\"Six\",\"price\":1.5}}\n{long}\n\
         {{\"id\":\"ö 7\",\"title\":\"{}\",\"price\":7,\"attr_n_width\":1e300,\"attr_t_\":\"x\",\"ean\":7}}\n",
        "Seven ".repeat(60)
    );
    let report = import(&shop, &text).await.unwrap();
    assert_eq!(counts(&report), [3, 0, 0, 8], "{report:?}");
    let lines: Vec<u64> = report.rejected.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 4, 6, 7, 8, 9, 10, 11]);
    shop.run_jobs().await;
    let seven = shop.guest().get("/products?q=seven").await.expect(200);
    assert!(seven["items"][0]["name"].as_str().unwrap().chars().count() <= 200);
    shop.close().await;
}

/// Breaks off behind so many bytes.
struct Broken<R>(R, usize);

impl<R: Read> Read for Broken<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(self.1);
        if most == 0 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        let read = self.0.read(&mut buffer[..most])?;
        self.1 -= read;
        Ok(read)
    }
}

#[tokio::test]
async fn an_import_that_was_broken_off_goes_on_where_it_was() {
    let shop = Shop::open().await;
    let text = laptops(603);
    let all = text.len();
    let opened = std::sync::atomic::AtomicUsize::new(0);
    let open = || -> std::io::Result<Box<dyn BufRead + Send>> {
        let is_first = opened.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        let bytes = if is_first { all } else { all * 11 / 12 };
        Ok(Box::new(BufReader::new(Broken(
            Cursor::new(text.clone().into_bytes()),
            bytes + usize::from(is_first),
        ))))
    };
    let mut heard = Vec::new();
    let broken = import_lines(&shop.services.store, open, &settings(), |progress| heard.push(progress)).await;
    assert!(matches!(broken, Err(domain::Error::Unavailable { .. })), "{broken:?}");
    assert_eq!(heard, [LineProgress { lines: 500, total: 603 }]);
    let db = shop.services.store.read();
    assert_eq!(product::Entity::find().count(db).await.unwrap(), 500);
    assert_eq!(counts(&import(&shop, &text).await.unwrap()), [103, 0, 0, 0]);
    assert_eq!(product::Entity::find().count(db).await.unwrap(), 603);
    assert_eq!(line_import::Entity::find().count(db).await.unwrap(), 0);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_command_reads_packed_lines_and_tells_how_it_went() {
    let shop = Shop::open().await;
    let path = shop.folder().join("laptops.jsonl");
    std::fs::write(&path, format!("{}nonsense\n", laptops(3))).unwrap();
    let run =
        penden(&shop.environment(), &["import", "products", path.to_str().unwrap(), "--stock", "3"], "")
            .await;
    assert!(
        !run.is_success() && run.stdout.contains("3 created, 0 updated, 0 unchanged, 1 rejected"),
        "{run:?}"
    );
    assert!(run.stdout.contains("line 4: is no JSON"), "{run:?}");
    shop.run_jobs().await;
    shop.close().await;
}
