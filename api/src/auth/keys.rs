//! Access tokens: JWT, HS256, made and read with the keys in the database.
//!
//! The keys are held in memory. A token under an unknown key makes them be read again, at most every few seconds, so a
//! key that another process has added is known within a moment, and one that was retired is forgotten on the timer.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use domain::Store;
use domain::accounts::signing_keys;
use domain::entity::signing_key;
use domain::entity::states::Role;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use super::ring_provider;
use crate::problem::{Failure, Result};

const AUDIENCE: &str = "penden-api";
/// How often an unknown key may make us ask the database.
const RELOAD_PAUSE: Duration = Duration::from_secs(3);
/// How often the keys are read anew in any case.
const RELOAD_EVERY: Duration = Duration::from_secs(60);
/// Clocks of different machines differ.
const LEEWAY_SECONDS: u64 = 5;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub sub: Uuid,
    /// For processes of the version before, which run beside this one during an upgrade. Nothing is allowed by it.
    #[serde(default)]
    pub role: Option<Role>,
    /// The session; absent in tokens of older versions of the program.
    #[serde(default)]
    pub sid: Option<Uuid>,
    pub iat: u64,
    pub exp: u64,
    pub iss: String,
    pub aud: String,
    pub jti: Uuid,
}

/// A fresh token and the seconds for which it is good.
pub struct AccessToken {
    pub token: String,
    pub expires_in: u32,
}

/// Makes and reads access tokens.
pub struct Keys {
    store: Store,
    known: RwLock<Arc<Known>>,
    last_reload: Mutex<Instant>,
    validation: Validation,
    issuer: String,
    lifetime: Duration,
}

struct Known {
    signing: Option<(String, EncodingKey)>,
    verifying: HashMap<String, DecodingKey>,
}

impl Keys {
    /// Reads the keys, and makes the first one if there is none.
    pub async fn load(store: Store, issuer: &str, lifetime: Duration) -> domain::Result<Self> {
        ring_provider::install();
        let known = Known::new(&signing_keys::ensure(&store).await?)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = LEEWAY_SECONDS;
        Ok(Self {
            store,
            known: RwLock::new(Arc::new(known)),
            last_reload: Mutex::new(Instant::now()),
            validation,
            issuer: issuer.to_owned(),
            lifetime,
        })
    }

    /// A token for a user whose identity is proven.
    pub fn issue(&self, user_id: Uuid, role: Role, session: Uuid) -> Result<AccessToken> {
        let known = self.known();
        let Some((kid, key)) = &known.signing else {
            return Err(Failure::internal("there is no key to sign access tokens with"));
        };
        let now = u64::try_from(domain::clock::now().timestamp()).unwrap_or_default();
        let claims = Claims {
            sub: user_id,
            role: Some(role),
            sid: Some(session),
            iat: now,
            exp: now + self.lifetime.as_secs(),
            iss: self.issuer.clone(),
            aud: AUDIENCE.into(),
            jti: Uuid::now_v7(),
        };
        let header = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &claims, key)
            .map_err(|error| Failure::internal(format!("signing an access token failed: {error}")))?;
        Ok(AccessToken { token, expires_in: u32::try_from(self.lifetime.as_secs()).unwrap_or(u32::MAX) })
    }

    /// # Errors
    /// 401 `token_invalid`, or `token_expired` when a new one would do.
    pub async fn verify(&self, token: &str) -> Result<Claims> {
        let invalid = || Failure::unauthenticated("token_invalid", "the access token is not valid");
        let kid =
            jsonwebtoken::decode_header(token).ok().and_then(|header| header.kid).ok_or_else(invalid)?;
        let mut known = self.known();
        if !known.verifying.contains_key(&kid) {
            self.reload_soon().await?;
            known = self.known();
        }
        let key = known.verifying.get(&kid).ok_or_else(invalid)?;
        match jsonwebtoken::decode::<Claims>(token, key, &self.validation) {
            Ok(decoded) => Ok(decoded.claims),
            Err(error) if *error.kind() == jsonwebtoken::errors::ErrorKind::ExpiredSignature => {
                Err(Failure::unauthenticated("token_expired", "the access token has expired"))
            }
            Err(_) => Err(invalid()),
        }
    }

    /// Reads the keys every so often, for as long as the process lives.
    pub async fn keep_fresh(&self) {
        let mut tick = tokio::time::interval(RELOAD_EVERY);
        tick.tick().await;
        loop {
            tick.tick().await;
            if let Err(error) = self.reload().await {
                tracing::warn!(error = error.chain(), "the signing keys could not be read again");
            }
        }
    }

    async fn reload_soon(&self) -> Result<()> {
        let mut last = self.last_reload.lock().await;
        if last.elapsed() >= RELOAD_PAUSE {
            *last = Instant::now();
            self.reload().await?;
        }
        Ok(())
    }

    async fn reload(&self) -> domain::Result<()> {
        let known = Arc::new(Known::new(&signing_keys::current(self.store.read()).await?)?);
        *self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner) = known;
        Ok(())
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Known {
    /// `rows` has the newest first.
    fn new(rows: &[signing_key::Model]) -> domain::Result<Self> {
        let mut known = Self { signing: None, verifying: HashMap::new() };
        for row in rows {
            let secret = hex::decode(&row.secret)
                .map_err(|_| domain::Error::Corrupt(format!("signing key {} is not hexadecimal", row.id)))?;
            if known.signing.is_none() {
                known.signing = Some((row.id.clone(), EncodingKey::from_secret(&secret)));
            }
            known.verifying.insert(row.id.clone(), DecodingKey::from_secret(&secret));
        }
        Ok(known)
    }
}
