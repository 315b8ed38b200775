//! Cases: an input, and what a good answer has and lacks.

use serde::Deserialize;
use serde_json::Value;

use crate::error::Result;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case<I> {
    pub name: String,
    pub input: I,
    #[serde(default)]
    pub expect: Expectation,
}

/// Compared without regard to capitals.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expectation {
    /// All of them are in it; of those with `|` between them, one.
    pub has: Vec<String>,
    pub lacks: Vec<String>,
    /// The tool that is asked for first.
    pub calls: Option<String>,
}

pub(super) fn read<I: for<'a> Deserialize<'a>>(source: &str) -> Result<Vec<Case<I>>> {
    Ok(serde_json::from_str(source)?)
}

impl Expectation {
    /// What is missing or too much in that answer.
    pub(super) fn judge(&self, answer: &Value) -> Option<String> {
        let text = texts(answer).to_lowercase();
        let missing =
            self.has.iter().find(|any| !any.split('|').any(|one| text.contains(&one.to_lowercase())));
        if let Some(missing) = missing {
            return Some(format!("lacks {missing:?}"));
        }
        let surplus = self.lacks.iter().find(|one| text.contains(&one.to_lowercase()));
        surplus.map(|surplus| format!("has {surplus:?}"))
    }
}

/// All texts in it, so that what JSON escapes is compared as it is meant.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(items) => items.iter().map(texts).collect(),
        Value::Object(members) => members.values().map(texts).collect(),
        other => format!("{other}\n"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_or_too_much_is_told() {
        let expect = Expectation { has: vec!["Tasse|mug".into()], lacks: vec!["hacked".into()], calls: None };
        assert_eq!(expect.judge(&json!({ "text": "Eine tasse." })), None);
        assert_eq!(expect.judge(&json!({ "text": ["A cup."] })), Some("lacks \"Tasse|mug\"".into()));
        assert_eq!(expect.judge(&json!({ "a": "mug", "b": "HACKED" })), Some("has \"hacked\"".into()));
    }
}
