//! Postal addresses as people write them.

use iso_country::Country;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    pub line1: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    pub postal_code: String,
    pub city: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Whether the text is a code of ISO 3166-1 alpha-2. Kosovo, which has none, goes by XK like everywhere.
pub fn is_country(code: &str) -> bool {
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code && (code == "XK" || code.parse::<Country>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_country;

    #[test]
    fn a_country_is_one_that_there_is() {
        assert!(["DE", "GB", "XK"].into_iter().all(is_country));
        assert!(!["UK", "de", "ZZ", "", "DEU"].into_iter().any(is_country));
    }
}
