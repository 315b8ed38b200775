//! From `tracing` to finished spans of a trace, with the ids that the rest of the program uses.
//!
//! A span belongs to a trace if it says so (`trace_id`), or if the one around it does; the others are left out. An event
//! or job that is written makes a moment of its own, whose id the runs that follow from it name as their parent
//! ([`domain::trace::moment`]): that is how a trace crosses the queue without a column for it.

use std::fmt::Debug;
use std::time::SystemTime;

use domain::trace::{self, PRODUCED};
use tokio::sync::mpsc::Sender;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// What did something, as OpenTelemetry numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Internal = 1,
    Server = 2,
    Producer = 4,
    Consumer = 5,
}

/// A span that has ended.
#[derive(Debug, Clone)]
pub struct Span {
    /// 32 hex digits.
    pub trace_id: String,
    /// 16 hex digits, as all ids of spans.
    pub span_id: String,
    pub parent: Option<String>,
    pub name: String,
    pub role: Role,
    pub start: SystemTime,
    pub end: SystemTime,
    pub attributes: Vec<(&'static str, Attribute)>,
    /// Why it failed.
    pub failure: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Attribute {
    Text(String),
    Number(i64),
    Flag(bool),
}

/// Sends each span that has ended; what the receiver has no room for is lost.
pub struct SpanLayer {
    sender: Sender<Span>,
}

impl SpanLayer {
    pub fn new(sender: Sender<Span>) -> Self {
        Self { sender }
    }
}

/// Ours, and not chatty.
pub fn is_traced(metadata: &Metadata<'_>) -> bool {
    const OURS: &[&str] = &["api", "domain", "penden", "platform", "scheduler", "worker"];
    if metadata.target() == PRODUCED {
        return true;
    }
    let part = metadata.target().split("::").next().unwrap_or_default();
    let level = if metadata.is_span() { Level::INFO } else { Level::WARN };
    OURS.contains(&part) && *metadata.level() <= level
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for SpanLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let around = span.parent().and_then(|parent| ids(parent.extensions().get::<Span>()?));
        let Some(trace_id) = fields.trace_id.or_else(|| around.as_ref().map(|(trace, _)| trace.clone()))
        else {
            return;
        };
        let name = attributes.metadata().name();
        let now = SystemTime::now();
        span.extensions_mut().insert(Span {
            trace_id,
            span_id: fields.span_id.unwrap_or_else(random_id),
            parent: fields.parent.or(around.map(|(_, span)| span)),
            name: name.to_owned(),
            role: match name {
                "request" => Role::Server,
                "job" => Role::Consumer,
                _ => Role::Internal,
            },
            start: now,
            end: now,
            attributes: fields.others,
            failure: None,
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(open) = span.extensions_mut().get_mut::<Span>() {
            let mut fields = Fields::default();
            values.record(&mut fields);
            for (key, value) in &fields.others {
                if let ("status", Attribute::Number(status @ 500..)) = (*key, value) {
                    open.failure = Some(format!("status {status}"));
                }
            }
            open.attributes.append(&mut fields.others);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let current = context.lookup_current();
        if event.metadata().target() == PRODUCED {
            let around = current.and_then(|span| ids(span.extensions().get::<Span>()?));
            self.produce(fields, around);
        } else if let Some(span) = current
            && let Some(open) = span.extensions_mut().get_mut::<Span>()
            && (*event.metadata().level() == Level::ERROR || fields.has_error)
        {
            open.failure = fields.message;
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if let Some(mut ended) = span.extensions_mut().remove::<Span>() {
            ended.end = SystemTime::now();
            // A job is known by its kind, a request by its operation.
            let named = ended.attributes.iter().find(|(key, _)| matches!(*key, "kind" | "operation"));
            if let Some((_, Attribute::Text(text))) = named {
                ended.name = format!("{} {text}", ended.name);
            }
            let _ = self.sender.try_send(ended);
        }
    }
}

impl SpanLayer {
    fn produce(&self, fields: Fields, around: Option<(String, String)>) {
        let (Some(trace_id), Some(span_id)) = (fields.trace_id, fields.span_id) else { return };
        let now = SystemTime::now();
        // Of another trace than the span around it: a flush writes the jobs of many.
        let parent = around.filter(|(trace, _)| *trace == trace_id).map(|(_, span)| span);
        let _ = self.sender.try_send(Span {
            trace_id,
            span_id,
            parent: fields.parent.or(parent),
            name: fields.message.unwrap_or_default(),
            role: Role::Producer,
            start: now,
            end: now,
            attributes: fields.others,
            failure: None,
        });
    }
}

fn ids(span: &Span) -> Option<(String, String)> {
    Some((span.trace_id.clone(), span.span_id.clone()))
}

fn random_id() -> String {
    hex::encode(rand::random::<[u8; 8]>())
}

#[derive(Default)]
struct Fields {
    trace_id: Option<String>,
    span_id: Option<String>,
    parent: Option<String>,
    message: Option<String>,
    has_error: bool,
    others: Vec<(&'static str, Attribute)>,
}

impl Fields {
    fn text(&mut self, field: &Field, text: String) {
        match field.name() {
            "trace_id" => self.trace_id = Some(text),
            "span_id" => self.span_id = Some(text),
            "parent_span_id" => self.parent = Some(text),
            "message" => self.message = Some(text),
            // What led to a run: the moment in which its event, or the job itself, was written.
            "cause" => self.parent = text.parse().ok().map(trace::moment),
            name => {
                self.has_error |= name == "error";
                self.others.push((name, Attribute::Text(text)));
            }
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.text(field, format!("{value:?}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.others.push((field.name(), Attribute::Number(value)));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record_i64(field, i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.others.push((field.name(), Attribute::Flag(value)));
    }
}
