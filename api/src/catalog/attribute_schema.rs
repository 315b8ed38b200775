//! Attributes on the wire, and what is said to define them. The rules are the domain's.

use domain::catalog::attributes::{self, AttributeChange, NewAttribute, NewChoice};
use domain::entity::states::AttributeKind;
use garde::Validate;
use poem_openapi::types::{Example, MaybeUndefined};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::product_schema::Choice;
use super::requests::patch;
use crate::payload::{objects, present};

/// What the values of an attribute are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Choice,
    Number,
    Boolean,
}

impl From<AttributeKind> for Kind {
    fn from(kind: AttributeKind) -> Self {
        match kind {
            AttributeKind::Choice => Self::Choice,
            AttributeKind::Number => Self::Number,
            AttributeKind::Boolean => Self::Boolean,
        }
    }
}

impl From<Kind> for AttributeKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Choice => Self::Choice,
            Kind::Number => Self::Number,
            Kind::Boolean => Self::Boolean,
        }
    }
}

/// What products have in common and differ in.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Attribute {
    pub id: Uuid,
    /// Its name in filters; never changes.
    pub code: String,
    /// For people.
    pub name: String,
    pub kind: Kind,
    /// Of numbers.
    pub unit: Option<String>,
    /// Whether lists can be narrowed by it.
    pub filterable: bool,
    /// Lower comes first.
    pub position: i32,
    /// Of the kind choice, in their order.
    pub choices: Vec<Choice>,
}

impl From<attributes::Attribute> for Attribute {
    fn from(attribute: attributes::Attribute) -> Self {
        let row = attribute.row;
        Self {
            id: row.id,
            code: row.code,
            name: row.name,
            kind: row.kind.into(),
            unit: row.unit,
            filterable: row.filterable,
            position: row.position,
            choices: attribute.choices.into_iter().map(Into::into).collect(),
        }
    }
}

/// A page of attributes, by name.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AttributePage {
    pub items: Vec<Attribute>,
    pub next_cursor: Option<String>,
}

/// A choice to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ChoiceRequest {
    /// Never changes.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub code: String,
    /// For people.
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub label: String,
}

impl From<ChoiceRequest> for NewChoice {
    fn from(request: ChoiceRequest) -> Self {
        Self { code: request.code, label: request.label }
    }
}

/// An attribute to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct AttributeRequest {
    /// Its name in filters; never changes.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub code: String,
    /// For people.
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: String,
    pub kind: Kind,
    /// Of numbers only, such as `cm`.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub unit: Option<String>,
    /// Whether lists can be narrowed by it.
    #[serde(default)]
    #[oai(default)]
    pub filterable: bool,
    /// Lower comes first.
    #[serde(default)]
    #[oai(default)]
    pub position: i32,
    /// Of the kind choice only, in their order.
    #[serde(default, deserialize_with = "objects")]
    #[oai(default, validator(max_items = 200))]
    pub choices: Vec<ChoiceRequest>,
}

impl Example for AttributeRequest {
    fn example() -> Self {
        let choice = |code: &str, label: &str| ChoiceRequest { code: code.into(), label: label.into() };
        Self {
            code: "colour".into(),
            name: "Colour".into(),
            kind: Kind::Choice,
            unit: None,
            filterable: true,
            position: 1,
            choices: vec![choice("sand", "Sand"), choice("sea", "Sea")],
        }
    }
}

impl From<AttributeRequest> for NewAttribute {
    fn from(request: AttributeRequest) -> Self {
        Self {
            code: request.code,
            name: request.name,
            kind: request.kind.into(),
            unit: request.unit,
            filterable: request.filterable,
            position: request.position,
            choices: request.choices.into_iter().map(Into::into).collect(),
        }
    }
}

/// What of an attribute changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct AttributeChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: Option<String>,
    /// Null takes it away.
    #[serde(default)]
    #[oai(nullable)]
    pub unit: MaybeUndefined<String>,
    #[serde(default, deserialize_with = "present")]
    pub filterable: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    pub position: Option<i32>,
    /// All that there are to be, in their order. One that a product has cannot go.
    #[serde(default, deserialize_with = "present_choices")]
    #[oai(validator(max_items = 200))]
    pub choices: Option<Vec<ChoiceRequest>>,
}

fn present_choices<'de, D: serde::Deserializer<'de>>(
    input: D,
) -> Result<Option<Vec<ChoiceRequest>>, D::Error> {
    objects(input).map(Some)
}

impl Example for AttributeChangeRequest {
    fn example() -> Self {
        Self {
            name: Some("Color".into()),
            unit: MaybeUndefined::Undefined,
            filterable: Some(true),
            position: None,
            choices: None,
        }
    }
}

impl From<AttributeChangeRequest> for AttributeChange {
    fn from(request: AttributeChangeRequest) -> Self {
        Self {
            name: request.name,
            unit: patch(request.unit),
            filterable: request.filterable,
            position: request.position,
            choices: request.choices.map(|choices| choices.into_iter().map(Into::into).collect()),
        }
    }
}
