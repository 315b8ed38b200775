//! Attributes of a product, read out of its texts.

use std::collections::BTreeSet;

use entity::attribute_choice;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{File, ProductFacts, Prompt};
use crate::catalog::attributes::Attribute;
use crate::error::FieldError;

pub struct Extract;

/// An attribute of the shop that the product does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    pub code: String,
    pub name: String,
    /// `choice`, `number` or `boolean`.
    pub kind: String,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub choices: Vec<KnownChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownChoice {
    pub code: String,
    pub label: String,
}

impl Known {
    /// With the first so many of its choices.
    pub fn of(attribute: &Attribute, choices: usize) -> Self {
        let row = &attribute.row;
        let choice = |choice: &attribute_choice::Model| KnownChoice {
            code: choice.code.clone(),
            label: choice.label.clone(),
        };
        Self {
            code: row.code.clone(),
            name: row.name.clone(),
            kind: row.kind.as_str().to_owned(),
            unit: row.unit.clone(),
            choices: attribute.choices.iter().take(choices).map(choice).collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingInput {
    pub product: ProductFacts,
    pub attributes: Vec<Known>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extracted {
    pub attributes: Vec<Reading>,
}

/// What was read of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub code: String,
    /// Codes of choices; or one number; or `true` or `false`.
    pub values: Vec<String>,
}

impl Prompt for Extract {
    const NAME: &'static str = "attributes";
    type Input = ReadingInput;
    type Output = Extracted;

    fn file() -> File {
        File::read(include_str!("files/attributes.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/attributes.json")
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": { "attributes": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "code": { "type": "string" },
                    "values": { "type": "array", "items": { "type": "string" } },
                },
                "required": ["code", "values"],
                "additionalProperties": false,
            } } },
            "required": ["attributes"],
            "additionalProperties": false,
        })
    }

    fn check(input: &ReadingInput, output: &Extracted) -> Vec<FieldError> {
        let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
        for (index, reading) in output.attributes.iter().enumerate() {
            let mut add = |message: String| {
                wrong.push(FieldError { field: format!("attributes/{index}").into(), message });
            };
            if !seen.insert(&reading.code) {
                add(format!("{:.40} stands there twice", reading.code));
            }
            match input.attributes.iter().find(|known| known.code == reading.code) {
                None => add(format!("{:.40} is none of the attributes", reading.code)),
                Some(known) => {
                    if let Err(message) = fits(known, &reading.values) {
                        add(message);
                    }
                }
            }
        }
        wrong
    }
}

fn fits(known: &Known, values: &[String]) -> Result<(), String> {
    let code = &known.code;
    match (known.kind.as_str(), values) {
        (_, []) => Err(format!("{code} has no value; leave it out")),
        ("choice", values) => {
            let is_foreign = |value: &&String| !known.choices.iter().any(|choice| choice.code == **value);
            match values.iter().find(is_foreign) {
                Some(value) => Err(format!("{value:.40} is no choice of {code}")),
                None => Ok(()),
            }
        }
        ("number", [value]) => match value.parse::<f64>() {
            Ok(number) if crate::catalog::attributes::is_exact(number) => Ok(()),
            _ => Err(format!("{code} must be a number with three decimals at most")),
        },
        ("boolean", [value]) if value == "true" || value == "false" => Ok(()),
        ("boolean", _) => Err(format!("{code} must be true or false")),
        _ => Err(format!("{code} has one value")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(code: &str, kind: &str, choices: &[&str]) -> Known {
        let choice = |code: &&str| KnownChoice { code: (*code).into(), label: (*code).into() };
        let choices = choices.iter().map(choice).collect();
        Known { code: code.into(), name: code.into(), kind: kind.into(), unit: None, choices }
    }

    #[test]
    fn only_what_the_shop_knows_is_taken() {
        let input = ReadingInput {
            product: ProductFacts::default(),
            attributes: vec![
                known("colour", "choice", &["red"]),
                known("width", "number", &[]),
                known("organic", "boolean", &[]),
            ],
        };
        let problems = |readings: &[(&str, &[&str])]| {
            let reading = |(code, values): &(&str, &[&str])| Reading {
                code: (*code).into(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            };
            Extract::check(&input, &Extracted { attributes: readings.iter().map(reading).collect() }).len()
        };
        assert_eq!(problems(&[("colour", &["red"]), ("width", &["12.5"]), ("organic", &["true"])]), 0);
        assert_eq!(problems(&[]), 0);
        for (code, values) in [
            ("colour", &["blue"][..]),
            ("colour", &[]),
            ("width", &["wide"]),
            ("width", &["NaN"]),
            ("width", &["1", "2"]),
            ("width", &["1e300"]),
            ("organic", &["yes"]),
            ("price", &["1"]),
        ] {
            assert_eq!(problems(&[(code, values)]), 1, "{code} {values:?}");
        }
        assert_eq!(problems(&[("colour", &["red"]), ("colour", &["red"])]), 1);
    }
}
