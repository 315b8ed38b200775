//! Reading an answer that is to be read by a program.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Result};

/// The shape that an answer is to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Letters, digits and `_`.
    pub name: String,
    /// JSON schema of an object.
    pub definition: Value,
}

/// The answer as what it should be. Models like to put a fence around JSON, and a word before it: what stands between the
/// first brace and the last is read.
///
/// # Errors
/// `Invalid` with what is wrong, for the model to put right.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let inner = match (text.find('{'), text.rfind('}')) {
        (Some(begin), Some(end)) if begin < end => &text[begin..=end],
        _ => return Err(Error::invalid("answer", "is no JSON object")),
    };
    serde_json::from_str(inner).map_err(|error| Error::invalid("answer", error.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Draft {
        text: String,
    }

    #[test]
    fn fences_are_taken_off_and_everything_else_is_refused() {
        let draft = Draft { text: "a".into() };
        for fine in
            ["{\"text\":\"a\"}", "```json\n{\"text\":\"a\"}\n```", "Here it is: {\"text\":\"a\"} Enjoy!"]
        {
            assert_eq!(read::<Draft>(fine).unwrap(), draft, "{fine}");
        }
        for wrong in
            ["", "{", "}{", "{}", "{\"text\":1}", "{\"text\":\"a\",\"more\":1}", "{\"text\":\"a\"", "[]"]
        {
            assert!(matches!(read::<Draft>(wrong), Err(Error::Invalid(_))), "{wrong}");
        }
    }
}
