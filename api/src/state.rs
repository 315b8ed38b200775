//! What endpoints work with: the services of this process, and what the HTTP frame adds.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use domain::Store;
use domain::search::insight::Tally;
use domain::search::{Questions, SearchEngine, Searching, Semantic, Vocabulary};
use platform::Services;
use platform::search::{self, Follower};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::auth::{Keys, LiveAccess};
use crate::limits::Limits;
use crate::operations::Live;
use crate::orders::Followed;
use crate::settings::HttpSettings;

/// Talks of one process at the same time. Each waits for a provider, and costs money.
const TALKS: usize = 64;

/// Everything that endpoints may use.
pub struct State {
    pub services: Services,
    pub http: HttpSettings,
    pub keys: Keys,
    /// What everybody may do.
    pub access: LiveAccess,
    pub limits: Arc<Limits>,
    /// How long a log-in lasts without use.
    pub refresh_lifetime: Duration,
    /// What shoppers search with.
    pub search: Arc<dyn SearchEngine>,
    /// The attributes that searches speak of.
    pub vocabulary: Arc<Vocabulary>,
    /// What a model makes of searches, if there is one.
    pub semantic: Option<Semantic>,
    /// What a model reads in searches, if there is one.
    pub questions: Option<Questions>,
    /// What was searched for.
    pub searches: Arc<Tally>,
    _follower: Follower,
    /// What operators follow live.
    pub live: Arc<Live>,
    /// What shoppers follow live.
    pub followed: Arc<Followed>,
    /// Places for talks with the assistant.
    pub talks: Arc<Semaphore>,
    /// Cancelled when the process is asked to stop: no new work should be sent here.
    stopping: CancellationToken,
}

impl State {
    /// # Errors
    /// When a setting is unusable or the keys that sign access tokens cannot be read.
    pub async fn new(services: Services) -> anyhow::Result<Arc<Self>> {
        let http = HttpSettings::from_config(&services.config)?;
        let auth = &services.config.auth;
        let access_lifetime = minutes(auth.access_token_minutes);
        let refresh_lifetime = minutes(auth.refresh_token_days * 24 * 60);
        let keys = Keys::load(services.store.clone(), &http.public_url, access_lifetime).await?;
        let access = LiveAccess::new(services.store.clone());
        let limits = Arc::new(Limits::new(http.limits));
        let search = search::open(&services.config)?;
        let (vocabulary, searches) = (Arc::<Vocabulary>::default(), Arc::<Tally>::default());
        let semantic = services
            .vectors
            .clone()
            .map(|vectors| Semantic::new(services.models.clone(), Arc::clone(&services.embedders), vectors));
        let questions = Questions::new(&services.models);
        let follower = Follower::start(
            services.store.clone(),
            Arc::clone(&search),
            Arc::clone(&vocabulary),
            services.vectors.clone(),
            Arc::clone(&searches),
        );
        let (live, followed, stopping) = (Arc::default(), Arc::default(), CancellationToken::new());
        Ok(Arc::new(Self {
            services,
            http,
            keys,
            access,
            limits,
            refresh_lifetime,
            search,
            vocabulary,
            semantic,
            questions,
            searches,
            _follower: follower,
            live,
            followed,
            talks: Arc::new(Semaphore::new(TALKS)),
            stopping,
        }))
    }

    /// What a search goes by.
    pub fn searching(&self) -> Searching<'_> {
        Searching {
            engine: self.search.as_ref(),
            vocabulary: &self.vocabulary,
            semantic: self.semantic.as_ref(),
            questions: self.questions.as_ref(),
        }
    }

    pub fn store(&self) -> &Store {
        &self.services.store
    }

    /// Makes readiness say no from now on, and ends what has no end of its own.
    pub fn drain(&self) {
        self.stopping.cancel();
    }

    pub fn is_draining(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Cancelled when the process is asked to stop.
    pub fn stopping(&self) -> CancellationToken {
        self.stopping.clone()
    }
}

fn minutes(count: i64) -> Duration {
    Duration::from_secs(u64::try_from(count).unwrap_or_default() * 60)
}

/// The state as endpoints hold it. Empty only where the document is made, which calls no endpoint.
#[derive(Clone, Default)]
pub struct Shared(Option<Arc<State>>);

impl From<Arc<State>> for Shared {
    fn from(state: Arc<State>) -> Self {
        Self(Some(state))
    }
}

impl Deref for Shared {
    type Target = State;

    fn deref(&self) -> &State {
        self.0.as_deref().expect("endpoints are called in an app, and an app has a state")
    }
}
