//! Mails in the shop's own words.

use domain::entity::mail_template;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::shop::{Order, Shop, card, order_with};

const PATH: &str = "/mail-templates/order_received";

fn words(subject: &str, text: &str) -> Value {
    let body = format!(
        "{{% extends \"layout.mjml.jinja\" %}}\n{{% block content %}}<p>{text}</p>{{% endblock %}}\n\
         {{% block details %}}{{% include \"order.mjml.jinja\" %}}{{% endblock %}}"
    );
    json!({ "subject": subject, "body": body })
}

async fn buy(shop: &Shop, name: &str) -> Order {
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let mut order = order_with(card::GOOD);
    order["shipping_address"]["name"] = json!(name);
    let order = Order::read(guest.place("one", &order).await.expect(201));
    shop.run_jobs().await;
    order
}

/// The mails of a kind, oldest first.
async fn mails(shop: &Shop, template: &str) -> Vec<Value> {
    let staff = shop.staff().await;
    let page = staff.get("/mails?limit=100").await.expect(200);
    let mut found = Vec::new();
    for mail in page["items"].as_array().unwrap().iter().rev().filter(|mail| mail["template"] == template) {
        found.push(staff.get(&format!("/mails/{}", mail["id"].as_str().unwrap())).await.expect(200));
    }
    found
}

#[tokio::test]
async fn a_mail_says_what_the_shop_wants_it_to_say_and_goes_back() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let list = admin.get("/mail-templates").await.expect(200);
    let received = list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "order_received");
    assert_eq!((&received.unwrap()["customized"], &received.unwrap()["version"]), (&json!(false), &json!(0)));
    let before = admin.get(PATH).await.expect(200);
    assert_eq!(before["wording"], before["shipped"]);
    let names: Vec<_> =
        before["placeholders"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"order.lines[].name") && !names.contains(&"invoice.number"), "{names:?}");

    let own = words("Merci, {{ customer.name }}", "Votre commande {{ order.number }}.");
    let saved = admin.put(PATH, &own).await.expect(200);
    assert_eq!((&saved["customized"], &saved["version"]), (&json!(true), &json!(1)));
    assert_eq!(saved["wording"], own);
    let order = buy(&shop, "<b>Tom</b> & Jerry").await;
    let mail = mails(&shop, "order_received").await.remove(0);
    assert_eq!(mail["subject"], "Merci, <b>Tom</b> & Jerry");
    let (html, text) = (mail["html"].as_str().unwrap(), mail["text"].as_str().unwrap());
    assert!(html.contains("Votre commande") && html.contains("&lt;b&gt;Tom"), "{html}");
    assert!(!html.contains("<b>Tom"), "{html}");
    assert!(text.contains(&format!("Votre commande {}.", order.text("number"))), "{text}");
    assert!(text.contains("19 % tax included"), "{text}");

    // Whoever saw the version before that is told.
    let stale = json!({ "subject": "x", "body": own["body"], "version": 0 });
    admin.put(PATH, &stale).await.refuses(409, "changed_meanwhile");
    let back = admin.delete(PATH).await.expect(200);
    assert_eq!((&back["wording"], &back["customized"]), (&before["shipped"], &json!(false)));
    shop.rerun("notifications.send_mail").await;
    shop.run_jobs().await;
    let events = admin.get("/audit?entity=mail_template").await.expect(200);
    let actions: Vec<_> = events["items"].as_array().unwrap().iter().map(|one| &one["action"]).collect();
    assert_eq!(actions, ["mail_template.reset", "mail_template.update"]);
    assert_eq!(mails(&shop, "order_received").await.len(), 1, "sent again it is the same mail");
    shop.close().await;
}

#[tokio::test]
async fn words_that_are_wrong_are_refused_by_field_and_change_nothing() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let good = words("Hello", "x");
    for (field, body) in [
        ("subject", words("{{ order.nmber }}", "x")),
        ("subject", words("", "x")),
        ("body", words("Hello", "{{ invoice.number }}")),
        ("body", words("Hello", "{{ customer.name | safe }}")),
        ("body", words("Hello", "{% if %}")),
        ("body", json!({ "subject": "Hello", "body": "<mjml><mj-body><mj-text>" })),
        ("body", json!({ "subject": "Hello", "body": "x".repeat(60_001) })),
        ("text", json!({ "subject": "Hello", "body": good["body"], "text": "{{ nobody }}" })),
    ] {
        for path in [PATH.to_owned(), format!("{PATH}/preview")] {
            let answer =
                if path == PATH { admin.put(PATH, &body).await } else { admin.post(&path, &body).await };
            let problem = answer.expect(422);
            let fields: Vec<_> = problem["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["field"].as_str().unwrap())
                .collect();
            assert_eq!(fields, [field], "{problem}");
        }
    }
    admin.put("/mail-templates/nothing", &good).await.refuses(404, "not_found");
    admin.post(&format!("{PATH}/preview"), &json!({ "subject": "Hello" })).await.expect(422);
    assert_eq!(admin.get(PATH).await.expect(200)["version"], 0);
    shop.close().await;
}

#[tokio::test]
async fn a_mail_can_be_seen_and_sent_to_oneself_before_anybody_gets_it() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    admin.patch("/settings", &json!({ "name": "Haus am See" })).await.expect(200);
    let draft = words("Merci {{ order.number }}", "Votre commande.");
    let seen = admin.post(&format!("{PATH}/preview"), &draft).await.expect(200);
    assert_eq!(seen["subject"], "Merci 2026-000017");
    assert!(seen["html"].as_str().unwrap().contains("Haus am See"));
    assert!(seen["text"].as_str().unwrap().contains("Votre commande."));
    let shipped = admin.post(&format!("{PATH}/preview"), &json!({})).await.expect(200);
    assert!(shipped["text"].as_str().unwrap().contains("set its items aside"), "{shipped}");
    assert_eq!(admin.get(PATH).await.expect(200)["customized"], false, "looking changes nothing");

    admin.put(PATH, &draft).await.expect(200);
    let path = format!("{PATH}/test");
    let sent = admin.post_once(&path, "look", &json!({})).await.expect(202);
    let again = admin.post_once(&path, "look", &json!({})).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), (Some("true"), &sent));
    shop.run_jobs().await;
    let found = mails(&shop, "order_received").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["recipient"], "admin@penden.example");
    assert_eq!(found[0]["subject"], "[Test] Merci 2026-000017");
    shop.rerun("notifications.send_test_mail").await;
    shop.run_jobs().await;
    assert_eq!(mails(&shop, "order_received").await.len(), 1, "the same deed is the same mail");

    let key = json!({ "name": "ERP", "scopes": ["settings_write"] });
    let key = admin.post("/api-keys", &key).await.expect(201)["key"].as_str().unwrap().to_owned();
    let machine = shop.guest().with_bearer(&key);
    machine.post_once(&path, "machine", &json!({})).await.refuses(422, "no_address");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn words_that_turn_out_broken_lose_no_mail_and_everybody_sees_it() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    admin.put(PATH, &words("Hello", "x")).await.expect(200);
    // As if a later version of the program gave mails something else.
    mail_template::Entity::update_many()
        .col_expr(mail_template::Column::Body, Expr::value("<mjml>{{ order.gone.away }}"))
        .filter(mail_template::Column::Kind.eq("order_received"))
        .exec(shop.services.store.writer())
        .await
        .unwrap();
    let order = buy(&shop, "Ada").await;
    let mail = mails(&shop, "order_received").await.remove(0);
    assert_eq!(mail["subject"], format!("We have your order {}", order.text("number")));
    let seen = admin.get(PATH).await.expect(200);
    let why = seen["failure"]["message"].as_str().unwrap();
    assert!(why.starts_with("body: "), "{why}");
    let list = admin.get("/mail-templates").await.expect(200);
    let listed = list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "order_received");
    assert_eq!(listed.unwrap()["failure"]["message"], why);
    // Words that are good take the note away.
    let mended = admin.put(PATH, &words("Hello", "x")).await.expect(200);
    assert!(mended["failure"].is_null(), "{mended}");
    shop.run_jobs().await;
    shop.close().await;
}
