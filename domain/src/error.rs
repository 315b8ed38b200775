//! The one error of the domain: `api` maps it to a status, the worker to retry, refuse or snooze.

use std::borrow::Cow;
use std::time::Duration;

use sea_orm::DbErr;

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Path in the body, such as `lines/0/quantity`.
    pub field: Cow<'static, str>,
    pub message: String,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none, or it is not the caller's.
    #[error("there is no such {what}")]
    NotFound { what: &'static str },
    /// A rule of the business says no. Repeating it as it is will not help.
    #[error("{detail}")]
    Refused { code: &'static str, detail: String },
    /// Somebody else changed it first, or it is there already.
    #[error("{detail}")]
    Conflict { code: &'static str, detail: String },
    /// The input breaks rules that its shape does not show.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// Not who they say they are.
    #[error("{detail}")]
    Unauthenticated { code: &'static str, detail: String },
    /// Too much at once; try again after the given time.
    #[error("try again later")]
    TooBusy { after: Duration },
    /// Something outside did not answer or answered nonsense. Repeating may help.
    #[error("{service} did not answer")]
    Unavailable {
        service: &'static str,
        #[source]
        cause: Cause,
        /// How long it wants to be left alone, if it said so.
        retry_after: Option<Duration>,
    },
    /// A job is no longer this worker's: its lease ended and another took it.
    #[error("the lease of the job was lost")]
    LeaseLost,
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// What is stored does not make sense: a defect, never the caller's fault.
    #[error("{0}")]
    Corrupt(String),
}

/// What an error means for the job that ended with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Running it again may end differently. It costs an attempt, and the next is no sooner than `not_before` from now.
    Retry { not_before: Option<Duration> },
    /// Running it again as it is ends the same: the job is dead at once.
    Refuse,
    /// Nothing is wrong, it is only too early. The job runs again after this time, and it costs no attempt.
    Snooze { after: Duration },
}

impl Class {
    /// May end differently, whenever it runs again.
    pub const RETRY: Self = Self::Retry { not_before: None };
}

impl Error {
    pub fn refused(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Refused { code, detail: detail.into() }
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }

    pub fn invalid(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    pub fn unavailable(service: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Unavailable { service, cause: cause.into(), retry_after: None }
    }

    /// As [`Error::unavailable`], when the service said how long it wants to be left alone.
    pub fn unavailable_for(
        service: &'static str,
        cause: impl Into<Cause>,
        retry_after: Option<Duration>,
    ) -> Self {
        Self::Unavailable { service, cause: cause.into(), retry_after }
    }

    /// What becomes of a job that ends with this.
    pub fn class(&self) -> Class {
        match self {
            Self::Unavailable { retry_after, .. } => Class::Retry { not_before: *retry_after },
            Self::Database(_) | Self::Conflict { .. } | Self::LeaseLost => Class::RETRY,
            Self::TooBusy { after } => Class::Snooze { after: *after },
            Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Invalid(_)
            | Self::Unauthenticated { .. }
            | Self::Corrupt(_) => Class::Refuse,
        }
    }

    /// The error and its causes in one line, for logs and the ledger.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            text = format!("{text}: {inner}");
            cause = inner.source();
        }
        text
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(format!("stored JSON does not fit: {error}"))
    }
}
