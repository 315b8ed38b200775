//! Signatures of Standard Webhooks 1.0: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Error, Result};
use ring::hmac;

/// The header `webhook-signature`: one signature for each secret, separated by spaces.
///
/// # Errors
/// `Corrupt` when a secret is not `whsec_` and base64.
pub fn signatures(secrets: &[String], id: &str, timestamp: i64, body: &str) -> Result<String> {
    let content = format!("{id}.{timestamp}.{body}");
    let signed = secrets.iter().map(|secret| Ok(sign(&key(secret)?, &content)));
    Ok(signed.collect::<Result<Vec<_>>>()?.join(" "))
}

fn sign(key: &hmac::Key, content: &str) -> String {
    format!("v1,{}", STANDARD.encode(hmac::sign(key, content.as_bytes())))
}

fn key(secret: &str) -> Result<hmac::Key> {
    let bytes = secret.strip_prefix("whsec_").and_then(|encoded| STANDARD.decode(encoded).ok());
    let bytes = bytes.ok_or_else(|| Error::Corrupt("a webhook secret is not whsec_ and base64".into()))?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The example that the libraries of Standard Webhooks test themselves with.
    #[test]
    fn a_known_message_has_the_known_signature() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let body = r#"{"test": 2432232314}"#;
        let known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let signed =
            signatures(std::slice::from_ref(&secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed.unwrap(), known);
        let two = signatures(&[secret.clone(), secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(two.unwrap(), format!("{known} {known}"));
    }

    #[test]
    fn secrets_of_another_form_are_defects() {
        for bad in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%"] {
            assert!(matches!(signatures(&[bad.to_owned()], "a", 1, "b"), Err(Error::Corrupt(_))), "{bad}");
        }
    }
}
