//! What a storage key may look like, wherever the file ends up.

use domain::{Error, Result};

/// The longest name of a file that common file systems allow, in bytes.
const LONGEST_SEGMENT: usize = 255;

/// The longest key that S3 allows, in bytes.
const LONGEST: usize = 1_024;

/// Accepts keys such as `invoices/2026/2026-000001.pdf`: segments of ASCII letters, digits, `-`, `_` and `.`, none of
/// them hidden or leading upwards, so that a key can mean nothing outside the storage.
pub(super) fn check(key: &str) -> Result<()> {
    if key.len() <= LONGEST && key.split('/').all(is_segment) {
        return Ok(());
    }
    Err(Error::refused("storage_key_invalid", format!("{key:?} cannot be the key of a stored file")))
}

fn is_segment(segment: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !segment.is_empty()
        && segment.len() <= LONGEST_SEGMENT
        && !segment.starts_with('.')
        && segment.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_inside_the_storage() {
        for key in ["a", "invoices/2026/2026-000001.pdf", "Bilder/cup_1.webp"] {
            assert!(check(key).is_ok(), "{key}");
        }
        let long = "a".repeat(256);
        for key in [
            "",
            "/",
            "/etc/passwd",
            "a/",
            "a//b",
            "..",
            "a/../b",
            "a/.b",
            ".tmp",
            "a\\b",
            "a b",
            "ü",
            "a\0",
            &long,
        ] {
            assert!(matches!(check(key), Err(Error::Refused { code: "storage_key_invalid", .. })), "{key}");
        }
        assert!(check(&"a/".repeat(600)).is_err());
    }
}
