//! Bodies end at a limit, whether they say their length or not.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use poem::http::{Method, header};
use poem::{Body, Request};

use crate::problem::{Result, too_large};
use crate::settings::HttpSettings;

/// Says afterwards whether the body was cut off.
#[derive(Clone, Default)]
pub struct Overrun(Option<Arc<AtomicBool>>);

impl Overrun {
    pub fn happened(&self) -> bool {
        self.0.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// Refuses what announces too much, and cuts off what announces nothing and then sends too much.
pub fn limit(request: &mut Request, settings: &HttpSettings) -> Result<Overrun> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(Overrun::default());
    }
    let limit = match request.content_type() {
        Some(kind) if kind.starts_with("text/csv") => settings.import_limit,
        Some(kind) if kind.starts_with("multipart/") => settings.upload_limit,
        _ => settings.body_limit,
    };
    match request.header(header::CONTENT_LENGTH).map(str::parse::<usize>) {
        Some(Ok(length)) if length <= limit => return Ok(Overrun::default()),
        Some(_) => return Err(too_large()),
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
    Ok(Overrun(Some(flag)))
}
