//! Where a page of an answer ended, and what the next one has to go by.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::engine::Sort;
use crate::error::{Error, Result};
use crate::prompts::QuestionPart;

#[derive(Serialize, Deserialize)]
struct Cursor {
    sort: u8,
    #[serde(flatten)]
    end: End,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum End {
    Ranked {
        key: i64,
        id: Uuid,
        /// Whether the page was in the order of words alone: then the next one is too.
        #[serde(default)]
        words: bool,
        /// What a model had read in the question: the next page is of the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parts: Vec<QuestionPart>,
    },
    /// A cursor of the list of products.
    Plain { plain: String },
}

pub(super) fn write(end: End, sort: Sort) -> Result<String> {
    let cursor = Cursor { sort: sort as u8, end };
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor)?))
}

pub(super) fn read(cursor: &str, sort: Sort) -> Result<End> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let cursor: Option<Cursor> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    match cursor.filter(|cursor| cursor.sort == sort as u8) {
        Some(cursor) => Ok(cursor.end),
        None => Err(Error::invalid("cursor", "is not a cursor of a list sorted like this one")),
    }
}
