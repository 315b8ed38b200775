//! A JSON answer that was rendered before: bytes and an entity tag from the cache. No serialization, no copy.

use std::marker::PhantomData;

use domain::catalog::Cached;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry,
};
use poem_openapi::types::Type;

/// Shared caches may keep it, but ask each time whether it is still the same.
const FOR_ALL: &str = "public, max-age=0, must-revalidate";
const FOR_ONE: &str = "private, no-store";

/// `T` only says what the bytes hold.
pub struct CachedJson<T> {
    cached: Cached,
    is_known: bool,
    cache_control: &'static str,
    is_by_language: bool,
    shape: PhantomData<fn() -> T>,
}

impl<T> CachedJson<T> {
    /// `known` is the caller's `If-None-Match`.
    pub fn new(cached: Cached, known: Option<&str>) -> Self {
        let is_known = known.is_some_and(|known| names(known, &cached.etag));
        Self { cached, is_known, cache_control: FOR_ALL, is_by_language: false, shape: PhantomData }
    }

    /// An answer for this caller alone, which nobody may keep.
    pub fn private(answer: Cached) -> Self {
        Self {
            cached: answer,
            is_known: false,
            cache_control: FOR_ONE,
            is_by_language: false,
            shape: PhantomData,
        }
    }

    /// It is another one for readers of other languages.
    pub fn by_language(self) -> Self {
        Self { is_by_language: true, ..self }
    }
}

/// Whether an `If-None-Match` names the tag. Weak comparison: whether the bytes were compressed does not matter.
pub fn names(known: &str, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().strip_prefix("W/").unwrap_or(tag.trim()).to_owned();
    known.trim() == "*" || known.split(',').any(|tag| opaque(tag) == opaque(etag))
}

impl<T: Send> IntoResponse for CachedJson<T> {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        let headers = response.headers_mut();
        if let Ok(etag) = HeaderValue::from_str(&self.cached.etag) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        if self.is_by_language {
            headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        }
        if self.is_known {
            response.set_status(StatusCode::NOT_MODIFIED);
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CONTENT_LENGTH, self.cached.body.len().into());
        response.set_body(Body::from_bytes(self.cached.body));
        response
    }
}

impl<T: Type> ApiResponse for CachedJson<T> {
    fn meta() -> MetaResponses {
        let header = |name: &str, description: &str| MetaHeader {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            required: true,
            deprecated: false,
            schema: String::schema_ref(),
        };
        let headers = || {
            vec![
                header("ETag", "Names this state of the answer; send it back in If-None-Match."),
                header("Cache-Control", "How long the answer may be kept."),
            ]
        };
        let answer = MetaResponse {
            description: "The answer.",
            status: Some(200),
            status_range: None,
            content: vec![MetaMediaType { content_type: "application/json", schema: Self::schema() }],
            headers: headers(),
        };
        let unchanged = MetaResponse {
            description: "Nothing changed since the answer that If-None-Match names.",
            status: Some(304),
            status_range: None,
            content: vec![],
            headers: headers(),
        };
        MetaResponses { responses: vec![answer, unchanged] }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Type> CachedJson<T> {
    fn schema() -> MetaSchemaRef {
        T::schema_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tags_are_compared_weakly() {
        assert!(names("\"a\"", "\"a\""));
        assert!(names("\"b\", W/\"a\"", "\"a\""));
        assert!(names("*", "\"a\""));
        assert!(!names("\"b\"", "\"a\""));
    }
}
