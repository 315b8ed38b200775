//! An answer, or where it is by now: what was renamed is found under its former slug.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaHeader, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;

use super::CachedJson;

pub enum Movable<T> {
    Here(CachedJson<T>),
    /// The path, whose parts are slugs. Clients follow it by themselves.
    Moved(String),
}

/// A slug may be taken by something else later on, so nobody keeps this without asking.
const CACHE_CONTROL: &str = "public, max-age=0, must-revalidate";

impl<T: Send> IntoResponse for Movable<T> {
    fn into_response(self) -> Response {
        let location = match self {
            Self::Here(answer) => return answer.into_response(),
            Self::Moved(location) => location,
        };
        let mut response = Response::default();
        response.set_status(StatusCode::MOVED_PERMANENTLY);
        if let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
        response
    }
}

impl<T: Type> ApiResponse for Movable<T> {
    fn meta() -> MetaResponses {
        let mut meta = CachedJson::<T>::meta();
        meta.responses.push(MetaResponse {
            description: "It has another slug now.",
            status: Some(301),
            status_range: None,
            content: vec![],
            headers: vec![MetaHeader {
                name: "Location".to_owned(),
                description: Some("Where it is, by its slug.".to_owned()),
                required: true,
                deprecated: false,
                schema: String::schema_ref(),
            }],
        });
        meta
    }

    fn register(registry: &mut Registry) {
        CachedJson::<T>::register(registry);
    }
}
