//! The one place where an error becomes an answer: `application/problem+json` as RFC 9457 describes it.
//!
//! [`Failure`] is an error on its way out. `mapping` makes one of whatever the domain or poem raised; the edge writes
//! it, because only the edge knows the request id. What caused a failure goes to the log and never to the caller.

mod database;
mod mapping;
mod response;

use std::borrow::Cow;
use std::time::Duration;

use poem::error::ResponseError;
use poem::http::StatusCode;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object};

pub use mapping::from_poem;
pub(crate) use mapping::too_large;
pub use response::respond;

/// What a handler returns when it does not succeed.
pub type Result<T> = std::result::Result<T, Failure>;

/// The media type of every error.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong (RFC 9457). The same shape for every operation and status.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct Problem {
    /// Names the kind of problem: `/problems/` and the code.
    #[oai(rename = "type", validator(pattern = "^/problems/[a-z0-9_]+$"))]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status of the answer.
    #[oai(validator(minimum(value = "400"), maximum(value = "599")))]
    pub status: u16,
    /// What a program decides by. Never changes its meaning; new ones may come.
    #[oai(validator(pattern = "^[a-z][a-z0-9_]*$"))]
    pub code: String,
    /// What a person may want to know. May change at any time.
    pub detail: String,
    /// The path that was asked for.
    pub instance: String,
    /// Quote it when you report the problem.
    pub request_id: String,
    /// What is wrong with the input, one entry for each violation; empty when it is not about the input.
    pub errors: Vec<FieldProblem>,
}

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct FieldProblem {
    /// Where: `lines/0/quantity` in the body, or the name of a parameter. Empty when it is the body as a whole.
    pub field: String,
    /// Why it was not accepted.
    pub message: String,
}

/// An error on its way out.
#[derive(Debug, thiserror::Error)]
#[error("{status} {code}: {detail}")]
pub struct Failure {
    pub status: StatusCode,
    pub code: Cow<'static, str>,
    /// For the caller, so it holds nothing that the caller must not know.
    pub detail: Cow<'static, str>,
    pub errors: Vec<FieldProblem>,
    /// When it is worth trying again.
    pub retry_after: Option<Duration>,
    /// For the log only.
    pub cause: Option<String>,
    /// Of a 401: how to say who one is.
    pub challenge: Challenge,
}

/// What is asked for in `WWW-Authenticate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    AccessToken,
    /// Of a webhook: no token would help.
    Signature,
}

impl Challenge {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => r#"Bearer realm="penden""#,
            Self::Signature => "Signature",
        }
    }
}

impl Failure {
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            cause: None,
            challenge: Challenge::AccessToken,
        }
    }

    /// 403: known, but not allowed.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 401: not known, or not any more.
    pub fn unauthenticated(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
    }

    /// 404.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    /// 422 with every violation.
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let mut failure =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_failed", "the input is not valid");
        failure.errors = errors;
        failure
    }

    /// 500. The cause is logged; the caller learns nothing but the request id.
    pub fn internal(cause: impl Into<String>) -> Self {
        let mut failure =
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "something went wrong on our side");
        failure.cause = Some(cause.into());
        failure
    }

    /// 503.
    pub fn unavailable(code: &'static str, detail: &'static str, cause: impl Into<String>) -> Self {
        let mut failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        failure.retry_after = Some(Duration::from_secs(1));
        failure.cause = Some(cause.into());
        failure
    }

    #[must_use]
    pub fn with_error(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.errors.push(FieldProblem { field: field.into(), message: message.into() });
        self
    }

    #[must_use]
    pub fn challenged(self, challenge: Challenge) -> Self {
        Self { challenge, ..self }
    }

    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }
}

impl ResponseError for Failure {
    fn status(&self) -> StatusCode {
        self.status
    }
}

/// Which problems an operation can answer with follows from its shape, see `openapi::problems`; one of them is said
/// here, because poem-openapi leaves schemas out of the document that nothing refers to.
impl ApiResponse for Failure {
    fn meta() -> MetaResponses {
        let internal = MetaResponse {
            description: "Something went wrong on our side.",
            status: Some(500),
            status_range: None,
            content: vec![MetaMediaType { content_type: CONTENT_TYPE, schema: Problem::schema_ref() }],
            headers: Vec::new(),
        };
        MetaResponses { responses: vec![internal] }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}
