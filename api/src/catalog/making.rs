//! Making something once, under the caller's key if there is one.

use domain::Txn;
use domain::idempotency::{self, Request};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;
use serde::Serialize;
use uuid::Uuid;

use super::rendered::forget;
use crate::auth::Customer;
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
    /// The id of what was made, and whether it had been made before.
    pub async fn once(
        self,
        state: &State,
        body: &impl Serialize,
        work: impl AsyncFnOnce(&Txn) -> domain::Result<Uuid>,
    ) -> Result<(Uuid, bool)> {
        let made = match self.key.0 {
            None => (state.store().write(work).await?, false),
            Some(key) => {
                let fingerprint = serde_json::to_vec(body).map_err(domain::Error::from)?;
                let actor = self.by.actor();
                let scope = format!("{} {} {}", self.what, actor.kind(), self.by.id);
                let request = Request::new(scope, key, &fingerprint);
                let answer = idempotency::once(state.store(), &request, work).await?;
                (answer.value, answer.replayed)
            }
        };
        forget(state).await;
        Ok(made)
    }
}
