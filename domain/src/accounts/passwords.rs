//! Hashing and checking of passwords: argon2id with the parameters that OWASP's Password Storage Cheat Sheet asks for.
//!
//! One hash takes 19 MiB and tens of milliseconds of a core, so only so many run at a time; who waits too long is told
//! to come back. Call this outside transactions.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// Characters, not bytes.
pub const MIN_CHARS: usize = 10;
pub const MAX_CHARS: usize = 128;

/// How long a caller waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// One core is always left for everything else.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores.saturating_sub(1).clamp(1, 8)))
});

/// The hash of no password, for checking the password of an unknown e-mail address at the usual cost.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The PHC string of `password`, with a salt of its own.
///
/// # Errors
/// `TooBusy` when too many passwords are being hashed.
pub async fn hash(password: String) -> Result<String> {
    blocking(move || {
        let hash = hasher()?.hash_password(password.as_bytes()).map_err(corrupt)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `password` is the one behind `hash`. Without a hash the answer is no, and takes as long.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    blocking(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODY);
        let hash = PasswordHash::new(hash).map_err(corrupt)?;
        match hasher()?.verify_password(password.as_bytes(), &hash) {
            Ok(()) => Ok(known),
            Err(HashError::PasswordInvalid) => Ok(false),
            Err(error) => Err(corrupt(error)),
        }
    })
    .await
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(corrupt)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Runs `work` on a thread for blocking work when it is its turn. The turn lasts until the work is done, even if the
/// caller has gone by then.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn: OwnedSemaphorePermit = tokio::time::timeout(PATIENCE, TURNS.clone().acquire_owned())
        .await
        .map_err(|_| Error::TooBusy { after: Duration::from_secs(2) })?
        .map_err(corrupt)?;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await
    .map_err(corrupt)?
}

fn corrupt(error: impl std::fmt::Display) -> Error {
    Error::Corrupt(format!("password hashing failed: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_password_is_recognised_and_no_other() {
        let hash = hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!verify("Correct horse".into(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify(String::new(), None).await.unwrap());
        assert!(verify("x".into(), Some("not a hash".into())).await.is_err());
    }
}
