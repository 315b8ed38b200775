//! One's own sessions: where one is logged in, and ending that.

use chrono::{DateTime, Utc};
use domain::accounts::sessions::{self, OpenSession};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::auth::Customer;
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Sessions(pub Shared);

/// A log-in that is still good.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LoginSession {
    pub id: Uuid,
    pub started_at: DateTime<Utc>,
    /// When it was opened or refreshed last.
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// The address that it was used from last.
    pub address: Option<String>,
    /// The program or browser that used it last.
    pub user_agent: Option<String>,
    /// Whether it is the caller's own.
    pub current: bool,
}

/// All of one's sessions, the one that was used last first.
#[derive(Debug, Object)]
pub struct LoginSessionList {
    pub items: Vec<LoginSession>,
}

#[derive(ApiResponse)]
pub enum SessionEnded {
    /// It cannot be refreshed any more; its access token is good until it expires, minutes from now.
    #[oai(status = 204)]
    Done,
}

#[OpenApi(prefix_path = "/api/v1/me/sessions", tag = "Tag::Accounts")]
impl Sessions {
    /// List my sessions
    ///
    /// Where I am logged in.
    #[oai(path = "/", method = "get", operation_id = "listMySessions")]
    async fn list(&self, me: Customer) -> Result<Json<LoginSessionList>> {
        let sessions = sessions::list(self.0.store().read(), me.id).await?;
        let show = |session: OpenSession| LoginSession {
            current: me.session == Some(session.id),
            id: session.id,
            started_at: session.started_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            address: session.address,
            user_agent: session.user_agent,
        };
        Ok(Json(LoginSessionList { items: sessions.into_iter().map(show).collect() }))
    }

    /// End one of my sessions
    ///
    /// Wherever it is.
    #[oai(path = "/:id", method = "delete", operation_id = "endMySession")]
    async fn end(
        &self,
        me: Customer,
        /// The session.
        id: Path<Uuid>,
    ) -> Result<SessionEnded> {
        self.0.store().write(async |txn| sessions::end(txn, me.id, id.0).await).await?;
        Ok(SessionEnded::Done)
    }
}
