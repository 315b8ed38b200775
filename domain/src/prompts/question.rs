//! What of a shopper's question says more than the thing, where rules see nothing but words.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{File, Known, Prompt};
use crate::assistant::Purpose;
use crate::error::FieldError;

/// Parts of a question.
const PARTS: usize = 8;

pub struct ReadQuestion;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionTask {
    pub question: String,
    /// ISO 4217, in which prices are.
    pub currency: String,
    pub attributes: Vec<Known>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionRead {
    pub parts: Vec<QuestionPart>,
}

/// Words of the question, and what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionPart {
    /// As they stand in the question.
    pub text: String,
    /// Of the attribute; `price` for what may be spent.
    pub code: String,
    /// The code of a choice, a number, or `true`; of the price `least..most`, of which one may be missing.
    pub value: String,
}

/// The code that stands for the price.
pub const PRICE: &str = "price";

impl QuestionPart {
    /// `least..most`, if it is the price.
    pub fn bounds(&self) -> Option<(Option<f64>, Option<f64>)> {
        let (least, most) = self.value.split_once("..").filter(|_| self.code == PRICE)?;
        let amount = |text: &str| match text.trim() {
            "" => Some(None),
            text => text.parse::<f64>().ok().filter(|amount| (0.0..1e12).contains(amount)).map(Some),
        };
        let (least, most) = (amount(least)?, amount(most)?);
        let is_one = match (least, most) {
            (None, None) => false,
            (Some(least), Some(most)) => least <= most,
            _ => true,
        };
        is_one.then_some((least, most))
    }

    /// Where its text stands among these words, in whatever case.
    pub fn place_in(&self, words: &[String]) -> Option<std::ops::Range<usize>> {
        let wanted: Vec<String> = self.text.split_whitespace().map(str::to_lowercase).collect();
        let is_there =
            |some: &[String]| some.iter().zip(&wanted).all(|(word, one)| word.to_lowercase() == *one);
        // There are no windows of nothing.
        let from = (!wanted.is_empty()).then(|| words.windows(wanted.len()).position(is_there))??;
        Some(from..from + wanted.len())
    }

    fn fits(&self, task: &QuestionTask) -> Result<(), String> {
        let words: Vec<String> = task.question.split_whitespace().map(str::to_owned).collect();
        if self.place_in(&words).is_none() {
            return Err("text must be words of the question, side by side, as they stand there".into());
        }
        if self.code == PRICE {
            return match self.bounds() {
                Some(_) => Ok(()),
                None => Err("value must be least..most, such as 20..50, ..800 or 100..".into()),
            };
        }
        let known = task.attributes.iter().find(|known| known.code == self.code);
        let known = known.ok_or_else(|| format!("{:.40} is none of the attributes", self.code))?;
        let is_fine = match known.kind.as_str() {
            "choice" => known.choices.iter().any(|choice| choice.code == self.value),
            "boolean" => self.value == "true",
            _ => self.value.parse::<f64>().is_ok_and(crate::catalog::attributes::is_exact),
        };
        match is_fine {
            true => Ok(()),
            false => Err(format!("{:.40} is no value of {}", self.value, self.code)),
        }
    }
}

impl Prompt for ReadQuestion {
    const NAME: &'static str = "question";
    const PURPOSE: Purpose = Purpose::Questions;
    type Input = QuestionTask;
    type Output = QuestionRead;

    fn file() -> File {
        File::read(include_str!("files/question.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/question.json")
    }

    fn schema() -> Value {
        let text = || json!({ "type": "string" });
        json!({
            "type": "object",
            "properties": { "parts": { "type": "array", "items": {
                "type": "object",
                "properties": { "text": text(), "code": text(), "value": text() },
                "required": ["text", "code", "value"],
                "additionalProperties": false,
            } } },
            "required": ["parts"],
            "additionalProperties": false,
        })
    }

    fn check(task: &QuestionTask, output: &QuestionRead) -> Vec<FieldError> {
        let wrong = |(index, part): (usize, &QuestionPart)| {
            let message = part.fits(task).err()?;
            Some(FieldError { field: format!("parts/{index}").into(), message })
        };
        let mut all: Vec<FieldError> = output.parts.iter().enumerate().filter_map(wrong).collect();
        if output.parts.len() > PARTS {
            all.push(FieldError { field: "parts".into(), message: format!("must be {PARTS} at most") });
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompts::KnownChoice;

    #[test]
    fn only_words_of_the_question_and_values_of_the_shop_are_taken() {
        let known = |code: &str, kind: &str, choices: &[&str]| Known {
            code: code.into(),
            name: code.into(),
            kind: kind.into(),
            unit: None,
            choices: choices
                .iter()
                .map(|code| KnownChoice { code: (*code).into(), label: (*code).into() })
                .collect(),
        };
        let task = QuestionTask {
            question: "Noir cordless mouse  up to twenty bucks".into(),
            currency: "EUR".into(),
            attributes: vec![
                known("colour", "choice", &["black"]),
                known("wireless", "boolean", &[]),
                known("dpi", "number", &[]),
            ],
        };
        let problems = |text: &str, code: &str, value: &str| {
            let part = QuestionPart { text: text.into(), code: code.into(), value: value.into() };
            ReadQuestion::check(&task, &QuestionRead { parts: vec![part] }).len()
        };
        for (text, code, value) in [
            ("noir", "colour", "black"),
            ("cordless", "wireless", "true"),
            ("mouse up to twenty", "price", "..20"),
            ("mouse", "price", "5..20.50"),
            ("mouse", "dpi", "800"),
        ] {
            assert_eq!(problems(text, code, value), 0, "{text} {code} {value}");
        }
        for (text, code, value) in [
            ("black", "colour", "black"),
            ("", "colour", "black"),
            ("noir mouse", "colour", "black"),
            ("noir", "colour", "noir"),
            ("noir", "hue", "black"),
            ("cordless", "wireless", "false"),
            ("mouse", "dpi", "many"),
            ("mouse", "price", ".."),
            ("mouse", "price", "20"),
            ("mouse", "price", "50..20"),
            ("mouse", "price", "-1..20"),
            ("mouse", "price", "..NaN"),
        ] {
            assert_eq!(problems(text, code, value), 1, "{text} {code} {value}");
        }
    }
}
