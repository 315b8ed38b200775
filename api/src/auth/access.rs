//! What everybody may do, as this process remembers it.
//!
//! Tokens say who somebody is and nothing about what they may do. That is read from the database when it has changed,
//! which is looked at once a second at most; so a role that is taken, or an account that is closed, holds within that
//! time on every process, and at once on the one that did it.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use domain::Store;
use domain::accounts::{self, Access, Permissions};
use domain::revisions::{self, Subject};
use tokio::sync::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::problem::{Failure, Result};

/// How long what was read is believed.
const FRESH: Duration = Duration::from_secs(1);
/// How long it is believed while the database does not answer.
const STALE: Duration = Duration::from_secs(30);

/// See the module.
pub struct LiveAccess {
    store: Store,
    known: RwLock<Known>,
    /// Held by the one who reads.
    reading: Mutex<()>,
}

#[derive(Clone)]
struct Known {
    access: Arc<Access>,
    revision: i64,
    /// `None` before the first look, and after this process changed something.
    looked_at: Option<Instant>,
}

impl LiveAccess {
    pub fn new(store: Store) -> Self {
        let known = Known { access: Arc::default(), revision: -1, looked_at: None };
        Self { store, known: RwLock::new(known), reading: Mutex::default() }
    }

    /// What the user may do beyond their own affairs.
    ///
    /// # Errors
    /// 401 `account_closed`.
    pub async fn of(&self, user_id: Uuid) -> Result<Permissions> {
        self.current()
            .await?
            .of(user_id)
            .ok_or_else(|| Failure::unauthenticated("account_closed", "this account has been closed"))
    }

    /// After a change by this process: looks before it answers again.
    pub fn forget(&self) {
        self.write(|known| known.looked_at = None);
    }

    async fn current(&self) -> Result<Arc<Access>> {
        if let Some(access) = self.believed(FRESH) {
            return Ok(access);
        }
        let _reading = self.reading.lock().await;
        // Whoever waited finds what the one before has read.
        if let Some(access) = self.believed(FRESH) {
            return Ok(access);
        }
        match self.look().await {
            Ok(access) => Ok(access),
            Err(error) => match self.believed(STALE) {
                Some(access) => Ok(access),
                None => Err(error.into()),
            },
        }
    }

    async fn look(&self) -> domain::Result<Arc<Access>> {
        // The time and the revision come before the rows: what changes meanwhile is found with the next look.
        let (db, now) = (self.store.read(), Instant::now());
        let revision = revisions::current(db, Subject::Access).await?;
        let known = self.known();
        let access =
            if known.revision == revision { known.access } else { Arc::new(accounts::access(db).await?) };
        let fresh = Known { access: Arc::clone(&access), revision, looked_at: Some(now) };
        self.write(|known| *known = fresh);
        Ok(access)
    }

    fn believed(&self, age: Duration) -> Option<Arc<Access>> {
        let known = self.known();
        known.looked_at.filter(|at| at.elapsed() < age).map(|_| known.access)
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn write(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}
