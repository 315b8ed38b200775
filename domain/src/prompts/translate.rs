//! The texts of a product in another language.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{File, ProductFacts, Prompt, words};
use crate::error::FieldError;

pub struct Translate;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TranslationTask {
    pub product: ProductFacts,
    /// BCP 47.
    pub language: String,
    /// What staff wants to be minded.
    #[serde(default)]
    pub wishes: Option<String>,
}

/// What the product has no text of stays empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    pub name: String,
    pub description: String,
    pub seo_title: String,
    pub seo_description: String,
}

impl Prompt for Translate {
    const NAME: &'static str = "translate";
    type Input = TranslationTask;
    type Output = Translated;

    fn file() -> File {
        File::read(include_str!("files/translate.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/translate.json")
    }

    fn schema() -> Value {
        let text = json!({ "type": "string" });
        json!({
            "type": "object",
            "properties": {
                "name": text, "description": text, "seo_title": text, "seo_description": text,
            },
            "required": ["name", "description", "seo_title", "seo_description"],
            "additionalProperties": false,
        })
    }

    /// As long as the catalogue takes, and nothing where there was nothing.
    fn check(input: &TranslationTask, output: &Translated) -> Vec<FieldError> {
        let of = &input.product;
        let texts = [
            ("name", of.name.as_str(), &output.name, 200, false),
            ("description", &of.description, &output.description, 10_000, true),
            ("seo_title", of.seo_title.as_deref().unwrap_or_default(), &output.seo_title, 200, false),
            (
                "seo_description",
                of.seo_description.as_deref().unwrap_or_default(),
                &output.seo_description,
                500,
                false,
            ),
        ];
        let mut wrong = Vec::new();
        for (field, before, after, most, lines) in texts {
            if !before.trim().is_empty() {
                wrong.extend(words::plain(field, after, (1, most), lines));
            } else if !after.trim().is_empty() {
                let message = "must be empty: there is nothing to translate".to_owned();
                wrong.push(FieldError { field: field.into(), message });
            }
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_added_and_nothing_left_out() {
        let product =
            ProductFacts { name: "Mug".into(), description: "Of clay.".into(), ..Default::default() };
        let task = TranslationTask { product, language: "de".into(), wishes: None };
        let good = Translated {
            name: "Becher".into(),
            description: "Aus Ton.".into(),
            seo_title: String::new(),
            seo_description: String::new(),
        };
        assert_eq!(Translate::check(&task, &good), Vec::new());
        for wrong in [
            Translated { name: " ".into(), ..good.clone() },
            Translated { name: "Becher\nrot".into(), ..good.clone() },
            Translated { description: String::new(), ..good.clone() },
            Translated { description: "<b>Aus Ton</b>".into(), ..good.clone() },
            Translated { seo_title: "Becher kaufen".into(), ..good.clone() },
        ] {
            assert_eq!(Translate::check(&task, &wrong).len(), 1, "{wrong:?}");
        }
    }
}
