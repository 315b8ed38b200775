#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use domain::Error;
use tokio::sync::Semaphore;

use super::*;

fn cache() -> Arc<MemoryCache> {
    Arc::new(MemoryCache::new(&CacheConfig { capacity_mib: 1, seconds: 30, memory_seconds: 1 }))
}

fn answer(text: &'static str) -> Cached {
    Cached { body: text.into(), etag: text.into(), until: None }
}

#[tokio::test]
async fn many_who_ask_at_once_cause_one_fill() {
    let (cache, fills, gate) = (cache(), Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let askers: Vec<_> = (0..20)
        .map(|_| {
            let (cache, fills, gate) = (cache.clone(), fills.clone(), gate.clone());
            tokio::spawn(async move {
                let fill = Box::pin(async {
                    fills.fetch_add(1, Ordering::SeqCst);
                    gate.acquire().await.unwrap().forget();
                    Ok(answer("a"))
                });
                cache.get_or_fill("k", fill).await.unwrap()
            })
        })
        .collect();
    gate.add_permits(1);
    for asker in askers {
        assert_eq!(asker.await.unwrap(), answer("a"));
    }
    assert_eq!(fills.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_fill_that_an_invalidation_overtakes_is_not_kept() {
    let (cache, gate, begun) = (cache(), Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let slow = tokio::spawn({
        let (cache, gate, begun) = (cache.clone(), gate.clone(), begun.clone());
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
    cache.invalidate().await.unwrap();
    let fresh = cache.get_or_fill("k", Box::pin(async { Ok(answer("new")) })).await.unwrap();
    assert_eq!(fresh, answer("new"), "nobody waits for the old fill");
    gate.add_permits(1);
    assert_eq!(slow.await.unwrap(), answer("old"));
    let kept = cache.get_or_fill("k", Box::pin(async { Ok(answer("newer")) })).await.unwrap();
    assert_eq!(kept, answer("new"));
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    let cache = cache();
    let refused = cache.get_or_fill("k", Box::pin(async { Err(Error::NotFound { what: "product" }) })).await;
    assert!(matches!(refused, Err(Error::NotFound { what: "product" })));
    let kept = cache.get_or_fill("k", Box::pin(async { Ok(answer("there")) })).await.unwrap();
    assert_eq!(kept, answer("there"));
}

#[tokio::test]
async fn an_answer_is_not_kept_beyond_its_time() {
    let cache = cache();
    let over = Cached { until: Some(domain::clock::now()), ..answer("old") };
    assert_eq!(cache.get_or_fill("k", Box::pin(async { Ok(over.clone()) })).await.unwrap(), over);
    let later = Cached { until: Some(domain::clock::now() + chrono::TimeDelta::hours(1)), ..answer("new") };
    for _ in 0..2 {
        assert_eq!(cache.get_or_fill("k", Box::pin(async { Ok(later.clone()) })).await.unwrap(), later);
    }
    let kept = cache.get_or_fill("k", Box::pin(async { Ok(answer("newest")) })).await.unwrap();
    assert_eq!(kept, later);
}
