//! Proving that an e-mail address is somebody's, by a token in a mail: to confirm it, to change it, or to get into an
//! account whose password is forgotten.
//!
//! Each request is a row; its token is made from the row's id with the key that signs access tokens, when the mail is
//! composed. So a token is stored nowhere, not even as a hash, a repeated mail has the same one, and a job's payload has
//! none. A token is good for one use and until its row expires.

mod change;
mod confirm;
mod request;
mod reset;
mod token;

pub use change::{EmailChange, request_change};
pub use confirm::confirm;
pub(crate) use request::{confirmations_of, for_welcome, is_open};
pub use request::{prune, request_confirmation, request_reset};
pub use reset::{PasswordReset, reset};
pub(crate) use token::{key, token};

use chrono::TimeDelta;
use entity::states::ProofPurpose;

/// How long a token is good.
pub(crate) const fn lifetime(purpose: ProofPurpose) -> TimeDelta {
    match purpose {
        ProofPurpose::Confirm => TimeDelta::days(3),
        ProofPurpose::Change => TimeDelta::days(1),
        ProofPurpose::Reset => TimeDelta::hours(1),
    }
}
