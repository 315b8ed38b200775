//! The OpenAPI document as it stands in the repository. The binary of this crate prints the one that the code makes.

/// What `openapi/openapi.json` says.
pub const GOLDEN: &str = include_str!("../openapi.json");
