//! What mails say: the words that come with the program, and the shop's own in their place.
//!
//! A [`Wording`] is a template. What can be put into it is what the [sample](sample) of its kind has. It is tried on
//! samples before it is kept; should it fail on real data all the same, the mail goes out in the shipped words, and the
//! row says why.

mod find;
mod sample;
mod save;
mod test;

pub(super) use find::of;
pub use find::{OwnWording, find, list, note_failure};
pub use sample::{Placeholder, has, least, placeholders, sample};
pub(super) use save::check;
pub use save::{reset, save};
pub use test::{compose_test, send_test};

use serde::{Deserialize, Serialize};

/// What a mail says, with placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub subject: String,
    /// MJML.
    pub body: String,
    /// Plain text. Without it, it is made of the body.
    pub text: Option<String>,
}
