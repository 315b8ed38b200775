//! Writes a failure as the answer to one request.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Response};
use poem_openapi::types::ToJSON;

use super::{CONTENT_TYPE, Failure, Problem};

/// The answer, and one line in the log when it is our fault.
pub fn respond(failure: Failure, instance: &str, request_id: &str) -> Response {
    if failure.status.is_server_error() {
        tracing::error!(
            request_id,
            status = failure.status.as_u16(),
            code = %failure.code,
            cause = failure.cause.as_deref().unwrap_or_default(),
            "request {request_id} failed",
        );
    }
    let mut response = Response::builder()
        .status(failure.status)
        .header(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE))
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .finish();
    if failure.status == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(failure.challenge.as_str()));
    }
    if let Some(after) = failure.retry_after {
        let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
        response.headers_mut().insert(header::RETRY_AFTER, seconds.max(1).into());
    }
    let problem = Problem {
        kind: format!("/problems/{}", failure.code),
        title: failure.status.canonical_reason().unwrap_or("Error").to_owned(),
        status: failure.status.as_u16(),
        code: failure.code.into_owned(),
        detail: failure.detail.into_owned(),
        instance: instance.to_owned(),
        request_id: request_id.to_owned(),
        errors: failure.errors,
    };
    response.set_body(Body::from_string(problem.to_json_string()));
    response
}
