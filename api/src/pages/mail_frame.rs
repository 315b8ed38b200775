//! An empty page that draws a mail which the page around it hands over, for previews in the console. It has no data of its
//! own and asks nobody for anything, so that everybody may fetch it.
//!
//! The console's own policy allows no inline styles, which mails are made of; a frame with its HTML would be bound by it.
//! This one's allows them, and of scripts its own alone. Shown in a sandbox it has no origin: what a mail might try, it
//! tries nowhere.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::{HeaderValue, header};
use poem::{Response, handler};
use sha2::{Digest, Sha256};

const SCRIPT: &str = "addEventListener(\"message\",function take(event){if(event.source!==parent)return;\
                      document.open();document.write(String(event.data));document.close();\
                      addEventListener(\"message\",take)});parent.postMessage(\"ready\",\"*\")";

static PAGE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Mail</title><script>{SCRIPT}</script></head><body></body></html>"
    )
});

static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let script = STANDARD.encode(Sha256::digest(SCRIPT));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; script-src 'sha256-{script}'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    );
    HeaderValue::try_from(policy).expect("a policy of printable characters")
});

/// The page.
#[handler]
pub fn show() -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))
        .header(header::CONTENT_SECURITY_POLICY, POLICY.clone())
        .header(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
        .body(PAGE.as_str())
}
