//! What the assistant for shoppers is told.

use super::File;
use crate::assistant::{ChatRequest, Message, ToolSpec};

pub const NAME: &str = "shopper";
pub(super) const CASES: &str = include_str!("cases/shopper.json");

pub fn file() -> File {
    File::read(include_str!("files/shopper.md"))
}

/// As the book of calls keeps it.
pub fn reference() -> String {
    format!("{NAME}@{}", file().version)
}

/// The name of the shop is from its staff; nothing of shoppers or of the catalogue stands among the words.
pub fn request(shop: &str, messages: Vec<Message>, tools: Vec<ToolSpec>) -> ChatRequest {
    ChatRequest {
        system: format!("{}\n\nThe shop is called {shop}.", file().text),
        messages,
        tools,
        schema: None,
    }
}
