//! Making something once, under the caller's key if there is one.

use domain::Txn;
use domain::idempotency::{self, Request};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::Customer;
use crate::catalog::forget;
use crate::payload::OptionalKey;
use crate::problem::Result;
use crate::state::State;

/// Something was made.
#[derive(ApiResponse)]
pub enum Made<T: ToJSON> {
    /// It is there now.
    #[oai(status = 201)]
    Created(
        Json<T>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

/// Who makes what, under which key.
pub struct Making<'a> {
    pub what: &'static str,
    pub by: &'a Customer,
    pub key: OptionalKey,
}

impl Making<'_> {
    /// What was made, and whether it had been made before. It is kept with the key: where it has a secret, it is the id, and
    /// the secret is shown the first time only. `asked_for` tells one request from another; a digest of it is kept, so that
    /// nothing that can be guessed, such as a password, may be in it.
    pub async fn once<T: Serialize + DeserializeOwned>(
        self,
        state: &State,
        asked_for: &impl Serialize,
        work: impl AsyncFnOnce(&Txn) -> domain::Result<T>,
    ) -> Result<(T, bool)> {
        let Some(key) = self.key.0 else {
            return Ok((state.store().write(work).await?, false));
        };
        let fingerprint = serde_json::to_vec(asked_for).map_err(domain::Error::from)?;
        let scope = format!("{} {} {}", self.what, self.by.actor().kind(), self.by.id);
        let request = Request::new(scope, key, &fingerprint);
        let answer = idempotency::once(state.store(), &request, work).await?;
        Ok((answer.value, answer.replayed))
    }

    /// As [`Making::once`], for something that answers of the catalogue show.
    pub async fn in_catalog<T: Serialize + DeserializeOwned>(
        self,
        state: &State,
        asked_for: &impl Serialize,
        work: impl AsyncFnOnce(&Txn) -> domain::Result<T>,
    ) -> Result<(T, bool)> {
        let made = self.once(state, asked_for, work).await?;
        forget(state).await;
        Ok(made)
    }
}
