//! Golden files of all mails: with ordinary data, with the worst, and with as little as may be given.
//!
//! After an intended change, set them anew with `INSTA_UPDATE=always` and read the difference.

use domain::Error;
use domain::notifications::{Template, Typeset, Typesetter};
use serde_json::{Value, json};

use crate::mail::JinjaTypesetter;

fn ordinary() -> Value {
    json!({
        "shop": {"name": "Penden", "website": "https://shop.example.org", "email": "hello@shop.example.org"},
        "customer": {"name": "Zoë Müller"},
        "order": {
            "number": "2026-000017",
            "url": "https://shop.example.org/orders/01939b2e-7b7c-7000-8000-000000000001",
            "placed_at": "2026-11-21T23:30:00.123456Z",
            "currency": "EUR",
            "lines": [
                {"name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 2, "total_minor": 4_800},
                {"name": "Linen tea towel", "sku": "TOWEL-1", "quantity": 1, "total_minor": 1_650,
                 "adjustments": [{"name": "Linen week", "code": "LINEN", "amount_minor": 250}]},
            ],
            "shipping_adjustments": [{"name": "Half the postage", "amount_minor": 100}],
            "discount_minor": 350,
            "items_minor": 6_450,
            "shipping_minor": 490,
            "shipping_name": "Standard",
            "taxes": [
                {"rate_bp": 1_900, "net_minor": 4_445, "tax_minor": 845, "gross_minor": 5_290},
                {"rate_bp": 550, "net_minor": 1_564, "tax_minor": 86, "gross_minor": 1_650},
            ],
            "tax_minor": 931,
            "total_minor": 6_940,
            "shipping_address": {
                "name": "Zoë Müller", "company": "Müller & Co. KG", "line1": "Königsallee 1", "line2": "3rd floor", "postal_code": "40212",
                "city": "Düsseldorf", "region": "NRW", "country": "DE",
            },
            "was_paid": true,
        },
        "payment": {"failure_code": "insufficient_funds"},
        "invoice": {"number": "R-2026-000009"},
        "credit_note": {"number": "CN-2026-000002", "invoice_number": "R-2026-000008"},
        "cart": {
            "currency": "EUR",
            "lines": [{"name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 2, "total_minor": 4_800}],
            "items_minor": 4_800,
        },
        "transfer": {
            "amount_minor": 6_940, "until": "2026-11-28T23:30:00.000000Z",
            "account": {
                "holder": "Penden Haus GmbH", "iban": "DE00 0000 0000 0000 0000 00", "bic": "PENDDE00XXX",
                "reference": "2026-000017",
            },
        },
        "shipment": {
            "number": "2026-000017-1", "carrier": "Post", "tracking": "RR123456789DE",
            "tracking_url": "https://post.example.org/follow?id=RR123456789DE&lang=en", "is_part": true,
            "lines": [{"name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 1}],
        },
        "return": {
            "number": "2026-000017-R1", "message": "Too small", "answer": "Please wrap it well.", "amount_minor": 2_400,
            "lines": [{"name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 1}],
        },
        "refund": {"amount_minor": 1_650, "reason": "Towel arrived damaged"},
        "proof": {
            "email": "zoe@example.org", "token": "AZq7_fake-token-of-64-characters", "until": "2026-11-22T23:30:00.000000Z",
            "url": "https://shop.example.org/account/confirm-email?token=AZq7_fake-token-of-64-characters",
        },
        "export": {"url": "https://shop.example.org/account/my-data", "until": "2026-11-29T23:30:00.000000Z"},
        "stock": {"product": "Stoneware mug", "variant": "sand", "sku": "MUG-SAND", "available": 3, "low_at": 5},
        "endpoint": {
            "url": "https://erp.example.org/hooks/penden", "description": "Stock keeping", "reason": "failing",
            "failing_since": "2026-11-15T08:00:00.000000Z", "failures": 42,
        },
    })
}

fn nasty() -> Value {
    let mut data = ordinary();
    data["shop"]["name"] = json!("Tom & \"Jerry\"'s <b>Shop</b>");
    data["shop"]["website"] = json!("https://shop.example.org/?a=1&b=\"><script>alert(1)</script>");
    data["shop"]["logo"] =
        json!({"url": "https://x.example/\"><script>alert(1)</script>", "width": 240, "height": 80});
    data["customer"]["name"] =
        json!("</p><img src=x onerror=alert(1)>{{ order.url }}\r\nBcc: all@example.org");
    let order = &mut data["order"];
    order["number"] = json!("2026-1\r\nBcc: all@example.org\r\n\r\n<h1>");
    order["currency"] = json!("JPY");
    order["lines"][0]["name"] = json!("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk".repeat(4));
    order["lines"][0]["sku"] = json!("A-VERY-LONG-ARTICLE-NUMBER-WITHOUT-END".repeat(3));
    order["lines"][0]["total_minor"] = json!(9_007_199_254_740_i64);
    order["lines"][1]["name"] = json!("\u{202e}לשון <i>שמאל</i> 日本語 🎁");
    order["items_minor"] = json!(9_007_199_254_740_i64);
    order["lines"][1]["adjustments"][0]["name"] = json!("<script>alert(1)</script>");
    order["shipping_name"] = json!("<b>Express</b> & more of it, delivered by hand to any floor ".repeat(2));
    order["shipping_address"]["name"] = json!("X".repeat(120));
    order["shipping_address"]["line1"] = json!("<a href=\"javascript:alert(1)\">1</a>");
    data["cart"]["lines"] = data["order"]["lines"].clone();
    data["payment"]["failure_code"] = json!("<odd_code>");
    data["invoice"]["number"] = json!("R<1>\r\nX-Header: 1");
    data["credit_note"]["number"] = json!("<i>CN</i>");
    data["transfer"]["account"]["holder"] = json!("<script>alert(1)</script>\r\nBcc: all@example.org");
    data["shipment"]["carrier"] = json!("<b>Post</b>\r\nBcc: all@example.org");
    data["shipment"]["tracking_url"] = json!("https://post.example.org/?a=\"><script>alert(1)</script>");
    data["shipment"]["lines"] = data["order"]["lines"].clone();
    data["return"]["lines"] = data["order"]["lines"].clone();
    data["return"]["number"] = json!("R<1>\r\nX-Header: 1");
    data["return"]["answer"] = json!("<script>alert(1)</script>\r\nBcc: all@example.org");
    data["refund"]["reason"] = json!("line one\nline two <b>&</b>");
    data["endpoint"]["url"] = json!("https://erp.example.org/?a=\"><script>alert(1)</script>");
    data["endpoint"]["description"] = json!("<b>bold</b>\r\nBcc: all@example.org");
    data["endpoint"]["reason"] = json!("gone");
    data["proof"]["url"] = json!("https://shop.example.org/?a=\"><script>alert(1)</script>");
    data["export"]["url"] = json!("https://shop.example.org/?a=\"><script>alert(1)</script>");
    data["proof"]["email"] = json!("\"<b>x</b>\"@example.org");
    data
}

fn bare() -> Value {
    let mut data = ordinary();
    data["customer"]["name"] = json!("");
    data["credit_note"] = Value::Null;
    let order = data["order"].as_object_mut().unwrap();
    order.remove("was_paid");
    order.remove("shipping_adjustments");
    order.remove("taxes");
    order.remove("discount_minor");
    order["lines"] = json!([]);
    order["shipping_name"] = json!("");
    order["tax_minor"] = json!(0);
    let address = order["shipping_address"].as_object_mut().unwrap();
    address.remove("line2");
    address.remove("company");
    address.insert("region".to_owned(), Value::Null);
    data["cart"]["lines"] = json!([]);
    data["payment"] = json!({});
    data["return"]["lines"] = json!([]);
    data["return"]["answer"] = json!("");
    data["refund"]["reason"] = json!("");
    data["proof"]["url"] = Value::Null;
    data["export"]["url"] = Value::Null;
    data["transfer"]["account"]["bic"] = json!("");
    for absent in ["carrier", "tracking", "tracking_url"] {
        data["shipment"][absent] = Value::Null;
    }
    data["shipment"]["is_part"] = json!(false);
    data["shipment"]["lines"] = json!([]);
    data["endpoint"]["description"] = json!("");
    data["endpoint"]["reason"] = Value::Null;
    data["endpoint"]["failing_since"] = Value::Null;
    data
}

fn typeset(template: Template, data: &Value) -> Typeset {
    JinjaTypesetter::new().unwrap().typeset(template, data).unwrap()
}

fn check(name: &str, data: &Value) {
    for template in Template::ALL {
        let Typeset { subject, text, html } = typeset(*template, data);
        let file = |part: &str| format!("{}.{name}.{part}", template.as_str());
        insta::assert_snapshot!(file("txt"), format!("Subject: {subject}\n\n{text}"));
        insta::assert_snapshot!(file("html"), html);
    }
}

#[test]
fn ordinary_mails_read_well() {
    check("ordinary", &ordinary());
}

#[test]
fn nasty_data_stays_data() {
    check("nasty", &nasty());
    for template in Template::ALL {
        let Typeset { subject, text, html } = typeset(*template, &nasty());
        assert!(!subject.contains(['\r', '\n']), "{subject:?}");
        assert!(!text.contains("\nBcc:") && !text.contains("\nX-Header:"), "{text}");
        // The one picture is the logo, whose address stays an address.
        assert_eq!(html.matches("<img").count(), 1, "{html}");
        for forbidden in
            ["<script", "onerror=alert(1)>", "<b>", "<i>", "<h1>", "javascript:alert(1)\"", "\u{202e}"]
        {
            assert!(!html.contains(forbidden), "{forbidden} in {html}");
        }
    }
}

#[test]
fn mails_do_without_what_may_be_missing() {
    check("bare", &bare());
}

#[test]
fn every_reason_of_a_failed_payment_has_its_words() {
    let mut data = ordinary();
    let mut texts = Vec::new();
    let codes = ["insufficient_funds", "expired_card", "card_declined", "authentication_failed", "other"];
    for code in codes.map(|code| json!(code)).into_iter().chain([Value::Null]) {
        data["payment"]["failure_code"] = code.clone();
        let Typeset { text, .. } = typeset(Template::PaymentFailed, &data);
        assert!(!texts.contains(&text), "{code}");
        texts.push(text);
    }
}

#[test]
fn a_very_long_subject_is_cut() {
    let mut data = ordinary();
    data["shop"]["name"] = json!("é".repeat(5_000));
    assert_eq!(typeset(Template::Welcome, &data).subject.chars().count(), 150);
}

#[test]
fn what_a_template_needs_must_be_given() {
    let typesetter = JinjaTypesetter::new().unwrap();
    for template in Template::ALL {
        let result = typesetter.typeset(*template, &json!({}));
        assert!(matches!(result, Err(Error::Corrupt(_))), "{template:?}: {result:?}");
    }
    let mut data = ordinary();
    data["order"]["placed_at"] = json!("yesterday");
    assert!(matches!(typesetter.typeset(Template::OrderReceived, &data), Err(Error::Corrupt(_))));
    data["order"].as_object_mut().unwrap().remove("placed_at");
    assert!(matches!(typesetter.typeset(Template::OrderReceived, &data), Err(Error::Corrupt(_))));
}

#[test]
fn nothing_is_loaded_from_outside() {
    for template in Template::ALL {
        let Typeset { html, .. } = typeset(*template, &ordinary());
        for loading in ["<img", "<link", "<script", "@import", "url(", "src="] {
            assert!(!html.contains(loading), "{loading} in {template:?}");
        }
    }
}
