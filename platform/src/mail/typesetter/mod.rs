//! Mails set from Jinja templates: those in `mails/`, which are part of the program and compiled once, and the shop's own.
//! Bodies are MJML and become tables with inline styles, which is what mail clients agree on.
//!
//! A template that asks for what it was not given is an error, never an empty place in somebody's mail.

mod files;
mod mjml;
mod own;
mod plain;

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::notifications::{Template, Typeset, Typesetter, Wording};
use domain::{Error, FieldError, Result, money};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use serde_json::Value as Json;

use super::message::one_line;
use files::FILES;
use own::Own;

/// The longest subject, in characters. Clients show half of it.
const LONGEST_SUBJECT: usize = 150;

pub struct JinjaTypesetter {
    environment: Environment<'static>,
    own: Own,
}

impl JinjaTypesetter {
    /// # Errors
    /// When a template cannot be compiled.
    pub fn new() -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".mjml.jinja") { AutoEscape::Html } else { AutoEscape::None }
        });
        environment.add_filter("money", |minor: i64, currency: &str| money::format(minor, currency));
        environment.add_filter("date", date);
        environment.add_filter("percent", percent);
        for (name, source) in FILES {
            environment.add_template(name, source).with_context(|| format!("the mail template {name}"))?;
        }
        Ok(Self { own: Own::beside(&environment), environment })
    }

    fn render(&self, template: Template, part: &str, data: &Value) -> Result<String> {
        let name = format!("{}.{part}.jinja", template.as_str());
        let rendered = self.environment.get_template(&name).and_then(|template| template.render(data));
        rendered.map_err(|error| {
            Error::Corrupt(format!("the mail template {name} does not fit its data: {error}"))
        })
    }
}

impl Typesetter for JinjaTypesetter {
    fn typeset(&self, template: Template, data: &Json) -> Result<Typeset> {
        let data = tidy(data);
        let body = self.render(template, "mjml", &data)?;
        let html = mjml::to_html(&body).map_err(|problem| {
            Error::Corrupt(format!("the body of the mail {} is no MJML: {problem}", template.as_str()))
        })?;
        Ok(Typeset {
            subject: subject(&self.render(template, "subject", &data)?),
            text: squeeze(&self.render(template, "txt", &data)?),
            html,
        })
    }

    fn typeset_as(&self, wording: &Wording, data: &Json) -> Result<Typeset> {
        self.own.typeset(wording, &tidy(data)).map_err(|wrong| Error::Invalid(vec![wrong]))
    }

    fn shipped(&self, template: Template) -> Wording {
        let source = |part: &str| {
            let name = format!("{}.{part}.jinja", template.as_str());
            let found = FILES.iter().find(|(file, _)| *file == name);
            found.map(|(_, source)| source.trim_end().to_owned()).unwrap_or_default()
        };
        Wording { subject: source("subject"), body: source("mjml"), text: Some(source("txt")) }
    }

    fn check(&self, template: Template, wording: &Wording) -> Vec<FieldError> {
        self.own.check(template, wording)
    }
}

/// One line, and no longer than a subject may be.
fn subject(text: &str) -> String {
    one_line(text).chars().take(LONGEST_SUBJECT).collect()
}

/// The text with no more than one blank line in a row, and a line end at its end.
fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || !squeezed.is_empty() && !squeezed.ends_with("\n\n") {
            squeezed.push_str(line);
            squeezed.push('\n');
        }
    }
    squeezed
}

/// The data with every text on one line: whoever writes a name must not be able to write the mail.
fn tidy(data: &Json) -> Value {
    match data {
        Json::Null => Value::from(()),
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::from(number.as_f64().unwrap_or(f64::NAN)), Value::from)
        }
        Json::String(text) => Value::from(one_line(text)),
        Json::Array(items) => Value::from(items.iter().map(tidy).collect::<Vec<_>>()),
        Json::Object(fields) => {
            Value::from_pairs(fields.iter().map(|(name, value)| (name.clone(), tidy(value))))
        }
    }
}

/// `2026-11-21T23:30:00Z` is written `21 November 2026`; days are those of UTC.
fn date(moment: &str) -> Result<String, minijinja::Error> {
    let moment: DateTime<Utc> = moment.parse().map_err(|error: chrono::ParseError| {
        minijinja::Error::new(ErrorKind::InvalidOperation, format!("{moment:?} is no moment: {error}"))
    })?;
    Ok(moment.format("%-d %B %Y").to_string())
}

/// Basis points: 1900 is written `19 %`, 550 `5.5 %`.
fn percent(basis_points: i64) -> String {
    let (whole, rest) = (basis_points / 100, (basis_points % 100).abs());
    let number = format!("{whole}.{rest:02}");
    format!("{} %", number.trim_end_matches('0').trim_end_matches('.'))
}
