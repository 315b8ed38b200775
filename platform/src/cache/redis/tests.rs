//! Against a real Redis: the one that `PENDEN_TEST_REDIS_URL` names; without it only its absence is tested.

#![allow(clippy::unwrap_used)]

use tokio::net::TcpListener;

use super::*;

const CONFIG: CacheConfig = CacheConfig { capacity_mib: 1, seconds: 30, memory_seconds: 1 };

struct Place {
    url: SecretString,
    namespace: String,
}

impl Place {
    fn find() -> Option<Self> {
        let url = std::env::var("PENDEN_TEST_REDIS_URL").ok().filter(|url| !url.is_empty())?;
        Some(Self { url: url.into(), namespace: format!("test-{}", Uuid::new_v4().simple()) })
    }

    /// A cache that has met Redis: the first requests may be over before the connection stands.
    async fn open(&self) -> RedisCache {
        let cache = RedisCache::open(&self.url, &self.namespace, &CONFIG).unwrap();
        within_limit(async || {
            let serial = cache.shared.generation().serial;
            cache.shared.renew(serial, INVALIDATE_BUDGET).await.is_ok()
        })
        .await;
        cache.shared.generation().asked = Some(Instant::now());
        cache
    }
}

/// Waits until the condition holds.
async fn within_limit(mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the condition never held");
}

fn answer(text: &'static str) -> Cached {
    Cached { body: text.into(), etag: text.into(), until: None }
}

async fn ask(cache: &RedisCache, text: &'static str) -> Cached {
    cache.get_or_fill("k", Box::pin(async { Ok(answer(text)) })).await.unwrap()
}

/// Whether the answer under `k` has reached Redis.
async fn is_stored(cache: &RedisCache) -> bool {
    let Some(token) = cache.shared.generation().usable_token() else { return false };
    let mut commands = redis::pipe();
    commands.cmd("EXISTS").arg(cache.shared.key(&format!("{token}:{}:k", wire::VERSION)));
    cache.shared.link.run_within::<(bool,)>(&commands, INVALIDATE_BUDGET).await.is_ok_and(|(is,)| is)
}

/// Asks with `text` until it is in Redis; where the machine is slow, storing may miss its budget.
async fn store(cache: &RedisCache, text: &'static str) {
    within_limit(async || {
        cache.shared.answers.clear();
        cache.shared.generation().asked = Some(Instant::now());
        assert_eq!(ask(cache, text).await, answer(text));
        is_stored(cache).await
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_shared_until_someone_invalidates() {
    let Some(place) = Place::find() else { return };
    let (one, other) = (place.open().await, place.open().await);
    store(&one, "old").await;
    within_limit(async || {
        other.shared.answers.clear();
        ask(&other, "unshared").await == answer("old")
    })
    .await;
    one.invalidate().await.unwrap();
    assert_eq!(ask(&one, "new").await, answer("new"));
    // By the message, or after a second.
    within_limit(async || ask(&other, "new").await == answer("new")).await;
}

#[tokio::test]
async fn a_fill_that_an_invalidation_overtakes_is_not_kept() {
    let Some(place) = Place::find() else { return };
    let (cache, other) = (Arc::new(place.open().await), place.open().await);
    let (begun, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let slow = tokio::spawn({
        let (cache, begun, gate) = (cache.clone(), begun.clone(), gate.clone());
        async move {
            let fill = Box::pin(async {
                begun.add_permits(1);
                gate.acquire().await.unwrap().forget();
                Ok(answer("old"))
            });
            cache.get_or_fill("k", fill).await.unwrap()
        }
    });
    begun.acquire().await.unwrap().forget();
    other.invalidate().await.unwrap();
    let token = other.shared.generation().token.clone();
    within_limit(async || {
        // Asking for the answer would wait for the slow fill until the news is there.
        cache.shared.generation().asked = None;
        cache.shared.current(Instant::now() + INVALIDATE_BUDGET).await;
        cache.shared.generation().token == token
    })
    .await;
    gate.add_permits(1);
    assert_eq!(slow.await.unwrap(), answer("old"));
    assert_eq!(ask(&cache, "new").await, answer("new"));
    cache.shared.answers.clear();
    assert_eq!(ask(&cache, "new").await, answer("new"));
}

#[tokio::test]
async fn an_invalidation_that_redis_missed_is_made_up_for() {
    let Some(place) = Place::find() else { return };
    let (cache, other) = (place.open().await, place.open().await);
    store(&cache, "old").await;
    cache.shared.forget();
    assert_eq!(ask(&cache, "new").await, answer("new"), "what is in Redis is not trusted");
    within_limit(async || {
        cache.shared.generation().asked = None;
        cache.shared.current(Instant::now() + INVALIDATE_BUDGET).await;
        cache.shared.generation().usable_token().is_some()
    })
    .await;
    within_limit(async || ask(&other, "new").await == answer("new")).await;
}

#[tokio::test]
async fn a_dead_redis_leaves_a_cache_in_memory() {
    let config = CacheConfig { memory_seconds: 30, ..CONFIG };
    let cache = RedisCache::open(&"redis://127.0.0.1:1".into(), "", &config).unwrap();
    assert_eq!(ask(&cache, "first").await, answer("first"));
    assert_eq!(ask(&cache, "second").await, answer("first"));
    assert!(cache.invalidate().await.is_err());
    assert_eq!(ask(&cache, "third").await, answer("third"));
}

#[tokio::test]
async fn a_hanging_redis_is_left_alone_after_a_few_tries() {
    // Accepts connections in the kernel and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let cache = RedisCache::open(&url.into(), "", &CONFIG).unwrap();
    let mut ping = redis::pipe();
    ping.cmd("PING");
    within_limit(async || {
        cache.shared.answers.clear();
        cache.shared.generation().asked = None;
        assert_eq!(ask(&cache, "right").await, answer("right"));
        matches!(cache.shared.link.run::<()>(&ping).await, Err(LinkError::Rejected))
    })
    .await;
}
