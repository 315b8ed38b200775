//! Mails to people: which there are, what they say, and the port through which they leave.

mod compose;
mod mailbox;
mod mailer;
mod reminders;
mod resend;
mod subjects;
mod template;
pub mod wording;

pub use compose::{Broken, Composed, Occasion, compose, message_id, preview};
pub use mailbox::{find_mail, list_mails};
pub use mailer::{Attachment, Mail, Mailer, Typeset, Typesetter};
pub use reminders::{
    is_wanted, may_be_reminded, remind_of_carts, remind_unpaid, request_reviews, set_may_be_reminded,
};
pub use resend::resend;
pub use template::Template;
pub use wording::Wording;
