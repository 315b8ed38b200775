//! The port through which mails leave. `platform` sends them by SMTP or puts them into the mailbox.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Template, Wording};
use crate::error::{FieldError, Result};

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
    /// In the words that come with the program.
    ///
    /// # Errors
    /// `Corrupt` when the template does not fit the data.
    fn typeset(&self, template: Template, data: &serde_json::Value) -> Result<Typeset>;

    /// In the shop's own words. What they ask for is escaped whatever they say.
    ///
    /// # Errors
    /// `Invalid` (`subject`, `body`, `text`) when they do not fit the data, are no MJML or never end.
    fn typeset_as(&self, wording: &Wording, data: &serde_json::Value) -> Result<Typeset>;

    /// The words that come with the program.
    fn shipped(&self, template: Template) -> Wording;

    /// All that is wrong with words for that kind of mail, tried on samples: field by field, with what to do about it.
    fn check(&self, template: Template, wording: &Wording) -> Vec<FieldError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset {
    pub subject: String,
    pub text: String,
    pub html: String,
}
