//! Access tokens that the shop did not make, or made and no longer stands by.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::accounts::signing_keys;
use domain::entity::signing_key;
use ring::hmac;
use serde_json::{Value, json};

use crate::shop::{Shop, until};

struct Token {
    header: Value,
    claims: Value,
}

impl Token {
    fn read(token: &str) -> Self {
        let part = |index| {
            let text = token.split('.').nth(index).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
        };
        Self { header: part(0), claims: part(1) }
    }

    fn with_header(&self, key: &str, value: Value) -> Self {
        let mut header = self.header.clone();
        header[key] = value;
        Self { header, claims: self.claims.clone() }
    }

    fn with_claim(&self, key: &str, value: Value) -> Self {
        let mut claims = self.claims.clone();
        claims[key] = value;
        Self { header: self.header.clone(), claims }
    }

    fn without_claim(&self, key: &str) -> Self {
        let mut claims = self.claims.clone();
        claims.as_object_mut().unwrap().remove(key);
        Self { header: self.header.clone(), claims }
    }

    fn text(&self) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", encode(&self.header), encode(&self.claims))
    }

    fn sign(&self, secret: &[u8]) -> String {
        let text = self.text();
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
    }
}

async fn keys(shop: &Shop) -> Vec<signing_key::Model> {
    signing_keys::current(shop.services.store.read()).await.unwrap()
}

fn secret(key: &signing_key::Model) -> Vec<u8> {
    hex::decode(&key.secret).unwrap()
}

async fn status(shop: &Shop, token: &str) -> u16 {
    shop.guest().with_bearer(token).get("/me").await.status
}

#[tokio::test]
async fn a_token_that_the_shop_did_not_make_is_refused() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let (real, secret) = (Token::read(ada.bearer()), secret(&keys(&shop).await[0]));
    assert_eq!(status(&shop, &real.sign(&secret)).await, 200, "the forger knows the trade");

    let signature = ada.bearer().rsplit('.').next().unwrap();
    let unsigned = real.with_header("alg", json!("none"));
    let admin = real.with_claim("role", json!("admin"));
    let forged = [
        ("algorithm none", format!("{}.", unsigned.text())),
        ("algorithm none, signature kept", format!("{}.{signature}", unsigned.text())),
        ("algorithm none, signed", unsigned.sign(&secret)),
        ("another algorithm", real.with_header("alg", json!("HS512")).sign(&secret)),
        ("unknown key", real.with_header("kid", json!("key-9999")).sign(&secret)),
        ("no key named", real.with_header("kid", Value::Null).sign(&secret)),
        ("another secret", real.sign(b"secret")),
        ("no secret", real.sign(b"")),
        ("another role, signature kept", format!("{}.{signature}", admin.text())),
        ("another role, another secret", admin.sign(b"secret")),
        ("another issuer", real.with_claim("iss", json!("https://evil.example")).sign(&secret)),
        ("another audience", real.with_claim("aud", json!("somebody else")).sign(&secret)),
        ("no expiry", real.without_claim("exp").sign(&secret)),
        ("no subject", real.without_claim("sub").sign(&secret)),
        ("no signature", real.text()),
        ("nothing", String::new()),
        ("nonsense", "a.b.c".to_owned()),
    ];
    for (what, token) in forged {
        let answer = shop.guest().with_bearer(&token).get("/me").await;
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"penden\""), "{what}");
        assert_eq!((answer.status, &answer.body["code"]), (401, &json!("token_invalid")), "{what}");
    }
    // A bad token is not the same as none: it is refused where strangers are welcome, too.
    shop.guest().with_bearer("a.b.c").get("/products").await.refuses(401, "token_invalid");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_expired_token_is_told_apart_from_a_bad_one() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let secret = secret(&keys(&shop).await[0]);
    let past = domain::clock::now().timestamp() - 60;
    let expired = Token::read(ada.bearer()).with_claim("exp", json!(past)).sign(&secret);
    shop.guest().with_bearer(&expired).get("/me").await.refuses(401, "token_expired");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn another_scheme_than_bearer_is_refused() {
    let shop = Shop::open().await;
    for value in ["Basic YWRhOmFkYQ==", "Bearer", "token"] {
        let request = shop.request(reqwest::Method::GET, "/api/v1/me").header("authorization", value);
        shop.send(request).await.refuses(401, "token_invalid");
    }
    shop.close().await;
}

#[tokio::test]
async fn tokens_of_older_keys_stay_good_until_their_key_is_retired() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let store = &shop.services.store;
    signing_keys::rotate(store).await.unwrap();
    let [new, old] = &keys(&shop).await[..] else { panic!("there are two keys") };
    assert_eq!(status(&shop, ada.bearer()).await, 200);

    // Another process may sign with the new key before this one has heard of it.
    let by_new = Token::read(ada.bearer()).with_header("kid", json!(new.id)).sign(&secret(new));
    until("the new key", async || status(&shop, &by_new).await == 200).await;

    signing_keys::retire(store, &old.id).await.unwrap();
    let unknown = Token::read(ada.bearer()).with_header("kid", json!("key-9999")).sign(&secret(old));
    until("the old key to be forgotten", async || {
        assert_eq!(status(&shop, &unknown).await, 401);
        status(&shop, ada.bearer()).await == 401
    })
    .await;
    assert_eq!(status(&shop, &by_new).await, 200);
    assert!(signing_keys::retire(store, &new.id).await.is_err(), "the last key stays");
    shop.run_jobs().await;
    shop.close().await;
}
