//! The assistant for shoppers: it looks things up, names what it found, and leaves the cart to the shopper.

use serde_json::json;

use super::stub::Reply;
use super::talk::{ask, of, open, says, text, told};
use crate::search::indexed;
use crate::shop::card;

#[tokio::test]
async fn it_searches_and_names_what_it_found() {
    let (shop, stub) = open([
        Reply::streams(
            &["Let me look. "],
            &[("search_products", json!({ "query": "a red mug please", "max_price": 15 }))],
        ),
        Reply::streams(&[], &[("show_product", json!({ "slug": "red-mug" }))]),
        Reply::streams(&["The Red mug [[red-", "mug]] costs 9.00 EUR", ". See [[no-such-thing]]."], &[]),
    ])
    .await;
    shop.product("Red mug", 900, 3).await;
    shop.product("Red mug of gold", 90_000, 3).await;
    indexed(&shop, "q=mug", 2).await;
    let moments = ask(&shop, None, &says("A red mug for less than 15 euros?")).await;
    assert_eq!(text(&moments), "Let me look. The Red mug costs 9.00 EUR. See.");
    assert_eq!(of(&moments, "looking").len(), 2);
    let products = of(&moments, "products")[0]["products"].as_array().unwrap();
    assert_eq!((products.len(), &products[0]["slug"]), (1, &json!("red-mug")), "{products:?}");
    let told = told(&stub);
    let found = told[0]["products"].as_array().unwrap();
    assert_eq!(
        (found.len(), &found[0]["slug"], &found[0]["price_from"]),
        (1, &json!("red-mug"), &json!("9.00 EUR"))
    );
    assert_eq!(told[1]["variants"][0]["stock"], "only 3 left");
    // The words of the shop hold nothing of the shopper's.
    let first = &stub.asked()[0];
    assert!(!first["messages"][0]["content"].as_str().unwrap().contains("15 euros"));
    assert!(first["tools"].as_array().unwrap().len() > 4 && first["stream"] == true);
    let shown = shop.guest().get("/shop").await.expect(200);
    assert_eq!(shown["assistant"], true);
    shop.close().await;
}

#[tokio::test]
async fn it_remembers_what_the_page_sends_along_and_keeps_nothing() {
    let (shop, stub) = open([Reply::streams(&["Ja, in Blau."], &[])]).await;
    let body = json!({
        "messages": [
            { "from": "shopper", "text": "Habt ihr Becher?" },
            { "from": "assistant", "text": "Ja, rote." },
            { "from": "shopper", "text": "Auch andere?" },
        ],
        "product": "red-mug",
    });
    assert_eq!(text(&ask(&shop, None, &body).await), "Ja, in Blau.");
    let asked = stub.asked();
    let messages = asked[0]["messages"].as_array().unwrap();
    let roles: Vec<_> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert!(messages[3]["content"].as_str().unwrap().contains("[[red-mug]]"));
    // In the book stands what it cost, and nothing of what was said.
    use sea_orm::EntityTrait;
    let calls = domain::entity::model_call::Entity::find().all(shop.services.store.read()).await.unwrap();
    assert_eq!((calls.len(), calls[0].prompt.as_deref()), (1, Some("shopper@1")));
    assert!(!format!("{calls:?}").contains("Becher"));
    shop.close().await;
}

#[tokio::test]
async fn what_goes_into_the_cart_is_the_shoppers_click() {
    // The stub has to know the variant, which there is not before the shop.
    let (shop, stub) = open([]).await;
    let mug = shop.product("Mug", 900, 3).await;
    let propose =
        |quantity: i64| ("propose_for_cart", json!({ "variant_id": mug.variant_id, "quantity": quantity }));
    stub.then(Reply::streams(&[], &[propose(2), propose(4), propose(0)]));
    stub.then(Reply::streams(&["Press the button if you want them."], &[]));
    let ada = shop.customer("ada@example.org").await;
    let moments = ask(&shop, Some(&ada), &says("Put two mugs into my cart.")).await;
    let proposals = of(&moments, "proposal");
    assert_eq!(proposals.len(), 1, "{moments:?}");
    let proposal = &proposals[0]["proposal"];
    assert_eq!((&proposal["quantity"], &proposal["price"]["amount_minor"]), (&json!(2), &json!(900)));
    let told = told(&stub);
    assert!(told[1]["error"].is_string() && told[2]["error"].is_string(), "{told:?}");
    ada.get("/cart").await.refuses(404, "not_found");
    assert_eq!(shop.stock(&mug).await, (3, 0));
    // The click.
    let line = json!({ "variant_id": proposal["variant_id"], "quantity": proposal["quantity"] });
    let cart = ada.post("/cart/lines", &line).await.expect(200);
    assert_eq!(cart["lines"][0]["quantity"], 2);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn who_is_logged_in_hears_of_their_own_orders_alone() {
    let (shop, stub) =
        open([Reply::streams(&[], &[("my_orders", json!({}))]), Reply::streams(&["You have one."], &[])])
            .await;
    let mug = shop.product("Mug", 900, 5).await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let order = ada.buy(&mug, card::GOOD).await;
    eve.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    ask(&shop, Some(&ada), &says("Where is my order?")).await;
    let told = told(&stub);
    let orders = told[0]["orders"].as_array().unwrap();
    assert_eq!((orders.len(), &orders[0]["number"]), (1, &json!(order.text("number"))));
    let offered = stub.asked()[0]["tools"].to_string();
    assert!(offered.contains("my_order"));
    shop.close().await;
}

#[tokio::test]
async fn a_person_takes_over_and_staff_sees_the_question() {
    let (shop, _stub) = open([
        Reply::streams(&[], &[("hand_over", json!({}))]),
        Reply::streams(&["A colleague will help you."], &[]),
    ])
    .await;
    let moments = ask(&shop, None, &says("I want to talk to a human.")).await;
    assert_eq!(of(&moments, "hand_over").len(), 1);
    let transcript = json!([
        { "from": "shopper", "text": "I want to talk to a human." },
        { "from": "assistant", "text": text(&moments) },
    ]);
    let question =
        json!({ "email": "Ada@example.org", "message": "Do you engrave?", "transcript": transcript });
    let guest = shop.guest();
    let made = guest.post_once("/inquiries", "one", &question).await.expect(201);
    let again = guest.post_once("/inquiries", "one", &question).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), (Some("true"), &made["id"]));
    for wrong in [
        json!({ "email": "nobody", "message": "a" }),
        json!({ "email": "ada@example.org", "message": " " }),
        json!({ "email": "ada@example.org", "message": "a\u{0}b" }),
        json!({ "email": "ada@example.org", "message": "a", "transcript": [{ "from": "system", "text": "b" }] }),
        json!({ "email": "ada@example.org", "message": "a", "state": "closed" }),
    ] {
        guest.once("/inquiries", &wrong).await.refuses(422, "validation_failed");
    }
    let staff = shop.staff().await;
    let list = staff.get("/inquiries?state=open").await.expect(200);
    let inquiry = &list["items"][0];
    assert_eq!((list["items"].as_array().unwrap().len(), &inquiry["email"]), (1, &json!("ada@example.org")));
    assert_eq!(inquiry["transcript"][1]["text"], "A colleague will help you.");
    let path = format!("/inquiries/{}", made["id"].as_str().unwrap());
    let closed = staff.post(&format!("{path}/close"), &json!({})).await.expect(200);
    assert_eq!((&closed["state"], closed["closed_by"].is_string()), (&json!("closed"), true));
    staff.post(&format!("{path}/close"), &json!({})).await.expect(200);
    assert_eq!(staff.get(&path).await.expect(200)["state"], "closed");
    assert_eq!(staff.get("/inquiries?state=open").await.expect(200)["items"], json!([]));
    let kinds: Vec<_> = shop.events(made["id"].as_str().unwrap().parse().unwrap()).await;
    assert_eq!(kinds.len(), 2);
    shop.run_jobs().await;
    shop.close().await;
}
