//! Who acts and from where, carried by the task.

use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use entity::states::ActorKind;
use uuid::Uuid;

/// Whoever does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    User(Uuid),
    ApiKey(Uuid),
    /// A job, the timetable, or a command of the operator.
    System,
}

impl Actor {
    pub const fn kind(self) -> ActorKind {
        match self {
            Self::User(_) => ActorKind::User,
            Self::ApiKey(_) => ActorKind::ApiKey,
            Self::System => ActorKind::System,
        }
    }

    pub const fn id(self) -> Option<Uuid> {
        match self {
            Self::User(id) | Self::ApiKey(id) => Some(id),
            Self::System => None,
        }
    }
}

/// From where a request came, and, once that is known, who made it.
#[derive(Debug)]
pub struct Origin {
    pub address: IpAddr,
    pub user_agent: Option<String>,
    pub request_id: String,
    actor: OnceLock<Actor>,
}

/// More of a user agent than this says nothing.
const USER_AGENT_CHARS: usize = 300;

impl Origin {
    pub fn new(address: IpAddr, user_agent: Option<&str>, request_id: String) -> Self {
        let user_agent = user_agent.map(|text| text.chars().take(USER_AGENT_CHARS).collect());
        Self { address, user_agent, request_id, actor: OnceLock::new() }
    }
}

tokio::task_local! {
    static ORIGIN: Arc<Origin>;
}

/// Runs `work` as a request from there.
pub async fn scope<T>(origin: Origin, work: impl Future<Output = T>) -> T {
    ORIGIN.scope(Arc::new(origin), work).await
}

/// Says who makes this request. The first word counts; outside of requests it changes nothing.
pub fn identify(actor: Actor) {
    let _ = ORIGIN.try_with(|origin| origin.actor.set(actor));
}

/// Who acts in this task: outside of requests, and in one whose maker is not known, the program itself.
pub fn actor() -> Actor {
    current().and_then(|origin| origin.actor.get().copied()).unwrap_or(Actor::System)
}

pub(crate) fn current() -> Option<Arc<Origin>> {
    ORIGIN.try_with(Arc::clone).ok()
}
