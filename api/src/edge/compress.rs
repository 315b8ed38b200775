//! Compression of textual answers, as the caller likes it.
//!
//! Small answers, streams of events, pictures, PDF and what is encoded already stay as they are.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use poem::http::{HeaderValue, header};
use poem::web::{Compress, CompressionAlgo, CompressionLevel};
use poem::{IntoResponse, Request, Response};

/// Below this many bytes compression costs more than it saves.
const SMALLEST: usize = 1024;
/// How many compressed answers are kept. When there are more, all are forgotten.
const KEPT: usize = 512;
/// Longer answers are compressed each time.
const LONGEST_KEPT: usize = 128 * 1024;

/// The best encoding that the caller accepts and that we have.
pub fn accepted(request: &Request) -> Option<CompressionAlgo> {
    let accepted = request.header(header::ACCEPT_ENCODING)?;
    let has = |name: &str| {
        accepted.split(',').any(|part| {
            let mut parts = part.split(';').map(str::trim);
            let is_named = parts.next().is_some_and(|token| token.eq_ignore_ascii_case(name));
            is_named && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
    };
    if has("br") {
        Some(CompressionAlgo::BR)
    } else if has("gzip") {
        Some(CompressionAlgo::GZIP)
    } else {
        None
    }
}

/// Compresses, and keeps what it made of answers that are asked for again and again.
#[derive(Default)]
pub struct Compressor {
    kept: Mutex<HashMap<(HeaderValue, &'static str), Bytes>>,
}

impl Compressor {
    /// The answer, compressed if it is worth it. An entity tag becomes weak: the bytes differ, the meaning does not.
    pub async fn compress(&self, mut response: Response, algorithm: Option<CompressionAlgo>) -> Response {
        if !is_textual(&response) || response.headers().contains_key(header::CONTENT_ENCODING) {
            return response;
        }
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
        let Some(algorithm) = algorithm else { return response };
        if is_short(&mut response).await {
            return response;
        }
        let key = weaken(&mut response).map(|tag| (tag, name(algorithm)));
        if let Some(body) = key.as_ref().and_then(|key| self.kept().get(key).cloned()) {
            return encoded(response, algorithm, body);
        }
        let mut response =
            Compress::new(response, algorithm).with_quality(CompressionLevel::Precise(4)).into_response();
        if let Some(key) = key
            && let Ok(body) = response.take_body().into_bytes().await
        {
            let mut kept = self.kept();
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(key, body.clone());
            drop(kept);
            response.headers_mut().insert(header::CONTENT_LENGTH, body.len().into());
            response.set_body(body);
        }
        response
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<(HeaderValue, &'static str), Bytes>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn encoded(mut response: Response, algorithm: CompressionAlgo, body: Bytes) -> Response {
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name(algorithm)));
    response.headers_mut().insert(header::CONTENT_LENGTH, body.len().into());
    response.set_body(body);
    response
}

fn name(algorithm: CompressionAlgo) -> &'static str {
    if matches!(algorithm, CompressionAlgo::BR) { "br" } else { "gzip" }
}

/// Makes the entity tag weak. Returns it if it was a strong one of JSON that is not very long: such a tag names the
/// content by its digest, so it may stand for it.
fn weaken(response: &mut Response) -> Option<HeaderValue> {
    let tag = response.headers().get(header::ETAG)?;
    let text = tag.to_str().ok().filter(|text| !text.starts_with("W/"))?;
    let weak = HeaderValue::try_from(format!("W/{text}")).ok()?;
    let strong = response.headers_mut().insert(header::ETAG, weak);
    let length = response.header(header::CONTENT_LENGTH)?.parse::<usize>().ok()?;
    strong.filter(|_| length <= LONGEST_KEPT && response.content_type() == Some("application/json"))
}

fn is_textual(response: &Response) -> bool {
    let kind = response.content_type().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind != "text/event-stream"
        && (kind.starts_with("text/")
            || kind.ends_with("json")
            || kind.ends_with("xml")
            || kind.ends_with("javascript"))
}

/// Looks at the length, and if it is not stated, at the body of JSON: such a body is in memory anyway.
async fn is_short(response: &mut Response) -> bool {
    if let Some(length) =
        response.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok())
    {
        return length < SMALLEST;
    }
    if !response.content_type().is_some_and(|kind| kind.contains("json")) {
        return false;
    }
    match response.take_body().into_bytes().await {
        Ok(body) => {
            let is_short = body.len() < SMALLEST;
            response.set_body(body);
            is_short
        }
        // Nothing can be sent of a body that cannot be read.
        Err(_) => true,
    }
}
