//! Sending something back: from the asking to the money, and what must never happen on the way.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::{refund, refund_line, return_line, shipment, stock_level, stock_movement};
use futures_util::future::join_all;
use platform::database::statements;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use crate::accounts::own_data::own_data;
use crate::shop::{Actor, Answer, Order, Product, Setup, Shop, card};

/// So many mugs and a pot, paid and delivered.
async fn delivered(shop: &Shop, who: &Actor, mugs: i64) -> (Order, Product, [String; 2]) {
    let (mug, pot) = (shop.product("Mug", 900, 50).await, shop.product("Pot", 2900, 50).await);
    who.add(&mug, mugs).await;
    who.add(&pot, 1).await;
    let order = who.checkout(card::GOOD).await;
    shop.run_jobs().await;
    let staff = shop.staff().await;
    for step in ["ship", "deliver"] {
        staff.fulfil(&order, step).await.expect(200);
    }
    shop.run_jobs().await;
    let order = who.look(&order).await;
    let line = |index: usize| order.body["lines"][index]["id"].as_str().unwrap().to_owned();
    let lines = [line(0), line(1)];
    (order, mug, lines)
}

async fn ask(who: &Actor, order: &Order, lines: &[(&str, i64)]) -> Answer {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(id, quantity)| json!({ "line_id": id, "quantity": quantity, "reason": "does_not_fit" }))
        .collect();
    who.once(&format!("/orders/{}/returns", order.id), &json!({ "lines": lines, "message": "Too small" }))
        .await
}

async fn act(staff: &Actor, one: &Value, verb: &str, body: Value) -> Answer {
    staff.once(&format!("/returns/{}/{verb}", one["id"].as_str().unwrap()), &body).await
}

async fn left(who: &Actor, order: &Order) -> Vec<(String, i64)> {
    let told = who.get(&format!("/orders/{}/returns", order.id)).await.expect(200);
    let line = |row: &Value| (row["line_id"].as_str().unwrap().to_owned(), row["quantity"].as_i64().unwrap());
    told["returnable"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn something_is_sent_back_and_its_money_comes_to_the_cent() {
    let shop = Shop::open().await;
    let off = json!({ "name": "Off", "kind": "amount", "amount_minor": 100 });
    shop.admin().await.once("/promotions", &off).await.expect(201);
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let (order, mug, [mugs, pot]) = delivered(&shop, &ada, 3).await;
    assert_eq!(left(&ada, &order).await, [(mugs.clone(), 3), (pot.clone(), 1)]);

    let first = ask(&ada, &order, &[(&mugs, 1)]).await.expect(201);
    assert_eq!(first["number"], format!("{}-R1", order.text("number")));
    assert_eq!(
        (&first["state"], &first["lines"][0]["reason"]),
        (&json!("requested"), &json!("does_not_fit"))
    );
    assert_eq!(left(&ada, &order).await, [(mugs.clone(), 2), (pot.clone(), 1)]);
    act(&staff, &first, "receive", json!({})).await.refuses(409, "wrong_return_state");
    act(&staff, &first, "refund", json!({})).await.refuses(409, "wrong_return_state");
    act(&staff, &first, "approve", json!({ "answer": "Gladly." })).await.expect(200);
    act(&staff, &first, "approve", json!({})).await.expect(200);

    let before = shop.stock(&mug).await.0;
    let restock = json!({ "restock": [{ "line_id": mugs, "quantity": 1 }] });
    let received = act(&staff, &first, "receive", restock.clone()).await.expect(200);
    assert_eq!((&received["state"], &received["lines"][0]["restocked"]), (&json!("received"), &json!(1)));
    act(&staff, &first, "receive", restock).await.expect(200);
    assert_eq!(shop.stock(&mug).await.0, before + 1, "once");
    act(&staff, &first, "reject", json!({ "answer": "No." })).await.refuses(409, "restocked");
    let moved = staff.get(&format!("/variants/{}/movements?limit=1", mug.variant_id)).await.expect(200);
    assert_eq!((&moved["items"][0]["reason"], &moved["items"][0]["delta"]), (&json!("return"), &json!(1)));

    let path = format!("/returns/{}/refund", first["id"].as_str().unwrap());
    let refunded = staff.post_once(&path, "k", &json!({})).await.expect(201);
    let again = staff.post_once(&path, "k", &json!({})).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    staff.post_once(&path, "other", &json!({})).await.refuses(409, "wrong_return_state");
    let mut amounts = vec![refunded["amount"]["amount_minor"].as_i64().unwrap()];
    assert_eq!(refunded["amount"], first["amount"]);
    // The rest, one by one: the parts sum to what the lines cost, less the discount.
    for line in [&mugs, &mugs, &pot] {
        let one = ask(&ada, &order, &[(line, 1)]).await.expect(201);
        act(&staff, &one, "approve", json!({})).await.expect(200);
        let one = act(&staff, &one, "refund", json!({})).await.expect(201);
        amounts.push(one["amount"]["amount_minor"].as_i64().unwrap());
    }
    shop.run_jobs().await;
    let total = |index: usize| order.body["lines"][index]["total"]["amount_minor"].as_i64().unwrap();
    assert_eq!(amounts.iter().take(3).sum::<i64>(), total(0), "{amounts:?}");
    assert_eq!(amounts.iter().sum::<i64>(), total(0) + total(1));
    assert_eq!(total(0) + total(1), 3 * 900 + 2900 - 100);
    let mut paid = shop.bank.refunds().await;
    paid.sort_unstable();
    amounts.sort_unstable();
    assert_eq!(paid, amounts);
    assert!(left(&ada, &order).await.is_empty());
    ask(&ada, &order, &[(&pot, 1)]).await.refuses(422, "more_than_returnable");

    let mails = shop.mails(&order).await;
    let count = |template: &str| mails.iter().filter(|mail| *mail == template).count();
    assert_eq!((count("return_requested"), count("return_approved"), count("refund_succeeded")), (4, 4, 4));
    let timeline = staff.get(&format!("/orders/{}/timeline", order.id)).await.expect(200);
    let kinds: Vec<&str> =
        timeline["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    for kind in ["return", "return_requested", "return_approved", "return_received", "return_refunded"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let own = own_data(&shop, &ada).await;
    assert_eq!(own["orders"][0]["returns"].as_array().unwrap().len(), 4);
    shop.close().await;
}

#[tokio::test]
async fn a_guest_asks_with_the_token_and_nobody_else_does() {
    let shop = Shop::open().await;
    let (guest, eve, staff) = (shop.guest(), shop.customer("eve@example.org").await, shop.staff().await);
    let (order, _, [mugs, _]) = delivered(&shop, &guest, 2).await;
    ask(&eve, &order, &[(&mugs, 1)]).await.refuses(404, "not_found");
    ask(&shop.guest(), &order, &[(&mugs, 1)]).await.refuses(404, "not_found");
    eve.get(&format!("/orders/{}/returns", order.id)).await.refuses(404, "not_found");
    let one = ask(&guest, &order, &[(&mugs, 2)]).await.expect(201);
    let withdraw = format!("/orders/{}/returns/{}/withdraw", order.id, one["id"].as_str().unwrap());
    eve.post(&withdraw, &json!({})).await.refuses(404, "not_found");
    ask(&guest, &order, &[(&mugs, 1)]).await.refuses(422, "more_than_returnable");
    assert_eq!(guest.post(&withdraw, &json!({})).await.expect(200)["state"], "withdrawn");
    guest.post(&withdraw, &json!({})).await.expect(200);
    act(&staff, &one, "approve", json!({})).await.refuses(409, "wrong_return_state");

    let one = ask(&guest, &order, &[(&mugs, 2)]).await.expect(201);
    let no = act(&staff, &one, "reject", json!({ "answer": "It was worn." })).await.expect(200);
    assert_eq!((&no["state"], &no["answer"]), (&json!("rejected"), &json!("It was worn.")));
    assert_eq!(guest.get(&format!("/orders/{}/returns", order.id)).await.expect(200)["items"][1], no);
    shop.run_jobs().await;
    assert!(shop.mails(&order).await.contains(&"return_rejected".to_owned()));
    let nobody = "01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90";
    staff.get(&format!("/returns/{nobody}")).await.refuses(404, "not_found");
    guest.get("/returns").await.refuses(401, "unauthenticated");
    eve.get("/returns").await.refuses(403, "forbidden");
    shop.close().await;
}

#[tokio::test]
async fn only_what_was_sent_and_not_too_long_ago_is_taken_back() {
    let shop =
        Shop::open_with(Setup { env: vec![("PENDEN_SHOP__RETURN_DAYS", "14")], ..Setup::default() }).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let mug = shop.product("Mug", 900, 10).await;
    guest.add(&mug, 3).await;
    let order = guest.checkout(card::GOOD).await;
    shop.run_jobs().await;
    let line = order.body["lines"][0]["id"].as_str().unwrap();
    ask(&guest, &order, &[(line, 1)]).await.refuses(422, "more_than_returnable");
    let parcel = json!({ "lines": [{ "line_id": line, "quantity": 2 }] });
    staff.once(&format!("/orders/{}/shipments", order.id), &parcel).await.expect(201);
    ask(&guest, &order, &[(line, 3)]).await.refuses(422, "more_than_returnable");
    for (lines, field) in [
        (json!([]), "lines"),
        (json!([{ "line_id": order.id, "quantity": 1, "reason": "other" }]), "lines/0/line_id"),
        (json!([{ "line_id": line, "quantity": 0, "reason": "other" }]), "lines/0/quantity"),
        (json!([{ "line_id": line, "quantity": 1, "reason": "spite" }]), "lines/0/reason"),
        (
            json!([
                { "line_id": line, "quantity": 1, "reason": "other" },
                { "line_id": line, "quantity": 1, "reason": "other" }
            ]),
            "lines/1/line_id",
        ),
    ] {
        let answer = guest.once(&format!("/orders/{}/returns", order.id), &json!({ "lines": lines })).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (422, &json!(field)),
            "{}",
            answer.body
        );
    }
    // What is still to be sent stays so when units that were sent are given back.
    let one = ask(&guest, &order, &[(line, 1)]).await.expect(201);
    act(&staff, &one, "approve", json!({})).await.expect(200);
    act(&staff, &one, "refund", json!({})).await.expect(201);
    shop.run_jobs().await;
    let rest = staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    assert_eq!(rest["lines"][0]["quantity"], 1);
    staff.fulfil(&order, "deliver").await.expect(200);
    assert_eq!(left(&guest, &order).await, [(line.to_owned(), 2)]);

    let long_ago =
        shipment::ActiveModel { delivered_at: Set(Some(now() - TimeDelta::days(15))), ..Default::default() };
    shipment::Entity::update_many().set(long_ago).exec(shop.services.store.writer()).await.unwrap();
    ask(&guest, &order, &[(line, 1)]).await.refuses(422, "return_period_over");
    assert!(left(&guest, &order).await.is_empty());
    shop.admin().await.patch("/settings", &json!({ "return_days": 0 })).await.expect(200);
    ask(&guest, &order, &[(line, 1)]).await.refuses(422, "returns_not_taken");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn staff_finds_returns_and_each_page_costs_the_same() {
    let shop = Shop::open().await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let (order, _, [mugs, pot]) = delivered(&shop, &ada, 4).await;
    for _ in 0..4 {
        ask(&ada, &order, &[(&mugs, 1)]).await.expect(201);
    }
    let last = ask(&ada, &order, &[(&pot, 1)]).await.expect(201);
    act(&staff, &last, "approve", json!({})).await.expect(200);
    let found = async |query: &str| {
        let page = staff.get(&format!("/returns?{query}")).await.expect(200);
        page["items"].as_array().unwrap().len()
    };
    let number = order.text("number").to_lowercase();
    for (query, expected) in [
        ("", 5),
        ("state=requested", 4),
        ("state=approved", 1),
        ("state=refunded", 0),
        ("email=ADA@example.org", 5),
        ("email=eve@example.org", 0),
        (&format!("order_number={number}"), 5),
        ("order_number=NOBODY", 0),
        ("until=2020-01-01T00:00:00Z", 0),
    ] {
        assert_eq!(found(query).await, expected, "{query}");
    }
    for sort in ["newest", "oldest"] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = staff.get(&format!("/returns?sort={sort}&limit=2{cursor}")).await.expect(200);
            all.extend(page["items"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), count), (5, 5), "{sort}");
    }
    assert_eq!(found("state=approved").await, 1);
    let one = staff.get(&format!("/returns/{}", last["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(one["order"]["email"], "ada@example.org");
    let spent = async |limit: u32| {
        let before = statements();
        staff.get(&format!("/returns?limit={limit}")).await.expect(200);
        statements() - before
    };
    assert_eq!(spent(1).await, spent(5).await);
    shop.run_jobs().await;
    shop.close().await;
}

/// Whatever customer and staff do at once about one order, no unit is given back twice, nor more money than was paid, and
/// the stock is explained.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn returns_beside_refunds_never_give_back_twice_under_any_interleaving() {
    for seed in 1..=2_u64 {
        let shop = Shop::open().await;
        let (guest, staff) = (shop.guest(), shop.staff().await);
        let (order, mug, [mugs, _]) = delivered(&shop, &guest, 6).await;
        let people = (0..16_u64).map(async |number| {
            let mut rng = StdRng::seed_from_u64(seed * 100 + number);
            if number % 4 == 0 {
                let line = json!({ "line_id": mugs, "quantity": 1, "restock": rng.random_bool(0.5) });
                let body = json!({ "lines": [line], "reason": "a scratch" });
                drop(staff.once(&format!("/orders/{}/refunds", order.id), &body).await);
                return;
            }
            let asked = ask(&guest, &order, &[(&mugs, rng.random_range(1..=2))]).await;
            if asked.status != 201 {
                return;
            }
            let (id, one) = (asked.body["lines"][0]["line_id"].clone(), asked.body);
            let withdraw = format!("/orders/{}/returns/{}/withdraw", order.id, one["id"].as_str().unwrap());
            let restock = json!({ "restock": [{ "line_id": id, "quantity": 1 }] });
            if rng.random_bool(0.3) {
                let nothing = json!({});
                let (kept, approved) =
                    tokio::join!(guest.post(&withdraw, &nothing), act(&staff, &one, "approve", json!({})));
                assert!(kept.status < 500 && approved.status < 500);
            } else {
                drop(act(&staff, &one, "approve", json!({})).await);
            }
            drop(act(&staff, &one, "receive", restock).await);
            let paid = join_all((0..2).map(|_| act(&staff, &one, "refund", json!({})))).await;
            assert!(paid.iter().filter(|answer| answer.status == 201).count() <= 1);
        });
        join_all(people).await;
        shop.run_jobs().await;
        let db = shop.services.store.read();
        let given: i64 =
            refund::Entity::find().all(db).await.unwrap().iter().map(|row| row.amount_minor).sum();
        let units: i64 =
            refund_line::Entity::find().all(db).await.unwrap().iter().map(|row| row.quantity).sum();
        assert!(units <= 6, "{units} units of 6 were given back");
        assert_eq!(given, units * 900);
        assert_eq!(shop.bank.refunds().await.iter().sum::<i64>(), given);
        let level = stock_level::Entity::find_by_id(mug.variant_id).one(db).await.unwrap().unwrap();
        let moved = stock_movement::Entity::find().all(db).await.unwrap();
        let moved: i64 =
            moved.iter().filter(|one| one.variant_id == mug.variant_id).map(|one| one.delta).sum();
        assert_eq!(moved, level.on_hand);
        assert!(level.on_hand <= 50, "no more came back than went out");
        let restocked = return_line::Entity::find().all(db).await.unwrap();
        assert!(restocked.iter().all(|line| line.restocked <= line.quantity));
        shop.close().await;
    }
}
