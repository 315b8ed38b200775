//! Who may see the pages: staff, by HTTP Basic, or anyone where the pages are open for a demonstration.
//!
//! Browsers send the password with every request, and looking at one is slow and limited. So a password that was right
//! is remembered for a while, for the address that it came from. One wrong guess from there takes that away: whoever
//! guesses never gets more tries than the limit of log-ins gives.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Error;
use domain::accounts::{self, Permission, Permissions};
use domain::audit::{self, Actor};
use domain::entity::states::Role;
use domain::entity::user;
use poem::http::header;
use poem::{FromRequest, Request, RequestBody};
use ring::hmac;
use uuid::Uuid;

use super::{Pages, same_origin};
use crate::auth::Permit;
use crate::edge::Context;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// How long a password that was right is not looked at again.
const REMEMBERED_FOR: Duration = Duration::from_secs(300);
/// Far more than a shop has staff.
const MOST_REMEMBERED: usize = 256;

/// Someone who may see what needs the permission `P`.
pub struct Visitor<P: Permit> {
    /// `None` where the pages are open.
    permissions: Option<Permissions>,
    permit: PhantomData<P>,
}

impl<P: Permit> Visitor<P> {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.is_none_or(|permissions| permissions.contains(permission))
    }
}

impl<'a, P: Permit> FromRequest<'a> for Visitor<P> {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let missing = |what: &str| Failure::internal(format!("a page was asked for without its {what}"));
        let state = request.data::<Shared>().ok_or_else(|| missing("state"))?;
        if state.services.config.demo.open_pages && same_origin::is_host_ours(request, &state.http.public_url)
        {
            return Ok(Self { permissions: None, permit: PhantomData });
        }
        let context = request.data::<Arc<Context>>().ok_or_else(|| missing("context"))?;
        let pages = request.data::<Arc<Pages>>().ok_or_else(|| missing("pages"))?;
        let user = pages.remembered.authenticate(state, context, request).await?;
        // Asked for each page: there are few, and who is no longer staff is out at once.
        let permissions =
            accounts::permissions_of(state.store().read(), user.id).await.map_err(Failure::from)?;
        if !permissions.contains(P::PERMISSION) {
            let detail = format!("this needs the permission {}", P::PERMISSION.as_str());
            return Err(Failure::forbidden(detail).into());
        }
        audit::identify(Actor::User(user.id));
        Ok(Self { permissions: Some(permissions), permit: PhantomData })
    }
}

/// E-mail address and password from the `Authorization` header.
fn credentials(request: &Request) -> Option<(String, String)> {
    let (scheme, encoded) = request.header(header::AUTHORIZATION)?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (email, password) = text.split_once(':')?;
    Some((email.trim().to_lowercase(), password.to_owned()))
}

/// Passwords that were right a short while ago, as keyed digests that mean nothing outside this process.
pub struct Remembered {
    key: hmac::Key,
    entries: Mutex<HashMap<(IpAddr, String), Entry>>,
}

struct Entry {
    password: hmac::Tag,
    user: Uuid,
    /// As it was in the database: a password that was changed since is asked for again.
    password_hash: String,
    until: Instant,
}

impl Remembered {
    pub fn new() -> Self {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &ring::rand::SystemRandom::new())
            .expect("the system has random numbers");
        Self { key, entries: Mutex::default() }
    }

    /// # Errors
    /// 401 without the e-mail address and password of an account, 429.
    async fn authenticate(
        &self,
        state: &Shared,
        context: &Context,
        request: &Request,
    ) -> Result<user::Model> {
        let Some((email, password)) = credentials(request) else {
            return Err(Failure::unauthenticated("unauthenticated", "log in with a staff account"));
        };
        let db = state.store().read();
        let place = (context.client, email);
        if let Some((id, password_hash)) = self.recall(&place, &password)
            && let Ok(user) = accounts::profile(db, id).await
            && user.password_hash == password_hash
            && user.deactivated_at.is_none()
        {
            return Ok(user);
        }
        state.limits.check_address(&context.rates, context.client)?;
        state.limits.check_login(&context.rates, context.client, &place.1)?;
        let user = accounts::log_in(state.store(), context.client, &place.1, &password, None).await;
        let user = user.map_err(|error| match error {
            // The browser's window has no place for a code.
            Error::Unauthenticated { code: "second_factor_required", .. } => Failure::forbidden(
                "these pages take a password alone; with a second factor, use the console or the API",
            ),
            error => error.into(),
        })?;
        self.remember(place, &password, &user);
        Ok(user)
    }

    fn recall(&self, place: &(IpAddr, String), password: &str) -> Option<(Uuid, String)> {
        let mut entries = self.entries();
        let entry = entries.get(place)?;
        let is_right = hmac::verify(&self.key, password.as_bytes(), entry.password.as_ref()).is_ok();
        if is_right && entry.until > Instant::now() {
            return Some((entry.user, entry.password_hash.clone()));
        }
        entries.remove(place);
        None
    }

    fn remember(&self, place: (IpAddr, String), password: &str, user: &user::Model) {
        let now = Instant::now();
        let mut entries = self.entries();
        if entries.len() >= MOST_REMEMBERED {
            entries.retain(|_, entry| entry.until > now);
        }
        if entries.len() < MOST_REMEMBERED && user.role != Role::Customer {
            let entry = Entry {
                password: hmac::sign(&self.key, password.as_bytes()),
                user: user.id,
                password_hash: user.password_hash.clone(),
                until: now + REMEMBERED_FOR,
            };
            entries.insert(place, entry);
        }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<(IpAddr, String), Entry>> {
        // A map is whole between any two statements here, so a panic elsewhere does not spoil it.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
