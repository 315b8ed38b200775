//! Signatures of incoming webhooks as Standard Webhooks 1.0 defines them (<https://www.standardwebhooks.com>), with
//! `v1` (HMAC-SHA256) signatures.
//!
//! It does not remember which webhooks came before: that is the webhook table's.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::Timestamp;
use domain::{Error, Result};
use ring::hmac;

/// How far the sender's clock may be from ours, in seconds, either way.
const TOLERANCE: i64 = 5 * 60;

/// Checks the signature headers against the body. Returns the id of the webhook.
///
/// # Errors
/// `Unauthenticated` when the signature is missing, wrong, or from another time than `now`.
pub(super) fn verify(
    key: &hmac::Key,
    now: Timestamp,
    header: &dyn Fn(&str) -> Option<String>,
    body: &str,
) -> Result<String> {
    let required = |name| header(name).ok_or_else(|| refused(format!("the header {name} is missing")));
    let id = required("webhook-id")?;
    let sent = required("webhook-timestamp")?;
    let signatures = required("webhook-signature")?;

    let seconds: i64 = sent.parse().map_err(|_| refused("the timestamp is not in Unix seconds"))?;
    if now.timestamp().abs_diff(seconds) > TOLERANCE.unsigned_abs() {
        return Err(refused("the timestamp is too far from the present"));
    }
    let content = format!("{id}.{sent}.{body}");
    let holds = |signature: &str| {
        let tag = signature.strip_prefix("v1,").and_then(|encoded| STANDARD.decode(encoded).ok());
        // Compares in constant time.
        tag.is_some_and(|tag| hmac::verify(key, content.as_bytes(), &tag).is_ok())
    };
    // While a secret is being exchanged, the sender signs with the old and the new one.
    if signatures.split(' ').any(holds) { Ok(id) } else { Err(refused("no signature fits")) }
}

fn refused(detail: impl Into<String>) -> Error {
    Error::Unauthenticated { code: "invalid_signature", detail: detail.into() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::DateTime;

    use super::*;

    const NOW: i64 = 1_795_000_000;
    const BODY: &str = r#"{"id":"evt_1"}"#;

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, b"whsec_test")
    }

    fn sign(secret: &str, content: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, content.as_bytes())))
    }

    fn verified(
        id: Option<&str>,
        timestamp: Option<&str>,
        signature: Option<&str>,
        body: &str,
    ) -> Result<String> {
        let header = |name: &str| {
            let value = match name {
                "webhook-id" => id,
                "webhook-timestamp" => timestamp,
                "webhook-signature" => signature,
                _ => None,
            };
            value.map(str::to_owned)
        };
        verify(&key(), DateTime::from_timestamp(NOW, 0).unwrap(), &header, body)
    }

    #[test]
    fn the_signature_is_the_one_that_the_standard_defines() {
        // Made independently: printf %s 'evt_1.1795000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        let signature = "wJXjnFVdvs2mFbkiwVlKA2tavMliJ5wGuKQ28wkdPcE=";
        assert_eq!(sign("whsec_test", &format!("evt_1.{NOW}.{BODY}")), format!("v1,{signature}"));
    }

    #[test]
    fn a_right_signature_within_five_minutes_holds() {
        for offset in [-300, -1, 0, 1, 300] {
            let sent = (NOW + offset).to_string();
            let signature = sign("whsec_test", &format!("evt_1.{sent}.{BODY}"));
            assert_eq!(verified(Some("evt_1"), Some(&sent), Some(&signature), BODY).unwrap(), "evt_1");
        }
    }

    #[test]
    fn one_right_signature_among_several_is_enough() {
        let content = format!("evt_1.{NOW}.{BODY}");
        let signatures = format!("v1a,AAAA {} {}", sign("old", &content), sign("whsec_test", &content));
        assert!(verified(Some("evt_1"), Some(&NOW.to_string()), Some(&signatures), BODY).is_ok());
    }

    #[test]
    fn everything_else_is_refused() {
        let now = NOW.to_string();
        let good = sign("whsec_test", &format!("evt_1.{NOW}.{BODY}"));
        let bare = good.strip_prefix("v1,").unwrap();
        let wrong_secret = sign("other", &format!("evt_1.{NOW}.{BODY}"));
        let (old, early) = ((NOW - 301).to_string(), (NOW + 301).to_string());
        let signed_old = sign("whsec_test", &format!("evt_1.{old}.{BODY}"));
        let signed_early = sign("whsec_test", &format!("evt_1.{early}.{BODY}"));
        let far = i64::MIN.to_string();
        let signed_far = sign("whsec_test", &format!("evt_1.{far}.{BODY}"));
        let id = Some("evt_1");
        let cases = [
            ("no id", None, Some(&*now), Some(&*good), BODY),
            ("no timestamp", id, None, Some(&*good), BODY),
            ("no signature", id, Some(&*now), None, BODY),
            ("empty signature", id, Some(&*now), Some(""), BODY),
            ("no version", id, Some(&*now), Some(bare), BODY),
            ("no base64", id, Some(&*now), Some("v1,%"), BODY),
            ("cut off", id, Some(&*now), Some(&good[..20]), BODY),
            ("another secret", id, Some(&*now), Some(&*wrong_secret), BODY),
            ("another id", Some("evt_2"), Some(&*now), Some(&*good), BODY),
            ("another body", id, Some(&*now), Some(&*good), "{}"),
            ("another time", id, Some("1795000001"), Some(&*good), BODY),
            ("no time", id, Some("yesterday"), Some(&*good), BODY),
            ("too old", id, Some(&*old), Some(&*signed_old), BODY),
            ("too early", id, Some(&*early), Some(&*signed_early), BODY),
            ("from the beginning of time", id, Some(&*far), Some(&*signed_far), BODY),
        ];
        for (name, id, timestamp, signature, body) in cases {
            let result = verified(id, timestamp, signature, body);
            assert!(matches!(result, Err(Error::Unauthenticated { .. })), "{name}: {result:?}");
        }
    }
}
