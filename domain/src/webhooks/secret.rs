//! Secrets: 256 random bits, written `whsec_` and base64 as Standard Webhooks wants it.
//!
//! They are stored as they are, since signing needs them: whoever can read the database can sign (decision 18).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) fn generate() -> String {
    format!("whsec_{}", STANDARD.encode(rand::random::<[u8; 32]>()))
}
