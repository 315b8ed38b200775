//! Signatures of Stripe's webhooks (<https://docs.stripe.com/webhooks#verify-manually>): `Stripe-Signature` names a time
//! and one signature or more, each the HMAC-SHA256 of time and body in hex.
//!
//! It does not remember which webhooks came before: that is the webhook table's.

use domain::clock::Timestamp;
use domain::{Error, Result};
use ring::hmac;

/// How far the sender's clock may be from ours, in seconds, either way.
const TOLERANCE: u64 = 5 * 60;

/// Checks the signature header against the body.
///
/// # Errors
/// `Unauthenticated` when the signature is missing, wrong, or from another time than `now`.
pub(super) fn verify(
    key: &hmac::Key,
    now: Timestamp,
    header: &dyn Fn(&str) -> Option<String>,
    body: &str,
) -> Result<()> {
    let header =
        header("stripe-signature").ok_or_else(|| refused("the header Stripe-Signature is missing"))?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let sent = parts().find(|(name, _)| *name == "t").map(|(_, value)| value);
    let sent = sent.ok_or_else(|| refused("the signature has no time"))?;
    let seconds: i64 = sent.parse().map_err(|_| refused("the time is not in Unix seconds"))?;
    if now.timestamp().abs_diff(seconds) > TOLERANCE {
        return Err(refused("the time is too far from the present"));
    }
    let content = format!("{sent}.{body}");
    // Compares in constant time. While a secret is being rolled, there is one of the old and one of the new.
    let holds = |signature: &str| {
        hex::decode(signature).is_ok_and(|tag| hmac::verify(key, content.as_bytes(), &tag).is_ok())
    };
    let is_signed = parts().any(|(name, value)| name == "v1" && holds(value));
    if is_signed { Ok(()) } else { Err(refused("no signature fits")) }
}

fn refused(detail: &'static str) -> Error {
    Error::Unauthenticated { code: "invalid_signature", detail: detail.into() }
}
