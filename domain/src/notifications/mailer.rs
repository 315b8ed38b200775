//! The port through which mails leave. `platform` sends them by SMTP or puts them into the mailbox.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Template;
use crate::error::Result;

/// A mail, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Without angle brackets. The same job always has the same one, so that a repeated mail can be recognised.
    pub message_id: String,
    pub template: Template,
    pub order_id: Option<Uuid>,
    /// `From`, such as `Penden <shop@example.org>`.
    pub sender: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
}

/// A file in storage that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub filename: String,
    pub content_type: String,
    pub storage_key: String,
}

#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends the mail. Sending one again under the same message id does no harm.
    ///
    /// # Errors
    /// `Unavailable` when it may work later; `Refused` when the recipient or the mail is unacceptable for good.
    async fn send(&self, mail: &Mail) -> Result<()>;
}

/// Turns a template and its data into subject, text and HTML.
pub trait Typesetter: Send + Sync {
    /// # Errors
    /// `Corrupt` when the template does not fit the data.
    fn typeset(&self, template: Template, data: &serde_json::Value) -> Result<Typeset>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset {
    pub subject: String,
    pub text: String,
    pub html: String,
}
