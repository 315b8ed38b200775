//! Everything that can go wrong, and how it is said: a status and `{"code", "message"}`.

use poem::{Body, Response, error::ResponseError, http::StatusCode};
use serde_json::json;

/// A refusal or a failure of one request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The caller is told so, and nothing was written.
    #[error("{message}")]
    Refused { status: StatusCode, code: &'static str, message: String },
    /// Nothing was written; the same request may be tried again.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The writer is gone, which happens only while the process ends.
    #[error("the sandbox is closing")]
    Closing,
}

impl Error {
    pub(crate) fn refused(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { status, code, message: message.into() }
    }

    /// A field of the request that cannot be accepted: 422.
    pub(crate) fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    /// A change the payment's state does not allow: 409.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(StatusCode::CONFLICT, code, message)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::refused(StatusCode::NOT_FOUND, "not_found", format!("no such {what}"))
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Database(_) => "internal_error",
            Self::Closing => "unavailable",
        }
    }
}

impl ResponseError for Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::Refused { status, .. } => *status,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Closing => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn as_response(&self) -> Response {
        if let Self::Database(cause) = self {
            tracing::error!(error = %cause, "the sandbox database failed");
        }
        respond(self.status(), self.code(), &self.to_string())
    }
}

/// Gives the framework's own errors (no such path, wrong method, unreadable query) the same shape.
pub(crate) async fn to_json(error: poem::Error) -> Response {
    if error.is::<Error>() {
        return error.into_response();
    }
    let status = error.status();
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "body_too_large",
        status if status.is_server_error() => "internal_error",
        _ => "bad_request",
    };
    respond(status, code, &error.to_string())
}

fn respond(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "code": code, "message": message }).to_string();
    Response::builder().status(status).content_type("application/json").body(Body::from_string(body))
}
