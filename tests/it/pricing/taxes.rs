//! Which tax is taken, by where it goes and what it is; and prices that are without tax.

use serde_json::{Value, json};

use super::{amount, enter, fields, promote, zone};
use crate::shop::{Order, Setup, Shop, card, order_with};

/// An order to that country.
fn to(country: &str, total: i64) -> Value {
    let mut body = order_with(card::GOOD);
    body["shipping_address"]["country"] = json!(country);
    body["expected_total_minor"] = json!(total);
    body
}

/// Rate and tax of each rate.
fn taxes(of: &Value) -> Vec<(i64, i64)> {
    let rows = of["taxes"].as_array().unwrap().iter();
    rows.map(|tax| (tax["rate_bp"].as_i64().unwrap(), amount(tax, "tax"))).collect()
}

#[tokio::test]
async fn the_destination_and_the_class_decide_the_rate() {
    let shop = Shop::open().await;
    let (mug, book) = (shop.product("Mug", 1190, 10).await, shop.product("Book", 1070, 10).await);
    let rates = |default: i64, books: i64| {
        json!([
            { "tax_class": "default", "rate_bp": default },
            { "tax_class": "books", "rate_bp": books },
            { "tax_class": "shipping", "rate_bp": default },
        ])
    };
    let austria = json!({ "name": "Austria", "countries": ["AT"], "tax_rates": rates(2000, 1000) });
    zone(&shop, &austria).await;
    let germany = json!({ "name": "Germany", "countries": ["DE"], "tax_rates": [{ "tax_class": "books", "rate_bp": 700 }] });
    zone(&shop, &germany).await;
    zone(&shop, &json!({ "name": "World", "tax_rates": rates(0, 0) })).await;
    let admin = shop.admin().await;
    let path = format!("/products/{}/tax-class", book.id);
    assert_eq!(fields(admin.put(&path, &json!({ "tax_class": "boks" })).await), ["tax_class"]);
    admin.put(&path, &json!({ "tax_class": "books" })).await.expect(200);

    let guest = shop.guest();
    for (country, expected) in [
        // The mug has the catalogue's 19 % and shipping the shop's: (11.90 + 4.90) × 19/119, and 10.70 × 7/107.
        ("DE", vec![(700, 70), (1900, 268)]),
        ("AT", vec![(1000, 97), (2000, 280)]),
        ("US", vec![(0, 0)]),
    ] {
        guest.add(&mug, 1).await;
        guest.add(&book, 1).await;
        let cart = guest.get(&format!("/cart?country={country}&shipping_method=standard")).await.expect(200);
        assert_eq!(taxes(&cart), expected, "{country}: {cart}");
        let order = Order::read(guest.place(country, &to(country, 2750)).await.expect(201));
        assert_eq!((taxes(&order.body), &order.body["tax_total"]), (expected, &cart["tax_total"]));
        let of_lines: i64 =
            order.body["lines"].as_array().unwrap().iter().map(|line| amount(line, "tax")).sum();
        assert!(of_lines <= order.amount("tax_total"));
        shop.run_jobs().await;
        let paid = guest.look(&order).await;
        assert_eq!((paid.state(), &paid.body["invoice"]["ready"]), ("placed", &json!(true)));
    }
    // What a variant says goes before what its product says.
    let path = format!("/variants/{}/tax-class", mug.variant_id);
    admin.put(&path, &json!({ "tax_class": "books" })).await.expect(200);
    guest.add(&mug, 1).await;
    let cart = guest.get("/cart?country=DE").await.expect(200);
    assert_eq!(taxes(&cart), [(700, 78)]);
    admin.put(&path, &json!({})).await.expect(200);
    assert_eq!(taxes(&guest.get("/cart?country=DE").await.expect(200)), [(1900, 190)]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn prices_without_tax_get_it_on_top_and_still_add_up() {
    let env = vec![("PENDEN_SHOP__PRICES_INCLUDE_TAX", "false")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let (mug, pin) = (shop.product("Mug", 999, 10).await, shop.product("Pin", 33, 10).await);
    promote(&shop, &json!({ "name": "Off", "code": "OFF", "kind": "percentage", "percent_bp": 1000 })).await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    guest.add(&pin, 1).await;
    enter(&guest, "off").await.expect(200);
    let cart = guest.get("/cart?country=DE&shipping_method=standard").await.expect(200);
    // 20.31 less 2.03 is 18.28, and 4.90 for sending it; 19 % of 23.18 is 4.40.
    assert_eq!((amount(&cart, "subtotal"), amount(&cart, "discount_total")), (2031, 203));
    assert_eq!((amount(&cart, "tax_total"), amount(&cart, "total")), (440, 2318 + 440));
    let order = Order::read(guest.place("one", &to("DE", 2758)).await.expect(201));
    assert_eq!(order.body["prices_include_tax"], false);
    let lines = order.body["lines"].as_array().unwrap();
    assert_eq!(lines.iter().map(|line| amount(line, "total")).sum::<i64>(), order.amount("items_total"));
    for line in lines {
        let net = amount(line, "unit_price") * line["quantity"].as_i64().unwrap() - amount(line, "discount");
        assert_eq!(net + amount(line, "tax"), amount(line, "total"));
    }
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.amount("captured_total"), &paid.body["invoice"]["ready"]), (2758, &json!(true)));
    shop.close().await;
}
