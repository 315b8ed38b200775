//! Which scripts of other origins may call, and what they may read (CORS).
//!
//! The shop's own origin is never in the way: a request whose `Origin` is its `Host` is not a cross-origin request.

use std::collections::HashSet;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use crate::problem::{Failure, Result};
use crate::settings::HttpSettings;

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS: &str =
    "authorization, content-type, idempotency-key, if-none-match, cart-token, x-request-id, traceparent";
const EXPOSED: &str = "etag, location, retry-after, ratelimit, ratelimit-policy, x-request-id, traceparent, \
                       idempotency-replayed, content-disposition";

/// The configured origins.
pub struct Origins {
    allowed: HashSet<String>,
}

/// What a request's `Origin` means for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// No script of another origin is behind it.
    Own,
    Allowed(HeaderValue),
    /// It may be answered if it changes nothing; the browser keeps the answer from the script.
    Unlisted,
}

impl Origins {
    pub fn new(settings: &HttpSettings) -> Self {
        let own = std::iter::once(&settings.public_url);
        let allowed = own.chain(&settings.allowed_origins).map(|url| origin_of(url)).collect();
        Self { allowed }
    }

    /// # Errors
    /// 403 when a script of an unlisted origin wants to change something, or asks whether it may.
    pub fn check(&self, request: &Request) -> Result<Origin> {
        let Some(origin) = request.headers().get(header::ORIGIN) else { return Ok(Origin::Own) };
        let text = origin.to_str().unwrap_or_default();
        if is_own(request, text) {
            return Ok(Origin::Own);
        }
        if self.allowed.contains(text) {
            return Ok(Origin::Allowed(origin.clone()));
        }
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD)
            || (request.method() == Method::OPTIONS && !is_preflight(request));
        if is_safe {
            return Ok(Origin::Unlisted);
        }
        let detail = "scripts of this origin may not do that";
        Err(Failure::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail))
    }
}

impl Origin {
    /// The answer to the question whether a request would be allowed, if this is that question.
    pub fn preflight(&self, request: &Request) -> Option<Response> {
        if !is_preflight(request) {
            return None;
        }
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(REQUEST_HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        Some(response)
    }

    pub fn write(&self, response: &mut Response) {
        if *self == Self::Own {
            return;
        }
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let Self::Allowed(origin) = self {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        }
    }
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn is_own(request: &Request, origin: &str) -> bool {
    let host = request.header(header::HOST).or_else(|| request.uri().host());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    matches!((host, authority), (Some(host), Some(authority)) if host.eq_ignore_ascii_case(authority))
}

/// `https://shop.example/path` is of the origin `https://shop.example`.
fn origin_of(url: &str) -> String {
    let url = url.trim().to_ascii_lowercase();
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    url[..end].to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn request(method: Method, origin: &str) -> Request {
        Request::builder().method(method).header("host", "shop.example").header("origin", origin).finish()
    }

    #[test]
    fn only_scripts_of_other_origins_are_kept_from_changing_things() {
        let origins = Origins::new(&HttpSettings {
            allowed_origins: vec!["https://console.example/".into()],
            ..HttpSettings::default()
        });
        let check = |method, origin| origins.check(&request(method, origin));
        assert_eq!(check(Method::POST, "http://shop.example").unwrap(), Origin::Own);
        assert!(matches!(check(Method::POST, "https://console.example").unwrap(), Origin::Allowed(_)));
        assert_eq!(check(Method::GET, "https://evil.example").unwrap(), Origin::Unlisted);
        assert_eq!(check(Method::POST, "https://evil.example").unwrap_err().status, StatusCode::FORBIDDEN);
        assert_eq!(check(Method::DELETE, "null").unwrap_err().code, "origin_not_allowed");
    }
}
