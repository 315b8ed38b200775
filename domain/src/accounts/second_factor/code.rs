//! Codes: what an app shows, and what is written down for when it is lost.

use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, TOTP};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Seconds for which an app shows a code.
const STEP: i64 = 30;
/// Clocks may differ by one step, either way.
const SKEW: i64 = 1;
const DIGITS: usize = 6;
/// Without letters that look like digits.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

/// A secret as an app takes it, with the address that a QR code holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Base32.
    pub text: String,
    /// `otpauth://totp/…`
    pub url: String,
}

/// 160 random bits, hex: what RFC 4226 recommends.
pub(super) fn new_secret() -> String {
    hex::encode(rand::random::<[u8; 20]>())
}

fn totp(secret: &str, issuer: &str, account: &str) -> Result<TOTP> {
    let bytes =
        hex::decode(secret).map_err(|_| Error::Corrupt("a second factor is not hexadecimal".into()))?;
    // What an app shows above the code; a colon would end the name.
    let plain = |text: &str| text.replace(':', " ");
    TOTP::new(Algorithm::SHA1, DIGITS, 0, STEP as u64, bytes, Some(plain(issuer)), plain(account))
        .map_err(|error| Error::Corrupt(format!("a second factor cannot be used: {error}")))
}

/// What the app is told.
pub(super) fn show(secret: &str, issuer: &str, account: &str) -> Result<Secret> {
    let totp = totp(secret, issuer, account)?;
    Ok(Secret { text: totp.get_secret_base32(), url: totp.get_url() })
}

/// The step of the code if it is right at that time, and newer than `last_step`.
pub(super) fn step_of(secret: &str, code: &str, seconds: i64, last_step: i64) -> Result<Option<i64>> {
    let totp = totp(secret, "", "")?;
    let now = seconds.div_euclid(STEP);
    let is_right = |step: &i64| {
        let right = totp.generate((*step * STEP).unsigned_abs());
        // The sum looks at every digit, so that the time taken says nothing.
        right.len() == code.len() && right.bytes().zip(code.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    };
    Ok((now - SKEW..=now + SKEW).filter(|step| *step > last_step).find(is_right))
}

/// 80 random bits in four groups of four, such as `k3n9-0xwd-a7pm-qq21`.
pub(super) fn new_recovery_code() -> String {
    let mut bits = u128::from_be_bytes(rand::random());
    let mut code = String::new();
    for position in 0..16 {
        if position > 0 && position % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[(bits % 32) as usize]));
        bits /= 32;
    }
    code
}

/// Of what somebody typed: hyphens, spaces and capitals do not matter.
pub(super) fn hash_of(user_id: Uuid, code: &str) -> String {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    hex::encode(Sha256::digest(format!("{user_id}\n{plain}")))
}
