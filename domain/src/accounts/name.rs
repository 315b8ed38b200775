//! What whoever acts is called, where a name is written down.

use sea_orm::ConnectionTrait;

use super::{api_keys, profile};
use crate::audit::Actor;
use crate::error::Result;

/// The e-mail address of a person, `key` and the name of a machine's key, or `penden`.
///
/// # Errors
/// `NotFound` for somebody who is gone.
pub async fn name_of(db: &impl ConnectionTrait, actor: Actor) -> Result<String> {
    Ok(match actor {
        Actor::User(id) => profile(db, id).await?.email,
        Actor::ApiKey(id) => format!("key {}", api_keys::find(db, id).await?.name),
        Actor::System => "penden".to_owned(),
    })
}
