//! Mails to people: which there are, what they say, and the port through which they leave.

mod compose;
mod mailer;
mod template;

pub use compose::compose;
pub use mailer::{Attachment, Mail, Mailer, Typeset, Typesetter};
pub use template::Template;
