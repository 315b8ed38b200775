//! What each error of the domain and of poem becomes.

use poem::error::{
    CorsError, MethodNotAllowedError, NotFoundError, ParseMultipartError as PoemMultipartError,
    ReadBodyError, SizedLimitError,
};
use poem::http::StatusCode;
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseMultipartError, ParseParamError, ParsePathError,
    ParseRequestPayloadError,
};

use super::{Failure, FieldProblem, database};

impl From<domain::Error> for Failure {
    fn from(error: domain::Error) -> Self {
        use domain::Error;
        match error {
            Error::NotFound { what } => Self::not_found(what),
            Error::Refused { code, detail } => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            Error::Conflict { code, detail } => Self::new(StatusCode::CONFLICT, code, detail),
            Error::Invalid(errors) => Self::invalid(
                errors
                    .into_iter()
                    .map(|error| FieldProblem { field: error.field.into_owned(), message: error.message })
                    .collect(),
            ),
            Error::Unauthenticated { code, detail } => Self::unauthenticated(code, detail),
            Error::TooBusy { after } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "try again later")
                    .retry_after(after)
            }
            Error::Database(ref inner) => database::failure(inner),
            Error::Unavailable { retry_after, .. } => {
                let failure =
                    Self::unavailable("unavailable", "a service that we need did not answer", error.chain());
                match retry_after {
                    Some(after) => failure.retry_after(after),
                    None => failure,
                }
            }
            Error::LeaseLost | Error::Corrupt(_) => Self::internal(error.chain()),
        }
    }
}

/// Whatever left a handler, an extractor or the router as an error.
pub fn from_poem(error: poem::Error) -> Failure {
    let error = match error.downcast::<Failure>() {
        Ok(failure) => return failure,
        Err(error) => error,
    };
    if error.is::<NotFoundError>() {
        return Failure::new(StatusCode::NOT_FOUND, "route_not_found", "there is nothing at this path");
    }
    if error.is::<MethodNotAllowedError>() {
        return Failure::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this path does not know the method",
        );
    }
    input(&error).unwrap_or_else(|| other(&error))
}

/// Errors of poem's extractors.
fn input(error: &poem::Error) -> Option<Failure> {
    let bad_request =
        |code: &'static str, detail: String| Some(Failure::new(StatusCode::BAD_REQUEST, code, detail));
    if let Some(error) = error.downcast_ref::<ParseParamError>() {
        let detail = format!("the parameter {} is not valid", error.name);
        return bad_request("invalid_parameter", detail)
            .map(|failure| failure.with_error(error.name, reason(&error.reason)));
    }
    if error.is::<ParsePathError>() {
        // A path that cannot name anything names nothing.
        return Some(Failure::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this path"));
    }
    if let Some(error) = error.downcast_ref::<ParseRequestPayloadError>() {
        return bad_request("malformed_body", error.reason.clone());
    }
    if let Some(error) = error.downcast_ref::<ParseMultipartError>() {
        return bad_request("malformed_body", error.reason.clone());
    }
    if let Some(error) = error.downcast_ref::<PoemMultipartError>() {
        let failure = match error {
            PoemMultipartError::ContentTypeRequired | PoemMultipartError::InvalidContentType(_) => {
                Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", error.to_string())
            }
            _ => Failure::new(StatusCode::BAD_REQUEST, "malformed_body", error.to_string()),
        };
        return Some(failure);
    }
    if let Some(error) = error.downcast_ref::<ContentTypeError>() {
        return Some(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            error.to_string(),
        ));
    }
    if error.is::<AuthorizationError>() {
        return Some(Failure::unauthenticated("unauthenticated", "log in first"));
    }
    if let Some(error) = error.downcast_ref::<ReadBodyError>() {
        return Some(match error {
            ReadBodyError::PayloadTooLarge => too_large(None),
            error => Failure::new(StatusCode::BAD_REQUEST, "malformed_body", error.to_string()),
        });
    }
    None
}

/// What is wrong with a parameter, without the names of types and macros.
fn reason(text: &str) -> String {
    match text.strip_prefix("failed to parse \"") {
        Some(rest) => rest.split_once("\": ").map_or(rest, |(_, reason)| reason).to_owned(),
        None => rule(text.strip_prefix("verification failed. ").unwrap_or(text)),
    }
}

/// A rule of the document as people say it: `maximum(100, exclusive: false)` is "must be at most 100".
fn rule(text: &str) -> String {
    let Some((name, bound)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
        return text.to_owned();
    };
    let number = bound.split(',').next().unwrap_or(bound);
    match name {
        "minimum" => format!("must be at least {number}"),
        "maximum" => format!("must be at most {number}"),
        "minLength" => format!("must have at least {bound} characters"),
        "maxLength" => format!("must have at most {bound} characters"),
        "minItems" => format!("must be given at least {bound} times"),
        "maxItems" => format!("must be given at most {bound} times"),
        "pattern" => format!("must look like {}", bound.trim_matches('"')),
        _ => text.to_owned(),
    }
}

fn other(error: &poem::Error) -> Failure {
    if let Some(error) = error.downcast_ref::<SizedLimitError>() {
        return match error {
            SizedLimitError::MissingContentLength => {
                Failure::new(StatusCode::LENGTH_REQUIRED, "length_required", "say how long the body is")
            }
            SizedLimitError::PayloadTooLarge => too_large(None),
        };
    }
    if let Some(error) = error.downcast_ref::<CorsError>() {
        return Failure::new(StatusCode::FORBIDDEN, "origin_not_allowed", error.to_string());
    }
    let status = error.status();
    if status.is_server_error() {
        return Failure::internal(format!("{error:?}"));
    }
    Failure::new(status, "request_failed", error.to_string())
}

/// 413; `limit` in bytes, where it is known.
pub(crate) fn too_large(limit: Option<usize>) -> Failure {
    let detail = match limit {
        Some(limit) => format!("the body is larger than {limit} bytes, which is the most that is taken here"),
        None => "the body is larger than allowed".to_owned(),
    };
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail)
}
