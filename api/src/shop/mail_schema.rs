//! Mail templates as the API shows them.

use chrono::{DateTime, Utc};
use domain::entity::mail_template;
use domain::notifications::{Template, Wording, wording};
use domain::{Error, Result};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};

use crate::payload::present;

/// Whom a kind of mail goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MailReader {
    Customer,
    Shop,
}

/// Why the shop's own words could not be used: mails go out in the shipped ones since.
#[derive(Debug, Object)]
pub struct MailTemplateFailure {
    pub message: String,
    pub at: DateTime<Utc>,
}

/// A kind of mail.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MailTemplateSummary {
    pub kind: String,
    pub reader: MailReader,
    /// As a template, in the words of now.
    pub subject: String,
    /// Whether it says something of the shop's own.
    pub customized: bool,
    /// Grows with each change; 0 before the first.
    pub version: i64,
    pub updated_at: Option<DateTime<Utc>>,
    pub failure: Option<MailTemplateFailure>,
}

impl MailTemplateSummary {
    pub fn new(template: Template, row: Option<mail_template::Model>, shipped: String) -> Self {
        let own = row.as_ref().and_then(|row| row.subject.clone());
        Self {
            kind: template.as_str().to_owned(),
            reader: reader(template),
            customized: own.is_some(),
            subject: own.unwrap_or(shipped),
            version: row.as_ref().map_or(0, |row| row.version),
            updated_at: row.as_ref().map(|row| row.updated_at),
            failure: row.and_then(failure),
        }
    }
}

/// The kinds of mail.
#[derive(Debug, Object)]
pub struct MailTemplateList {
    pub items: Vec<MailTemplateSummary>,
}

/// What a mail says, as templates.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MailWording {
    pub subject: String,
    /// MJML.
    pub body: String,
    /// Absent: it is made of the body.
    pub text: Option<String>,
}

impl From<Wording> for MailWording {
    fn from(wording: Wording) -> Self {
        Self { subject: wording.subject, body: wording.body, text: wording.text }
    }
}

/// A place in a template, and what made-up data has there.
#[derive(Debug, Object)]
pub struct MailPlaceholder {
    /// `order.number`; `order.lines[].name` is what each item of `order.lines` has.
    pub name: String,
    pub example: String,
}

/// What a kind of mail says.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MailTemplate {
    pub kind: String,
    pub reader: MailReader,
    /// Whether it says something of the shop's own.
    pub customized: bool,
    /// The words of now.
    pub wording: MailWording,
    /// Those that it comes with.
    pub shipped: MailWording,
    pub placeholders: Vec<MailPlaceholder>,
    /// Grows with each change; 0 before the first.
    pub version: i64,
    pub updated_at: Option<DateTime<Utc>>,
    pub failure: Option<MailTemplateFailure>,
}

impl MailTemplate {
    pub fn new(
        template: Template,
        row: Option<mail_template::Model>,
        words: Option<Wording>,
        shipped: Wording,
    ) -> Self {
        let placeholders = wording::placeholders(template).into_iter();
        let shown = |one: wording::Placeholder| MailPlaceholder { name: one.name, example: one.example };
        Self {
            kind: template.as_str().to_owned(),
            reader: reader(template),
            customized: words.is_some(),
            wording: words.unwrap_or_else(|| shipped.clone()).into(),
            shipped: shipped.into(),
            placeholders: placeholders.map(shown).collect(),
            version: row.as_ref().map_or(0, |row| row.version),
            updated_at: row.as_ref().map(|row| row.updated_at),
            failure: row.and_then(failure),
        }
    }
}

fn reader(template: Template) -> MailReader {
    match template {
        Template::WebhookDisabled | Template::StockLow => MailReader::Shop,
        _ => MailReader::Customer,
    }
}

fn failure(row: mail_template::Model) -> Option<MailTemplateFailure> {
    Some(MailTemplateFailure { message: row.failure?, at: row.failed_at? })
}

/// What a mail is to say.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct MailTemplateRequest {
    #[oai(validator(min_length = 1, max_length = 500))]
    pub subject: String,
    /// MJML.
    #[oai(validator(min_length = 1, max_length = 60000))]
    pub body: String,
    /// Left out: it is made of the body.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 60000))]
    pub text: Option<String>,
    /// The version that the caller has seen; another one in the meantime is a conflict.
    #[serde(default, deserialize_with = "present")]
    pub version: Option<i64>,
}

const EXAMPLE: &str = "{% extends \"layout.mjml.jinja\" %}\n{% block heading %}Thank you{% endblock %}\n\
    {% block content %}<p>We have your order {{ order.number }}.</p>{% endblock %}\n\
    {% block details %}{% include \"order.mjml.jinja\" %}{% endblock %}";

impl Example for MailTemplateRequest {
    fn example() -> Self {
        Self {
            subject: "Thank you for your order {{ order.number }}".into(),
            body: EXAMPLE.into(),
            text: None,
            version: None,
        }
    }
}

impl From<MailTemplateRequest> for Wording {
    fn from(request: MailTemplateRequest) -> Self {
        Self { subject: request.subject, body: request.body, text: request.text }
    }
}

/// The words to look at. Without subject and body, those of now.
#[derive(Debug, Default, Deserialize, Validate, Object)]
#[serde(default, deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct MailPreviewRequest {
    #[serde(deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub subject: Option<String>,
    /// MJML.
    #[serde(deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 60000))]
    pub body: Option<String>,
    #[serde(deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 60000))]
    pub text: Option<String>,
}

impl MailPreviewRequest {
    /// The words given, if any.
    ///
    /// # Errors
    /// Invalid when a part of them is missing.
    pub fn wording(self) -> Result<Option<Wording>> {
        match (self.subject, self.body, self.text) {
            (Some(subject), Some(body), text) => Ok(Some(Wording { subject, body, text })),
            (None, None, None) => Ok(None),
            (None, ..) => Err(Error::invalid("subject", "is missing: give subject and body, or nothing")),
            (_, None, _) => Err(Error::invalid("body", "is missing: give subject and body, or nothing")),
        }
    }
}

impl Example for MailPreviewRequest {
    fn example() -> Self {
        Self {
            subject: Some("Thank you for your order {{ order.number }}".into()),
            body: Some(EXAMPLE.into()),
            text: None,
        }
    }
}

/// How a mail looks with made-up data.
#[derive(Debug, Object)]
pub struct MailPreview {
    pub subject: String,
    pub html: String,
    pub text: String,
}
