//! What everybody may do, as this process remembers it.
//!
//! Tokens say who somebody is and nothing about what they may do. That is read from the database when it has changed,
//! which is looked at once a second at most; so a role that is taken, or an account that is closed, holds within that
//! time on every process, and at once on the one that did it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::Store;
use domain::accounts::{self, Access, Permissions, api_keys};
use domain::revisions::{self, Subject};
use platform::database::aside;
use tokio::sync::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::problem::{Failure, Result};

/// How long what was read is believed.
const FRESH: Duration = Duration::from_secs(1);
/// How long it is believed while the database does not answer.
const STALE: Duration = Duration::from_secs(30);
/// How often the use of a key is written down.
const NOTED_EVERY: Duration = Duration::from_secs(60);

/// See the module.
pub struct LiveAccess {
    store: Store,
    known: RwLock<Known>,
    /// When the use of each key was noted last.
    used: std::sync::Mutex<HashMap<Uuid, Instant>>,
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
        Self { store, known: RwLock::new(known), used: Default::default(), reading: Mutex::default() }
    }

    /// What the user may do beyond their own affairs, and whether they log in with a second factor.
    ///
    /// # Errors
    /// 401 `account_closed`.
    pub async fn of(&self, user_id: Uuid) -> Result<(Permissions, bool)> {
        let access = self.current().await?;
        let closed = || Failure::unauthenticated("account_closed", "this account has been closed");
        Ok((access.of(user_id).ok_or_else(closed)?, access.is_protected(user_id)))
    }

    /// The key's id and what it allows; `None` when it is good for nothing. Notes that it is used, once a minute.
    pub async fn of_key(&self, key: &str) -> Result<Option<(Uuid, Permissions)>> {
        let known = self.current().await?.of_key(key);
        if let Some((id, _)) = known
            && self.is_first_use(id)
            && let Err(error) = api_keys::note_use(&self.store, id).await
        {
            tracing::warn!(error = error.chain(), "the use of key {id} could not be noted");
        }
        Ok(known)
    }

    fn is_first_use(&self, id: Uuid) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_first = used.get(&id).is_none_or(|at| now.duration_since(*at) >= NOTED_EVERY);
        if is_first {
            used.insert(id, now);
        }
        is_first
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
        match aside(self.look()).await {
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
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn write(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }
}
