//! The caller, from the `Authorization` header.

use std::sync::Arc;

use domain::Store;
use domain::accounts::{Permission, Permissions, api_keys};
use domain::audit::{self, Actor};
use poem::http::header;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use uuid::Uuid;

use crate::edge::Context;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The name of the scheme in the document.
pub(super) const SCHEME: &str = "bearer";

/// A person who is logged in, or what [`Require`](super::Require) lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    pub id: Uuid,
    /// What they may do beyond their own affairs.
    pub permissions: Permissions,
    /// The session of their token.
    pub session: Option<Uuid>,
    /// What they may do is withheld until they have a second factor.
    pub is_withheld: bool,
    /// Not a person: a machine with a key, whose id is `id`.
    pub is_machine: bool,
}

/// Anyone who is logged in, machines too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub Customer);

impl Customer {
    /// What they are called, where a name is written down.
    pub async fn name(&self, store: &Store) -> domain::Result<String> {
        domain::accounts::name_of(store.read(), self.actor()).await
    }

    /// As the audit log knows them.
    pub fn actor(&self) -> Actor {
        if self.is_machine { Actor::ApiKey(self.id) } else { Actor::User(self.id) }
    }
}

/// Whoever it is: strangers too, but nobody with a token that is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeCustomer(pub Option<Customer>);

impl MaybeCustomer {
    pub fn id(&self) -> Option<Uuid> {
        self.0.filter(|customer| !customer.is_machine).map(|customer| customer.id)
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.0.is_some_and(|customer| customer.may(permission))
    }
}

/// The caller, `None` without an `Authorization` header. Counts against the account's limit.
///
/// # Errors
/// 401 for a token that is not valid, 429.
pub(super) async fn authenticate(request: &Request) -> Result<Option<Customer>> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            Failure::unauthenticated("token_invalid", "send `Authorization: Bearer` and a token")
        })?;
    let state = request.data::<Shared>().ok_or_else(|| Failure::internal("the app has no state"))?;
    let customer = if token.starts_with(api_keys::PREFIX) {
        machine(state, token).await?
    } else {
        let claims = state.keys.verify(token).await?;
        let (granted, is_protected) = state.access.of(claims.sub).await?;
        let is_withheld = !granted.is_empty() && !is_protected && state.services.shop().staff_second_factor;
        let permissions = if is_withheld { Permissions::NONE } else { granted };
        Customer { id: claims.sub, permissions, session: claims.sid, is_withheld, is_machine: false }
    };
    if let Some(context) = request.data::<Arc<Context>>() {
        state.limits.check_account(&context.rates, customer.id)?;
    }
    audit::identify(customer.actor());
    Ok(Some(customer))
}

async fn machine(state: &Shared, key: &str) -> Result<Customer> {
    let known = state.access.of_key(key).await?;
    let (id, permissions) = known.ok_or_else(|| {
        Failure::unauthenticated("token_invalid", "this key is unknown, revoked or expired")
    })?;
    Ok(Customer { id, permissions, session: None, is_withheld: false, is_machine: true })
}

pub(super) async fn require(request: &Request) -> Result<Customer> {
    authenticate(request).await?.ok_or_else(|| Failure::unauthenticated("unauthenticated", "log in first"))
}

pub(super) fn register(registry: &mut Registry) {
    registry.create_security_scheme(
        SCHEME,
        MetaSecurityScheme {
            ty: "http",
            description: Some(
                "The access token that logging in and refreshing hand out, or the key of a machine.",
            ),
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: Some("JWT"),
            flows: None,
            openid_connect_url: None,
        },
    );
}

impl<'a> ApiExtractor<'a> for Customer {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let customer = require(request).await?;
        if customer.is_machine {
            return Err(Failure::forbidden("this is for people; a key cannot do it").into());
        }
        Ok(customer)
    }
}

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self(require(request).await?))
    }
}

impl<'a> ApiExtractor<'a> for MaybeCustomer {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self(authenticate(request).await?))
    }
}
