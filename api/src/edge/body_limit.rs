//! Bodies end at a limit, whether they say their length or not, and have a limited time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use poem::http::{Method, header};
use poem::{Body, Request};

use crate::payload::is_json_lines;
use crate::problem::{Result, too_large};
use crate::settings::HttpSettings;

/// Says afterwards whether the body was cut off, and behind how many bytes.
#[derive(Clone, Default)]
pub struct Overrun(Option<(Arc<AtomicBool>, usize)>);

impl Overrun {
    pub fn happened(&self) -> bool {
        self.0.as_ref().is_some_and(|(flag, _)| flag.load(Ordering::Relaxed))
    }

    pub fn limit(&self) -> Option<usize> {
        self.0.as_ref().map(|(_, limit)| *limit)
    }
}

/// How long the request may take. Files come over slow lines; whatever sends nothing at all is closed much earlier.
pub fn time(request: &Request, settings: &HttpSettings) -> Duration {
    match Kind::of(request) {
        Kind::Import | Kind::Upload => settings.upload_timeout.max(settings.request_timeout),
        Kind::Other => settings.request_timeout,
    }
}

/// What a body is, by the type that it says.
enum Kind {
    Import,
    Upload,
    Other,
}

impl Kind {
    fn of(request: &Request) -> Self {
        match request.content_type() {
            _ if matches!(*request.method(), Method::GET | Method::HEAD) => Self::Other,
            Some(kind) if kind.starts_with("text/csv") => Self::Import,
            Some(kind) if kind.split(';').next().is_some_and(|kind| is_json_lines(kind.trim())) => {
                Self::Import
            }
            Some(kind) if kind.starts_with("multipart/") => Self::Upload,
            _ => Self::Other,
        }
    }
}

/// Refuses what announces too much, and cuts off what announces nothing and then sends too much.
pub fn limit(request: &mut Request, settings: &HttpSettings) -> Result<Overrun> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(Overrun::default());
    }
    let limit = match Kind::of(request) {
        Kind::Import => settings.import_limit,
        Kind::Upload => settings.upload_limit,
        Kind::Other => settings.body_limit,
    };
    match request.header(header::CONTENT_LENGTH).map(str::parse::<usize>) {
        Some(Ok(length)) if length <= limit => return Ok(Overrun::default()),
        Some(_) => return Err(too_large(Some(limit))),
        None => {}
    }
    let flag = Arc::new(AtomicBool::new(false));
    let mut seen = 0_usize;
    let raised = Arc::clone(&flag);
    let counted = request.take_body().into_bytes_stream().map(move |chunk| {
        let chunk = chunk?;
        seen = seen.saturating_add(chunk.len());
        if seen > limit {
            raised.store(true, Ordering::Relaxed);
            return Err(io::Error::other("the body is larger than allowed"));
        }
        Ok(chunk)
    });
    request.set_body(Body::from_bytes_stream(counted));
    Ok(Overrun(Some((flag, limit))))
}
