//! A second factor beside the password: codes of an app (TOTP, RFC 6238), and recovery codes for when the app is lost.
//!
//! Whoever has one needs it to log in. A code is good for its half minute and the ones beside it, once: the step of the code that
//! was used last is kept. Wrong codes count as failed log-ins, so guessing waits (see [`super::throttle`]). Secrets are kept as
//! they are, as the keys that sign tokens are; recovery codes as hashes.

mod check;
mod code;
mod enrol;

pub use check::demand;
pub use enrol::{begin, confirm, remove, renew_codes, reset};

use entity::{recovery_code, second_factor};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// What somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SecondFactor {
    /// `None`: a password is enough.
    pub since: Option<Timestamp>,
    /// Recovery codes that are still good.
    pub recovery_codes: u64,
}

/// What the user has.
pub async fn state(db: &impl ConnectionTrait, user_id: Uuid) -> Result<SecondFactor> {
    let row = second_factor::Entity::find_by_id(user_id).one(db).await?;
    let Some(since) = row.and_then(|row| row.confirmed_at) else { return Ok(SecondFactor::default()) };
    let recovery_codes = recovery_code::Entity::find()
        .filter(recovery_code::Column::UserId.eq(user_id))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(db)
        .await?;
    Ok(SecondFactor { since: Some(since), recovery_codes })
}

const WRONG_CODE: &str = "wrong_code";
const WRONG_CODE_DETAIL: &str = "this code is wrong or was used before; enter the one that the app shows now";

fn wrong_code() -> Error {
    Error::refused(WRONG_CODE, WRONG_CODE_DETAIL)
}

fn none() -> Error {
    Error::refused("no_second_factor", "there is no second factor; begin with one first")
}
