//! Mails set from the Jinja templates in `mails/`, which are part of the program and compiled once.
//!
//! A template that asks for what it was not given is an error, never an empty place in somebody's mail.

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::notifications::{Template, Typeset, Typesetter};
use domain::{Error, Result, money};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use serde_json::Value as Json;

use super::message::one_line;

/// The longest subject, in characters. Clients show half of it.
const LONGEST_SUBJECT: usize = 150;

macro_rules! embed {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../mails/", $file)))),*]
    };
}

const FILES: &[(&str, &str)] = embed![
    "layout.html.jinja",
    "layout.txt.jinja",
    "order.html.jinja",
    "order.txt.jinja",
    "welcome.subject.jinja",
    "welcome.txt.jinja",
    "welcome.html.jinja",
    "order_received.subject.jinja",
    "order_received.txt.jinja",
    "order_received.html.jinja",
    "payment_confirmed.subject.jinja",
    "payment_confirmed.txt.jinja",
    "payment_confirmed.html.jinja",
    "payment_failed.subject.jinja",
    "payment_failed.txt.jinja",
    "payment_failed.html.jinja",
    "invoice_issued.subject.jinja",
    "invoice_issued.txt.jinja",
    "invoice_issued.html.jinja",
    "order_cancelled.subject.jinja",
    "order_cancelled.txt.jinja",
    "order_cancelled.html.jinja",
    "refund_succeeded.subject.jinja",
    "refund_succeeded.txt.jinja",
    "refund_succeeded.html.jinja",
    "webhook_disabled.subject.jinja",
    "webhook_disabled.txt.jinja",
    "webhook_disabled.html.jinja",
    "stock_low.subject.jinja",
    "stock_low.txt.jinja",
    "stock_low.html.jinja",
    "payment_reminder.subject.jinja",
    "payment_reminder.txt.jinja",
    "payment_reminder.html.jinja",
    "abandoned_cart.subject.jinja",
    "abandoned_cart.txt.jinja",
    "abandoned_cart.html.jinja",
    "review_request.subject.jinja",
    "review_request.txt.jinja",
    "review_request.html.jinja",
    "confirm_email.subject.jinja",
    "confirm_email.txt.jinja",
    "confirm_email.html.jinja",
    "email_changing.subject.jinja",
    "email_changing.txt.jinja",
    "email_changing.html.jinja",
    "reset_password.subject.jinja",
    "reset_password.txt.jinja",
    "reset_password.html.jinja",
    "payment_instructions.subject.jinja",
    "payment_instructions.txt.jinja",
    "payment_instructions.html.jinja",
    "shipment_shipped.subject.jinja",
    "shipment_shipped.txt.jinja",
    "shipment_shipped.html.jinja",
    "shipment_delivered.subject.jinja",
    "shipment_delivered.txt.jinja",
    "shipment_delivered.html.jinja",
    "return_requested.subject.jinja",
    "return_requested.txt.jinja",
    "return_requested.html.jinja",
    "return_approved.subject.jinja",
    "return_approved.txt.jinja",
    "return_approved.html.jinja",
    "return_rejected.subject.jinja",
    "return_rejected.txt.jinja",
    "return_rejected.html.jinja",
];

pub struct JinjaTypesetter {
    environment: Environment<'static>,
}

impl JinjaTypesetter {
    /// # Errors
    /// When a template cannot be compiled.
    pub fn new() -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html.jinja") { AutoEscape::Html } else { AutoEscape::None }
        });
        environment.add_filter("money", |minor: i64, currency: &str| money::format(minor, currency));
        environment.add_filter("date", date);
        for (name, source) in FILES {
            environment.add_template(name, source).with_context(|| format!("the mail template {name}"))?;
        }
        Ok(Self { environment })
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
        let subject = one_line(&self.render(template, "subject", &data)?);
        Ok(Typeset {
            subject: subject.chars().take(LONGEST_SUBJECT).collect(),
            text: squeeze(&self.render(template, "txt", &data)?),
            html: self.render(template, "html", &data)?,
        })
    }
}

/// The text with no more than one blank line in a row, and a line end at its end.
fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || !squeezed.ends_with("\n\n") {
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
