//! Sessions: opened by registering or logging in, continued by refreshing, ended by logging out.

use std::sync::Arc;

use domain::accounts::sessions::{self, RefreshToken};
use domain::accounts::{self, Registration};
use domain::carts;
use domain::clock::now;
use domain::entity::user;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::schema::{LoginRequest, RefreshRequest, RegisterRequest, Session, Tokens, User};
use super::transport::SessionTransport;
use crate::edge::Context;
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Auth(pub Shared);

#[derive(ApiResponse)]
pub enum Registered {
    /// The account exists and its first session is open.
    #[oai(status = 201)]
    Created(
        Json<Session>,
        /// The refresh token, with `Session-Transport: cookie`.
        #[oai(header = "Set-Cookie")]
        Option<String>,
    ),
}

#[derive(ApiResponse)]
pub enum Opened {
    /// The session is open.
    #[oai(status = 200)]
    Session(
        Json<Session>,
        /// The refresh token, with `Session-Transport: cookie`.
        #[oai(header = "Set-Cookie")]
        Option<String>,
    ),
}

#[derive(ApiResponse)]
pub enum LoggedOut {
    /// The session has ended, or there was none.
    #[oai(status = 204)]
    Done(
        /// Takes the refresh token back, with `Session-Transport: cookie`.
        #[oai(header = "Set-Cookie")]
        Option<String>,
    ),
}

#[OpenApi(prefix_path = "/api/v1/auth", tag = "Tag::Accounts")]
impl Auth {
    /// Register
    ///
    /// Makes an account and opens a session. With `cart_token`, a guest's cart becomes the customer's.
    #[oai(path = "/register", method = "post", operation_id = "register")]
    async fn register(
        &self,
        context: Data<&Arc<Context>>,
        #[oai(name = "Session-Transport")] transport: SessionTransport,
        body: ValidJson<RegisterRequest>,
    ) -> Result<Registered> {
        let body = body.0;
        self.0.limits.check_login(&context.rates, context.client, &body.email)?;
        let registration = Registration { email: body.email, name: body.name, password: body.password };
        let new = accounts::prepare(registration).await?;
        let lifetime = self.0.refresh_lifetime;
        let (user, refresh) = self
            .0
            .store()
            .write(async |txn| {
                let user = accounts::register(txn, new).await?;
                if let Some(token) = &body.cart_token {
                    carts::merge(txn, token, user.id).await?;
                }
                let refresh = sessions::issue(txn, user.id, now(), lifetime).await?;
                Ok((user, refresh))
            })
            .await?;
        let (session, cookie) = self.session(user, refresh, &transport).await?;
        Ok(Registered::Created(Json(session), cookie))
    }

    /// Log in
    ///
    /// Opens a session. With `cart_token`, what lies in a guest's cart goes into the customer's. Who has a second factor is
    /// refused without `code` (401 `second_factor_required`).
    #[oai(path = "/login", method = "post", operation_id = "logIn")]
    async fn log_in(
        &self,
        context: Data<&Arc<Context>>,
        #[oai(name = "Session-Transport")] transport: SessionTransport,
        body: ValidJson<LoginRequest>,
    ) -> Result<Opened> {
        let body = body.0;
        self.0.limits.check_login(&context.rates, context.client, &body.email)?;
        let (store, code) = (self.0.store(), body.code.as_deref());
        let user = accounts::log_in(store, context.client, &body.email, &body.password, code).await?;
        let lifetime = self.0.refresh_lifetime;
        let refresh = self
            .0
            .store()
            .write(async |txn| {
                if let Some(token) = &body.cart_token {
                    carts::merge(txn, token, user.id).await?;
                }
                sessions::issue(txn, user.id, now(), lifetime).await
            })
            .await?;
        let (session, cookie) = self.session(user, refresh, &transport).await?;
        Ok(Opened::Session(Json(session), cookie))
    }

    /// Refresh
    ///
    /// Exchanges a refresh token for a new pair of tokens. Each refresh token is good for one exchange; using it again
    /// later ends the session.
    #[oai(path = "/refresh", method = "post", operation_id = "refreshSession")]
    async fn refresh(
        &self,
        #[oai(name = "Session-Transport")] transport: SessionTransport,
        body: ValidJson<RefreshRequest>,
    ) -> Result<Opened> {
        let token = transport.token(body.0.refresh_token)?;
        let (user, refresh) = sessions::rotate(self.0.store(), &token, self.0.refresh_lifetime).await?;
        let (session, cookie) = self.session(user, refresh, &transport).await?;
        Ok(Opened::Session(Json(session), cookie))
    }

    /// Log out
    ///
    /// Ends the session to which the refresh token belongs. Its access token is good until it expires.
    #[oai(path = "/logout", method = "post", operation_id = "logOut")]
    async fn log_out(
        &self,
        #[oai(name = "Session-Transport")] transport: SessionTransport,
        body: ValidJson<RefreshRequest>,
    ) -> Result<LoggedOut> {
        // A browser without the cookie is logged out already.
        if transport != SessionTransport::Cookie(None) {
            let token = transport.token(body.0.refresh_token)?;
            self.0.store().write(async |txn| sessions::revoke(txn, &token).await).await?;
        }
        Ok(LoggedOut::Done(transport.take_back(&self.0.http)))
    }
}

impl Auth {
    /// The session, and the header that keeps its refresh token in the browser if it travels that way.
    async fn session(
        &self,
        user: user::Model,
        refresh: RefreshToken,
        transport: &SessionTransport,
    ) -> Result<(Session, Option<String>)> {
        let access = self.0.keys.issue(user.id, user.role, refresh.family_id)?;
        let roles = accounts::roles_of(self.0.store().read(), user.id).await?;
        let (refresh_token, cookie) =
            transport.hand_out(refresh.token, self.0.refresh_lifetime, &self.0.http);
        let tokens = Tokens {
            access_token: access.token,
            token_type: "Bearer".into(),
            expires_in: access.expires_in,
            refresh_token,
        };
        Ok((Session { user: User::new(user, &roles), tokens }, cookie))
    }
}
