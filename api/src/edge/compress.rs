//! Compression of textual answers, as the caller likes it.
//!
//! Small answers, streams of events, pictures, PDF and what is encoded already stay as they are.

use poem::http::{HeaderValue, header};
use poem::web::{Compress, CompressionAlgo, CompressionLevel};
use poem::{IntoResponse, Request, Response};

/// Below this many bytes compression costs more than it saves.
const SMALLEST: usize = 1024;

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

/// The answer, compressed if it is worth it. An entity tag becomes weak: the bytes differ, the meaning does not.
pub async fn compress(mut response: Response, algorithm: Option<CompressionAlgo>) -> Response {
    if !is_textual(&response) || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let Some(algorithm) = algorithm else { return response };
    if is_short(&mut response).await {
        return response;
    }
    if let Some(tag) = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && !tag.starts_with("W/")
        && let Ok(weak) = HeaderValue::try_from(format!("W/{tag}"))
    {
        response.headers_mut().insert(header::ETAG, weak);
    }
    Compress::new(response, algorithm).with_quality(CompressionLevel::Precise(4)).into_response()
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
