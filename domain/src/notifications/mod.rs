//! Mails to people: which there are, what they say, and the port through which they leave.

mod compose;
mod mailbox;
mod mailer;
mod template;

pub use compose::{Occasion, compose, message_id};
pub use mailbox::{find_mail, list_mails};
pub use mailer::{Attachment, Mail, Mailer, Typeset, Typesetter};
pub use template::Template;
