//! What a tax return asks for: what was invoiced and credited at which rate, to which country.

use chrono::Utc;
use serde_json::{Value, json};

use crate::shop::{Order, Shop, card, order_with};

#[tokio::test]
async fn invoices_and_credit_notes_are_summed_by_country_and_rate() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let mut orders = Vec::new();
    for country in ["DE", "DE", "AT"] {
        guest.add(&mug, 2).await;
        let mut body = order_with(card::GOOD);
        body["shipping_address"]["country"] = json!(country);
        orders.push(Order::read(guest.place(&orders.len().to_string(), &body).await.expect(201)));
        shop.run_jobs().await;
    }
    // Of one, an item goes back; another is invoiced anew.
    let line = &orders[0].body["lines"][0]["id"];
    let back = json!({ "lines": [{ "line_id": line, "quantity": 1, "restock": true }], "reason": "a crack" });
    admin.once(&format!("/orders/{}/refunds", orders[0].id), &back).await.expect(201);
    let wrong = json!({ "reason": "the company was missing", "billing_address": {
        "name": "Ada Lovelace", "company": "Engines Ltd", "line1": "Way 2", "postal_code": "10115", "city": "Berlin",
        "country": "DE",
    } });
    admin.once(&format!("/orders/{}/invoice/reissue", orders[1].id), &wrong).await.expect(201);
    shop.run_jobs().await;

    // Just before midnight, they are of the day before.
    let today = Utc::now().date_naive();
    let path = format!("/sales/taxes?from={}&to={today}", today.pred_opt().unwrap());
    let report = admin.get(&path).await.expect(200);
    let total = orders[0].amount("total");
    let gross = |row: &Value, kind: &str| row[kind]["gross"]["amount_minor"].as_i64().unwrap();
    let rows: Vec<_> = report["items"].as_array().unwrap().iter().collect();
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row["country"].as_str().unwrap(), gross(row, "invoiced"), gross(row, "credited")))
        .collect();
    assert_eq!(said, [("AT", total, 0), ("DE", 3 * total, total + 900)], "{report}");
    let tax: i64 = orders.iter().map(|order| order.amount("tax_total")).sum();
    let of = |row: &Value, kind: &str| row[kind]["tax"]["amount_minor"].as_i64().unwrap();
    let kept: i64 = rows.iter().map(|row| of(row, "invoiced") - of(row, "credited")).sum();
    let of_one_mug = domain::money::tax_contained(900, 1900);
    assert!((tax - kept - of_one_mug).abs() <= 1, "a cent is rounded: {tax} {kept} {report}");
    for row in rows {
        let invoiced = &row["invoiced"];
        assert_eq!(invoiced["rate_bp"], 1900);
        let sum = invoiced["net"]["amount_minor"].as_i64().unwrap() + of(row, "invoiced");
        assert_eq!(sum, gross(row, "invoiced"));
    }

    let before = admin.get("/sales/taxes?from=2020-01-01&to=2020-12-31").await.expect(200);
    assert_eq!(before["items"], json!([]));
    for range in ["from=2026-01-02&to=2026-01-01", "from=2020-01-01&to=2026-01-01"] {
        let problem = admin.get(&format!("/sales/taxes?{range}")).await.expect(422);
        assert_eq!(problem["errors"][0]["field"], "to");
    }
    shop.close().await;
}
